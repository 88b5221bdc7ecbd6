from decimal import Decimal
from enum import StrEnum
from unicodedata import is_normalized

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from bihuan.ledger.engine.canonical import LARGEST, MOST_BYTES, canonical, read
from bihuan.ledger.words import Refused

TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf"], max_codepoint=0x2FFFF)).filter(
    lambda text: is_normalized("NFC", text)
)
KEYS = st.from_regex(r"[A-Za-z][A-Za-z0-9_.:/@#-]{0,20}", fullmatch=True)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


class Light(StrEnum):
    RED = "red"


@given(VALUES)
def test_canonical_bytes_are_those_of_rfc_8785(value):
    assert canonical(value) == rfc8785.dumps(value)


@given(VALUES)
def test_what_was_written_reads_back_and_writes_the_same(value):
    assert read(canonical(value)) == value
    assert canonical(read(canonical(value))) == canonical(value)


@given(st.dictionaries(KEYS, st.integers(0, 9), min_size=2))
def test_the_order_of_keys_does_not_matter(value):
    turned = dict(reversed(value.items()))
    assert canonical(turned) == canonical(value)


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        Decimal("1.5"),
        LARGEST + 1,
        -LARGEST - 1,
        b"bytes",
        Light.RED,
        {1: "a key that is no text"},
        {"": "a key without a name"},
        {"业绩": "a key beyond ASCII"},
        {"a b": "a key with a blank"},
        "line\nbreak",
        "bell\x07",
        "turned \u202e round",
        "mark \u200f",
        "half \ud800",
        "e\u0301 in two parts",
        {"a": [{"b": {2.5}}]},
    ],
)
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(Refused) as refusal:
        canonical(value)
    assert refusal.value.code == "not-canonical"


def test_a_refusal_names_the_place():
    with pytest.raises(Refused, match=r"data\.rows\.1\.value cannot be recorded: it is a float"):
        canonical({"rows": [{"value": "1"}, {"value": 1.5}]}, name="data")


def test_a_value_nested_without_end_is_refused():
    value = []
    for _ in range(100):
        value = [value]
    with pytest.raises(Refused, match="nested too deeply"):
        canonical(value)


def test_a_body_longer_than_an_entry_of_a_log_is_refused():
    assert len(canonical("x" * (MOST_BYTES - 2))) == MOST_BYTES
    with pytest.raises(Refused) as refusal:
        canonical("x" * (MOST_BYTES - 1))
    assert refusal.value.code == "fact-too-large"
