"""A few characters of a text found again in its file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.mechanisms.engine import yaml
from bihuan.mechanisms.engine.inside import place_inside
from bihuan.mechanisms.kinds import Mechanism
from bihuan.mechanisms.spec import Metadata


def file_with(text: str) -> tuple[Mechanism, str]:
    """Return a mechanism whose file is the text, and the value at ``formula`` in it."""
    document = yaml.read(text, "test.yaml")
    assert document.diagnostics == []
    mechanism = Mechanism(
        kind="Scheme",
        metadata=Metadata.model_validate({"name": "a", "title": {"zh": "甲", "en": "A"}}),
        spec=None,
        text=text.encode(),
        digest="",
        file="test.yaml",
        place_of=document.place_of,
    )
    return mechanism, document.data["formula"]


def found(text: str, word: str) -> str:
    """Return what stands in the file where `word` is found in the value."""
    mechanism, value = file_with(text)
    start = value.index(word)
    place = place_inside(mechanism, ("formula",), value, start, start + len(word))
    return f"{place.line}: {text.split(chr(10))[place.line - 1][place.column - 1 : place.end - 1]}"


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("formula: value * wieght\n", "1: wieght"),
        ("名称: 甲\nformula:   'it''s * wieght'\n", "2: wieght"),
        ('formula: "\\u0076alue\\t* wieght"\n', "1: wieght"),
        ("formula: |\n  value\n  * wieght\n", "3: wieght"),
        ("formula: >-\n    value\n    * wieght\n", "3: wieght"),
        ("formula: value\n  * wieght\n", "2: wieght"),
        ("formula: 'value\n\n  * wieght'\n", "3: wieght"),
        ("a: [x]\nformula: '投资 * wieght'\n", "2: wieght"),
    ],
)
def test_a_word_is_found_whatever_quotes_it_stands_in(text, there):
    assert found(text, "wieght") == there


def test_the_end_of_a_text_is_behind_its_last_character():
    mechanism, value = file_with("formula: 'value *'\n")
    place = place_inside(mechanism, ("formula",), value, len(value), len(value))
    assert (place.line, place.column) == (1, 18)


words = st.lists(st.sampled_from(["value", "n", "*", "投资", "'", '"x"', "(1.5)"]), min_size=1)


@given(words, st.sampled_from(["'", '"', "|", ">"]))
def test_the_last_word_is_found_in_every_style(parts, style):
    text = " ".join(["x", *parts, "wieght"])
    if style == "'":
        lines = "formula: '" + text.replace("'", "''") + "'\n"
    elif style == '"':
        lines = 'formula: "' + text.replace('"', '\\"') + '"\n'
    else:
        lines = f"formula: {style}\n  " + text.replace(" ", "\n  ") + "\n"
    assert found(lines, "wieght").endswith(": wieght")
