"""Several commands that begin on a new database at the same moment."""

import os
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from tests.stories.commands import Desk


@pytest.fixture
def home(tmp_path):
    """A folder, and a database that nobody used yet."""
    if connection.vendor == "sqlite":
        yield Desk(tmp_path)
        return
    url, made = os.environ["BIHUAN_DATABASE_URL"], f"bihuan_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {made}")
        new = urlsplit(url)._replace(path=f"/{made}").geturl()
        yield Desk(tmp_path, settings={"BIHUAN_DATABASE_URL": new})
        owner.execute(f"DROP DATABASE {made} WITH (FORCE)")


def test_one_lays_out_the_tables_and_the_others_wait_for_it(home):
    with ThreadPoolExecutor(5) as pool:
        said = list(pool.map(lambda _: home.run("apply", "qingxi"), range(5)))
    # All in force at once, by one of them; the others found nothing new.
    assert sorted("\n0 put in force." in f"\n{each}" for each in said) == [False] + [True] * 4
    assert "verified" in home.run("verify")
    assert len(list(home.folder.glob("*secret.key*"))) == 1
