"""The triggers that refuse to change what was recorded."""

from django.db import migrations

from bihuan.ledger import triggers


def create(apps, editor):
    for statement in triggers.statements(editor.connection.vendor):
        editor.execute(statement, params=None)


def drop(apps, editor):
    for statement in triggers.removal(editor.connection.vendor):
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_ledger")]
    operations = [migrations.RunPython(create, drop)]
