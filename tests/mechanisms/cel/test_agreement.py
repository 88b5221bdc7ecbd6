"""Law: an expression evaluated on a record and compiled to SQL for a set give the same answer."""

from datetime import date
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.mechanisms.engine.cel.checking import check
from bihuan.mechanisms.engine.cel.compiling import compile_sql
from bihuan.mechanisms.engine.cel.evaluating import evaluate
from bihuan.mechanisms.engine.cel.parsing import parse
from bihuan.mechanisms.engine.cel.problems import CelProblem
from bihuan.mechanisms.engine.cel.types import BOOL, DATE, TEXT, list_of, number

FIELDS = {
    "count": number(0),
    "value": number(2),
    "rate": number(6),
    "fine": number(12),
    "name": TEXT,
    "kind": TEXT,
    "late": BOOL,
    "done": BOOL,
    "opened": DATE,
    "closed": DATE,
    "tags": list_of(TEXT),
    "marks": list_of(number(1)),
}
COLUMNS = {
    "count": "BIGINT", "value": "BIGINT", "rate": "BIGINT", "fine": "HUGEINT", "name": "VARCHAR",
    "kind": "VARCHAR", "late": "BOOLEAN", "done": "BOOLEAN", "opened": "DATE", "closed": "DATE",
    "tags": "VARCHAR[]", "marks": "BIGINT[]",
}  # fmt: skip

words = st.sampled_from(["", "镇", "莲花镇", "a", "A", "ab", "乡", "😀", "it's", 'a"b', "\\"])
days = st.dates(date(2020, 1, 1), date(2026, 12, 31))


def whole(digits):
    """Whole numbers of all sizes, with those near zero and near the bound more often."""
    most = 10**digits - 1
    return st.one_of(st.integers(-12, 12), st.integers(-most, most), st.sampled_from([most, -most]))


def scaled(decimals):
    return whole(13 + decimals).map(lambda units: Decimal(units).scaleb(-decimals))


VALUES = {
    "count": scaled(0), "value": st.one_of(st.integers(-999, 9999).map(lambda n: Decimal(n) / 4),
                                           scaled(2)),
    "rate": st.decimals(-20, 20, places=6, allow_nan=False), "fine": scaled(12),
    "name": words, "kind": words, "late": st.booleans(), "done": st.booleans(), "opened": days,
    "closed": days, "tags": st.lists(words, max_size=3),
    "marks": st.lists(st.decimals(-50, 50, places=1, allow_nan=False), max_size=3),
}  # fmt: skip
records = st.fixed_dictionaries(
    {name: values | values | st.none() for name, values in VALUES.items()}
)


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


COMPARES = ["==", "!=", "<", "<=", ">", ">="]
# How an expression of each type is made of smaller ones: `{}` and the types that fill it. A list
# among the types offers words to choose from.
FORMS = {
    "number": [
        ("({} {} {})", "number", ["+", "-", "*", "/", "%"], "number"),
        ("({} / {})", "number", "number"),
        ("(-{})", "number"),
        ("{}({}, {})", ["min", "max"], "number", "number"),
        ("clip({}, {}, {})", "number", "number", "number"),
        ("{}({})", ["floor", "ceil", "round", "abs"], "number"),
        ("round({}, {})", "number", ["0", "1", "2", "3", "6", "12"]),
        ("pow({}, {})", ["count", "value", "2", "0.5"], ["0", "1", "2", "5"]),
        ("pow({}, {})", "number", ["0", "1"]),
        ("size({})", "text"),
        ("size({})", ["tags", "marks", "[1, 2.5]", "[]"]),
        ("marks[{}]", ["0", "1", "2"]),
        ("[{}, {}][1]", "number", "number"),
        ("({} ? {} : {})", "bool", "number", "number"),
        ("({} ? null : {})", "bool", "number"),
    ],
    "bool": [
        ("({} {} {})", "number", COMPARES, "number"),
        ("({} {} {})", "text", COMPARES, "text"),
        ("({} {} {})", "date", COMPARES, "date"),
        ("({} {} {})", "bool", ["&&", "||", "==", "!="], "bool"),
        ("({} {} {})", "bool", ["&&", "||"], "bool"),
        ("(!{})", "bool"),
        ("({} in [{}, {}])", "number", "number", "number"),
        ("({} in [{}, null])", "text", "text"),
        ("({} in [])", "text"),
        ("({} in tags)", "text"),
        ("({} in marks)", "number"),
        ("{}.{}({})", ["name", "kind"], ["contains", "startsWith", "endsWith"], "text"),
        ("({} {} null)", "number", ["==", "!="]),
        ("(null {} {})", ["==", "!="], "text"),
        ("({} == null)", ["tags", "opened", "null", "late"]),
        ("has({})", ["count", "name", "late", "closed", "tags"]),
        ("({} ? {} : {})", "bool", "bool", "bool"),
        ("({} ? {} : null)", "bool", "bool"),
    ],
    "text": [("tags[{}]", ["0", "1", "2"]), ("({} ? {} : {})", "bool", "text", "text")],
    "date": [("({} ? {} : {})", "bool", "date", "date")],
}
LEAVES = {
    "number": st.one_of(
        st.sampled_from(["count", "value", "rate", "fine"]),
        st.integers(0, 20).map(str),
        st.sampled_from(["0.5", "0.25", "1.005", "0.000000000001", "100", "9999999999999"]),
    ),
    "bool": st.sampled_from(["late", "done", "true", "false", "(count > 3)"]),
    "text": st.one_of(st.sampled_from(["name", "kind"]), words.map(quoted)),
    "date": st.one_of(
        st.sampled_from(["opened", "closed"]), days.map(lambda day: f'date("{day}")')
    ),
}


