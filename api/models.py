"""Every model of the delivery side, under one import."""

from api.published.models import Document, DocumentDependency, DocumentTerm, Tombstone

__all__ = ["Document", "DocumentDependency", "DocumentTerm", "Tombstone"]
