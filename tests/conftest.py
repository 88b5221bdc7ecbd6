"""Profiles for Hypothesis, and a data folder of its own for each test session."""

import os
import tempfile
from pathlib import Path

import pytest
from django import conf
from django.db import connection
from hypothesis import HealthCheck, settings

from bihuan.ledger import triggers

os.environ.setdefault("BIHUAN_HOME", tempfile.mkdtemp(prefix="bihuan-test-"))
os.environ.setdefault("BIHUAN_LOG_KEY_FILE", str(Path(os.environ["BIHUAN_HOME"]) / "log.key"))

settings.register_profile("dev", max_examples=25, deadline=None)
settings.register_profile(
    "ci",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("long", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("BIHUAN_HYPOTHESIS", "ci" if os.environ.get("CI") else "dev"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):  # noqa: ARG001
    """The database of the tests is a file, as in use: one in memory locks tables at once."""
    if connection.vendor == "sqlite":
        name = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(name)


@pytest.fixture(scope="session", autouse=True)
def _tables_of_the_ledger_can_be_emptied_between_tests():
    """A test with real transactions ends by emptying every table, which the triggers refuse."""
    flush = connection.ops.sql_flush

    def around(*args, **kwargs):
        vendor = connection.vendor
        return [*triggers.removal(vendor), *flush(*args, **kwargs), *triggers.statements(vendor)]

    connection.ops.sql_flush = around
    yield
    connection.ops.sql_flush = flush


@pytest.fixture(scope="session", autouse=True)
def _keys_stand_in_a_folder_of_their_own(tmp_path_factory):
    # The settings were read before this file, so the variable above came too late for them.
    conf.settings.LOG_KEY_FILE = tmp_path_factory.mktemp("keys") / "log.key"
