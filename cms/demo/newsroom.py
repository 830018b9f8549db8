"""Loads the editorial half of the demo through the newsroom's services: people, pictures, pages, articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.models import Page, PageViewRestriction, Site

from articles import services
from articles.models import (
    ArticlePage,
    Author,
    Correction,
    Form,
    FormField,
    Front,
    HomePage,
    Image,
    LiveEntry,
    PortalSettings,
    RelatedArticle,
    SectionPage,
    StandardPage,
    Update,
)
from articles.referenceindex import written_once
from cms.demo import portal
from cms.demo.bodies import Raw, Shelf, body_of
from cms.demo.scenes import SCENES
from cms.demo.texts import Story
from runtime.progress import Tell

FIRST_HOURS = (0.4, 2.2, 5.0, 8.0, 12.5, 16.0)
HOURS_BETWEEN = 16.3
DAYS_EXPIRED_BEFORE = 62
DAYS_SINCE_EXPIRY = 9
RELATED = 4


@dataclass
class Newsroom:
    """What has been loaded so far, by the names that stories use."""

    site: Site
    home: HomePage
    users: dict[str, User]
    pictures: dict[str, Image] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    authors: dict[str, Author] = field(default_factory=dict)
    sections: dict[str, Page] = field(default_factory=dict)
    articles: dict[str, int] = field(default_factory=dict)
    recent: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Public articles of each section, the newest last."""

    @property
    def shelf(self) -> Shelf:
        return Shelf({name: image.pk for name, image in self.pictures.items()}, self.articles, self.files)

    @property
    def editor(self) -> User:
        return self.users["editor"]


def open_newsroom(users: dict[str, User]) -> Newsroom:
    site = Site.objects.select_related("root_page").get(is_default_site=True)
    return Newsroom(site=site, home=site.root_page.specific, users=users)


# --- pictures and people ---------------------------------------------------------------------------


def load_pictures(room: Newsroom) -> None:
    """The twelve pictures; those that are there already are used again. The JPEGs are made on commit."""
    for facts in portal.PICTURES:
        room.pictures[facts.name] = Image.objects.filter(
            title=facts.title, credit=portal.CREDIT
        ).first() or _picture(facts, room.editor)


def _picture(facts: portal.Picture, user: User) -> Image:
    image: Image = Image.objects.create(
        title=facts.title,
        description=facts.alt,
        caption=facts.caption,
        credit=portal.CREDIT,
        uploaded_by_user=user,
        file=ContentFile(SCENES[facts.name]().jpeg(), f"{facts.name}.jpg"),
    )
    return image


def load_files(room: Newsroom) -> None:
    """What players play and readers download; those that are there already are used again."""
    for facts in portal.FILES:
        found = Document.objects.filter(title=facts.title).first()
        room.files[facts.name] = (found or _file(facts, room.editor)).pk


def _file(facts: portal.File, user: User) -> Document:
    content = facts.content()
    document: Document = Document.objects.create(
        title=facts.title,
        file=ContentFile(content, facts.name),
        file_size=len(content),
        uploaded_by_user=user,
    )
    return document


def load_authors(room: Newsroom) -> None:
    for writer in portal.WRITERS:
        author, _ = Author.objects.get_or_create(
            slug=writer.slug, defaults={"name": writer.name, "role": writer.role, "bio": writer.bio}
        )
        user = room.users.get(writer.login)
        if user and not author.user_id and not Author.objects.filter(user=user).exists():
            author.user = user
            author.save()
        room.authors[writer.slug] = author


# --- sections, standing pages, settings ------------------------------------------------------------


def load_sections(room: Newsroom) -> None:
    for facts in portal.SECTIONS:
        found = SectionPage.objects.in_tree_of(room.home).filter(key=facts.key).first()
        room.sections[facts.key] = found or _section(facts, room)


def _section(facts: portal.Section, room: Newsroom) -> Page:
    page = SectionPage(
        title=facts.title, slug=_free_slug(facts.key, room.home), key=facts.key, show_in_menus=True,
        intro=f"<p>{facts.intro}</p>", live=False, owner=room.editor,
    )  # fmt: skip
    fresh(room.home).add_child(instance=page)
    page.save_revision(user=room.editor)
    return services.publish(page, user=room.editor)


def load_standing_pages(room: Newsroom) -> dict[str, Page]:
    return {facts.slug: _standing_page(facts, room) for facts in portal.STANDING}


def _standing_page(facts: portal.Standing, room: Newsroom) -> Page:
    found: Page | None = StandardPage.objects.child_of(room.home).filter(slug=facts.slug).first()
    if found:
        return found
    page = StandardPage(
        title=facts.title, slug=_free_slug(facts.slug, room.home), standfirst=facts.standfirst,
        body=_paragraphs(facts), noindex=not facts.is_in_footer, live=False, owner=room.editor,
    )  # fmt: skip
    fresh(room.home).add_child(instance=page)
    page.save_revision(user=room.editor)
    if facts.password:
        _lock(page, facts.password)
    return services.publish(page, user=room.editor)


