"""On PostgreSQL the product works under a role that adds and reads, and owns nothing."""

import os
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from bihuan.ledger import roles
from tests.stories.commands import Desk

URL = os.environ.get("BIHUAN_DATABASE_URL", "")

if connection.vendor == "postgresql":

    @pytest.fixture
    def name():
        """A database and a role of the same name, both gone afterwards."""
        made = f"bihuan_{uuid4().hex[:12]}"
        with psycopg.connect(URL, autocommit=True) as owner:
            owner.execute(f"CREATE ROLE {made} LOGIN PASSWORD 'one-of-a-test'")
            owner.execute(f"CREATE DATABASE {made}")
            yield made
            owner.execute(f"DROP DATABASE {made} WITH (FORCE)")
            owner.execute(f"DROP ROLE {made}")

    def of(name, *, role=""):
        """Return the URL of the database for its owner, or for a role."""
        there = urlsplit(URL)._replace(path=f"/{name}")
        host = there.netloc.rpartition("@")[2]
        return (there._replace(netloc=f"{role}:one-of-a-test@{host}") if role else there).geturl()

    def desks(folder, name):
        """Return the owner's desk and the one under the working role."""
        urls = (of(name), of(name, role=name))
        return [Desk(folder, settings={"BIHUAN_DATABASE_URL": url}) for url in urls]

    def grant(name):
        with psycopg.connect(of(name), autocommit=True) as owner:
            for statement in roles.statements(name):
                owner.execute(statement)

    def test_the_working_role_plays_a_year_corrects_it_and_checks_it(tmp_path, name):
        owner, worker = desks(tmp_path, name)
        owner.run("rebuild", "--check")
        grant(name)
        assert "Verification code" in worker.run("demo", "--once")
        assert "verified" in worker.run("verify")
        assert "equal to the live ones" in worker.run("rebuild", "--check")
        assert "equal to the live ones" in worker.run("rebuild")
        assert worker.run("seal")

    def test_the_working_role_is_told_who_lays_out_the_tables(tmp_path, name):
        _, worker = desks(tmp_path, name)
        assert "tables-not-laid-out" in worker.run("verify", expect=1)

    def test_the_working_role_without_its_grants_is_told_so(tmp_path, name):
        owner, worker = desks(tmp_path, name)
        owner.run("rebuild", "--check")
        assert "tables-not-laid-out" in worker.run("verify", expect=1)
