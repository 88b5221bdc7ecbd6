"""Spark gives the digits of DuckDB on a cluster, and each thing it lacks is refused by name.

The cluster takes some ten seconds to start and the first question as long again, so all that needs
it stands here and runs in one process.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest
from hypothesis import given, settings

from bihuan.ledger.words import Refused
from bihuan.schemes import bench_case
from bihuan.schemes.engine.definition import reference
from bihuan.schemes.engine.running import engines, spark_session
from bihuan.schemes.engine.running.on_spark import by_spark
from tests.cli.test_engine import SCORE, with_figures
from tests.schemes.bench import indicator, observation, resolved, scheme
from tests.schemes.everywhere import SCHEMES, digests, ready
from tests.schemes.spark_cluster import environment, running
from tests.schemes.strategies import cases
from tests.stories.commands import Desk

# We hand it Arrow, and pandas is here for other tests.
pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """The folder that the programs of the cluster, and the session with it, start in."""
    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name, value in environment(folder).items():
            patch.setenv(name, value)
        yield folder


@pytest.fixture(scope="module")
def master(here):
    with running(here, workers=2) as address:
        # More patient than an operator: the machine may be busy with other tests.
        spark_session.reach(address, patience=300)
        yield address


@given(case=cases())
@settings(max_examples=SCHEMES)
def test_random_schemes_have_the_same_digest_on_spark(master, case):
    assert len(digests(ready(case), "sql", master)) == 1


def test_two_million_facts_have_the_same_digest_on_two_workers(master):
    assert len(digests(bench_case.ready(40_000, 60), "sql", master)) == 1
    context = spark_session.reach(master).sparkContext
    holders = context._jsc.sc().getExecutorMemoryStatus().size()  # noqa: SLF001 (no other way)
    assert holders == 2 + 1  # the third is the one that asks


def simple():
    tax = indicator("tax")
    written = scheme([tax], [{"indicator": "tax", "method": "as_is", "weight": "100"}])
    facts = [observation("yunling", tax, "80"), observation("huatang", tax, "90")]
    return resolved(written, facts), facts


def test_a_score_that_spark_checked_is_that_of_the_reference(master):
    parameters, facts = simple()
    found = engines.score(parameters, facts, engine=master)
    assert found == reference.score(parameters, facts)


def test_a_folder_that_the_workers_do_not_see_is_refused(master, bench_of_two):
    # Each process has a folder of its own by this name.
    with pytest.raises(Refused) as refused:
        by_spark(bench_of_two, master, "/proc/self/cwd")
    assert refused.value.code == "spark-folder-unseen"


def test_a_folder_that_cannot_be_written_is_refused(master, bench_of_two, tmp_path):
    with pytest.raises(Refused) as refused:
        by_spark(bench_of_two, master, str(tmp_path / "nowhere"))
    assert refused.value.code == "spark-folder-unusable"


def test_nothing_is_left_in_the_folder(master, bench_of_two, tmp_path):
    by_spark(bench_of_two, master, str(tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def bench_of_two():
    return bench_case.ready(2, 6)


def test_the_command_checks_a_run_on_the_cluster(master, tmp_path):
    # The session of the tests above holds both workers.
    spark_session.reach(master).stop()
    desk = with_figures(Desk(tmp_path, settings={"BIHUAN_SPARK_FOLDER": str(tmp_path)}))
    said = desk.run(*SCORE, "--engine", master)
    assert said.endswith("Checked by Spark: the same to the last digit.\n")


def test_a_master_without_workers_is_refused(here):
    with running(here, workers=0) as address, pytest.raises(Refused) as refused:
        spark_session.reach(address, patience=1)
    assert refused.value.code == "spark-without-workers"


def test_a_master_that_does_not_answer_is_refused_at_once():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for address in (port, 99_999):
        with pytest.raises(Refused) as refused:
            engines.reach(f"spark://127.0.0.1:{address}")
        assert refused.value.code == "spark-unreachable"


def test_a_machine_without_spark_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(Refused) as refused:
        engines.reach("spark local[2]")
    assert refused.value.code == "spark-not-installed"


def test_a_machine_without_java_is_told_what_to_install(monkeypatch, tmp_path):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused) as refused:
        engines.reach("spark local[2]")
    assert refused.value.code == "java-missing"


def test_a_java_that_does_not_start_spark_is_refused(tmp_path):
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\nexit 1\n")
    java.chmod(0o755)
    program = (
        "from bihuan.ledger.words import Refused\n"
        "from bihuan.schemes.engine.running.engines import reach\n"
        "try: reach('spark local[2]')\n"
        "except Refused as refused: print(refused.code)\n"
    )
    said = subprocess.run(  # noqa: S603 (our own interpreter and text)
        [sys.executable, "-c", program],
        capture_output=True, text=True, check=True, env={**os.environ, "JAVA_HOME": str(tmp_path)},
    )  # fmt: skip
    assert said.stdout.strip() == "java-missing"
