# ruff: noqa: RUF001  # full-width characters are what these tests are about
"""Every refusal starts from the long table that is read without a mistake."""

import pytest

from bihuan.intake.engine.found import MOST_MISTAKES
from bihuan.intake.engine.lexicon import Lexicon
from bihuan.intake.engine.opening import open_file, read_opened
from bihuan.ledger.words import Text
from bihuan.orgs.engine.names import Directory
from tests.intake.cast import INDICATORS, QUARTER, UNITS, codes, read, refusal
from tests.intake.workbooks import workbook

GOOD = """单位,考核期,指标,实绩,目标,上年同期
云岭镇,2025Q2,固定资产投资,"1,234.5万元",2000,1100
shuikou,2025q2,investment,１２３.4,,
白塔回乡,2025Q2,办结率,95%,,
"""
ROWS = [
    ("investment", "yunling", "2025Q2", "1234.50", "2000.00", "1100.00"),
    ("investment", "shuikou", "2025Q2", "123.40", None, None),
    ("closing-rate", "baita", "2025Q2", "95.0", None, None),
]


def table(text=GOOD, encoding="utf-8", **more):
    return read(text.encode(encoding), "table.csv", **more)


def only(found):
    """Return the one mistake of a file."""
    (mistake,) = found.all_mistakes()
    return mistake


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_a_long_table_is_read_in_every_encoding_of_the_country(encoding):
    found = table(encoding=encoding)
    assert not found.all_mistakes()
    assert [row[:6] for row in found.rows] == ROWS
    assert [row.line for row in found.rows] == [2, 3, 4]


@pytest.mark.parametrize("delimiter", ["\t", ";", "，"])
def test_a_long_table_is_read_with_every_delimiter_in_use(delimiter):
    quoted = GOOD.replace('"1,234.5万元"', "1234.5").replace(",", delimiter)
    assert [row[:6] for row in table(quoted).rows] == ROWS


def test_english_headings_in_any_order_mean_the_same():
    text = "value,unit,indicator,period\n5,Yunling,Investment,2025Q2\n"
    (row,) = table(text).rows
    assert row[:4] == ("investment", "yunling", "2025Q2", "5.00")


def test_a_table_without_periods_takes_the_period_that_was_asked_for():
    text = "unit,indicator,value\nyunling,cases,5\n"
    (row,) = table(text, period=QUARTER).rows
    assert row.period == "2025Q2"


@pytest.mark.parametrize(
    ("before", "after", "code", "line"),
    [
        ("云岭镇,2025Q2", "云领镇,2025Q2", "unit-misspelt", 2),
        ("云岭镇,2025Q2", "火星,2025Q2", "unit-unknown", 2),
        ("云岭镇,2025Q2", ",2025Q2", "unit-unknown", 2),
        ("固定资产投资", "固定资产投次", "indicator-misspelt", 2),
        ("固定资产投资", "用电量", "indicator-not-known", 2),
        ("shuikou,2025q2", "shuikou,2025Q5", "not-a-period", 3),
        ("shuikou,2025q2", "shuikou,", "not-a-period", 3),
        ("１２３.4", "一百", "number-unreadable", 3),
        ("１２３.4", "12 34", "number-twice", 3),
        ("１２３.4", "=1+1", "number-twice", 3),
        ("95%", "95万元", "number-other-unit", 4),
        ("95%", "95.55%", "number-too-fine", 4),
        ("shuikou,2025q2,investment", "云岭,2025Q2,investment", "row-repeated", 3),
        ("单位", "单为", "heading-misspelt", 1),
        ("上年同期", "备注说明", "heading-unknown", 1),
        ("上年同期", "实绩", "heading-twice", 1),
        ("考核期", "", "heading-missing", 1),
    ],
)
def test_a_mistake_is_told_with_its_line(before, after, code, line):
    text = GOOD.replace(before, after, 1)
    if code == "heading-misspelt":
        text = text.replace("考核期", "单位名称,考核期", 1)
    mistake = table(text).all_mistakes()[0]
    assert (mistake.code, mistake.place.line) == (code, line)


