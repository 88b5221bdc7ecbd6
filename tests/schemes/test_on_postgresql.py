"""PostgreSQL gives the digits of DuckDB, and one that does not answer is refused by name."""

import socket

import pytest
from django.db import connection
from hypothesis import given, settings

from bihuan.ledger.words import Refused
from bihuan.schemes import bench_case
from bihuan.schemes.checking import checked_by
from bihuan.schemes.engine.definition import reference
from bihuan.schemes.engine.running import engines
from tests.schemes.bench import resolved
from tests.schemes.everywhere import HERE, NEAR, SCHEMES, URL, digests, ready
from tests.schemes.strategies import cases


@given(cases())
@settings(max_examples=SCHEMES)
def test_every_engine_at_hand_gives_the_same_digest(case):
    assert len(digests(ready(case), *NEAR)) == 1


if connection.vendor == "postgresql":

    def test_two_million_facts_have_the_same_digest_on_postgresql():
        assert len(digests(bench_case.ready(40_000, 60), "sql", URL)) == 1

    @given(cases())
    def test_a_score_that_postgresql_checked_is_that_of_the_reference(case):
        parameters = resolved(case.scheme, case.facts, case.groups)
        found = engines.score(parameters, case.facts, engine=URL)
        assert found == reference.score(parameters, case.facts)

    @pytest.mark.django_db
    def test_the_server_that_keeps_the_data_checks_where_none_is_named():
        assert checked_by("postgresql").keywords["engine"].startswith("postgresql://")

    def test_a_database_that_does_not_exist_is_refused():
        with pytest.raises(Refused) as refused:
            engines.reach(URL.rpartition("/")[0] + "/nowhere")
        assert refused.value.code == "postgresql-unusable"
        assert "nowhere" in str(refused.value)

else:

    def test_no_server_is_named_where_the_data_are_on_sqlite():
        with pytest.raises(Refused) as refused:
            checked_by("postgresql")
        assert refused.value.code == "postgresql-not-configured"


def test_a_server_that_does_not_answer_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Refused) as refused:
        engines.reach(f"postgresql://clerk:secret@127.0.0.1:{port}/bihuan")
    assert refused.value.code == "postgresql-unusable"
    assert "Connection refused" in str(refused.value)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "name",
    ["duck", "", "spark", "spark local", "spark local[0]", "spark://", "spark://host", "numpy "],
)
def test_an_engine_that_nobody_knows_is_refused(name):
    with pytest.raises(Refused) as refused:
        checked_by(name)
    assert refused.value.code == "engine-unknown"


@pytest.mark.parametrize("engine", ["auto", *HERE])
def test_an_engine_of_this_process_need_not_be_reached(engine):
    assert checked_by(engine).keywords["engine"] == engine
