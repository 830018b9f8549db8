"""The full-text index over `DocumentText`, which each database keeps by itself.

It is written by hand: no model can say it. A later migration that makes the table anew on SQLite has to make
the triggers anew.
"""

from django.db import migrations

COLUMNS = "title, standfirst, names, body"

SQLITE = [
    f"""CREATE VIRTUAL TABLE api_document_index USING fts5(
        {COLUMNS}, content='api_documenttext', content_rowid='document_id',
        tokenize='unicode61 remove_diacritics 2')""",
    f"""CREATE TRIGGER api_document_index_added AFTER INSERT ON api_documenttext BEGIN
        INSERT INTO api_document_index (rowid, {COLUMNS})
        VALUES (new.document_id, new.title, new.standfirst, new.names, new.body); END""",
    f"""CREATE TRIGGER api_document_index_removed AFTER DELETE ON api_documenttext BEGIN
        INSERT INTO api_document_index (api_document_index, rowid, {COLUMNS})
        VALUES ('delete', old.document_id, old.title, old.standfirst, old.names, old.body); END""",
    # A rebuild that changes no text touches no index.
    f"""CREATE TRIGGER api_document_index_changed AFTER UPDATE ON api_documenttext
        WHEN old.document_id != new.document_id OR old.title != new.title
          OR old.standfirst != new.standfirst OR old.names != new.names OR old.body != new.body BEGIN
        INSERT INTO api_document_index (api_document_index, rowid, {COLUMNS})
        VALUES ('delete', old.document_id, old.title, old.standfirst, old.names, old.body);
        INSERT INTO api_document_index (rowid, {COLUMNS})
        VALUES (new.document_id, new.title, new.standfirst, new.names, new.body); END""",
]
SQLITE_BACK = ["DROP TRIGGER api_document_index_added", "DROP TRIGGER api_document_index_removed",
               "DROP TRIGGER api_document_index_changed", "DROP TABLE api_document_index"]  # fmt: skip


def _vector(configuration: str) -> str:
    weighted = (("title", "A"), ("standfirst", "B"), ("names", "B"), ("body", "D"))
    return " || ".join(
        f"setweight(to_tsvector('{configuration}', {column}), '{weight}')" for column, weight in weighted
    )


POSTGRESQL = [
    f"""ALTER TABLE api_documenttext ADD COLUMN words tsvector GENERATED ALWAYS AS (
        CASE split_part(locale, '-', 1)
        WHEN 'id' THEN {_vector("indonesian")}
        WHEN 'en' THEN {_vector("english")}
        ELSE {_vector("simple")} END) STORED""",
    "CREATE INDEX api_document_words ON api_documenttext USING gin (words)",
]
POSTGRESQL_BACK = ["ALTER TABLE api_documenttext DROP COLUMN words"]


def _run(sqlite, postgresql):
    def operate(apps, schema_editor):
        statements = {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]
        for statement in statements:
            schema_editor.execute(statement)

    return operate


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial")]

    operations = [migrations.RunPython(_run(SQLITE, POSTGRESQL), _run(SQLITE_BACK, POSTGRESQL_BACK))]
