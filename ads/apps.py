"""Registers the ads app with Django."""

from django.apps import AppConfig


class AdsConfig(AppConfig):
    name = "ads"
    label = "ads"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Advertising"

    def ready(self) -> None:
        from ads import permissions, ports, receivers  # noqa: F401

        permissions.register_policies()
