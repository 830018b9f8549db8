"""What a decision knows of a page by its path."""

import pytest

from ads.counting import statistics
from ads.counting.models import PageView
from ads.models import DeskSettings
from api import keys, targets
from api.published import facts, portal
from runtime import versions
from tests import adops, newsroom
from tests.api.ads.calls import DECIDE, EVENTS, browser, chosen, decide, post

pytestmark = pytest.mark.django_db
BOTTOM = "article-bottom-1"


@pytest.fixture
def page(clock):  # type: ignore[no-untyped-def]
    parent = newsroom.section("Pelatihan", key="pelatihan")
    child = newsroom.section("Digital", key="digital", parent=parent)
    return newsroom.article(child, title="UMKM digital", label="opinion")


@pytest.fixture
def explain_key(clock) -> str:  # type: ignore[no-untyped-def]
    return keys.create(name="looker", scopes=("explain",), lifetime=None, now=clock.now())[1]


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
        ({"page": {"any_of": ["/pelatihan/*"]}}, True),
        ({"page": {"any_of": ["/berita/*"]}}, False),
        ({"locale": {"none_of": ["id"]}}, False),
        ({"author": {"any_of": ["sari"]}}, False),
    ],
)
def test_a_path_tells_section_with_its_parents_and_label(page, targeting, fits: bool) -> None:  # type: ignore[no-untyped-def]
    item = adops.line_item("network", [adops.slot(BOTTOM)], targeting=targeting)
    assert chosen(BOTTOM, page={"path": path_of(page)}) == (item.pk if fits else None)


@pytest.mark.parametrize("whose", ["article", "section", "section above"])
def test_vector_7_a_sensitive_page_shows_no_ad_with_its_labels(page, whose: str, explain_key: str) -> None:  # type: ignore[no-untyped-def]
    slot = adops.slot(BOTTOM)
    airline = adops.line_item("sponsorship", [slot], exclusion_labels=["airline"])
    house = adops.line_item("house", [slot])
    where = {"path": path_of(page)}
    assert chosen(BOTTOM, page=where) == airline.pk
    say(page, whose, exclude_labels=["airline"])
    assert chosen(BOTTOM, page=where) == house.pk
    asked = {"slots": [BOTTOM], "page": where, "explain": True}
    answer = post(DECIDE, asked, Authorization=f"Bearer {explain_key}").json()
    why = {row["line_item"]: row["reason"] for row in answer["explain"][BOTTOM]}
    assert why == {airline.pk: "label_excluded", house.pk: None}


@pytest.mark.parametrize("whose", ["article", "section", "section above"])
def test_a_page_without_ads_gets_none_and_reserves_nothing(page, whose: str) -> None:  # type: ignore[no-untyped-def]
    adops.line_item("house", [adops.slot(BOTTOM)])
    where = {"path": path_of(page)}
    assert decide(BOTTOM, page=where)["decisions"][BOTTOM] is not None
    say(page, whose, no_ads=True)
    answer = decide(BOTTOM, page=where)
    assert (answer["decisions"], answer["reserve"]) == ({BOTTOM: None}, {})


def test_labels_from_above_and_from_the_client_come_together(page) -> None:  # type: ignore[no-untyped-def]
    slot = adops.slot(BOTTOM)
    for label in ("airline", "bank", "loan"):
        adops.line_item("house", [slot], exclusion_labels=[label])
    house = adops.line_item("house", [slot])
    say(page, "section above", exclude_labels=["airline"])
    say(page, "article", exclude_labels=["bank"])
    assert facts.page_facts(path_of(page)).exclude_labels == ("airline", "bank")
    shown = {
        chosen(BOTTOM, page={"path": path_of(page), "exclude_labels": ["loan"]}, page_view=None)
        for _ in range(4)
    }
    assert shown == {house.pk}


def test_what_is_excluded_below_or_beside_does_not_matter(page) -> None:  # type: ignore[no-untyped-def]
    newsroom.article(page.get_parent().specific, title="Kecelakaan", exclude_labels=["airline"], no_ads=True)
    section = path_of(page.get_parent().specific)
    for path in (section, path_of(page)):
        found = facts.page_facts(path)
        assert (found.exclude_labels, found.no_ads) == ((), False)


def test_a_draft_excludes_nothing_until_it_is_published(page) -> None:  # type: ignore[no-untyped-def]
    section = page.get_parent().specific
    section.no_ads = True
    section.save_revision()
    versions.poll_now()
    assert not facts.page_facts(path_of(page)).no_ads
    newsroom.publish(section)
    versions.poll_now()
    assert facts.page_facts(path_of(page)).no_ads


def say(page, whose: str, **rules) -> None:  # type: ignore[no-untyped-def]
    """Publish what one of the page and the sections above it says about ads."""
    section = page.get_parent().specific
    pages = {"article": page, "section": section, "section above": section.get_parent().specific}
    for name, value in rules.items():
        setattr(pages[whose], name, value)
    pages[whose].save_revision()
    newsroom.publish(pages[whose])
    versions.poll_now()


