"""Registers the ads.counting app with Django."""

from django.apps import AppConfig


class CountingConfig(AppConfig):
    name = "ads.counting"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
