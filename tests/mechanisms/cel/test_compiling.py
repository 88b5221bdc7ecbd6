import pytest

from bihuan.mechanisms.engine.cel.compiling import compile_sql
from bihuan.mechanisms.engine.cel.parsing import parse
from bihuan.mechanisms.engine.cel.problems import CelProblem
from bihuan.mechanisms.engine.cel.types import BOOL, NUMBER, TEXT, number

FIELDS = {"value": number(2), "name": TEXT, "late": BOOL}


def compiled(text, **more):
    return compile_sql(parse(text), FIELDS, **more)


def test_literals_are_bound_and_never_part_of_the_sql():
    found = compiled('name == "\'; DROP TABLE facts; --" && value > 12.5')
    assert "DROP" not in found.sql
    assert "12.5" not in found.sql
    assert sorted(map(str, found.parameters.values())) == ["'; DROP TABLE facts; --", "12.5"]
    assert found.gives == BOOL


def test_names_come_from_the_declared_columns_and_are_quoted():
    found = compiled("value > 1", columns={"value": 'odd "column"; --'})
    assert '"odd ""column""; --"' in found.sql
    assert '"value"' not in found.sql


def test_parameters_of_two_expressions_fit_one_query():
    assert set(compiled("value > 1", prefix="a").parameters) == {"a1"}
    assert set(compiled("value > 1 && name == 'b'", prefix="b").parameters) == {"b1", "b2"}


def test_a_number_says_how_many_decimals_it_has():
    found = compiled("value * value")
    assert (found.gives, found.gives.decimals) == (NUMBER, 4)
    assert compiled("value / 3").gives.decimals == 12


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("ln(value) > 2", "ln(value)"),
        ("1 + exp(value)", "exp(value)"),
        ("sqrt(value)", "sqrt(value)"),
        ("pow(value, value)", "pow(value, value)"),
        ("pow(value, 0.5)", "pow(value, 0.5)"),
        ("pow(value, 7)", "pow(value, 7)"),
    ],
)
def test_what_no_database_computes_exactly_is_refused_at_its_place(text, part):
    with pytest.raises(CelProblem) as refusal:
        compiled(text)
    assert refusal.value.code == "cel-not-compilable"
    assert text[refusal.value.start : refusal.value.end] == part


def test_an_expression_that_does_not_check_is_not_compiled():
    with pytest.raises(CelProblem) as refusal:
        compiled("nothing > 1")
    assert refusal.value.code == "cel-unknown-name"


def test_the_sql_grows_with_the_expression_and_not_faster():
    nested = "value"
    for _ in range(20):
        nested = f"round(min({nested} / 3 + 1, clip(value, 1, 2)), 3)"
    assert len(compiled(nested).sql) < 40 * len(nested)


def test_an_expression_whose_sql_would_explode_is_refused():
    nested = "value * 2 > 1"
    for _ in range(30):
        nested = f"late && ({nested})"
    with pytest.raises(CelProblem) as refusal:
        compiled(nested)
    assert refusal.value.code == "cel-not-compilable"
