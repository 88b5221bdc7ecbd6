"""A result in a terminal: what is printed is short enough to read and lines up."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bihuan.cli.printing import diagnostics, folded
from bihuan.cli.showing import show_result
from bihuan.mechanisms.diagnostics import Place, diagnose
from bihuan.schemes.trying import NO_GROUP, try_scheme

SCHEME = """\
apiVersion: bihuan/v1
kind: Scheme
metadata: {name: race, title: {zh: 评价, en: Race}}
spec:
  every: year
  indicators:
    - {name: x, title: {zh: 甲, en: Alpha}, every: year, unit_of_measure: 分, decimals: 0}
    - {name: y, title: {zh: 乙, en: Beta}, every: year, unit_of_measure: 分, decimals: 0}
  score:
    combine: mean
    parts:
      - {indicator: x, method: minmax_base, base: 0, round: 6}
      - {indicator: y, method: as_is}
"""
TABLE = """\
unit,period,indicator,value
a,2025,x,1
b,2025,x,2
c,2025,x,4
a,2025,y,30
b,2025,y,50
"""


def printed(tmp_path, capsys) -> list[str]:
    (tmp_path / "race.yaml").write_text(SCHEME, encoding="utf-8")
    (tmp_path / "data.csv").write_text(TABLE, encoding="utf-8")
    show_result(try_scheme(tmp_path / "race.yaml", tmp_path / "data.csv"), contributions=True)
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


def test_contributions_are_cut_to_four_decimals_more_than_points_are_shown_with(tmp_path, capsys):
    said = printed(tmp_path, capsys)
    rows = {line.split()[0]: line.split()[1:] for line in said[said.index("") :] if line}
    assert rows["b"][:2] == ["16.666667", "25.00"]
    assert rows["a"][:2] == ["0.000000", "15.00"]


def test_a_missing_value_has_a_dash_and_its_indicator_is_named(tmp_path, capsys):
    said = printed(tmp_path, capsys)
    assert next(line for line in said if line.startswith("c ")).split() == [
        "c", "50.000000", "–", "–"
    ]  # fmt: skip
    assert any("c" in line and "(Beta)" in line for line in said if line.startswith("!"))


def test_two_blank_lines_never_follow_each_other(tmp_path, capsys):
    said = printed(tmp_path, capsys)
    assert ("", "") not in list(pairwise(said))


@pytest.mark.parametrize(
    ("head", "lines"),
    [
        ("Matters that can be done online", ["Matters that can", "be done online"]),
        ("规模以上工业增加值增速", ["规模以上工业增加", "值增速"]),
        ("R&D share", ["R&D share"]),
        ("Internationalisation", ["Internationalisation"]),
        ("", [""]),
    ],
)
def test_a_heading_is_folded_between_words_or_characters(head, lines):
    assert folded(head).split("\n") == lines


def test_the_same_mistake_in_many_lines_is_drawn_once(capsys):
    diagnostics([diagnose(NO_GROUP, Place("a.csv", at, 1, 2), unit="a") for at in range(2, 20)])
    said = capsys.readouterr().err
    assert said.count("stands in no group") == 1
    assert "the same 17 more times, in lines 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 …" in said


def test_a_mistake_made_twice_is_drawn_at_both_places(capsys):
    diagnostics([diagnose(NO_GROUP, Place("a.csv", at, 1, 2), unit="a") for at in (2, 3)])
    assert capsys.readouterr().err.count("stands in no group") == 2
