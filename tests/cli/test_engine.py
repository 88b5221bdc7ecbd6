"""Whoever scores may name the engine that computes the scores again."""

import pytest

from bihuan.packs import shipped
from tests.schemes.everywhere import NEAR, URL
from tests.stories.commands import Desk

SCORE = ("--as", "assess", "--today", "2026-01-12", "score", "investment-race", "2025Q4")


@pytest.fixture
def desk(tmp_path):
    return with_figures(Desk(tmp_path))


def with_figures(desk):
    """Return the desk with the mechanisms and the figures of a quarter."""
    desk.run("--today", "2025-01-02", "apply", "qingxi")
    form = str(shipped("qingxi") / "data" / "2025Q4.xlsx")
    desk.run("--as", "statistics", "--today", "2026-01-08", "import", form)
    return desk


def test_the_engine_that_is_named_checks_the_run_and_changes_no_digit(desk):
    plain = desk.run(*SCORE).splitlines()
    named = {"numpy": "NumPy", "sql": "DuckDB", URL: "PostgreSQL"}
    for engine in NEAR:
        said = desk.run(*SCORE, "--engine", engine).splitlines()
        assert said[-1] == f"Checked by {named[engine]}: the same to the last digit."
        assert said[:-2] == plain[:-1]


def test_an_engine_that_cannot_be_had_is_refused_before_anything_is_kept(desk):
    assert "engine-unknown" in desk.run(*SCORE, "--engine", "duck", expect=1)
    assert "postgresql-not-configured" in desk.run(*SCORE, "--engine", "postgresql", expect=1)
    assert "spark-unreachable" in desk.run(*SCORE, "--engine", "spark://127.0.0.1:9", expect=1)
    assert "Run 1," in desk.run(*SCORE)