@pytest.mark.parametrize("whose", ["article", "section", "section above"])
def test_a_page_keeps_a_category_of_advertisers_off_it_and_all_below(page, whose: str) -> None:  # type: ignore[no-untyped-def]
    slot = adops.slot(BOTTOM)
    brewery = adops.campaign(advertiser=adops.advertiser(categories=["alcohol"]))
    adops.line_item("sponsorship", [slot], campaign=brewery)
    house = adops.line_item("house", [slot])
    say(page, whose, blocked_categories=["alcohol"])
    assert chosen(BOTTOM, page={"path": path_of(page)}) == house.pk


@pytest.mark.parametrize(
    ("pair", "fits"), [({"topic": "pemilu"}, True), ({"topic": "x"}, False), ({}, False)]
)
def test_a_frontend_says_more_of_its_page_in_key_values(clock, pair: dict[str, str], fits: bool) -> None:  # type: ignore[no-untyped-def]
    targeting = {"key_value": {"any_of": ["topic=pemilu"]}}
    item = adops.line_item("network", [adops.slot(BOTTOM)], targeting=targeting)
    assert chosen(BOTTOM, page={"key_values": pair}) == (item.pk if fits else None)


def test_a_key_value_that_the_desk_does_not_list_is_not_heeded(clock) -> None:  # type: ignore[no-untyped-def]
    desk = DeskSettings.load()
    desk.key_names = ["mood"]
    desk.save()
    slot = adops.slot(BOTTOM)
    item = adops.line_item("network", [slot], targeting={"key_value": {"any_of": ["mood=calm"]}})
    assert chosen(BOTTOM, page={"key_values": {"mood": "calm"}}) == item.pk
    desk.key_names = []
    desk.save()
    versions.poll_now()
    assert chosen(BOTTOM, page={"key_values": {"mood": "calm"}}) is None


def test_an_exclusion_whose_section_got_another_key_shows_nothing_until_it_is_mended(page) -> None:  # type: ignore[no-untyped-def]
    slot = adops.slot(BOTTOM)
    item = adops.line_item("network", [slot], targeting={"section": {"none_of": ["digital"]}})
    assert chosen(BOTTOM) == item.pk
    section = page.get_parent().specific
    section.key = "gawai"
    section.save_revision()
    newsroom.publish(section)
    versions.poll_now()
    assert chosen(BOTTOM) is None
    assert chosen(BOTTOM, page={"path": path_of(page)}) is None


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
    assert list(PageView.objects.values_list("path", "view_count")) == [(path, 1)]


def test_the_kind_of_a_page_is_known_by_its_path(page) -> None:  # type: ignore[no-untyped-def]
    slot = adops.slot(BOTTOM, page_scope={"page_type": {"any_of": ["article"]}})
    item = adops.line_item("network", [slot])
    section = path_of(page.get_parent().specific)
    assert [chosen(BOTTOM, page={"path": path}) for path in (path_of(page), section)] == [item.pk, None]
    assert facts.page_facts(section).page_type == "section"
    assert [value for value, _ in facts.page_types()] == ["article", "section", "page", "home"]


@pytest.mark.parametrize(
    ("wanted", "here", "there"),
    [
        ("/berita/*", True, True),
        ("//kedua.example/berita/*", False, True),
        ("//kedua.example/berita/satu/", False, True),
        ("//{first}/berita/satu/", True, False),
        ("//{first}/*", True, False),
    ],
)
def test_a_page_is_any_portal_s_at_that_path_or_that_of_the_portal_that_is_named(
    clock, wanted: str, here: bool, there: bool
) -> None:
    homes = newsroom.home(), newsroom.second_site()
    for home in homes:
        newsroom.article(newsroom.section("Berita", parent=home), title="Satu", slug="satu")
    wanted = wanted.format(first=portal.portal().host)
    item = adops.line_item("network", [adops.slot(BOTTOM)], targeting={"page": {"any_of": [wanted]}})
    at = {"path": "/berita/satu/"}
    assert chosen(BOTTOM, page=at) == (item.pk if here else None)
    assert chosen(BOTTOM, page={**at, "site": "kedua.example"}) == (item.pk if there else None)


def test_pages_are_suggested_with_their_portal_where_there_are_two(clock) -> None:
    newsroom.article(newsroom.section("Berita"), title="Satu", slug="satu")
    assert targets.suggested("page", "satu", 5) == [("/berita/satu/", "Satu")]
    second = newsroom.second_site()
    newsroom.article(newsroom.section("Berita", parent=second), title="Satu lagi", slug="satu")
    here, there = f"//{portal.portal().host}/berita/satu/", "//kedua.example/berita/satu/"
    assert dict(targets.suggested("page", "satu", 5)) == {here: "Satu", there: "Satu lagi"}
    wanted = [here, there, "/berita/*", "//kedua.example/berita/*", "//ketiga.example/berita/*", "/nope/"]
    assert targets.named("page", wanted) == {
        here: "Satu",
        there: "Satu lagi",
        "/berita/*": "/berita/*",
        "//kedua.example/berita/*": "//kedua.example/berita/*",
    }
