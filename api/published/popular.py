"""What is read most: counted page views mapped to articles by a timer, in a stored ranking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from ads.counting.accounting import hour_of
from ads.counting.models import PageView
from api.published.facts import address_of
from api.published.models import Document, DocumentQuerySet, MostRead
from api.published.portal import Portal, portals

WINDOWS = {"1h": 1, "24h": 24, "7d": 7 * 24, "30d": 30 * 24}
"""In hours."""
MOST_PATHS = 2_000
MOST_RANKED = 100
_PATHS_A_QUERY = 500


def listed(*, portal: Portal, locale: str, window: str, limit: int, now: datetime) -> DocumentQuerySet:
    """The visible articles of a ranking in its order, with their cards: one query."""
    ranks = MostRead.objects.filter(
        site_id=portal.site_id, locale=locale, window=window, page_id=OuterRef("page_id")
    )
    articles = Document.objects.of_site(portal.site_id).in_locale(locale).articles().visible(now).cards()
    ranked = articles.annotate(rank=Subquery(ranks.values("rank")[:1])).exclude(rank=None)
    return ranked.order_by("rank")[:limit]


def rank(*, now: datetime) -> int:
    """Makes every ranking anew; says how many places were given."""
    return sum(_rank(at, window, hours, now) for at in portals() for window, hours in WINDOWS.items())


def _rank(at: Portal, window: str, hours: int, now: datetime) -> int:
    scores = dict(_scores(at, hours, now))
    places: dict[str, list[int]] = defaultdict(list)
    rows = sorted(_articles(list(scores), at), key=lambda row: (-scores[row[2]], -row[0]))
    for page_id, locale, _path in rows:
        if len(places[locale]) < MOST_RANKED:
            places[locale].append(page_id)
    made = [
        MostRead(site_id=at.site_id, locale=locale, window=window, rank=number, page_id=page_id)
        for locale, page_ids in places.items()
        for number, page_id in enumerate(page_ids, start=1)
    ]
    with transaction.atomic():
        MostRead.objects.filter(site_id=at.site_id, window=window).delete()
        MostRead.objects.bulk_create(made)
    return len(made)


def _scores(at: Portal, hours: int, now: datetime) -> Iterator[tuple[str, int]]:
    """Views of each path of a site, times 60; of the first hour only the minutes inside."""
    hour = hour_of(now)
    first, left = hour - timedelta(hours=hours), 60 - (now - hour) // timedelta(minutes=1)
    # As `facts.address_of` words them.
    before = address_of("", at.host)
    counted = (
        PageView.objects.filter(counted_hour__gte=first, path__startswith=f"{before}/")
        .values("path")
        .annotate(
            whole=Coalesce(Sum("view_count", filter=Q(counted_hour__gt=first)), 0),
            part=Coalesce(Sum("view_count", filter=Q(counted_hour=first)), 0),
        )
        .annotate(score=F("whole") * 60 + F("part") * left)
    )
    counted = counted if before else counted.exclude(path__startswith="//")
    found = counted.order_by("-score", "path").values_list("path", "score")[:MOST_PATHS]
    return ((path[len(before) :], score) for path, score in found.iterator())


def _articles(paths: list[str], at: Portal) -> Iterator[tuple[int, str, str]]:
    for start in range(0, len(paths), _PATHS_A_QUERY):
        some = paths[start : start + _PATHS_A_QUERY]
        rows = Document.objects.of_site(at.site_id).articles().filter(path__in=some)
        yield from rows.values_list("page_id", "locale", "path")
