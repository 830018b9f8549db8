"""What a TypeScript frontend does with the OpenAPI: lint it, make types of it, compile with them."""

import subprocess
from pathlib import Path

import pytest

from api.http import openapi
from api.serializers.shapes import shape_bytes

HERE = Path(__file__).parent
RULES = HERE.parent.parent / "redocly.yaml"
TOOLS = HERE / "node_modules" / ".bin"

pytestmark = pytest.mark.skipif(
    not (TOOLS / "tsc").exists(), reason="no npm packages here: `make clients` installs them"
)


def run(tool, *arguments, at):
    done = subprocess.run([TOOLS / tool, *arguments], cwd=at, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def frontend(tmp_path):
    """A directory as a frontend developer has it: the description, and code that is written against it."""
    (tmp_path / "openapi.json").write_bytes(shape_bytes(openapi.document()))
    for name in ("portal.ts", "tsconfig.json"):
        (tmp_path / name).write_text((HERE / name).read_text())
    return tmp_path


def test_redocly_finds_nothing_to_say_of_the_description(frontend):
    told = run("redocly", "lint", f"--config={RULES}", "--format=json", "openapi.json", at=frontend)
    assert '"errors": 0' in told
    assert '"warnings": 0' in told


def test_a_strict_frontend_compiles_against_the_types_that_are_made_of_it(frontend):
    run("openapi-typescript", "openapi.json", "--output", "schema.d.ts", at=frontend)
    run("tsc", "--project", ".", at=frontend)


def test_the_frontend_would_not_compile_if_a_body_lost_its_type(frontend):
    document = openapi.document()
    schemas = document["components"]["schemas"]
    vague = {**schemas["Crumb"], "properties": {**schemas["Crumb"]["properties"], "title": {}}}
    lost = {
        **document,
        "components": {**document["components"], "schemas": {**schemas, "Crumb": vague}},
    }
    (frontend / "openapi.json").write_bytes(shape_bytes(lost))
    run("openapi-typescript", "openapi.json", "--output", "schema.d.ts", at=frontend)
    with pytest.raises(AssertionError, match="TS2322"):
        run("tsc", "--project", ".", at=frontend)
