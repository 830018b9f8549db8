"""Our texts in Indonesian: complete, in step with their compiled form, and shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
OURS = ("ads", "api", "articles", "cms")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def catalogue(path: Path) -> dict[str | tuple[str, int], str]:
    with path.open("rb") as file:
        return GNUTranslations(file)._catalog  # type: ignore[attr-defined,no-any-return]


def sources(path: Path) -> Iterator[str]:
    """The msgids of a .po file, header left out."""
    for quoted in re.findall(r'^msgid ((?:".*"\n)+)', path.read_text(), re.MULTILINE):
        text = "".join(part[1:-1] for part in quoted.splitlines())
        if text:
            yield text.replace('\\"', '"').replace("\\n", "\n")


@pytest.mark.parametrize("app", OURS)
def test_every_text_of_ours_is_in_the_compiled_catalogue(app: str) -> None:
    folder = ROOT / app / "locale" / "id" / "LC_MESSAGES"
    known = {key[0] if isinstance(key, tuple) else key for key in catalogue(folder / "django.mo")}
    known = {key.rpartition("\x04")[2] for key in known}
    assert [text for text in sources(folder / "django.po") if text not in known] == []


@pytest.mark.parametrize(
    "path",
    sorted(ROOT.glob("*/*locale/id/LC_MESSAGES/*.mo")),
    ids=lambda path: f"{path.parts[-5]}-{path.stem}",
)
def test_a_translation_names_no_placeholder_that_its_source_lacks(path: Path) -> None:
    for key, text in catalogue(path).items():
        source = key[0] if isinstance(key, tuple) else key
        if source and not isinstance(key, tuple):
            assert set(PLACEHOLDER.findall(text)) <= set(PLACEHOLDER.findall(source)), source


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "word"), [("id", "Masuk"), ("en", "Sign in")])
def test_the_login_speaks_the_language_of_the_server(client: Client, language: str, word: str) -> None:
    with translation.override(language):
        assert word in client.get("/admin/login/").content.decode()
