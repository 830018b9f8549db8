"""Registers the articles app with Django."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    label = "articles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from articles import receivers, referenceindex, timers  # noqa: F401
        from articles.admin.images import bound_avatars
        from articles.admin.redirects import check_targets
        from articles.admin.submissions import neutralise_exports

        receivers.connect()
        referenceindex.connect()
        neutralise_exports()
        check_targets()
        bound_avatars()