def test_every_mistake_of_a_row_is_told():
    text = (
        "unit,period,indicator,value,target\n火星,2025Q2,用电量,1,2\n云岭,2025Q2,investment,x,y\n"
    )
    found = table(text)
    assert codes(found) == [
        "indicator-not-known",
        "unit-unknown",
        "number-unreadable",
        "number-unreadable",
    ]
    assert found.left_out == 2


def test_a_file_of_mistakes_is_told_up_to_a_limit_and_then_counted():
    rows = "".join(f"火星{n},2025Q2,investment,1\n" for n in range(MOST_MISTAKES + 5))
    found = table("unit,period,indicator,value\n" + rows)
    assert codes(found) == ["unit-unknown"] * MOST_MISTAKES + ["more-mistakes"]
    assert found.all_mistakes()[-1].said.parameters == {"count": 5}


def test_a_row_without_figures_says_nothing():
    assert not table("unit,period,indicator,value\nyunling,2025Q2,cases,\n").rows


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"  \r\n ", "file-empty"),
        (b"a,b,c\n1,2,3\n", "not-a-form"),
        ("会议纪要\n".encode(), "not-a-form"),
        (b'unit,period,indicator,value\n"yunling,2025Q2,cases,1\n', "table-broken"),
        (b"unit,period,indicator,value\n" + b"\xff\xff\xff,1,2,3\n", "encoding-unknown"),
        (GOOD.encode("utf-16"), "not-a-table"),
        (b"unit,period,indicator,value\nyunling," + b"x" * 40_000 + b",cases,1\n", "table-broken"),
    ],
)
def test_a_file_that_is_no_table_is_refused_as_a_whole(content, code):
    assert refusal(content, "table.csv") == code


def test_a_long_table_in_a_workbook_is_read_cell_by_cell():
    def row(number, *cells):
        written = "".join(
            f'<c r="{column}{number}"><v>{cell}</v></c>'
            if isinstance(cell, int | float)
            else f'<c r="{column}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
            for column, cell in zip("ABCD", cells, strict=False)
        )
        return f'<row r="{number}">{written}</row>'

    good = row(1, "单位", "考核期", "指标", "实绩") + row(2, "云岭镇", "2025Q2", "案件数", 5)
    (taken,) = read(workbook(good)).rows
    assert (taken[:4], taken.cell) == (("cases", "yunling", "2025Q2", "5"), "D2")
    bad = good + row(3, "水口镇", "2025Q2", "案件数", 5.5) + row(4, "白塔乡", "2025Q2", "案件", "x")
    found = read(workbook(bad))
    assert [(each.code, each.place.cell) for each in found.all_mistakes()] == [
        ("number-too-fine", "D3"),
        ("indicator-misspelt", "C4"),
    ]
    hidden = good.replace('<row r="2">', '<row r="2" hidden="1">')
    assert only(read(workbook(hidden))).code == "hidden-figures"
    formula = good.replace("<v>5</v>", "<f>2+3</f><v>6</v>")
    assert only(read(workbook(formula))).code == "formula-lies"


def test_an_indicator_that_the_scheme_does_not_use_is_refused():
    narrow = Lexicon(
        lambda asked: Directory(UNITS, asked.last),
        lambda _: INDICATORS,
        scheme=Text("Horse race", "投资“赛马”"),
        only=frozenset({"investment"}),
    )
    found = read_opened(open_file(GOOD.encode(), "table.csv"), narrow)
    assert [(each.code, each.place.line) for each in found.all_mistakes()] == [
        ("indicator-not-asked", 4)
    ]


def test_a_row_of_a_unit_that_the_indicator_does_not_concern_is_refused_in_its_line():
    table = "unit,period,indicator,value\nyunling,2025Q2,cases,3\nbaita,2025Q2,cases,4\n"
    found = read(table.encode(), "table.csv", concerned={"cases": frozenset({"baita"})})
    assert [(each.code, each.place.line) for each in found.all_mistakes()] == [("not-concerned", 2)]
    assert [row.unit for row in found.rows] == ["baita"]
