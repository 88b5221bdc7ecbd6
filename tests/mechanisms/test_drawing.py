"""Diagnostics as they are printed."""

import json

import pytest

from bihuan.ledger.words import MESSAGES, Message, Text
from bihuan.mechanisms.diagnostics import Place, diagnose
from bihuan.mechanisms.drawing import as_json, draw, where
from bihuan.mechanisms.engine.characters import cells
from bihuan.mechanisms.engine.guessing import distance, guess
from bihuan.mechanisms.engine.mistakes import UNKNOWN_KEY


def told(line: str, column: int, end: int, number: int = 10):
    place = Place("horse-race.yaml", number, column, end, source=line)
    return diagnose(UNKNOWN_KEY, place, guess="weight", key="wieght", allowed="weight")


def test_a_mistake_is_drawn_with_its_line_a_caret_and_what_to_do():
    assert draw(told("      wieght: 60", 7, 13)) == (
        'horse-race.yaml:10:7: error[unknown-key]: no key "wieght" here\n'
        "10 |       wieght: 60\n"
        "   |       ^^^^^^\n"
        'help: did you mean "weight"?'
    )


def test_the_same_mistake_is_drawn_in_chinese():
    assert draw(told("      wieght: 60", 7, 13), language="zh") == (
        "horse-race.yaml:10:7: 错误[unknown-key]：此处没有“wieght”这个键\n"
        "10 |       wieght: 60\n"
        "   |       ^^^^^^\n"
        "办法：是不是“weight”？"
    )


@pytest.mark.parametrize(
    ("line", "column", "end", "before", "under"),
    [
        ("名称: {wieght: 1}", 6, 12, 7, 6),  # two Chinese characters take four cells
        ("a: 投资赛马", 4, 8, 3, 8),
        ("a: e\u0301x y", 7, 8, 5, 1),  # an accent of its own takes no cell
        ("a:\tb", 4, 5, 6, 1),  # a tab is drawn as four spaces
        ("a: b", 5, 6, 4, 1),  # behind the end of the line
    ],
)
def test_the_caret_counts_terminal_cells(line, column, end, before, under):
    carets = draw(told(line, column, end)).split("\n")[2]
    assert carets == "   | " + " " * before + "^" * under


def test_a_long_line_is_cut_around_its_mistake():
    drawn = draw(told("x" * 5000 + " wieght " + "y" * 5000, 5002, 5008)).split("\n")
    assert all(cells(line) < 130 for line in drawn)
    assert drawn[1].index("wieght") == drawn[2].index("^")


def test_nothing_invisible_is_drawn():
    drawn = draw(told("a: \x1b[31m\u202e wieght", 12, 18))
    assert "\x1b" not in drawn
    assert "\u202e" not in drawn
    assert "\x1b" not in where(Place("\x1b[2J.yaml", 1, 1))


def test_a_cell_of_a_workbook_is_a_place_too():
    assert where(Place("form.xlsx", sheet="表1", cell="B7")) == "form.xlsx 表1!B7"


def test_the_lines_of_a_file_may_be_handed_in():
    found = diagnose(UNKNOWN_KEY, Place("a.yaml", 2, 1, 2), key="b", allowed="c")
    assert draw(found, ["a: 1", "b: 2"]).split("\n")[1] == "2 | b: 2"


def test_a_program_gets_both_languages_and_the_place():
    told_to_it = json.loads(json.dumps(as_json(told("      wieght: 60", 7, 13))))
    assert told_to_it["error"] == "unknown-key"
    assert told_to_it["message"]["zh"] == "此处没有“wieght”这个键"
    assert told_to_it["at"] == {
        "file": "horse-race.yaml", "line": 10, "column": 7, "end": 13, "sheet": "", "cell": ""
    }  # fmt: skip


def test_a_message_without_help_ends_after_its_caret():
    message = Message("test-without-help", Text(en="so it is", zh="就是这样"))
    try:
        assert draw(diagnose(message, Place("a", 1, 1, 2, source="x"))).endswith("^")
    finally:
        del MESSAGES["test-without-help"]


@pytest.mark.parametrize(
    ("written", "near"),
    [("wieght", "weight"), ("wheight", "weight"), ("Weight", "weight"), ("rank-step", "rank_step"),
     ("colour", ""), ("", ""), ("w" * 100, "")],
)  # fmt: skip
def test_the_nearest_word_is_guessed_if_it_is_near(written, near):
    assert guess(written, ["weight", "rank_step", "cap", "method"]) == near


def test_two_letters_that_changed_places_are_one_slip():
    assert distance("wieght", "weight") == 1
    assert distance("ab", "ba") == 1
    assert distance("abc", "xyz") == 3
