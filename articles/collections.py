"""Which pictures and documents are not for everybody: those of restricted collections and all below."""

from __future__ import annotations

from wagtail.models import CollectionViewRestriction


def private_paths() -> tuple[str, ...]:
    """Tree paths of the restricted collections; what begins so is private too."""
    rows = CollectionViewRestriction.objects.exclude(restriction_type=CollectionViewRestriction.NONE)
    return tuple(rows.values_list("collection__path", flat=True))


PICTURES = ("images/", "original_images/")


def is_private_file(name: str) -> bool:
    """Whether this file under the media root is one of a private picture, or of none that is known.

    Asked for each file that is served: a picture moved into a private collection is gone at once.
    """
    from articles.models import Image, Rendition

    shut = private_paths()
    if not shut or not name.startswith(PICTURES):
        return False
    originals = Image.objects.filter(file=name).values_list("collection__path", flat=True)
    made = Rendition.objects.filter(file=name).values_list("image__collection__path", flat=True)
    path = originals.first() or made.first()
    return path is None or path.startswith(shut)
