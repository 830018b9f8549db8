"""What docs/frontends.md asks, one exchange after the other, of the portal in `example_portal`."""

from __future__ import annotations

import re
from typing import Any

import orjson
from django.http import HttpResponse

from tests.api.example_portal import API
from tests.api.exchanges import Exchange, headers_of, text_of

ARTICLE = "/pelatihan/umkm-digital/"
FEW = "fields=_,id,title&limit=1"
BUT_THE_LONGEST = "*,-body,-related,-seo,-lead_image,-authors"
ASKED_OF_SLOTS = {
    "page": {"path": ARTICLE},
    "slots": ["article-bottom-1", "article-bottom-2"],
    "viewer": {"width": 390},
}


def feed_item(feed: HttpResponse) -> Any:
    items = orjson.loads(feed.content)["items"]
    return next(item for item in items if item["url"].endswith(ARTICLE))


def _element(name: str) -> Any:
    """Shows the element of the article out of a file that has one for each."""

    def shown(answer: HttpResponse) -> str:
        found = re.findall(rf"<{name}>.*?</{name}>", answer.content.decode(), re.DOTALL)
        entry = next(each for each in found if ARTICLE in each)
        return re.sub(r">\s*<(?!/)", ">\n<", entry)

    return shown


def _to(route: str) -> Any:
    """An exchange with one endpoint; `route` is its path in the OpenAPI, without what all have."""

    def exchange(title: str, path: str, **fields: Any) -> Exchange:
        return Exchange(title, f"{API}/{path}", route=f"{API}/{route}", **fields)

    return exchange


_detail, _by_slug = _to("articles/{page_id}/"), _to("articles/by-slug/{slug}/")
_page, _live = _to("pages/{page_id}/"), _to("live/{article_id}/")
_section, _front = _to("sections/{key}/"), _to("front/{section_key}/")
_author, _tag = _to("authors/{slug}/"), _to("tags/{slug}/")
_form, _unlock = _to("forms/{code}/"), _to("pages/{page_id}/unlock/")


def _articles(title: str, query: str) -> Exchange:
    return Exchange(title, f"{API}/articles/?{query}&{FEW}")


def _pages(title: str, query: str) -> Exchange:
    return Exchange(title, f"{API}/pages/?{query}&{FEW}")


LISTS = [
    Exchange("A list by cursor", f"{API}/articles/?section=pelatihan&limit=1"),
    Exchange("The page after it", f"{API}/articles/?cursor={{cursor}}&{FEW}"),
    Exchange("A list by offset", f"{API}/articles/?limit=1&offset=1&fields=_,id,title"),
    Exchange("A list that is not counted", f"{API}/articles/?count=none&{FEW}"),
    Exchange("A count alone", f"{API}/articles/?limit=0"),
    _articles("Of several sections", "section__in=pelatihan,sebentar"),
    _articles("Of a topic", "tag=umkm"),
    _articles("Of any of several topics", "tag__in=umkm,ekspor"),
    _articles("Of an author", "author=siti-rahma"),
    _articles("Of a kind", "label=sponsored"),
    _articles("Of a month", "published_on=2026-08"),
    _articles("Of a day", "published_on=2026-08-15"),
    _articles("Of a span of time", "published_at__gte=2026-08-01&published_at__lt=2026-08-16T00:00:00Z"),
    _articles("Between two moments, both left out",
              "published_at__gt=2026-08-15T00:00:00Z&published_at__lte=2026-08-15T05:00:00Z"),
    _articles("Of some ids", "id__in={article},{every}"),
    _articles("With all these words", "search=harga pokok"),
    _articles("The oldest first", "order=published_at"),
    _articles("In another language", "locale=en"),
    _articles("Of one site", "site=127.0.0.1:3000"),
    Exchange("Two keys more on every card", f"{API}/articles/?fields=dateline,word_count&label=sponsored"),
    Exchange("Some fields, one level deep", f"{API}/articles/?fields=_,id,path,authors(name)&limit=1"),
    Exchange("No field at all", f"{API}/articles/?fields=_&limit=1"),
    Exchange("Everything but the longest",
             f"{API}/articles/?fields={BUT_THE_LONGEST}&rich_text_format=json&limit=1"),
]  # fmt: skip

