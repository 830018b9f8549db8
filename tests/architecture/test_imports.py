"""The one import rule, also where the linter cannot see it."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import ForeignObjectRel
from importlinter.cli import EXIT_STATUS_SUCCESS
from importlinter.cli import lint_imports as lint

from cms.env import PROJECT_ROOT

OURS = ("cms", "api", "articles", "ads", "runtime")
MAY_KNOW = {
    "cms": {"cms", "api", "articles", "ads", "runtime"},
    "api": {"api", "articles", "ads", "runtime"},
    "articles": {"articles", "runtime"},
    "ads": {"ads", "runtime"},
    "runtime": {"runtime"},
}
MODEL_OWNERS = {"runtime": "runtime", "articles": "articles", "ads": "ads", "ledger": "ads", "api": "api"}
VAGUE_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "manager",
    "managers",
    "data",
    "info",
    "handle",
    "process",
    "common",
    "core",
    "misc",
}
RELATIONS = {"ForeignKey", "ParentalKey", "OneToOneField", "ManyToManyField", "ParentalManyToManyField"}
DYNAMIC = {"import_module", "import_string", "__import__", "get_model"}


def sources() -> Iterator[Path]:
    for package in OURS:
        yield from sorted(
            path for path in (PROJECT_ROOT / package).rglob("*.py") if "migrations" not in path.parts
        )


def package_of(path: Path) -> str:
    return path.relative_to(PROJECT_ROOT).parts[0]


def name_of(path: Path) -> str:
    return str(path.relative_to(PROJECT_ROOT))


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))


def test_the_contracts_of_the_import_linter_hold(monkeypatch, capsys):
    monkeypatch.chdir(PROJECT_ROOT)
    # Its own would silence our loggers for the rest of the process.
    monkeypatch.setattr("logging.config.dictConfig", lambda given: None)
    assert lint(no_cache=True) == EXIT_STATUS_SUCCESS, capsys.readouterr().out


@pytest.mark.parametrize("label", sorted(MODEL_OWNERS))
def test_no_foreign_key_crosses(label):
    allowed = MAY_KNOW[MODEL_OWNERS[label]]
    for model in apps.get_app_config(label).get_models():
        for field in model._meta.get_fields():
            if isinstance(field, ForeignObjectRel) or not field.is_relation or field.related_model is None:
                continue
            target = field.related_model._meta.app_label
            assert target not in MODEL_OWNERS or MODEL_OWNERS[target] in allowed, (
                f"{model.__name__}.{field.name}"
            )
            assert label != "ledger" or target == "ledger", f"the ledger refers to {target}"


def test_no_string_names_a_package_above():
    """A dynamic import, a string ForeignKey or a model looked up by its label."""
    assert [
        f"{name_of(path)}:{node.lineno} {text}"
        for path in sources()
        for node in calls(path)
        if called(node) in DYNAMIC | RELATIONS
        for text in strings(node)
        if text.split(".")[0] in set(OURS) - MAY_KNOW[package_of(path)]
    ] == []


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def strings(node: ast.Call) -> list[str]:
    return [
        argument.value
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


@pytest.mark.parametrize("module", ["ads.decision.engine", "ads.decision.compile"])
def test_the_decision_loads_no_django(module):
    loaded = "[name for name in sys.modules if name.split('.')[0] in ('django', 'wagtail')]"
    code = f"import sys, {module}; print({loaded})"
    plain = {name: text for name, text in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT_ROOT, env=plain, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.parametrize("path", ["ads/__init__.py", "ads/decision/__init__.py"])
def test_what_the_decision_passes_through_is_empty(path):
    assert (PROJECT_ROOT / path).read_text().strip() == ""


def test_only_the_environment_reads_the_environment():
    """The WSGI entry may name the default of the one variable that Django reads itself."""
    allowed = {"cms/env.py": 99, "cms/wsgi.py": 1}
    reading = {name_of(path): path.read_text() for path in sources()}
    found = {
        name: len(re.findall(r"\bos\.environ|\bgetenv\b|import environ\b", text))
        for name, text in reading.items()
    }
    assert [name for name, count in found.items() if count > allowed.get(name, 0)] == []


def test_every_module_has_a_telling_name():
    parts = {name_of(path): {*path.relative_to(PROJECT_ROOT).parts[:-1], path.stem} for path in sources()}
    assert [name for name, own in parts.items() if own & VAGUE_NAMES] == []


def test_every_module_says_what_it_is_for():
    trees = {name_of(path): ast.parse(path.read_text()) for path in sources()}
    assert [name for name, tree in trees.items() if tree.body and not ast.get_docstring(tree)] == []


def test_ours_come_first_among_the_apps():
    assert settings.INSTALLED_APPS[:6] == ["runtime", "articles", "ads", "ads.counting", "api", "cms"]


def test_search_is_wagtails_and_alone():
    assert "wagtail.search" in settings.INSTALLED_APPS
    assert "modelsearch" not in settings.INSTALLED_APPS
    assert not [name for name in settings.INSTALLED_APPS if name.startswith("wagtail.api")]


def test_the_composition_root_has_no_models():
    assert list(apps.get_app_config("cms").get_models()) == []


def test_requests_are_never_one_transaction():
    assert not [alias for alias, database in settings.DATABASES.items() if database.get("ATOMIC_REQUESTS")]
