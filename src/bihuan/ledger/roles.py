"""The role under which the product works on PostgreSQL: it adds and reads, and cannot rewrite.

The owner of the tables runs migrations and nothing else. The working role has
no right to update, delete or truncate what was recorded, so not even a fault in
the product, or whoever takes over its connection, can change the past.
"""

from __future__ import annotations

import re

from django.apps import apps
from django.db.migrations.recorder import MigrationRecorder

from bihuan.ledger.triggers import APPEND_ONLY, GROWING, NEVER_REWRITTEN

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


def statements(role: str) -> tuple[str, ...]:
    """Return the SQL that the owner runs, after each migration, for an existing role.

    Make the role once with ``CREATE ROLE name LOGIN PASSWORD '...'``.
    """
    if not _NAME.fullmatch(role):
        raise ValueError("the name of a role is written a-z, 0-9 and _")
    grants = [f"GRANT USAGE ON SCHEMA public TO {role}"]
    # Each command looks whether the tables are those of its release.
    grants.append(f"GRANT SELECT ON {MigrationRecorder.Migration._meta.db_table} TO {role}")  # noqa: SLF001
    recorded = sorted({*APPEND_ONLY, *NEVER_REWRITTEN, *GROWING})
    grants += [f"GRANT SELECT, INSERT{_more(table)} ON {table} TO {role}" for table in recorded]
    grants += [f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{name}" TO {role}' for name in _others()]
    return tuple(grants)


def _more(table: str) -> str:
    if table in NEVER_REWRITTEN:
        return ", DELETE"
    # Of a tile only its hashes may change, and the trigger lets them grow alone.
    return ", UPDATE (hashes)" if table in GROWING else ""


def _others() -> list[str]:
    """Return the tables of the rooms, which are rebuilt from the ledger and may be rewritten."""
    ledger = {*APPEND_ONLY, *NEVER_REWRITTEN, *GROWING}
    tables = {model._meta.db_table for model in apps.get_models()}  # noqa: SLF001  # Django's own API
    return sorted(tables - ledger)
