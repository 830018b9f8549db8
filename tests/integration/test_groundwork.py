"""After `migrate` alone there are a tree, a home page, a site, four roles and two reviews."""

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from wagtail.models import Collection, GroupApprovalTask, Locale, Page, Site, Workflow, WorkflowContentType

from ads.models import Advertiser, Creative, LineItem
from articles.models import HomePage
from cms import groundwork, roles
from runtime.models import Version


def member(role):
    user = User.objects.create_user(role.lower().replace(" ", "-"))
    user.groups.add(Group.objects.get(name=role))
    return user


def state():
    """What there is, without keys: two databases in the same state compare equal."""
    return {
        "pages": list(Page.objects.order_by("path").values_list("title", "slug", "depth", "live")),
        "sites": list(Site.objects.values_list("hostname", "port", "root_page__slug", "is_default_site")),
        "locales": list(Locale.objects.values_list("language_code", flat=True)),
        "groups": {group.name: rights(group) for group in Group.objects.all()},
        "workflows": sorted(Workflow.objects.values_list("name", flat=True)),
        "tasks": sorted(GroupApprovalTask.objects.values_list("name", "groups__name")),
        "collections": list(Collection.objects.values_list("name", flat=True)),
    }


def rights(group):
    return (
        sorted(group.permissions.values_list("content_type__app_label", "codename")),
        sorted(group.page_permissions.values_list("page__title", "permission__codename")),
        sorted(group.collection_permissions.values_list("collection__name", "permission__codename")),
    )


def test_migrate_leaves_a_home_page_and_a_site(db, settings):
    home = HomePage.objects.get()
    site = Site.objects.get()
    assert (home.title, home.slug, home.live, home.depth, home.live_revision_id is not None) == (
        "Warta",
        "home",
        True,
        2,
        True,
    )
    assert (site.hostname, site.port, site.root_page_id, site.is_default_site) == (
        "127.0.0.1",
        3000,
        home.pk,
        True,
    )
    assert [locale.language_code for locale in Locale.objects.all()] == ["id"]


def test_the_home_page_may_be_asked_for_its_children_at_once(db, client):
    home = HomePage.objects.get()
    answer = client.get(f"/api/v1/pages/?child_of={home.pk}")
    assert (answer.status_code, answer.json()["items"]) == (200, [])


def test_a_home_page_that_was_taken_down_stays_down(db):
    HomePage.objects.get().unpublish()
    Group.objects.filter(name=roles.EDITORS).delete()
    assert groundwork.lay()
    assert not HomePage.objects.get().live


def test_nothing_of_wagtails_own_is_left(db):
    assert not Page.objects.filter(title=groundwork.STOCK_PAGE_TITLE).exists()
    assert not Group.objects.filter(name="Moderators").exists()
    assert sorted(Workflow.objects.values_list("name", flat=True)) == ["Creative review", "Editor review"]
    assert sorted(Group.objects.values_list("name", flat=True)) == [
        "Ad managers",
        "Administrators",
        "Editors",
        "Reporters",
    ]


def test_when_nothing_changed_it_is_one_query(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert groundwork.lay() is False


def test_laying_it_twice_changes_nothing(db):
    before = state()
    Version.objects.filter(name=groundwork.MARK).update(value=0)
    assert groundwork.lay() is True
    assert state() == before


@pytest.mark.parametrize(
    "lost",
    [lambda: Group.objects.filter(name="Reporters"), lambda: Workflow.objects.filter(name="Editor review")],
)
def test_what_somebody_deleted_comes_back_with_the_next_migrate(db, lost):
    before = state()
    lost().delete()
    call_command("migrate", verbosity=0)
    assert state() == before


def test_what_an_administrator_added_to_a_role_stays(db):
    editors = Group.objects.get(name="Editors")
    extra = roles.Permission.objects.get(content_type__app_label="auth", codename="view_user")
    editors.permissions.add(extra)
    Version.objects.filter(name=groundwork.MARK).update(value=0)
    groundwork.lay()
    assert extra in editors.permissions.all()


def test_a_group_of_somebody_elses_is_left_alone(db):
    Group.objects.create(name="Moderators").user_set.add(User.objects.create_user("kept"))
    Version.objects.filter(name=groundwork.MARK).delete()
    groundwork.lay()
    assert Group.objects.filter(name="Moderators").exists()


def test_in_embedded_mode_the_site_follows_the_frontend(db, settings):
    settings.FRONTEND_URL = "http://127.0.0.1:3101"
    groundwork.lay()
    assert Site.objects.get().port == 3101


def test_in_production_the_site_is_the_operators(db, settings):
    settings.FRONTEND_URL, settings.IS_PRODUCTION = "https://www.example.org", True
    assert groundwork.lay() is False
    assert Site.objects.get().hostname == "127.0.0.1"


def test_production_seeds_the_site_from_the_frontend(db, settings):
    Site.objects.all().delete()
    settings.FRONTEND_URL, settings.IS_PRODUCTION = "https://www.example.org", True
    groundwork.lay()
    assert (Site.objects.get().hostname, Site.objects.get().port) == ("www.example.org", 443)


def test_a_flushed_database_gets_it_all_again(transactional_db):
    groundwork.lay()
    before = state()
    call_command("flush", interactive=False, verbosity=0)
    assert state() == before


# --- what each role may ----------------------------------------------------------------------------


def test_reporters_write_their_own_drafts_and_do_not_publish(db):
    reporter = member(roles.REPORTERS)
    home = HomePage.objects.get().permissions_for_user(reporter)
    assert (home.can_add_subpage(), home.can_edit(), home.can_publish()) == (True, False, False)
    assert reporter.has_perm("wagtailadmin.access_admin")
    assert not [name for name in reporter.get_all_permissions() if name.startswith("ads.")]


def test_editors_publish_everything_editorial_and_sell_nothing(db):
    editor = member(roles.EDITORS)
    home = HomePage.objects.get().permissions_for_user(editor)
    assert (home.can_add_subpage(), home.can_edit(), home.can_publish(), home.can_lock()) == (True,) * 4
    assert editor.has_perms(
        ["articles.change_author", "articles.change_tag", "articles.change_portalsettings"]
    )
    assert not [name for name in editor.get_all_permissions() if name.startswith("ads.")]


def test_ad_managers_book_but_do_not_approve_creatives(db):
    manager = member(roles.AD_MANAGERS)
    home = HomePage.objects.get().permissions_for_user(manager)
    assert (home.can_add_subpage(), home.can_edit(), home.can_publish()) == (False, False, False)
    for model in (Advertiser, LineItem, Creative):
        assert manager.has_perm(f"ads.change_{model._meta.model_name}")
    assert manager.has_perm("ads.publish_lineitem")
    assert not manager.has_perm("ads.publish_creative")
    assert not manager.has_perm("ads.change_desksettings")


def test_administrators_may_do_all_of_it_on_every_site(db):
    administrator = member(roles.ADMINISTRATORS)
    root = Page.get_first_root_node().permissions_for_user(administrator)
    assert root.can_add_subpage()
    assert administrator.has_perms(["ads.publish_creative", "auth.change_user", "wagtailcore.change_site"])


def test_pages_wait_for_an_editor_and_creatives_for_an_administrator(db):
    home = HomePage.objects.get()
    review = home.get_workflow()
    assert (review.name, [task.name for task in review.tasks]) == ("Editor review", ["Editor review"])
    task = review.tasks[0].specific
    assert [group.name for group in task.groups.all()] == ["Editors"]
    creative = ContentType.objects.get_for_model(Creative)
    assert WorkflowContentType.objects.get(content_type=creative).workflow.name == "Creative review"
