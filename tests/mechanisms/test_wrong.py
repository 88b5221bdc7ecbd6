"""One wrong file for each mistake, and the message that its author sees."""

from functools import cache
from pathlib import Path

import pytest

from bihuan.ledger.words import MESSAGES
from bihuan.mechanisms.diagnostics import Diagnostic, Findings
from bihuan.mechanisms.drawing import as_json, draw
from bihuan.mechanisms.kinds import Mechanism
from bihuan.mechanisms.packs import check, known, read_pack
from bihuan.mechanisms.reading import read

HERE = Path(__file__).parent
WRONG = sorted((HERE / "wrong").glob("*.yaml"))


@cache
def cast() -> tuple[Mechanism, ...]:
    return read_pack(HERE / "cast").mechanisms


def mistakes(path: Path) -> tuple[Diagnostic, ...]:
    """Read a wrong file in the place of its namesake among the cast."""
    try:
        mechanism = read(path, path.name)
    except Findings as findings:
        return findings.diagnostics
    return check(mechanism, known([*cast(), mechanism]))


def test_the_cast_has_no_mistakes():
    assert {each.kind for each in cast()} == {
        "Organisation",
        "Indicator",
        "Scheme",
        "Register",
        "Loop",
    }


def test_there_are_enough_wrong_files():
    assert len(WRONG) >= 60


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_wrong_file_is_told_its_one_mistake(path):
    (found,) = mistakes(path)
    assert draw(found) + "\n" == path.with_suffix(".txt").read_text(encoding="utf-8")
    assert path.stem.startswith(found.code)


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_the_mistake_is_told_in_chinese_too(path):
    (found,) = mistakes(path)
    drawn = draw(found, language="zh")
    assert "错误[" in drawn
    assert "办法：" in drawn
    assert any("\u4e00" <= character <= "\u9fff" for character in found.text.zh)


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_the_mistake_has_a_place_and_a_declared_code(path):
    (found,) = mistakes(path)
    told = as_json(found)
    assert told["at"]["line"] >= 1
    assert told["at"]["end"] > told["at"]["column"] >= 1
    assert told["error"] in MESSAGES
