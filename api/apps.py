"""Registers the api app with Django, and connects what the lower packages ask for."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from api import ports, targets, timers  # noqa: F401
        from api.previews import receivers as previews
        from api.published import receivers, transactions
        from api.purges import services as purges
        from api.webhooks import desk, forms, outbox

        ports.fill()
        transactions.wrap_actions()
        receivers.connect()
        targets.connect()
        previews.connect()
        purges.connect()
        outbox.connect()
        desk.connect()
        forms.connect()
