"""pages/: every page type in one list, with the relations of Wagtail's own API; the page at a path."""

from urllib.parse import quote

import pytest
from wagtail.models import Locale, Page

from api.published.portal import portal
from tests import newsroom
from tests.api.calls import call, ids, problem, read

pytestmark = pytest.mark.django_db

PAGE_CARD = ["id", "meta", "path", "title"]


@pytest.fixture(scope="module")
def pages(kept):
    """A home page, a section with a child, an article in each, a standing page in the menu."""
    with kept():
        home = newsroom.home()
        newsroom.publish(home)
        training = newsroom.section("Pelatihan")
        digital = newsroom.section("Digital", parent=training)
        yield {
            "beranda": home,
            "pelatihan": training,
            "digital": digital,
            "modal": newsroom.article(training, title="Modal", standfirst="Awal usaha."),
            "daring": newsroom.article(digital, title="Daring", label="opinion", tags=["umkm"]),
            "imprint": newsroom.standard_page("Redaksi", show_in_menus=True, standfirst="Siapa kami."),
        }


def listed(pages, query=""):
    names = {page.pk: name for name, page in pages.items()}
    return {names[page_id] for page_id in ids(read(f"pages/?{query.format(**_ids(pages))}"))}


def _ids(pages):
    return {name: page.pk for name, page in pages.items()}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"beranda", "pelatihan", "digital", "modal", "daring", "imprint"}),
        ("type=articles.ArticlePage", {"modal", "daring"}),
        ("type=articles.SectionPage,articles.HomePage", {"beranda", "pelatihan", "digital"}),
        ("type=wagtailcore.Page", {"beranda", "pelatihan", "digital", "modal", "daring", "imprint"}),
        ("child_of={pelatihan}", {"digital", "modal"}),
        ("child_of=root", {"pelatihan", "imprint"}),
        ("child_of={modal}", set()),
        ("descendant_of={pelatihan}", {"digital", "modal", "daring"}),
        ("descendant_of=root", {"pelatihan", "digital", "modal", "daring", "imprint"}),
        ("ancestor_of={daring}", {"beranda", "pelatihan", "digital"}),
        ("ancestor_of={daring}&type=articles.SectionPage", {"pelatihan", "digital"}),
        ("descendant_of={pelatihan}&ancestor_of={daring}", {"digital"}),
        ("translation_of={modal}", set()),
        ("slug=modal", {"modal"}),
        ("slug=nothing", set()),
        ("show_in_menus=true", {"imprint"}),
        ("show_in_menus=false", {"beranda", "pelatihan", "digital", "modal", "daring"}),
        ("show_in_menus=1", {"imprint"}),
        ("section=digital", {"digital", "daring"}),
        ("label=opinion", {"daring"}),
        ("tag=umkm", {"daring"}),
        ("search=kami", {"imprint"}),
        ("search=digital&type=articles.SectionPage", {"digital"}),
        ("id__in={modal},{imprint}", {"modal", "imprint"}),
        ("limit=0", set()),
    ],
)
def test_filters(pages, query, names):
    assert listed(pages, query) == names


def test_counts_and_envelope_are_those_of_every_list(pages):
    found = read(f"pages/?child_of={pages['pelatihan'].pk}&limit=1")
    assert list(found["meta"]) == ["total_count", "next", "previous", "cursor"]
    assert found["meta"]["total_count"] == 2
    assert found["meta"]["next"] == (
        "http://127.0.0.1:8000/api/v1/pages/?"
        f"child_of={pages['pelatihan'].pk}&cursor={found['meta']['cursor']}&limit=1"
    )
    assert len(read(found["meta"]["next"].removeprefix("http://127.0.0.1:8000"))["items"]) == 1
    assert read("pages/?limit=0")["meta"]["total_count"] == 6
    assert read(f"pages/?child_of={pages['modal'].pk}&offset=5")["meta"]["total_count"] == 0


def test_every_item_is_the_card_of_its_type(pages):
    items = {item["id"]: item for item in read("pages/")["items"]}
    assert list(items[pages["imprint"].pk]) == PAGE_CARD
    assert list(items[pages["pelatihan"].pk]) == [*PAGE_CARD, "key", "html_url", "article_count"]
    assert items[pages["modal"].pk] == read(f"articles/?id__in={pages['modal'].pk}")["items"][0]
    assert items[pages["imprint"].pk]["meta"]["show_in_menus"] is True


def test_every_detail_url_answers(pages):
    for item in read("pages/")["items"]:
        url = item["meta"]["detail_url"]
        assert url == f"http://127.0.0.1:8000/api/v1/pages/{item['id']}/"
        assert read(url.removeprefix("http://127.0.0.1:8000"))["title"] == item["title"]


def test_an_article_is_the_same_bytes_under_both_paths(pages):
    pk = pages["modal"].pk
    for query in ("", "?fields=*,-body", "?rich_text_format=json"):
        assert call(f"pages/{pk}/{query}").content == call(f"articles/{pk}/{query}").content


def test_fields_of_some_types_are_left_out_of_the_others(pages):
    found = {item["id"]: item for item in read("pages/?fields=_,id,standfirst,key")["items"]}
    assert found[pages["modal"].pk] == {"id": pages["modal"].pk, "standfirst": "Awal usaha."}
    assert found[pages["imprint"].pk] == {"id": pages["imprint"].pk, "standfirst": "Siapa kami."}
    assert found[pages["digital"].pk] == {"id": pages["digital"].pk, "key": "digital"}
    assert found[pages["beranda"].pk] == {"id": pages["beranda"].pk}


