"""Every model of the delivery side, under one import."""

from api.keys import ApiKey
from api.published.models import Document, DocumentDependency, DocumentTerm, DocumentText, MostRead, Tombstone

__all__ = [
    "ApiKey",
    "Document",
    "DocumentDependency",
    "DocumentTerm",
    "DocumentText",
    "MostRead",
    "Tombstone",
]