def _lock(page: Page, password: str) -> None:
    """Before it is published, so that nobody reads it in between."""
    kind = PageViewRestriction.PASSWORD
    PageViewRestriction.objects.create(page=page, restriction_type=kind, password=password)


def _paragraphs(facts: portal.Standing) -> list[Raw]:
    return [
        *(
            block("paragraph", f"<p>{text}</p>", f"{facts.slug}/{place}")
            for place, text in enumerate(facts.paragraphs)
        ),
        *([block("form", {"code": facts.form}, f"{facts.slug}/form")] if facts.form else []),
    ]


def load_forms(room: Newsroom) -> None:
    for facts in portal.FORMS:
        if not Form.objects.filter(site=room.site, code=facts.code).exists():
            _form(facts, room)


def _form(facts: portal.ReaderForm, room: Newsroom) -> None:
    form = Form(
        site=room.site, code=facts.code, title=facts.title, intro=facts.intro, thanks=facts.thanks,
        submit_label=facts.submit_label, consent_text=facts.consent_text, keep_days=facts.keep_days,
    )  # fmt: skip
    form.form_fields = [
        FormField(
            label=each.label, field_type=each.kind, choices="\n".join(each.choices),
            required=each.is_required, sort_order=place,
        )
        for place, each in enumerate(facts.questions)
    ]  # fmt: skip
    form.save()


def name_the_portal(room: Newsroom, standing: dict[str, Page]) -> None:
    """Name plate and settings of a portal that nobody has set up yet."""
    room.site.site_name = portal.NAME
    room.site.save()
    home = fresh(room.home)
    home.title = portal.NAME
    home.save_revision(user=room.editor).publish(user=room.editor)
    settings = PortalSettings.for_site(room.site)
    settings.tagline = portal.TAGLINE
    settings.publisher_name = portal.PUBLISHER
    settings.contact_email, settings.contact_address = portal.CONTACT_EMAIL, portal.CONTACT_ADDRESS
    settings.not_found_title, settings.not_found_text = portal.NOT_FOUND_TITLE, portal.NOT_FOUND_TEXT
    settings.newsletter_form = portal.NEWSLETTER
    settings.consent_policy_page = standing["kebijakan-privasi"]
    settings.menus = _menus(room, standing)
    settings.save()


def lay_out_slots(room: Newsroom) -> None:
    """The places of the ad slots, unless the portal has its own."""
    settings = PortalSettings.for_site(room.site)
    if not settings.slot_layout:
        settings.slot_layout = [
            block("slot", {"code": code, "position": position, "paragraph": number}, f"layout/{code}")
            for code, position, number in portal.SLOT_LAYOUT
        ]
        settings.save()


def _menus(room: Newsroom, standing: dict[str, Page]) -> list[Raw]:
    footer = [standing[facts.slug] for facts in portal.STANDING if facts.is_in_footer]
    return [_menu("main", room.sections.values()), _menu("footer", footer)]


def _menu(code: str, pages: Iterable[Page]) -> Raw:
    items = [
        {
            "type": "item",
            "value": {"title": "", "page": page.pk, "url": ""},
            "id": _uuid(f"menu/{code}/{page.slug}"),
        }
        for page in pages
    ]
    return block("menu", {"code": code, "items": items}, f"menu/{code}")


def lay_out_front(room: Newsroom, *, edition: datetime) -> None:
    """The front page as an editor would leave it in the morning, unless somebody has made one."""
    if Front.objects.filter(page_id=room.home.pk).exists():
        return
    until = (edition + portal.PINNED_FOR).isoformat()
    pinned = [
        {"type": "item", "value": {"article": room.articles[slug], "pinned_until": until}, "id": _uuid(slug)}
        for slug in portal.PINNED
    ]
    zones = [
        {"code": "hero", "layout": "lead", "limit": 5},
        {"code": "latest", "title": "Terbaru", "layout": "list", "limit": 8},
        {
            "code": "pilihan",
            "title": "Pilihan redaksi",
            "limit": 4,
            "labels": ["feature", "analysis", "opinion"],
            "stories": pinned,
        },
        *(
            {"code": key, "title": page.title, "limit": 4, "section": page.pk}
            for key, page in room.sections.items()
        ),
    ]
    front = Front(page_id=room.home.pk)
    front.zones = [block("zone", zone(facts), f"front/{facts['code']}") for facts in zones]
    front.save()


def zone(facts: dict[str, Any]) -> dict[str, Any]:
    empty = {"title": "", "layout": "grid", "stories": [], "is_filled": True, "section": None, "labels": []}
    return {**empty, "more": None, **facts}


# --- articles --------------------------------------------------------------------------------------


