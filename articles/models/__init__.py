"""Every editorial model, under one import."""

from articles.models.forms import Form, FormField, FormSubmission
from articles.models.frontend import FrontendPage
from articles.models.fronts import Front
from articles.models.images import Image, Rendition
from articles.models.live import LiveEntry
from articles.models.pages import (
    ArticleAuthor,
    ArticlePage,
    Correction,
    HomePage,
    RelatedArticle,
    SectionPage,
    StandardPage,
    Update,
)
from articles.models.people import Author
from articles.models.site import PortalSettings
from articles.models.tags import ArticleTagged, Tag

__all__ = [
    "ArticleAuthor",
    "ArticlePage",
    "ArticleTagged",
    "Author",
    "Correction",
    "Form",
    "FormField",
    "FormSubmission",
    "Front",
    "FrontendPage",
    "HomePage",
    "Image",
    "LiveEntry",
    "PortalSettings",
    "RelatedArticle",
    "Rendition",
    "SectionPage",
    "StandardPage",
    "Tag",
    "Update",
]
