"""What search engines and social networks read of a page."""

from __future__ import annotations

from typing import Any

import orjson
from rest_framework import serializers

from api.serializers.blocks import running_texts
from api.serializers.seo_body import ld_of_body
from api.serializers.shapes import Shape, moment

_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)
_TERRITORY = {"id": "id_ID", "en": "en_US"}


class OpenGraphSerializer(Shape):
    """The properties of Open Graph by their names, without the prefixes."""

    type = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    url = serializers.CharField()
    site_name = serializers.CharField()
    locale = serializers.CharField()
    image = serializers.CharField(allow_null=True)
    image_width = serializers.IntegerField(allow_null=True)
    image_height = serializers.IntegerField(allow_null=True)
    image_alt = serializers.CharField()
    published_time = serializers.CharField(allow_null=True)
    modified_time = serializers.CharField(allow_null=True)
    section = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())


class AlternateSerializer(Shape):
    hreflang = serializers.CharField()
    href = serializers.CharField()


class SeoSerializer(Shape):
    title = serializers.CharField()
    description = serializers.CharField()
    canonical = serializers.CharField()
    robots = serializers.CharField()
    open_graph = OpenGraphSerializer()
    alternates = AlternateSerializer(many=True)
    json_ld = serializers.CharField()


def script_safe(value: Any) -> str:
    """JSON that may stand inside a script element as it is."""
    return orjson.dumps(value).decode().translate(_ESCAPES)


def seo_shape(page: Any) -> dict[str, Any]:
    """`page` is a reading of `api.published.reading`."""
    title, description = (
        page.source.seo_title or page.title,
        page.source.search_description or page.standfirst or page.summary,
    )
    noindex = "noindex, follow" if page.source.noindex else "index, follow, max-image-preview:large"
    image = page.social_image
    return {
        "title": title,
        "description": description,
        "canonical": page.canonical,
        "robots": noindex,
        "open_graph": _open_graph(page, title=title, description=description, image=image),
        "alternates": _alternates(page),
        "json_ld": script_safe(_json_ld_all(page, description=description, image=image)),
    }


def _open_graph(page: Any, *, title: str, description: str, image: dict[str, Any] | None) -> dict[str, Any]:
    image = image or {}
    return {
        "type": page.open_graph_type,
        "title": title,
        "description": description,
        "url": page.canonical,
        "site_name": page.site_name,
        "locale": _TERRITORY.get(page.locale, page.locale),
        "image": image.get("src"),
        "image_width": image.get("width"),
        "image_height": image.get("height"),
        "image_alt": image.get("alt", ""),
        "published_time": moment(page.published_at) if page.is_article else None,
        "modified_time": moment(page.updated_at) if page.is_article else None,
        "section": page.section["title"] if page.section else "",
        "tags": [tag["name"] for tag in page.tags],
    }


def _alternates(page: Any) -> list[dict[str, str]]:
    """Of what search engines shall find here: the languages, and which one strangers to all of them get."""
    if len(page.translations) < 2 or page.source.noindex or page.canonical != page.html_url:
        return []
    found = [{"hreflang": each["locale"], "href": each["html_url"]} for each in page.translations]
    default = next((each for each in found if each["hreflang"] == page.default_locale), None)
    return [*found, {**default, "hreflang": "x-default"}] if default else found


def _json_ld_all(page: Any, *, description: str, image: dict[str, Any] | None) -> Any:
    """The page, and beside it what of its body search engines show apart."""
    own = _json_ld(page, description=description, image=image)
    # Authors and tags have no body.
    body = getattr(page, "body", None)
    more = [*ld_of_body(body, uploaded_at=moment(page.published_at))] if body else []
    return [own, *({"@context": own["@context"], **each} for each in more)] if more else own


def _json_ld(page: Any, *, description: str, image: dict[str, Any] | None) -> dict[str, Any]:
    common = {
        "@context": "https://schema.org",
        "inLanguage": page.locale,
        "url": page.html_url,
        "description": description,
        "publisher": {"@type": "NewsMediaOrganization", "name": page.publisher_name, "url": page.site_url},
    }
    if not page.is_article:
        return {**common, "@type": page.json_ld_type, "name": page.title, **page.json_ld_more}
    article = {**common, **_news_article(page, image=image)}
    return {**article, **_live_blog(page, article)} if page.live else article


def _news_article(page: Any, *, image: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "@type": "NewsArticle",
        "mainEntityOfPage": page.html_url,
        "headline": page.title,
        "datePublished": moment(page.published_at),
        "dateModified": moment(page.updated_at or page.published_at),
        "author": [
            {"@type": "Person", "name": author["name"], "url": author["html_url"]} for author in page.authors
        ],
        "image": [image["src"]] if image else [],
        "articleSection": page.section["title"] if page.section else "",
        "keywords": [tag["name"] for tag in page.tags],
        "wordCount": page.word_count,
        "isAccessibleForFree": page.access == "open",
    }


def _live_blog(page: Any, article: dict[str, Any]) -> dict[str, Any]:
    """What makes a news article a live blog: schema.org says when it began, what happened, when it ended."""
    entries, published = page.live_entries, article["datePublished"]
    newest, oldest = (entries[0], entries[-1]) if entries else (None, None)
    begins = min(page.published_at, oldest.at) if oldest else page.published_at
    over = {} if page.live["is_running"] or not newest else {"coverageEndTime": moment(newest.at)}
    changes = [moment(each.updated_at or each.at) or published for each in entries]
    return {
        "@type": "LiveBlogPosting",
        "dateModified": max([article["dateModified"], *changes]),
        "coverageStartTime": moment(begins),
        **over,
        "liveBlogUpdate": [_update(entry, page) for entry in entries],
    }


def _update(entry: Any, page: Any) -> dict[str, Any]:
    text = " ".join(part for part in running_texts(entry.body.raw_data) if part)
    return {
        "@type": "BlogPosting",
        "headline": entry.title or text[:110] or page.title,
        "url": f"{page.html_url}#live-{entry.pk}",
        "datePublished": moment(entry.at),
        "dateModified": moment(entry.updated_at or entry.at),
        "articleBody": text,
    }
