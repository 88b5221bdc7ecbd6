"""A document goes in, a board comes out: one quarter through the whole house, by its commands."""

import json
import subprocess
import sys
import zipfile

import openpyxl
import pytest

from bihuan.packs import shipped
from tests.stories.commands import Desk

FORM = "2025Q4.xlsx"


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path)
    desk.run("--today", "2025-01-02", "apply", "qingxi")
    return desk


def filled(desk, *, wrong: dict[str, object] | None = None):
    """Return the filled form of the pack, with cells of its first sheet made wrong."""
    book = openpyxl.load_workbook(shipped("qingxi") / "data" / FORM)
    for cell, value in (wrong or {}).items():
        book.worksheets[0][cell] = value
    path = desk.folder / FORM
    book.save(path)
    return path


def bring_in(desk, path, *more, expect=0):
    return desk.run(
        "--as", "statistics", "--today", "2026-01-08", "import", str(path), *more, expect=expect
    )


def publish(desk, month="2026-01"):
    desk.run("--as", "assess", "--today", f"{month}-12", "score", "investment-race", "2025Q4")
    desk.run("--as", "committee", "--today", f"{month}-16", "approve", "investment-race", "2025Q4")
    return desk.run(
        "--as", "committee", "--today", f"{month}-20",
        "publish", "investment-race", "2025Q4", "--out", "race.zip",
    )  # fmt: skip


def test_a_filled_form_becomes_a_published_ranking_that_verifies(desk):
    assert "156 new" in bring_in(desk, filled(desk))
    said = publish(desk)
    assert "Verification code" in said
    assert "whose root is signed" in desk.run("verify", "race.zip")
    explained = desk.run("explain", "investment-race", "2025Q4", "白石镇")
    assert "C7" in explained
    assert desk.run("verify")
    assert desk.run("rebuild", "--check")


def test_the_bundle_verifies_with_python_alone_in_another_folder(desk, tmp_path_factory):
    bring_in(desk, filled(desk))
    publish(desk)
    home = tmp_path_factory.mktemp("home")
    with zipfile.ZipFile(desk.folder / "race.zip") as bundle:
        bundle.extractall(home)
    program = next(home.rglob("verify.py"))
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-I", "-S", str(program)],
        cwd=program.parent, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_mistake_of_a_form_is_told_at_its_cell_and_nothing_is_stored(desk):
    path = filled(desk, wrong={"C7": "约22", "D8": "九"})
    said = bring_in(desk, path, expect=1)
    assert "C7" in said
    assert "D8" in said
    assert "2025Q4-marked.xlsx" in said
    again = desk.run(
        "--as", "assess", "--today", "2026-01-12", "score", "investment-race", "2025Q4", expect=1
    )
    assert "nothing-to-score" in again


def test_the_same_form_again_changes_nothing(desk):
    path = filled(desk)
    bring_in(desk, path)
    assert "imported before" in bring_in(desk, path)


def test_a_correction_after_publication_makes_a_second_version(desk):
    bring_in(desk, filled(desk))
    publish(desk)
    desk.run(
        "--as", "statistics", "--today", "2026-01-22", "correct", "investment-growth", "石门镇",
        "2025Q4", "22.5", "--reason", "定报替换快报",
    )  # fmt: skip
    assert "version 2" in publish(desk, month="2026-02")


def test_a_result_is_read_by_programs_too(desk):
    bring_in(desk, filled(desk))
    said = desk.run(
        "--as", "assess", "--today", "2026-01-12", "score", "investment-race", "2025Q4", "--json"
    )
    result = json.loads(said)
    assert {row["unit"] for row in result["rows"] if row["rank"] == 1} == {"baishi", "jiaotou"}


def test_the_demonstration_plays_in_chinese(tmp_path):
    said = Desk(tmp_path, "zh").run("demo", "--once")
    assert "金牛奖" in said
    assert "核验码" in said
    assert Desk(tmp_path, "zh").run("demo", "--once") == said
