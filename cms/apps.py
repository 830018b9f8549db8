"""Registers the cms app with Django."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms import groundwork, startup  # noqa: F401 - the latter registers a check

        groundwork.connect()