def test_all_fields_are_the_whole_details(pages):
    for item in read("pages/?fields=*&limit=20")["items"]:
        assert item == read(f"pages/{item['id']}/")


def test_fields_are_those_of_the_types_that_are_asked_for(pages):
    assert problem("pages/?type=articles.HomePage&fields=key")["code"] == "unknown_field"
    assert problem("pages/?fields=body&limit=21")["errors"][0]["allowed"] == "0-20"


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("type=articles.Author", "type", "invalid"),
        ("type=", "type", "empty"),
        ("child_of=0", "child_of", "out_of_range"),
        ("child_of=x", "child_of", "invalid"),
        ("child_of=999999", "child_of", "unknown_page"),
        ("descendant_of=999999&count=none", "descendant_of", "unknown_page"),
        ("ancestor_of=999999&offset=40", "ancestor_of", "unknown_page"),
        ("ancestor_of=root", "ancestor_of", "invalid"),
        ("translation_of=999999", "translation_of", "unknown_page"),
        ("show_in_menus=maybe", "show_in_menus", "invalid"),
        ("child_of=root&descendant_of=root", "descendant_of", "conflict"),
        ("slug=a/b", "slug", "invalid"),
        ("nope=1", "nope", "unknown_parameter"),
    ],
)
def test_what_is_not_understood_is_refused(pages, query, parameter, code):
    found = problem(f"pages/?{query}")
    assert found["status"] == 400
    assert (found["errors"][0]["parameter"], found["errors"][0]["code"]) == (parameter, code)
    assert found["errors"][0]["allowed"]


def test_a_hidden_page_is_as_unknown_as_none(pages):
    hidden = newsroom.section("Rahasia", publish=False)
    for relation in ("child_of", "descendant_of", "ancestor_of", "translation_of"):
        shown = problem(f"pages/?{relation}={hidden.pk}")["errors"][0]
        assert shown == problem(f"pages/?{relation}=999999")["errors"][0]


def test_below_a_home_page_that_is_not_public_is_nothing(pages):
    pages["beranda"].unpublish()
    assert read("pages/?child_of=root")["meta"]["total_count"] == 0


def test_a_cursor_of_another_relation_does_not_fit(pages):
    cursor = read(f"pages/?descendant_of={pages['pelatihan'].pk}&limit=1")["meta"]["cursor"]
    assert problem(f"pages/?cursor={cursor}")["code"] == "cursor_mismatch"
    of_articles = read("articles/?limit=1")["meta"]["cursor"]
    assert problem(f"pages/?cursor={of_articles}")["code"] == "cursor_mismatch"


def test_translations_of_a_page_come_in_their_own_languages(pages):
    english = Locale.objects.create(language_code="en")
    home = Page.objects.get(pk=pages["beranda"].pk).specific.copy_for_translation(english)
    newsroom.publish(home)
    translated = pages["imprint"].copy_for_translation(english)
    newsroom.publish(translated)
    assert ids(read(f"pages/?translation_of={pages['imprint'].pk}")) == [translated.pk]
    assert ids(read(f"pages/?translation_of={translated.pk}")) == [pages["imprint"].pk]
    assert ids(read(f"pages/?translation_of={pages['imprint'].pk}&locale=id")) == []
    assert ids(read(f"pages/?child_of={home.pk}")) == [translated.pk]
    assert ids(read("pages/?child_of=root&locale=en")) == [translated.pk]


def test_a_page_is_found_by_its_path(pages):
    response = call("pages/find/?html_path=/pelatihan/digital/daring/")
    assert response.status_code == 302
    detail_url = f"http://127.0.0.1:8000/api/v1/pages/{pages['daring'].pk}/"
    assert response.headers["Location"] == detail_url
    assert response.headers["Cache-Tag"] == "path-miss"
    assert call("pages/find/?html_path=pelatihan/digital").status_code == 400
    assert call("pages/find/?html_path=/").headers["Location"].endswith(f"/{pages['beranda'].pk}/")
    host = portal().host
    named = call(f"pages/find/?html_path=/pelatihan&site={host}").headers["Location"]
    assert named.endswith(f"/api/v1/pages/{pages['pelatihan'].pk}/?site={quote(host)}")
    assert read(named.removeprefix("http://127.0.0.1:8000"))["title"] == "Pelatihan"


def test_what_is_not_seen_is_not_found(pages):
    assert problem("pages/find/?html_path=/nothing/")["status"] == 404
    assert problem("pages/find/")["errors"][0]["code"] == "required"
    newsroom.article(pages["pelatihan"], title="Draf", publish=False)
    assert problem("pages/find/?html_path=/pelatihan/draf/")["status"] == 404


def test_a_page_found_before_its_document_is_built_is_the_one_at_the_path(pages):
    section = Page.objects.get(pk=pages["pelatihan"].pk).specific
    section.slug = "latihan"
    section.save_revision().publish()
    assert call("pages/find/?html_path=/latihan/modal/").status_code == 302
    assert call("pages/find/?html_path=/pelatihan/modal/").status_code == 404
