"""Malformed files: each is read or refused by a code of ours; nothing else ever happens."""

import io
import random
import re
import zipfile

import pytest

from bihuan.intake.engine import reading
from bihuan.intake.engine.archive import open_workbook
from bihuan.intake.engine.opening import open_file, read_opened
from bihuan.intake.engine.workbook import read
from bihuan.ledger.words import MESSAGES, Refused
from tests.intake.cast import lexicon
from tests.intake.filling import filled
from tests.intake.test_long import GOOD
from tests.intake.workbooks import packed

WORKBOOKS = 400
TABLES = 600
IN_THE_CHILD = 25

GOOD_WORKBOOK = filled({"C6": 1234.5, "D6": "=C6*2", "C7": "95", "C8": True}, other={"C6": 0.5})
SPLICES = [
    b"<", b">", b"&", b"&amp;", b"]]>", b"<!--", b"<![CDATA[", b"\xff\xfe", b"\0", b"<x>", b"</c>",
    b'r="A1"', b't="s"', b't="e"', b't="zz"', b"<v>-1</v>", b"<v>1e999</v>", b"<v>NaN</v>",
    b'r="ZZZZ9"', b'r="A99999999"', b'ht="x"', b'hidden="1"', b'si="9"', b"<f>A1</f>", b"<row>",
    b'<mergeCell ref="A1"/>', b'<mergeCell ref="?"/>', b'<col min="0" max="99999999" hidden="1"/>',
    "\uff19".encode(), "\u202e".encode(), b'xml:space="preserve"', b'Target="../../x"',
    b"<!DOCTYPE x>",
]  # fmt: skip


def spliced(content, dice):
    """Return the bytes with a few of them overwritten, cut out, doubled or replaced by a splice."""
    data = bytearray(content)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(data))
        match dice.randrange(5):
            case 0:
                data[at] = dice.randrange(256)
            case 1:
                del data[at : at + dice.randint(1, 40)]
            case 2:
                data[at:at] = dice.choice(SPLICES)
            case 3:
                data[at:at] = data[at : at + dice.randint(1, 400)]
            case _:
                numbers = list(re.finditer(rb"\d+", data)) or [None]
                if found := dice.choice(numbers):
                    data[found.start() : found.end()] = str(
                        dice.choice([-1, 0, 7, 10**12])
                    ).encode()
    return bytes(data) or b"x"


TWISTS = [
    b"", b"-1", b"0", b"NaN", b"1e999", b"-1E400", b"A1", b"B6", b"XFD1", b"true", b"1", b"s", b"e",
    b"b", b"d", b"str", b"inlineStr", b"shared", b"array", b"SUM(A1:C9)", b"C6", b"rId1", b"rId99",
    b"/xl/styles.xml", b"veryHidden", b"0.00%", b"yyyy", "\u4e91".encode(), b"&#1;", b"&#55296;",
    b"9999999999",
]  # fmt: skip


def twisted(content, dice):
    """Return well-formed XML with a few attribute values or texts replaced by unexpected ones."""
    for _ in range(dice.randint(1, 6)):
        spots = [m.span(1) for m in re.finditer(rb'"([^"<>]*)"', content)]
        spots += [m.span(1) for m in re.finditer(rb">([^<>]+)<", content)]
        if spots:
            begin, end = dice.choice(spots)
            content = content[:begin] + dice.choice(TWISTS) + content[end:]
    return content


def broken_workbook(dice):
    """Return a workbook with a broken zip, or with one of its parts broken and packed again."""
    if dice.random() < 0.3:
        return spliced(GOOD_WORKBOOK, dice)
    with zipfile.ZipFile(io.BytesIO(GOOD_WORKBOOK)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = dice.choice([name for name in parts if name.endswith((".xml", ".rels"))])
    if dice.random() < 0.05:
        del parts[name]
    else:
        change = dice.choice((spliced, twisted, twisted, twisted))
        parts[name] = change(parts[name], dice)
    return packed(parts)


def check(refused):
    """Hold that a refusal is a declared one and can be said in both languages."""
    assert refused.code in MESSAGES
    assert refused.said.text.zh
    assert refused.said.text.en


def interpret(content, name):
    """Read a file to the end, and say every mistake."""
    try:
        found = read_opened(open_file(content, name), lexicon())
    except Refused as refused:
        check(refused)
        return
    for mistake in found.all_mistakes():
        assert mistake.text.zh
        assert mistake.help


def test_no_malformed_workbook_makes_the_reader_crash():
    dice = random.Random(20250401)  # noqa: S311
    outcomes = set()
    for _ in range(WORKBOOKS):
        try:
            with open_workbook(broken_workbook(dice)) as archive:
                read(archive, lambda _: None)
            outcomes.add("")
        except Refused as refused:
            check(refused)
            outcomes.add(refused.code)
    assert {"", "workbook-damaged"} <= outcomes


@pytest.mark.parametrize("seed", range(IN_THE_CHILD))
def test_no_malformed_workbook_makes_the_child_fail(seed):
    interpret(broken_workbook(random.Random(seed)), "fuzz.xlsx")  # noqa: S311


def test_no_malformed_table_makes_the_reader_crash():
    dice = random.Random(20250402)  # noqa: S311
    texts = [GOOD.encode(), GOOD.encode("gb18030"), GOOD.replace(",", "\t").encode("utf-8-sig")]
    for _ in range(TABLES):
        interpret(spliced(dice.choice(texts), dice), "fuzz.csv")


def test_a_child_that_dies_leaves_this_process_unharmed():
    with pytest.raises(reading.ChildFailed):
        reading.run("nowhere", b"", seconds=10)
