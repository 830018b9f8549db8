"""What a decision knows of a page by its path."""

import pytest

from ads.counting import statistics
from ads.counting.models import PageView
from api.published import facts
from runtime import versions
from tests import adops, newsroom
from tests.api.ads.calls import EVENTS, browser, chosen, decide, post

pytestmark = pytest.mark.django_db
BOTTOM = "article-bottom-1"


@pytest.fixture
def page(clock):  # type: ignore[no-untyped-def]
    parent = newsroom.section("Pelatihan", key="pelatihan")
    child = newsroom.section("Digital", key="digital", parent=parent)
    return newsroom.article(child, title="UMKM digital", label="opinion")


def path_of(page) -> str:  # type: ignore[no-untyped-def]
    path: str = page.get_url_parts()[2]
    return path


@pytest.mark.parametrize(
    ("targeting", "fits"),
    [
        ({"section": {"any_of": ["digital"]}}, True),
        ({"section": {"any_of": ["pelatihan"]}}, True),
        ({"section": {"none_of": ["pelatihan"]}}, False),
        ({"article_label": {"any_of": ["opinion"]}}, True),
        ({"article_label": {"any_of": ["news"]}}, False),
    ],
)
def test_a_path_tells_section_with_its_parents_and_label(page, targeting, fits: bool) -> None:  # type: ignore[no-untyped-def]
    item = adops.line_item("network", [adops.slot(BOTTOM)], targeting=targeting)
    assert chosen(BOTTOM, page={"path": path_of(page)}) == (item.pk if fits else None)


def test_spellings_of_one_path_are_one_page(page) -> None:  # type: ignore[no-untyped-def]
    item = adops.line_item("network", [adops.slot(BOTTOM)], targeting={"section": {"any_of": ["digital"]}})
    path = path_of(page)
    for spelling in (path, path.rstrip("/"), path.replace("umkm", "%75mkm")):
        assert chosen(BOTTOM, page={"path": spelling}) == item.pk


def test_an_unknown_path_has_no_values_and_still_gets_an_answer(page) -> None:  # type: ignore[no-untyped-def]
    slot = adops.slot(BOTTOM)
    adops.line_item("sponsorship", [slot], targeting={"section": {"any_of": ["digital"]}})
    anywhere = adops.line_item("house", [slot])
    assert chosen(BOTTOM, page={"path": "/made-up/"}) == anywhere.pk


def test_a_known_path_asks_the_database_nothing(page, settings, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    adops.line_item("network", [adops.slot(BOTTOM)])
    where = {"path": path_of(page)}
    decide(BOTTOM, page=where)
    versions.poll_now()
    decide(BOTTOM, page=where)
    with django_assert_num_queries(0), django_assert_num_queries(0, using=settings.LEDGER_ALIAS):
        decide(BOTTOM, page=where)


def test_the_frame_knows_its_page(page) -> None:  # type: ignore[no-untyped-def]
    adops.line_item("network", [adops.slot(BOTTOM)], targeting={"section": {"any_of": ["digital"]}})
    path = path_of(page)
    assert browser.get(f"/api/v1/slots/{BOTTOM}/frame/", {"path": path}).content.count(b"<img") == 2
    assert browser.get(f"/api/v1/slots/{BOTTOM}/frame/").content.count(b"<img") == 0


def test_a_view_of_a_published_page_counts_and_a_batch_asks_for_few_paths(page) -> None:  # type: ignore[no-untyped-def]
    path = path_of(page)
    views = [{"type": "page_view", "path": path}] * 2
    made_up = [{"type": "page_view", "path": f"/made-up/{number}/"} for number in range(100)]
    facts.forget()
    assert post(EVENTS, {"events": views + made_up}).status_code == 204
    statistics.flush()
    assert list(PageView.objects.values_list("path", "view_count")) == [(path, 2)]
