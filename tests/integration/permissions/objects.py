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
from api.webhooks.models import WebhookEndpoint
from articles import answers
from articles.models import Form, Front, LiveEntry
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
    "task_state_id": 1,
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
        Document.objects.create(title="Berkas", file=ContentFile(b"x", "a.txt")),
    )
    adops.group("bawah")
    line_item = adops.line_item("network", [adops.slot("article-bottom-1")])
    key, _ = keys.create(name="mesin", scopes=("report",), lifetime=None, now=clock.now())
    entry = LiveEntry.objects.create(article_id=article.pk, title="Mulai")
    endpoint = WebhookEndpoint.objects.create(name="Lonceng", url="https://lonceng.example/")
    workflow, task = Workflow.objects.get(name="Editor review"), Task.objects.get(name="Editor review")
    collection, site = Collection.get_first_root_node(), Site.objects.get()
    redirect = Redirect.objects.create(old_path="/lama", redirect_page=page)
    everywhere = {
        **WORDS,
        **dict.fromkeys(("page_id", "page_pk", "page_to_move_id", "pk"), page.pk),
        **dict.fromkeys(("parent_page_id", "destination_id"), section.pk),
        **dict.fromkeys(("document_id", "doc_id"), document.pk),
        "article_id": article.pk, "author_id": author.pk, "image_id": image.pk, "redirect_id": redirect.pk,
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
        "wagtailadmin_collections": {"pk": collection.add_child(name="Arsip").pk},
        "wagtailadmin_workflows": {"pk": workflow.pk},
        "wagtailadmin_workflows:add_task": {"app_label": "wagtailcore", "model_name": "groupapprovaltask"},
        "wagtailadmin_workflows:edit_task": {"pk": task.pk},
        "wagtailadmin_workflows:disable_task": {"pk": task.pk},
        "wagtailadmin_workflows:enable_task": {"pk": task.pk},
        "wagtaildocs_chooser": {"pk": document.pk},
        "wagtailimages_chooser": {"pk": image.pk},
        "wagtailsettings": {"app_name": "articles", "model_name": "portalsettings", "pk": site.pk},
        "wagtailsites": {"pk": site.pk},
        "wagtailusers_users": {"pk": User.objects.create_user("lain").pk},
        "wagtailusers_groups": {"pk": Group.objects.create(name="Tamu").pk},
        "webhooks": {"pk": endpoint.pk},
    }  # fmt: skip


def fill_for(view: View, made: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The parameters of one view: of its model, of its namespace, of all."""
    namespace = view.name.rpartition(":")[0]
    values = {**made[""], **made.get(namespace, {}), **made.get(view.name, {})}
    if found := _OF_A_MODEL.match(view.name):
        values["pk"] = apps.get_model(*found.groups())._default_manager.first().pk
    return values
