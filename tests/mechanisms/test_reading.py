"""Reading a mechanism file."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bihuan.mechanisms.diagnostics import Findings
from bihuan.mechanisms.drawing import draw
from bihuan.mechanisms.engine import yaml
from bihuan.mechanisms.engine.digest import digest
from bihuan.mechanisms.engine.scalars import meaning
from bihuan.mechanisms.reading import MOST_BYTES, read

CAST = Path(__file__).parent / "cast"
RACE = (CAST / "race.yaml").read_text(encoding="utf-8")
INVESTMENT = (CAST / "investment.yaml").read_text(encoding="utf-8")


def data_of(text: str) -> object:
    document = yaml.read(text, "test.yaml")
    assert document.diagnostics == []
    return document.data


def codes(text: str | bytes) -> list[str]:
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(Findings) as findings:
        read(content, "test.yaml")
    return [found.code for found in findings.value.diagnostics]


def test_a_mechanism_is_read_with_its_head_and_spec():
    mechanism = read(CAST / "race.yaml", "race.yaml")
    assert (mechanism.kind, mechanism.name) == ("Scheme", "race")
    assert mechanism.title.zh == "投资“赛马”"
    assert mechanism.spec.score.parts[0].weight == Decimal(60)
    assert mechanism.text == RACE.encode()


def test_a_number_keeps_the_digits_that_were_typed():
    assert data_of("a: 1.20\nb: 0.1\nc: -3\nd: 12345678901234.123456789012\n") == {
        "a": Decimal("1.20"),
        "b": Decimal("0.1"),
        "c": -3,
        "d": Decimal("12345678901234.123456789012"),
    }
    assert str(data_of("a: 1.20\n")) == "{'a': Decimal('1.20')}"


@pytest.mark.parametrize(
    "written",
    ["no", "yes", "on", "017", "0x1f", "0o17", "1_000", "12:30:45", "\uff11\uff12", "2023-08"],
)
def test_what_surprises_elsewhere_is_text_here(written):
    assert data_of(f"a: {written}\n") == {"a": written}


@pytest.mark.parametrize(
    "written", ["1e5", "1E+5", ".5", "5.", "+5", ".inf", "-.INF", ".nan", "1.5e3", "9" * 50]
)
def test_a_number_that_is_not_plain_is_refused(written):
    assert [found.code for found in yaml.read(f"a: {written}\n", "t").diagnostics] == ["bad-number"]


def test_a_day_is_a_day_and_quotes_make_text():
    assert data_of("a: 2024-02-29\nb: '2024-02-29'\nc: \"1.5\"\n") == {
        "a": date(2024, 2, 29),
        "b": "2024-02-29",
        "c": "1.5",
    }


def test_all_mistakes_of_a_file_are_told_in_its_order():
    text = RACE.replace("every: quarter", "every: quater").replace("cap: 1.2", "kap: 1.2")
    assert codes(text.replace("top: 1", "top: 1e1")) == ["not-one-of", "unknown-key", "bad-number"]


def test_a_misspelt_key_is_told_once_though_the_right_one_is_missing():
    assert codes(RACE.replace("  title: {zh: 投资", "  tilte: {zh: 投资")) == ["unknown-key"]


def test_windows_line_ends_and_a_byte_order_mark_change_nothing():
    plain, windows = RACE.encode(), ("\ufeff" + RACE.replace("\n", "\r\n")).encode()
    assert read(plain, "a").digest == read(windows, "b").digest
    place = read(windows, "b").place_of(("spec", "every"))
    assert (place.line, place.column, place.end) == (8, 10, 17)


def test_a_file_over_a_million_bytes_is_refused_unread(tmp_path):
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * (MOST_BYTES + 1))
    with pytest.raises(Findings) as findings:
        read(large, "large.yaml")
    assert findings.value.diagnostics[0].code == "too-large"


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(Findings) as findings:
        read(tmp_path, "folder")
    assert findings.value.diagnostics[0].code == "not-a-file"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: " + "[" * 5000, "too-deep"),
        ("{" * 5000, "too-deep"),
        ("a: " + "x" * 20_000, "long-line"),
        ("".join(f"k{i}: [1, 2, 3]\n" for i in range(20_000)), "too-many-values"),
    ],
)
def test_a_file_that_would_cost_much_is_refused(text, code):
    assert codes(text)[-1] == code


def test_no_more_mistakes_are_told_than_anybody_reads():
    text = "kind: Scheme\nspec:\n" + "".join(f"  key{i}: 1\n" for i in range(1000))
    assert len(codes(text)) == yaml.MOST_SAID


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("metadata", "title", "en"), 5, 27),
        (("spec", "score", "parts", 1, "method"), 15, 37),
        (("spec", "score", "parts", 1, "no-such-key"), 15, 9),
        (("spec", "no-such-key", 7), 7, 1),
    ],
)
def test_every_path_has_a_place_or_that_of_its_nearest_parent(path, line, column):
    place = read(CAST / "race.yaml", "race.yaml").place_of(path)
    assert (place.line, place.column) == (line, column)


def test_comments_and_layout_do_not_change_the_digest():
    flow = INVESTMENT.replace(
        "  every: quarter", "\n  # A comment.\n  'every':   \"quarter\"  # here"
    )
    assert read(INVESTMENT.encode(), "a").digest == read(flow.encode(), "b").digest


def test_a_value_changes_the_digest():
    other = INVESTMENT.replace("direction: higher", "direction: lower")
    assert read(INVESTMENT.encode(), "a").digest != read(other.encode(), "b").digest


plain_text = st.text(
    st.characters(categories=["L", "N", "P", "S", "Zs"], exclude_characters="\xa0"), max_size=20
)
scalars = (
    plain_text
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.decimals(-(10**6), 10**6, places=4)
    | st.dates()
)
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=4)
        | st.dictionaries(plain_text, inner, min_size=1, max_size=4)
    ),
    max_leaves=12,
)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def written(value: object) -> str:
    """Write a tree as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(k)}: {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return format(value, "f").replace("-0.0000", "0.0000")
    return quoted(value) if isinstance(value, str) else str(value)


@given(st.dictionaries(plain_text, trees, min_size=1, max_size=4))
def test_reading_what_was_written_gives_it_back(tree):
    assert data_of(written(tree) + "\n") == tree


@given(st.dictionaries(plain_text, trees, min_size=1, max_size=5), st.randoms())
def test_the_digest_ignores_the_order_of_keys_and_not_of_lists(tree, random):
    items = list(tree.items())
    random.shuffle(items)
    assert digest(dict(items)) == digest(tree)
    assert digest([*tree, "last"]) != digest(["last", *tree])


def read_or_refuse(content: bytes) -> None:
    """Read a text; whatever is refused can be drawn in both languages."""
    try:
        read(content, "fuzz.yaml")
    except Findings as findings:
        drawn = [draw(found) + draw(found, language="zh") for found in findings.diagnostics]
    else:
        drawn = ["fuzz.yaml is right"]
    assert all(text.startswith("fuzz.yaml") for text in drawn)
    assert drawn


@given(st.binary(max_size=300))
@example(b"\xff\xfe")
@example(b"a: \x00")
@example("\u2028".encode())
def test_no_bytes_make_the_reader_crash(content):
    read_or_refuse(content)


SIGNS = "abk:-[]{}'\"|>&*!%@`#?,.0123 \n\t\r\\~<=+eE_：，中\u0301\u202e\x85"


@given(st.text(alphabet=SIGNS, max_size=120))
@example("? a\n: - b")
@example("--- |\n%YAML\n...\n")
@example("a: !!python/object:os.system x")
def test_no_text_makes_the_reader_crash(text):
    read_or_refuse(text.encode())


edits = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 12), st.text(alphabet=SIGNS, max_size=5)),
    min_size=1,
    max_size=4,
)


@given(st.sampled_from([RACE, INVESTMENT, (CAST / "organisation.yaml").read_text("utf-8")]), edits)
def test_no_slip_of_the_hand_makes_the_reader_crash(text, slips):
    for share, removed, typed in slips:
        at = int(share * len(text))
        text = text[:at] + typed + text[at + removed :]
    read_or_refuse(text.encode())


@given(st.text(alphabet="0123456789.+-eE_xobinfna", max_size=12))
def test_no_plain_scalar_becomes_a_float(text):
    assert not isinstance(meaning(text), float)


def test_the_parser_agrees_with_its_library_on_the_shape_of_a_file():
    theirs = YAML(typ="safe", pure=True).load(RACE)
    ours = data_of(RACE)
    assert list(theirs) == list(ours)
    assert theirs["spec"]["score"]["parts"][1] == ours["spec"]["score"]["parts"][1]
