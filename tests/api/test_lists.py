"""Lists: the envelope, filters, order, pages by offset, counts, and what `fields=` picks."""

from datetime import UTC, datetime, timedelta

import pytest

from articles import services
from tests import newsroom
from tests.api.calls import call, ids, problem, read

pytestmark = pytest.mark.django_db

CARD = [
    "id",
    "meta",
    "path",
    "title",
    "kicker",
    "standfirst",
    "label",
    "published_at",
    "updated_at",
    "breaking_until",
    "access",
    "reading_time_minutes",
    "section",
    "byline",
    "authors",
    "tags",
    "lead_image",
]


def at(day, hour=5, minute=0):
    return datetime(2026, 8, day, hour, minute, tzinfo=UTC)


@pytest.fixture(scope="module")
def articles(kept):
    """Four articles: two in a section (one of them in a child of it), one in another, one an opinion."""
    with kept():
        training, news = newsroom.section("Pelatihan"), newsroom.section("Berita")
        digital = newsroom.section("Digital", parent=training)
        siti, budi = newsroom.author("Siti Rahma"), newsroom.author("Budi Hartono")
        yield {
            "modal": make(training, "Modal", 10, authors=[siti], tags=["umkm"]),
            "daring": make(digital, "Daring", 12, authors=[budi], tags=["umkm", "kelas"]),
            "kapal": make(news, "Kapal", 11, authors=[siti, budi]),
            "pendapat": make(news, "Pendapat", 13, label="opinion", tags=["kelas"]),
        }


def make(section, title, day, **fields):
    return newsroom.article(section, title=title, published_at=at(day), **fields)


def listed(articles, query=""):
    names = {article.pk: name for name, article in articles.items()}
    return [names[page_id] for page_id in ids(read(f"articles/?{query}"))]


def test_an_empty_portal_has_an_empty_list():  # stands before the first use of `articles`
    newsroom.home()
    assert read("articles/") == {
        "meta": {"total_count": 0, "next": None, "previous": None, "cursor": None},
        "items": [],
    }


def test_the_envelope_has_every_key(articles):
    found = read("articles/")
    assert list(found) == ["meta", "items"]
    assert found["meta"] == {"total_count": 4, "next": None, "previous": None, "cursor": None}


def test_items_are_cards_with_every_key(articles):
    assert [list(item) for item in read("articles/")["items"]] == [CARD] * 4


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["pendapat", "daring", "kapal", "modal"]),
        ("order=published_at", ["modal", "kapal", "daring", "pendapat"]),
        ("section=pelatihan", ["daring", "modal"]),
        ("section=digital", ["daring"]),
        ("section=nowhere", []),
        ("section__in=digital,berita", ["pendapat", "daring", "kapal"]),
        ("section=pelatihan&section__in=digital", ["daring"]),
        ("tag=umkm", ["daring", "modal"]),
        ("tag__in=umkm,kelas", ["pendapat", "daring", "modal"]),
        ("tag=umkm&tag__in=kelas", ["daring"]),
        ("author=siti-rahma", ["kapal", "modal"]),
        ("label=opinion", ["pendapat"]),
        ("label=live", []),
        ("section=pelatihan&author=siti-rahma", ["modal"]),
        ("published_at__gte=2026-08-12", ["pendapat", "daring"]),
        ("published_at__gt=2026-08-12", ["pendapat"]),
        ("published_at__lte=2026-08-11", ["kapal", "modal"]),
        ("published_at__lt=2026-08-11", ["modal"]),
        ("published_at__gte=2026-08-12T05:00:00Z", ["pendapat", "daring"]),
        ("published_at__gt=2026-08-12T05:00:00Z", ["pendapat"]),
        ("published_at__gte=2026-08-12T12:00:00%2B07:00", ["pendapat", "daring"]),
        ("published_on=2026-08", ["pendapat", "daring", "kapal", "modal"]),
        ("published_on=2026-08-11", ["kapal"]),
        ("published_on=2026-07", []),
        ("limit=2", ["pendapat", "daring"]),
        ("limit=2&offset=1", ["daring", "kapal"]),
        ("offset=4", []),
        ("limit=0", []),
        ("locale=id", ["pendapat", "daring", "kapal", "modal"]),
    ],
)
def test_filters_and_orders(articles, query, names):
    assert listed(articles, query) == names


def test_ids_choose_articles_and_keep_the_order(articles):
    chosen = f"{articles['modal'].pk},{articles['daring'].pk},999999"
    assert listed(articles, f"id__in={chosen}") == ["daring", "modal"]