def load_articles(
    room: Newsroom, stories: Sequence[Story], *, edition: datetime, now: datetime, tell: Tell
) -> None:
    """Stories newest first; they are written oldest first, as in life."""
    public = [story for story in stories if story.is_public]
    ages = {story.slug: timedelta(hours=story.hours) or age_of(place) for place, story in enumerate(public)}
    with written_once():
        for done, story in enumerate(reversed(stories), start=1):
            _load_article(room, story, published_at=edition - ages.get(story.slug, timedelta()), now=now)
            tell("artikel", done, len(stories))
    for story in public:
        _load_entries(room, story, edition=edition)


def _load_entries(room: Newsroom, story: Story, *, edition: datetime) -> None:
    """What was written in a live blog, in the order in which it happened."""
    for number, entry in enumerate(story.entries, start=1):
        told = replace(story, slug=f"{story.slug}/{number}", parts=entry.parts)
        LiveEntry.objects.create(
            article_id=room.articles[story.slug],
            at=edition - timedelta(minutes=entry.minutes),
            title=entry.title,
            body=body_of(told, room.shelf),
            is_key_event=entry.is_key_event,
            author=room.authors[entry.author],
        )


def age_of(place: int) -> timedelta:
    """How long before the edition the article at this place was published: a burst, then a steady flow."""
    if place < len(FIRST_HOURS):
        return timedelta(hours=FIRST_HOURS[place])
    return timedelta(hours=FIRST_HOURS[-1] + (place - len(FIRST_HOURS) + 1) * HOURS_BETWEEN)


def _load_article(room: Newsroom, story: Story, *, published_at: datetime, now: datetime) -> None:
    article = write(room, story, **_fields(room, story, published_at=published_at, now=now))
    if story.state == "draft":
        return
    if story.days_ahead:
        services.schedule(
            article, at=published_at + timedelta(days=story.days_ahead, hours=1), user=room.editor
        )
        return
    page = services.publish(article, user=room.editor)
    if story.state == "expired":
        _expire(page, at=now - timedelta(days=DAYS_SINCE_EXPIRY))
    else:
        room.recent[story.section].append(article.pk)


def _fields(room: Newsroom, story: Story, *, published_at: datetime, now: datetime) -> dict[str, Any]:
    """What depends on the day, and what an editor adds by hand."""
    if story.state == "expired":
        return {"published_at": published_at - timedelta(days=DAYS_EXPIRED_BEFORE)}
    if not story.is_public:
        return {}
    later = published_at + timedelta(minutes=20)
    hour = now.replace(minute=0, second=0, microsecond=0)
    related = room.recent[story.section][: -RELATED - 1 : -1]
    return {
        "published_at": published_at,
        "updated_at": later if story.update else None,
        "breaking_until": hour + timedelta(hours=story.breaking_hours) if story.breaking_hours else None,
        "updates": [Update(at=later, text=story.update)] if story.update else [],
        "corrections": [Correction(at=later, text=story.correction)] if story.correction else [],
        "related_links": [RelatedArticle(target_id=pk, sort_order=place) for place, pk in enumerate(related)],
    }


def write(room: Newsroom, story: Story, **fields: Any) -> ArticlePage:
    """A draft of a story, its slug numbered where another article has it."""
    section = SectionPage.objects.get(pk=room.sections[story.section].pk)
    slug = {} if ArticlePage.holder_of(story.slug, beside=section) else {"slug": story.slug}
    authors = [room.authors[name] for name in story.authors]
    article = services.create_article(
        section=section,
        title=story.title,
        authors=authors,
        tags=story.tags,
        owner=authors[0].user or room.editor,
        kicker=story.kicker,
        standfirst=story.standfirst,
        dateline=story.dateline,
        label=story.label,
        lead_image=room.pictures[story.picture],
        lead_image_caption=story.caption,
        body=body_of(story, room.shelf),
        **slug,
        **fields,
    )
    room.articles[story.slug] = article.pk
    return article


def _expire(page: Page, *, at: datetime) -> None:
    """As the timer does it when the time of a page is up."""
    page.expire_at = at
    page.save_revision(clean=False)
    page.unpublish(set_expired=True)


# --- the little that all share ---------------------------------------------------------------------


def _free_slug(slug: str, parent: Page) -> str:
    """A page of another kind may have it."""
    taken = set(parent.get_children().values_list("slug", flat=True))
    return next(
        each for each in (slug, *(f"{slug}-{number}" for number in range(2, 1000))) if each not in taken
    )


def fresh(row: Any) -> Any:
    """As stored now: what the tree says of a page is stale as soon as another one was added."""
    return type(row).objects.get(pk=row.pk)


def _uuid(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"demo/{name}"))


def block(kind: str, value: Any, name: str) -> Raw:
    return {"type": kind, "value": value, "id": _uuid(name)}