PAGES = [
    _by_slug("All but the body", f"articles/by-slug/umkm-digital/?fields={BUT_THE_LONGEST}"),
    _detail("An article, whole", "articles/{article}/"),
    _detail("Every block", "articles/{every}/?fields=_,body"),
    _detail("Rich text as nodes", "articles/{every}/?fields=_,body&rich_text_format=json"),
    _detail("A sponsored article", "articles/{sponsored}/?fields=_,id,title,label,sponsor"),
    _detail("An alias", "articles/{alias}/?fields=_,id,meta,path,seo"),
    _detail("A translation", "articles/{translated}/?fields=_,id,path,title,translations"),
    _detail("An article that is in another language", "articles/{article}/?locale=en", status=404),
    _by_slug("Another language, or else the first",
             "articles/by-slug/pendaftaran/?locale=en&fallback=id&fields=_,id,path,title"),
    _page("A section as a page", "pages/{section}/"),
    _page("A standing page", "pages/{policy}/"),
    _page("The home page", "pages/{home}/"),
    Exchange("Pages of every type", f"{API}/pages/?type=articles.SectionPage,articles.StandardPage,"
             "articles.ArticlePage&search=privasi"),
    Exchange("Pages below another", f"{API}/pages/?child_of={{home}}&limit=2"),
    _pages("Pages anywhere below another", "descendant_of={section}"),
    _pages("Pages above another", "ancestor_of={article}"),
    _pages("The other languages of a page", "translation_of={article}"),
    _pages("The page of a slug", "slug=umkm-digital"),
    _pages("Pages for menus", "show_in_menus=true"),
    Exchange("Where the page of a path is", f"{API}/pages/find/?html_path={ARTICLE}", status=302,
             shows=headers_of),
]  # fmt: skip

ROUTES = [
    Exchange("A path that is a page", f"{API}/resolve/?path={ARTICLE}&fields=_,id,title"),
    Exchange("A path that is an author", f"{API}/resolve/?path=/penulis/siti-rahma/"),
    Exchange("A path that is a tag", f"{API}/resolve/?path=/topik/umkm/"),
    Exchange("A path that moved", f"{API}/resolve/?path=/lama/"),
    Exchange("A path that was taken down", f"{API}/resolve/?path=/pelatihan/dihapus/", status=410),
    Exchange("A path that nobody knows", f"{API}/resolve/?path=/entah/", status=404),
    Exchange("A path that is locked", f"{API}/resolve/?path=/ruang-pers/"),
    _unlock("A password", "pages/{locked}/unlock/", method="POST", body={"password": "embargo"}),
    _unlock("A wrong password", "pages/{locked}/unlock/", method="POST", body={"password": "salah"},
            status=403),
    Exchange("A path that was unlocked", f"{API}/resolve/?path=/ruang-pers/&fields=_,id,title",
             headers={"Warta-Unlock": "{unlocked}"}),
]  # fmt: skip

PORTAL = [
    Exchange("The site", f"{API}/site/"),
    Exchange("The tree of sections", f"{API}/sections/"),
    _section("A section", "sections/pelatihan/"),
    Exchange("Authors", f"{API}/authors/?limit=1"),
    _author("An author", "authors/siti-rahma/"),
    Exchange("Tags", f"{API}/tags/?limit=1"),
    _tag("A tag", "tags/umkm/"),
    Exchange("The front page", f"{API}/front/"),
    _front("The front of a section", "front/sebentar/"),
    Exchange("A search", f"{API}/search/?q=harga&limit=1"),
    Exchange("A search by date", f"{API}/search/?q=pelatihan&order=-published_at&limit=0"),
    Exchange("Most read", f"{API}/most-read/?window=24h&limit=1"),
    Exchange("The archive", f"{API}/archive/?section=pelatihan"),
    Exchange("Paths", f"{API}/paths/"),
    Exchange("Redirects", f"{API}/redirects/"),
]

LIVE = [
    _detail("An article that is a live blog", "articles/{blog}/?fields=_,id,title,label,live"),
    _live("A live blog", "live/{blog}/"),
    _live("A live blog, an edit and a deletion", "live/{blog}/?since={before_edit}"),
    _live("A live blog, a deletion", "live/{blog}/?since={before_deletion}"),
]

FORMS = [
    _form("A form", "forms/kontak/"),
    _form("A form that is sent", "forms/kontak/", method="POST", status=201,
          body={"surel": "sari@example.org", "consent": True}),
    _form("A form that is sent once more", "forms/kontak/", method="POST", status=201,
          body={"surel": "sari@example.org", "consent": True}, headers={"Idempotency-Key": "b3d1"}),
    _form("A form that is refused", "forms/kontak/", method="POST", status=400, body={"surel": "sari"}),
]  # fmt: skip