def test_a_day_is_a_day_of_the_sites_zone(articles):
    late = newsroom.article(
        newsroom.section("Malam"), title="Malam", published_at=datetime(2026, 8, 20, 17, 30, tzinfo=UTC)
    )
    assert ids(read("articles/?published_on=2026-08-20")) == []
    assert ids(read("articles/?published_on=2026-08-21")) == [late.pk]


def test_updated_articles_come_first_by_the_order_of_updates(articles):
    article = articles["modal"]
    article.updated_at = at(14)
    article.save_revision()
    services.publish(article)
    assert listed(articles, "order=-updated_at") == ["modal", "pendapat", "daring", "kapal"]


def test_counts_follow_the_filters(articles):
    assert read("articles/?tag=umkm&limit=1")["meta"]["total_count"] == 2
    assert read("articles/?limit=0")["meta"]["total_count"] == 4
    assert read("articles/?count=none")["meta"]["total_count"] is None


def test_a_page_by_offset_names_its_neighbours(articles):
    meta = read("articles/?limit=1&offset=2&tag__in=kelas,umkm")["meta"]
    assert meta["next"] is None
    assert meta["previous"] == "http://127.0.0.1:8000/api/v1/articles/?limit=1&offset=1&tag__in=kelas,umkm"
    meta = read("articles/?limit=1&offset=1&tag__in=kelas,umkm")["meta"]
    assert meta["next"] == "http://127.0.0.1:8000/api/v1/articles/?limit=1&offset=2&tag__in=kelas,umkm"
    assert meta["total_count"] == 3


def test_neighbours_are_never_made_from_the_host_header(articles):
    response = call("articles/?limit=1", headers={"host": "evil.example", "x-forwarded-host": "evil.example"})
    assert b"evil" not in response.content
    assert response.headers["Link"].startswith("<http://127.0.0.1:8000/api/v1/articles/?cursor=")
    assert response.headers["Link"].endswith('>; rel="next"')


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("fields=_,title", ["title"]),
        ("fields=_", []),
        ("fields=_,id,authors(name)", ["id", "authors"]),
        ("fields=-meta,-tags", [key for key in CARD if key not in ("meta", "tags")]),
    ],
)
def test_fields_pick_from_cards(articles, query, keys):
    assert [list(item) for item in read(f"articles/?{query}")["items"]] == [keys] * 4


def test_brackets_pick_inside_authors(articles):
    found = read(f"articles/?fields=_,authors(name)&id__in={articles['kapal'].pk}")
    assert found["items"] == [{"authors": [{"name": "Siti Rahma"}, {"name": "Budi Hartono"}]}]


def test_a_field_of_the_detail_comes_with_the_card(articles):
    (item,) = read(f"articles/?fields=body&id__in={articles['modal'].pk}")["items"]
    assert set(item) == {*CARD, "body"}
    assert [block["type"] for block in item["body"]] == ["paragraph", "paragraph"]
    assert list(item["authors"][0]) == ["name", "slug", "path"]


def test_a_star_is_the_whole_detail(articles):
    (item,) = read(f"articles/?fields=*&id__in={articles['modal'].pk}")["items"]
    assert item == read(f"articles/{articles['modal'].pk}/")


def test_more_of_an_author_than_the_card_has_comes_from_the_detail(articles):
    (item,) = read(f"articles/?fields=_,authors(name,role)&id__in={articles['modal'].pk}")["items"]
    assert item == {"authors": [{"name": "Siti Rahma", "role": ""}]}


def test_rich_text_as_nodes(articles):
    (item,) = read(f"articles/?fields=_,body&rich_text_format=json&id__in={articles['modal'].pk}")["items"]
    assert item["body"][0]["value"] == {
        "nodes": [{"type": "text", "text": "Para peserta berkumpul sejak pagi.", "marks": []}],
        "text": "Para peserta berkumpul sejak pagi.",
    }


def test_twenty_bodies_are_the_most(articles):
    assert read("articles/?fields=body&limit=20")["meta"]["total_count"] == 4
    assert problem("articles/?fields=_,body&limit=21")["errors"][0]["allowed"] == "0-20"
    assert call("articles/?fields=seo&limit=100").status_code == 200


def test_scheduled_articles_appear_at_their_moment_without_any_timer(articles, clock):
    clock.set(datetime.now(UTC))  # Wagtail compares schedules with the time of day
    section = newsroom.section("Besok")
    page = newsroom.article(section, title="Nanti", publish=False)
    opens_at = clock.now() + timedelta(hours=1)
    services.schedule(page, at=opens_at)
    seen = []
    for moment in (clock.now(), opens_at - timedelta(milliseconds=1), opens_at):
        clock.set(moment)
        seen.append(ids(read("articles/?section=besok")))
    assert seen == [[], [], [page.pk]]
