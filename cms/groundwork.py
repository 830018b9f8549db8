"""What every installation stands on after `migrate`: tree, locale, home page, site, roles and reviews."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, transaction
from django.db.models import Count, Exists, IntegerField, Model, QuerySet, Subquery
from django.db.models.signals import post_migrate
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Collection, Locale, Page, Site, Task, Workflow, WorkflowPage

from articles.models import HomePage
from cms import roles
from runtime.models import Version

MARK = "groundwork"
STOCK_PAGE_TITLE = "Welcome to your new Wagtail site!"
STOCK_GROUPS = ("Moderators", "Editors")
STOCK_WORKFLOW = "Moderators approval"


def connect() -> None:
    """Have it laid after the migrations of the last app that has models: only then all permissions exist."""
    last = [config for config in apps.get_app_configs() if config.models_module is not None][-1]
    post_migrate.connect(_after_migrations, sender=last, dispatch_uid="cms.groundwork")


def lay() -> bool:
    """Make what is missing; one query and False when nothing is."""
    if _is_laid():
        return False
    with transaction.atomic():
        if not Version.objects.filter(name=MARK).exists():
            _remove_wagtails_own()
        home = _home_page()
        _default_site(home)
        _publish_once(home)
        roles.make_roles(home=home)
        roles.make_reviews(home=home)
        Version.objects.update_or_create(name=MARK, defaults={"value": _mark(_permissions_to_give().count())})
    return True


def frontend_address() -> tuple[str, int]:
    """Host and port of FRONTEND_URL, as a Site record keeps them."""
    parts = urlsplit(settings.FRONTEND_URL)
    return parts.hostname or "localhost", parts.port or (443 if parts.scheme == "https" else 80)


def _after_migrations(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    if using != DEFAULT_DB_ALIAS:
        return
    try:
        lay()
    except DatabaseError:
        if _every_table_exists():
            raise  # else only some apps were migrated, and the next `migrate` lays it


def _every_table_exists() -> bool:
    labels = ("runtime", "articles", "ads", "api", "auth", "wagtailcore")
    wanted = {model._meta.db_table for label in labels for model in apps.get_app_config(label).get_models()}
    return wanted <= set(connection.introspection.table_names())


def _is_laid() -> bool:
    found = (
        Version.objects.filter(name=MARK)
        .annotate(
            permission_count=_count(_permissions_to_give()),
            group_count=_count(Group.objects.filter(name__in=[role.name for role in roles.ROLES])),
            has_home=Exists(HomePage.objects.all()),
            has_site=Exists(_sites_in_place()),
            has_review=Exists(WorkflowPage.objects.all()),
            has_locale=Exists(Locale.objects.all()),
        )
        .values()
        .first()
    )
    return (
        found is not None
        and found["value"] == _mark(found["permission_count"])
        and found["group_count"] == len(roles.ROLES)
        and all(found[name] for name in ("has_home", "has_site", "has_review", "has_locale"))
    )


def _mark(permission_count: int) -> int:
    """Changes with the definition of the roles and with the permissions that there are to give."""
    definition = int.from_bytes(hashlib.sha256(repr(roles.ROLES).encode()).digest()[:5], "big")
    return definition << 20 | permission_count


def _permissions_to_give() -> QuerySet[Permission]:
    labels = {name.split(".")[0] for role in roles.ROLES for name in role.permissions}
    return Permission.objects.filter(content_type__app_label__in=labels)


def _count(rows: QuerySet[Any]) -> Subquery:
    counted = rows.order_by().annotate(one=Count("pk")).values("one")
    counted.query.group_by = None  # one number for all rows, not one a row
    return Subquery(counted, output_field=IntegerField())


def _sites_in_place() -> QuerySet[Any]:
    default: QuerySet[Any] = Site.objects.filter(is_default_site=True)
    if settings.IS_PRODUCTION:
        return default
    hostname, port = frontend_address()
    return default.filter(hostname=hostname, port=port)


def _remove_wagtails_own() -> None:
    """The page, groups and workflow of Wagtail's own migrations, where nobody took them into use."""
    stock = Page.objects.filter(depth=2, numchild=0, title=STOCK_PAGE_TITLE)
    stock.update(live=False)  # a page that never was ours has no readers to be told
    for page in stock:
        page.delete()
    Workflow.objects.filter(name=STOCK_WORKFLOW).delete()
    for task in Task.objects.filter(name=STOCK_WORKFLOW):
        task.delete()
    Group.objects.filter(name__in=STOCK_GROUPS, user=None).delete()


def _home_page() -> HomePage:
    _ensure(Locale, language_code=get_supported_content_language_variant(settings.LANGUAGE_CODE))
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    home = HomePage.objects.order_by("path").first()
    if home is None:
        home = root.add_child(instance=HomePage(title=settings.WAGTAIL_SITE_NAME, slug="home", live=False))
    return home


def _publish_once(home: HomePage) -> None:
    """Once its site exists, without which it has no document; what an editor took down stays down."""
    if home.latest_revision_id is None and not home.live:
        home.save_revision().publish()
        home.refresh_from_db()


def _default_site(home: HomePage) -> None:
    """In embedded mode the site follows FRONTEND_URL, for its port is chosen at each start."""
    hostname, port = frontend_address()
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        name = settings.WAGTAIL_SITE_NAME
        Site.objects.create(
            hostname=hostname, port=port, site_name=name, root_page=home, is_default_site=True
        )
    elif not settings.IS_PRODUCTION and (site.hostname, site.port) != (hostname, port):
        site.hostname, site.port = hostname, port
        site.save()


def _ensure(model: type[Model], **fields: Any) -> None:
    if not model._default_manager.exists():
        model._default_manager.create(**fields)
