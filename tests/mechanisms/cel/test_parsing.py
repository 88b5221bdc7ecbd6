from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.mechanisms.engine.cel.parsing import DEEPEST, MOST_ITEMS, parse
from bihuan.mechanisms.engine.cel.problems import CelProblem
from bihuan.mechanisms.engine.cel.tree import Call, Constant, Field, Items, Operation


def shape(node):
    """The tree as nested lists, for reading in a test."""
    match node:
        case Constant():
            return node.value
        case Field():
            return node.name
        case Items():
            return [shape(part) for part in node.parts]
        case Operation():
            return (node.operator, *(shape(part) for part in node.parts))
        case Call():
            return (node.name, *(shape(part) for part in node.parts))


def refused(text):
    with pytest.raises(CelProblem) as refusal:
        parse(text)
    return refusal.value


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a + b * c", ("+", "a", ("*", "b", "c"))),
        ("(a + b) * c", ("*", ("+", "a", "b"), "c")),
        ("a - b - c", ("-", ("-", "a", "b"), "c")),
        ("-a * b", ("*", ("-", "a"), "b")),
        ("!a && b || c", ("||", ("&&", ("!", "a"), "b"), "c")),
        ("a == b && c != d", ("&&", ("==", "a", "b"), ("!=", "c", "d"))),
        ("a ? b : c ? d : e", ("?:", "a", "b", ("?:", "c", "d", "e"))),
        ("a || b ? c : d", ("?:", ("||", "a", "b"), "c", "d")),
        ("a in [b, 1.50]", ("in", "a", ["b", Decimal("1.50")])),
        ("a.b.c > 3", (">", "a.b.c", Decimal(3))),
        ('a.b.contains("镇")', ("contains", "a.b", "镇")),
        ("f()", ("f",)),
        ("f(a, [])[0]", ("[]", ("f", "a", []), Decimal(0))),
        ("true ? null : false", ("?:", True, None, False)),
        ("a // the rest is a comment\n + 1", ("+", "a", Decimal(1))),
        (r"""'it\'s \u4e2d\n'""", "it's 中\n"),
    ],
)
def test_an_expression_becomes_a_tree(text, tree):
    expected = shape(parse(text).root)
    assert expected == tree


def test_every_node_knows_its_place():
    expression = parse('(value + 1) * clip(name.size(), 0, "a")')
    product = expression.root
    assert expression.at(product) == expression.text
    assert expression.at(product.parts[0]) == "(value + 1)"
    call = product.parts[1]
    assert expression.at(call) == 'clip(name.size(), 0, "a")'
    assert expression.text[call.name_start : call.name_end] == "clip"
    assert expression.at(call.parts[0]) == "name.size()"
    assert expression.at(call.parts[2]) == '"a"'


def test_an_expression_names_the_fields_it_reads():
    assert parse("clip(value / target, 0, 1) + a.b").names == {"value", "target", "a.b"}


@pytest.mark.parametrize(
    ("text", "code", "at", "guess"),
    [
        ("value ＞ 3", "cel-character", "＞", ">"),  # noqa: RUF001
        ("value ≥ 3", "cel-character", "≥", ">="),
        ("value = 3", "cel-character", "=", "=="),
        ("a & b", "cel-character", "&", "&&"),
        ("f（a)", "cel-character", "（", "("),
        ("f(a，b)", "cel-character", "，", ","),
        ("“镇”", "cel-character", "“", '"'),
        ("值 > 3", "cel-character", "值", ""),
        ("a # b", "cel-character", "#", ""),
        ("a; b", "cel-character", ";", ""),
        ("'a\u202e'", "cel-character", "\u202e", ""),
        ("a\u200b", "cel-character", "\u200b", ""),
        ("'镇", "cel-text", "'镇", ""),
        ('"a\nb"', "cel-text", '"a', ""),
        (r"'a\x'", "cel-text", r"\x", ""),
        (r"'\ud800'", "cel-text", r"\ud800", ""),
        (r"'\u202e'", "cel-text", r"\u202e", ""),
        ("r'a'", "cel-text", "r'a'", ""),
        ("1e3", "cel-number", "1e3", ""),
        ("0x10", "cel-number", "0x10", ""),
        (".5", "cel-number", ".5", ""),
        ("1.2.3", "cel-number", "1.2.3", ""),
        ("5u", "cel-number", "5u", ""),
        ("12345678901234", "cel-number", "12345678901234", ""),
        ("0.1234567890123", "cel-number", "0.1234567890123", ""),
        ("", "cel-syntax", "", ""),
        ("a +", "cel-syntax", "", ""),
        ("(a", "cel-syntax", "", ""),
        ("a)", "cel-syntax", ")", ""),
        ("a b", "cel-syntax", "b", ""),
        ("a and b", "cel-syntax", "and", "&&"),
        ("a or b", "cel-syntax", "or", "||"),
        ("a ? b", "cel-syntax", "", ""),
        ("f(a,)", "cel-syntax", ")", ""),
        ("a.1", "cel-number", ".1", ""),
        ("a. + 1", "cel-syntax", "+", ""),
        ("1 .b", "cel-syntax", "b", ""),
        ("f(a).b", "cel-syntax", "b", ""),
        ("if a", "cel-syntax", "if", "condition ? value : other"),
        ("a.if", "cel-syntax", "if", "condition ? value : other"),
        ("in", "cel-syntax", "in", ""),
        ("[1, 2", "cel-syntax", "", ""),
        ("{'a': 1}", "cel-character", "{", ""),
    ],
)
def test_a_mistake_is_shown_where_it_stands(text, code, at, guess):
    problem = refused(text)
    assert (problem.code, text[problem.start : problem.end], problem.guess) == (code, at, guess)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 2001,
        "(" * 1000,
        "(" * 999 + "a" + ")" * 999,
        "-" * 1999 + "a",
        "!" * 1999 + "a",
        "a" + "+a" * 999,
        "a" + "?a:a" * 400,
        "[" * 1000,
        "f(" * 900,
        "a" + "[0]" * 600,
        "[" + "1," * (MOST_ITEMS + 5) + "1]",
        "a?(" * 600,
    ],
)
def test_a_monster_is_refused_and_does_no_harm(text):
    assert refused(text).code == "cel-limit"


def test_what_is_just_within_the_limits_is_read():
    assert parse("a" + " + a" * (DEEPEST - 1))
    assert parse("(" * (DEEPEST - 1) + "a" + ")" * (DEEPEST - 1))
    assert parse("[" + ",".join("1" * MOST_ITEMS) + "]")


def parsed_or_problem(text):
    try:
        return parse(text)
    except CelProblem as problem:
        return problem


FRAGMENTS = ["a", "value", "1", "1.5", "'镇'", '"', "'", "(", ")", "[", "]", ",", ".", "+", "-",
             "*", "/", "%", "==", "!", "&&", "||", "?", ":", "in", " ", "\n", "//", "f(", "null",
             "true", "\\", "\x00", "\ud800", "（", "if", "9" * 14]  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(FRAGMENTS), max_size=40)))
def test_no_text_at_all_makes_the_parser_crash(written):
    text = "".join(written)
    read = parsed_or_problem(text)
    if isinstance(read, CelProblem):
        assert 0 <= read.start <= read.end <= len(text)
        assert read.said.text.zh
    else:
        assert read.at(read.root) == text[read.root.start : read.root.end]
