"""Every model of the delivery side, under one import."""

from api.keys import ApiKey
from api.previews.models import PreviewDocument
from api.published.models import (
    Document,
    DocumentDependency,
    DocumentTerm,
    DocumentText,
    LiveChange,
    MostRead,
    Tombstone,
)
from api.repeats import RepeatableCall

__all__ = [
    "ApiKey",
    "Document",
    "DocumentDependency",
    "DocumentTerm",
    "DocumentText",
    "LiveChange",
    "MostRead",
    "PreviewDocument",
    "RepeatableCall",
    "Tombstone",
]
