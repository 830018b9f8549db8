"""Registers the ledger of ad events, an app of its own so that it can live in its own database."""

from django.apps import AppConfig


class CountingConfig(AppConfig):
    name = "ads.counting"
    label = "ledger"
    verbose_name = "Ad ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import ads.timers  # noqa: F401