@st.composite
def expressions(draw, kind=None, depth=4):
    """The text of a well-typed expression."""
    kind = kind or draw(st.sampled_from(["number", "bool", "number", "bool", "text", "date"]))
    if depth == 0 or (depth < 4 and draw(st.integers(0, 3)) == 0):
        return draw(LEAVES[kind])
    template, *takes = draw(st.sampled_from(FORMS[kind]))
    filled = [
        draw(st.sampled_from(part) if isinstance(part, list) else expressions(part, depth - 1))
        for part in takes
    ]
    return template.format(*filled)


def stored(name, value):
    """Return a value as its column holds it: numbers as whole numbers at the field's decimals."""
    decimals = FIELDS[name].decimals
    if isinstance(value, Decimal):
        return int(value.scaleb(decimals))
    if isinstance(value, list):
        return [stored(name, item) for item in value]
    return value


def table(connection, rows):
    columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    connection.execute(f"CREATE OR REPLACE TABLE records (id INTEGER, {columns})")
    marks = ", ".join("?" * (len(COLUMNS) + 1))
    connection.executemany(
        f"INSERT INTO records VALUES ({marks})",  # noqa: S608
        [[i, *(stored(name, row[name]) for name in COLUMNS)] for i, row in enumerate(rows)],
    )


def answered(connection, compiled, ids):
    rows = connection.execute(
        f"SELECT id, {compiled.sql} FROM records WHERE id IN (SELECT unnest($ids))",  # noqa: S608
        {**compiled.parameters, "ids": ids},
    ).fetchall()
    return dict(rows)


def or_refusal(expression, row):
    try:
        return evaluate(expression, row)
    except CelProblem as problem:
        return problem


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as connection:
        yield connection


# Many expressions for each table, because making the table takes most of the time.
@given(st.lists(records, min_size=6, max_size=6), st.lists(expressions(), min_size=8, max_size=8))
def test_evaluated_and_compiled_agree_on_every_record_nulls_included(connection, rows, texts):
    table(connection, rows)
    for text in texts:
        expression = parse(text)
        assert check(expression, FIELDS) == []
        compiled = compile_sql(expression, FIELDS)
        values = dict(enumerate(or_refusal(expression, row) for row in rows))
        kept = {i: value for i, value in values.items() if not isinstance(value, CelProblem)}
        assert answered(connection, compiled, list(kept)) == kept, text


@pytest.mark.parametrize(
    "text",
    [
        "value + 0.01",
        "-value - 1",
        "value * 1.000000000001",
        "value / 0.5",
        "pow(value, 2)",
        "ceil(value)",
        "round(value, 1)",
        "fine + fine",
        "fine * 2",
        "fine / 0.000000000001",
        "late && value * 2 > 0",
        "late ? value * 2 : 0",
    ],
)
def test_what_is_refused_on_a_record_is_refused_in_a_set(connection, text):
    largest = {**dict.fromkeys(FIELDS), "value": Decimal("9999999999999.99"), "late": True,
               "fine": Decimal("9999999999999.999999999999")}  # fmt: skip
    table(connection, [largest])
    with pytest.raises(CelProblem) as refusal:
        evaluate(parse(text), largest)
    assert refusal.value.code == "cel-too-large"
    with pytest.raises(duckdb.Error):
        answered(connection, compile_sql(parse(text), FIELDS), [0])


@pytest.mark.parametrize(
    "text",
    ["late && value * 2 > 0", "!late || value * 2 > 0", "late ? value * 2 : 0",
     "done == null ? 1 : value * 2"],
)  # fmt: skip
def test_what_is_not_needed_is_not_refused(connection, text):
    largest = {**dict.fromkeys(FIELDS), "value": Decimal("9999999999999.99"), "late": False}
    table(connection, [largest])
    value = evaluate(parse(text), largest)
    assert answered(connection, compile_sql(parse(text), FIELDS), [0]) == {0: value}
