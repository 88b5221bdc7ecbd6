"""The notice and the poster, read back from what was printed."""

import io
import json
import struct
from pathlib import Path

import pytest
from pypdf import PdfReader

from bihuan.boards import queries
from bihuan.boards.engine import notices, printing
from bihuan.boards.engine.notices import chinese_date, numeral
from bihuan.boards.engine.numbers import plain, shown
from tests.boards import cast

A4 = (595, 842)
FONTS = Path(printing.FONTS)


@pytest.fixture
def issued(db):  # noqa: ARG001
    return cast.two_quarters()


def text_of(pdf):
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def test_the_notice_says_what_was_published(issued):
    pdf = queries.notice(issued, "https://boards.example")
    text = text_of(pdf)
    for words in (
        "清溪区考核办公室文件", "清考办〔2026〕3号", "关于2025年四季度", "云岭镇", "金牛奖",
        "名次变化图", issued.code.replace(" ", ""), "2026年1月20日", "附件",
    ):  # fmt: skip
        assert words in text, words
    first = PdfReader(io.BytesIO(pdf)).pages[0]
    assert tuple(round(float(side)) for side in first.mediabox[2:]) == A4


def test_the_notice_uses_the_fonts_of_the_house_alone(issued):
    reader = PdfReader(io.BytesIO(queries.notice(issued, "https://boards.example")))
    used = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert used
    assert all(name.startswith(("NotoSerifCJKsc", "NotoSansCJKsc")) for name in used), used


def test_without_a_number_the_notice_is_plain(issued):
    board = {**queries.board(issued), "office": None, "number": ""}
    data = notices.notice(queries.result(issued), board, address="https://boards.example")
    assert "文件" not in text_of(printing.pdf(data))


def test_the_poster_is_a_picture_of_1080_by_1440(issued):
    for language in ("zh", "en"):
        for group in ("towns", "bureaus"):
            png = queries.poster(issued, group, language, "https://boards.example")
            assert png.startswith(b"\x89PNG")
            assert struct.unpack(">II", png[16:24]) == (1080, 1440)


def test_what_is_printed_is_never_read_as_source(issued):
    hostile = '#read("/etc/passwd") $x$ *bold* @ref <label> \\ " #panic()'
    result = json.loads(json.dumps(queries.result(issued)))
    result["title"] = {"zh": hostile, "en": hostile}
    result["rows"][0]["title"] = {"zh": hostile, "en": hostile}
    data = notices.notice(result, queries.board(issued), address="https://boards.example")
    assert '#read("/etc/passwd")$x$*bold*@ref' in text_of(printing.pdf(data))
    poster = notices.poster(
        result, queries.board(issued), "towns", address="https://boards.example", language="zh"
    )
    assert printing.png(poster).startswith(b"\x89PNG")


def test_the_fonts_are_small_and_their_licence_stands_beside_them():
    assert sum(path.stat().st_size for path in FONTS.glob("*.otf")) < 12_000_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text("utf-8")


def test_numbers_are_read_aloud_as_they_are_printed():
    assert [numeral(n) for n in (1, 10, 11, 20, 23, 99)] == [
        "一", "十", "十一", "二十", "二十三", "九十九",
    ]  # fmt: skip
    assert chinese_date("2026-01-20T09:00:00+08:00") == "2026年1月20日"
    for wrong in (0, 100):
        with pytest.raises(ValueError, match=str(wrong)):
            numeral(wrong)


def test_decimals_are_rounded_half_up_away_from_zero():
    assert [shown(n) for n in ("0.125", "-0.125", "1.005", "-0.004", "30", None)] == [
        "0.13", "-0.13", "1.01", "0.00", "30.00", "—",
    ]  # fmt: skip
    assert shown("12.5", 0) == "13"
    assert [plain(n) for n in ("30.000000", "1.50", "7", "0.0")] == ["30", "1.5", "7", "0"]
