"""One object for every parameter of an address in the admin."""

from __future__ import annotations

import re
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.models import Collection, Page, Revision, Site, Task, Workflow

from api import keys
from api.webhooks.models import DeliveryState, WebhookDelivery, WebhookEndpoint, WebhookEvent
from api.webhooks.types import EventType
from articles import answers
from articles.models import Form, Front, LiveEntry, Tag
from runtime import clock
from tests import adops, newsroom
from tests.integration.permissions.views import View

WORDS = {
    "content_type_app_name": "articles",
    "content_type_model_name": "articlepage",
    "app_name": "articles",
    "model_name": "articlepage",
    "app_label": "articles",
    "action_name": "approve",
    "action": "delete",
    "revision_id_a": "earliest",
    "revision_id_b": "latest",
    "filter_spec": "fill-100x100",
    "uidb64": "MQ",
    "token": "set-password",
    "object_id": "1",
    "session_id": 1,
    "uploaded_file_id": 1,
    "task_state_id": 999,  # none
    "workflow_state_id": 1,
    "name": "pause",
}
_OF_A_MODEL = re.compile(r"wagtailsnippet(?:s|choosers)_([a-z]+)_([a-z]+):")


def make() -> dict[str, dict[str, Any]]:
    """What fills addresses: by the namespace of a view or by its name; what fills all others under ""."""
    section = newsroom.section("Pelatihan")
    author = newsroom.author()
    article = newsroom.article(section, title="Satu", label="live", tags=["umkm"], authors=[author])
    page = Page.objects.get(pk=article.pk)
    Front.objects.create(page=Page.objects.get(pk=section.pk))
    form = Form.objects.create(code="kontak", title="Kontak")
    answers.submit(form=form, answers={"nama": "Sari"}, now=clock.now())
    image, document = (
        newsroom.image(),
        Document.objects.create(title="Berkas", file=ContentFile(b"x", "a.txt"), file_size=1),
    )
    adops.group("bawah")
    line_item = adops.line_item("network", [adops.slot("article-bottom-1")], exclusion_labels=["airline"])
    key, _ = keys.create(name="mesin", scopes=("report",), lifetime=None, now=clock.now())
    entry = LiveEntry.objects.create(article_id=article.pk, title="Mulai")
    endpoint = WebhookEndpoint.objects.create(name="Lonceng", url="https://lonceng.example/")
    event = WebhookEvent.objects.create(type=EventType.PAGE_PUBLISHED, data={}, created_at=clock.now())
    delivery = WebhookDelivery.objects.create(
        endpoint=endpoint, event=event, state=DeliveryState.DEAD, body="{}",
        created_at=clock.now(), due_at=clock.now(),
    )  # fmt: skip
    workflow, task = Workflow.objects.get(name="Editor review"), Task.objects.get(name="Editor review")
    other = User.objects.create_user("lain")
    draft = adops.image_creative(publish=False)
    review = Workflow.objects.get(name="Creative review").start(draft, other).current_task_state
    collection, site = Collection.get_first_root_node(), Site.objects.get()
    archive = collection.add_child(name="Arsip")
    redirect = Redirect.objects.create(old_path="/lama", redirect_page=page)
    everywhere = {
        **WORDS,
        **dict.fromkeys(("page_id", "page_pk", "page_to_move_id", "pk"), page.pk),
        **dict.fromkeys(("parent_page_id", "destination_id"), section.pk),
        **dict.fromkeys(("document_id", "doc_id"), document.pk),
        "article_id": article.pk, "author_id": author.pk, "image_id": image.pk, "redirect_id": redirect.pk,
        "section_id": section.pk, "target_id": newsroom.section("Tujuan").pk, "entry_id": entry.pk,
        "line_item_id": line_item.pk, "delivery_id": delivery.pk,
        "tag_id": Tag.objects.get(name="umkm").pk, "user_id": other.pk,
        "archive_id": archive.pk, "draft_id": draft.pk,
        "review_id": review.pk,
        "collection_id": collection.pk, "workflow_pk": workflow.pk, "task_id": task.pk,
        "revision_id": Revision.page_revisions.filter(object_id=str(page.pk)).latest("pk").pk,
    }  # fmt: skip
    return {
        "": everywhere,
        "ads_forecast": {"pk": line_item.pk},
        "api_keys": {"pk": key.pk},
        "articles_live_edit": {"pk": entry.pk},
        "articles_live_delete": {"pk": entry.pk},
        "wagtailadmin_api:documents": {"pk": document.pk},
        "wagtailadmin_api:images": {"pk": image.pk},
        "wagtailadmin_collections": {"pk": archive.pk},
        "wagtailadmin_workflows": {"pk": workflow.pk},
        "wagtailadmin_workflows:add_task": {"app_label": "wagtailcore", "model_name": "groupapprovaltask"},
        "wagtailadmin_workflows:edit_task": {"pk": task.pk},
        "wagtailadmin_workflows:disable_task": {"pk": task.pk},
        "wagtailadmin_workflows:enable_task": {"pk": task.pk},
        "wagtaildocs_chooser": {"pk": document.pk},
        "wagtailimages_chooser": {"pk": image.pk},
        "wagtailsettings": {"app_name": "articles", "model_name": "portalsettings", "pk": site.pk},
        "wagtailsites": {"pk": site.pk},
        "wagtaillocales": {"pk": page.locale_id},
        "wagtailusers_users": {"pk": other.pk},
        "wagtailusers_groups": {"pk": Group.objects.create(name="Tamu").pk},
        "webhooks": {"pk": endpoint.pk},
        "webhook_deliveries": {"pk": delivery.pk},
    }  # fmt: skip


def fill_for(view: View, made: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The parameters of one view: of its model, of its namespace, of all."""
    namespace = view.name.rpartition(":")[0]
    values = {**made[""], **made.get(namespace, {}), **made.get(view.name, {})}
    if found := _OF_A_MODEL.match(view.name):
        values["pk"] = apps.get_model(*found.groups())._default_manager.first().pk
    return values