SLOTS = [
    Exchange("Slots", f"{API}/slots/"),
    Exchange("A decision", f"{API}/slots/decide/", method="POST", body=ASKED_OF_SLOTS),
    Exchange("A decision of every format", f"{API}/slots/decide/", method="POST", body={
        "slots": ["native-1", "text-1", "html-1", "tag-1", "sidebar-9"],
        "consent": {"gpc": False, "tcf": None, "gpp": None, "storage": True, "third_party": True},
    }),
    Exchange("A decision for a server", f"{API}/slots/decide/?slots=article-bottom-1&path={ARTICLE}&width=390"
             "&gpc=true&storage=false&third_party=false&tcf=CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA&page_view=k3v9&on_page={ad_token}"),
    Exchange("A decision for a reader elsewhere and another time",
             f"{API}/slots/decide/?slots=article-bottom-1&explain=true&at=2026-08-17T19:00:00%2B07:00&ip=203.0.113.7&agent=Mozilla/5.0",
             headers={"Authorization": "Bearer {key}"}),
    Exchange("A decision that is explained", f"{API}/slots/decide/", method="POST",
             body={**ASKED_OF_SLOTS, "explain": True}, headers={"Authorization": "Bearer {key}"}),
    Exchange("A slot for readers without JavaScript", f"{API}/slots/article-bottom-1/frame/?path={ARTICLE}",
             route=f"{API}/slots/{{code}}/frame/", shows=text_of),
    Exchange("Events", f"{API}/events/", method="POST", status=204, shows=headers_of,
             body={"events": [{"token": "{ad_token}", "type": "impression"},
                              {"type": "page_view", "path": ARTICLE}]}),
    Exchange("An event by a picture", f"{API}/events/{{ad_token}}.gif", route=f"{API}/events/{{token}}.gif",
             shows=headers_of),
    Exchange("A click", f"{API}/click/{{ad_token}}/", route=f"{API}/click/{{token}}/", status=302,
             shows=headers_of),
]  # fmt: skip

PREVIEWS = [
    Exchange("A preview is opened by the editor", "/admin/pages/{article}/view_draft/", status=302,
             headers={"Cookie": "sessionid={session}"}, shows=headers_of),
    Exchange("A preview", f"{API}/preview/?fields=_,id,meta,title", headers={"Warta-Preview": "{token}"}),
    Exchange("The newest draft, for a key", f"{API}/preview/?path={ARTICLE}&fields=_,id,title",
             headers={"Authorization": "Bearer {key}"}),
    Exchange("A preview by its address", f"{API}/preview/?token={{token}}&fields=_,id"),
    Exchange("The user bar of a preview", f"{API}/preview/userbar/?in_preview_panel=true",
             headers={"Warta-Preview": "{token}"}, shows=headers_of),
    Exchange("A preview that has ended", f"{API}/preview/", headers={"Warta-Preview": "{ended_token}"},
             status=403),
    Exchange("A preview without a token", f"{API}/preview/", status=401),
]  # fmt: skip

CACHING = [
    _detail("Headers of an answer", "articles/{article}/", shows=headers_of),
    _detail("Headers where nothing changed", "articles/{article}/", shows=headers_of,
            headers={"If-None-Match": "{etag}"}, status=304),
    Exchange("Headers of a list", f"{API}/articles/?limit=1", shows=headers_of),
    Exchange("Headers of what changes in 12 seconds", f"{API}/articles/?section=sebentar", shows=headers_of),
    Exchange("Headers of what is not there", f"{API}/resolve/?path=/entah/", status=404, shows=headers_of),
    Exchange("Headers of what is locked", f"{API}/resolve/?path=/ruang-pers/", shows=headers_of),
]  # fmt: skip

FILES = [
    Exchange("An item of a JSON feed", "/feeds/feed.json", route="/feeds/{file}", shows=feed_item),
    Exchange("An item of an RSS feed", "/feeds/pelatihan/rss.xml", route="/feeds/{section_key}/{file}",
             shows=_element("item")),
    Exchange("An entry of an Atom feed", "/feeds/author/siti-rahma/atom.xml",
             route="/feeds/author/{slug}/{file}", shows=_element("entry")),
    Exchange("An item of the feed of a topic", "/feeds/tag/umkm/rss.xml", route="/feeds/tag/{slug}/{file}",
             shows=_element("item")),
    Exchange("The index of sitemaps", "/sitemap.xml", shows=text_of),
    Exchange("An entry of a sitemap", "/sitemap.xml?page=1", shows=_element("url")),
    Exchange("An entry of the news sitemap", "/news-sitemap.xml", shows=_element("url")),
    Exchange("ads.txt", "/ads.txt", shows=text_of),
]  # fmt: skip

REFUSALS = [
    Exchange("A refusal", f"{API}/articles/?limit=500&colour=red", status=400),
    Exchange("A cursor of another list", f"{API}/articles/?cursor={{cursor}}&order=published_at", status=400),
    Exchange("A method that is not known", f"{API}/articles/", method="DELETE", status=405),
    Exchange("A query that is too long", f"{API}/articles/?search={{long}}", status=414),
    _form("A body that is too large", "forms/kontak/", method="POST", status=413,
          body={"surel": "{longer}"}),
]  # fmt: skip

EXCHANGES = [
    *LISTS, *PAGES, *ROUTES, *PORTAL, *LIVE, *FORMS, *SLOTS, *PREVIEWS, *CACHING, *FILES, *REFUSALS,
]  # fmt: skip
