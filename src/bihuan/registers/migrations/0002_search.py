"""The index of character pairs, which each database has in its own way."""

from django.db import migrations

from bihuan.registers import index


def create(apps, editor):
    sqlite = editor.connection.vendor == "sqlite"
    for statement in (index.SQLITE,) if sqlite else index.POSTGRESQL:
        editor.execute(statement, params=None)


def drop(apps, editor):
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TABLE registers_search")
        return
    editor.execute("DROP INDEX registers_text_pairs")
    editor.execute("DROP FUNCTION registers_pairs")


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_records")]
    operations = [migrations.RunPython(create, drop)]
