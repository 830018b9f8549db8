"""PostgreSQL keeps the words of a text in its row: a search for common words reads them of every article.

Out of the row they were fetched one by one, which took most of a search. What is stored already moves in.
"""

from django.db import migrations

POSTGRESQL = [
    "ALTER TABLE api_documenttext ALTER COLUMN words SET STORAGE MAIN",
    "UPDATE api_documenttext SET locale = locale",
]
POSTGRESQL_BACK = ["ALTER TABLE api_documenttext ALTER COLUMN words SET STORAGE EXTENDED"]


def _run(statements):
    def operate(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return operate


class Migration(migrations.Migration):
    dependencies = [("api", "0012_form_events")]

    operations = [migrations.RunPython(_run(POSTGRESQL), _run(POSTGRESQL_BACK))]
