"""The ledger's tables live where the ledger is, and nowhere else."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections, router


@pytest.mark.parametrize("label", ["articles", "ads", "api", "runtime", "auth"])
def test_everything_else_lives_in_the_default_database(label):
    assert router.allow_migrate("default", label) is True
    if settings.LEDGER_ALIAS != "default":
        assert router.allow_migrate(settings.LEDGER_ALIAS, label) is False


def test_the_ledger_lives_at_its_alias():
    for model in apps.get_app_config("ledger").get_models():
        assert router.db_for_read(model) == router.db_for_write(model) == settings.LEDGER_ALIAS
    assert router.allow_migrate(settings.LEDGER_ALIAS, "ledger") is True


def test_each_database_holds_its_own_tables_only(db):
    ledger = {model._meta.db_table for model in apps.get_app_config("ledger").get_models()}
    in_default = set(connections["default"].introspection.table_names())
    in_ledger = set(connections[settings.LEDGER_ALIAS].introspection.table_names())
    assert ledger <= in_ledger
    assert "articles_articlepage" in in_default
    if settings.LEDGER_ALIAS != "default":
        assert not ledger & in_default
        assert in_ledger == ledger | {"django_migrations"}
