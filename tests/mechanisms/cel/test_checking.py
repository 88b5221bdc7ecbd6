import pytest

from bihuan.mechanisms.engine.cel.checking import check, type_of
from bihuan.mechanisms.engine.cel.parsing import parse
from bihuan.mechanisms.engine.cel.types import (
    BOOL,
    DATE,
    NULL,
    NUMBER,
    TEXT,
    UNKNOWN,
    list_of,
    number,
)

FIELDS = {
    "value": number(2), "target": number(2), "unit": TEXT, "late": BOOL, "opened": DATE,
    "tags": list_of(TEXT), "project.invested": number(4),
}  # fmt: skip


def found(text, gives=None):
    return [
        (problem.code, text[problem.start : problem.end], problem.guess)
        for problem in check(parse(text), FIELDS, gives)
    ]


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        ("clip(value / target, 0, 1.2) * 40", NUMBER),
        ("project.invested + 1", NUMBER),
        ("value > 3 && !late", BOOL),
        ("late ? value : null", NUMBER),
        ("late ? null : null", NULL),
        ("tags[0]", TEXT),
        ("[value, target]", list_of(NUMBER)),
        ("size(tags) + size(unit) + tags.size() + unit.size()", NUMBER),
        ("unit in tags || unit in [] || value in [1, 2]", BOOL),
        ('opened < date("2023-08-01")', BOOL),
        ("tags == null && late != null && null == null", BOOL),
        ("round(value, 12) + round(value)", NUMBER),
        ("min(value, target, 3)", NUMBER),
        ("has(project.invested)", BOOL),
        ('unit.contains("镇") && unit.startsWith(unit) && unit.endsWith(tags[0])', BOOL),
        ("(late ? tags : tags)[1] == unit", BOOL),
        ("late == true", BOOL),
    ],
)
def test_what_agrees_has_a_type_and_no_problem(text, gives):
    assert found(text) == []
    assert type_of(parse(text), FIELDS) == gives


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("valu > 3", [("cel-unknown-name", "valu", "value")]),
        ("project.investd", [("cel-unknown-name", "project.investd", "project.invested")]),
        ("zzz", [("cel-unknown-name", "zzz", "")]),
        ("roun(value)", [("cel-unknown-function", "roun", "round")]),
        ("unit.contans(1)", [("cel-unknown-function", "contans", "contains")]),
        ("tags.exists(t, t)", [("cel-unknown-function", "exists", ""), *[
            ("cel-unknown-name", "t", "")] * 2]),
        ("clip(value)", [("cel-call", "clip", "")]),
        ("ln(value, 2)", [("cel-call", "ln", "")]),
        ("min(value)", [("cel-call", "min", "")]),
        ("value.round()", [("cel-call", "round", "")]),
        ('contains(unit, "a")', [("cel-call", "contains", "")]),
        ("round(value, target)", [("cel-call", "round", "")]),
        ("round(value, 13)", [("cel-call", "round", "")]),
        ("round(value, 1.5)", [("cel-call", "round", "")]),
        ("has(1)", [("cel-call", "has", "")]),
        ("tags[value]", [("cel-call", "value", "")]),
        ("tags[-1]", [("cel-call", "-1", "")]),
        ("value + unit", [("cel-type", "unit", "")]),
        ("-late", [("cel-type", "late", "")]),
        ("!value", [("cel-type", "value", "")]),
        ("value && late", [("cel-type", "value", "")]),
        ("value == unit", [("cel-type", "unit", "")]),
        ("tags == tags", [("cel-type", "tags", "")]),
        ("late < late", [("cel-type", "late", "")]),
        ("value < null", [("cel-type", "null", "")]),
        ("value < opened", [("cel-type", "opened", "")]),
        ("1 < 2 < 3", [("cel-type", "1 < 2", "")]),
        ("value in tags", [("cel-type", "value", "")]),
        ("value in unit", [("cel-type", "unit", "")]),
        ("[1, 'a']", [("cel-type", "'a'", "")]),
        ("late ? 1 : 'a'", [("cel-type", "'a'", "")]),
        ("value ? 1 : 2", [("cel-type", "value", "")]),
        ("size(value)", [("cel-type", "value", "")]),
        ("unit[0]", [("cel-type", "unit", "")]),
        ("unit.contains(value)", [("cel-type", "value", "")]),
        ("floor(unit)", [("cel-type", "unit", "")]),
        ("date('2023-2-1') < opened", [("cel-date", "'2023-2-1'", "")]),
        ("date('20230201') < opened", [("cel-date", "'20230201'", "")]),
        ("date(unit) < opened", [("cel-date", "unit", "")]),
    ],
)  # fmt: skip
def test_a_mistake_is_one_problem_at_its_own_place(text, problems):
    assert found(text) == problems


def test_all_mistakes_are_told_at_once_in_their_order_without_echoes():
    assert found("valu + 1 > unit && targt * 'a' in tags") == [
        ("cel-unknown-name", "valu", "value"),
        ("cel-type", "unit", ""),
        ("cel-unknown-name", "targt", "target"),
        ("cel-type", "targt * 'a'", ""),
        ("cel-type", "'a'", ""),
    ]


def test_a_wanted_type_is_asked_of_the_whole():
    assert found("value + 1", BOOL) == [("cel-type", "value + 1", "")]
    assert found("value > 1", BOOL) == []
    assert found("nothing", BOOL) == [("cel-unknown-name", "nothing", "")]


def test_a_mistake_hides_the_type():
    assert type_of(parse("nothing"), FIELDS) == UNKNOWN


def test_a_problem_says_what_is_wrong_in_both_languages():
    problem = check(parse("value + late"), FIELDS)[0]
    assert problem.said.text.en == "a number is needed here, and this is true or false"
    assert problem.said.text.zh == "此处需要数字，实际是真假值"
