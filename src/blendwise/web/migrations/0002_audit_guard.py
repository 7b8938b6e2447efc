"""By hand: the guard of the audit log, and the table of the cache that all processes share.

Whoever regenerates 0001 moves this file aside while doing so: nothing in it is made from the models.
"""

from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from blendwise.web.models.audit_guard import put_up_guard, take_down_guard


def guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    put_up_guard(editor.connection)


def unguard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    take_down_guard(editor.connection)


def make_cache(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("web", "0001_initial")]
    operations = [
        migrations.RunPython(guard, unguard),
        migrations.RunPython(make_cache, migrations.RunPython.noop),
    ]
