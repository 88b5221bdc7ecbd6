"""Trying a scheme on a table: what comes out, and every mistake at its cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.ledger.words import Refused
from bihuan.mechanisms.diagnostics import Findings
from bihuan.schemes.engine.result import Result
from bihuan.schemes.tables import COLUMNS, Known, read_table
from bihuan.schemes.trying import try_periods, try_scheme

SCHEME = """\
apiVersion: bihuan/v1
kind: Scheme
metadata:
  name: race
  title: {zh: 赛马, en: Race}
spec:
  every: quarter
  indicators:
    - name: tax
      title: {zh: 税收, en: Tax}
      every: quarter
      unit_of_measure: 万元
      decimals: 2
      asks: [target]
    - name: visits
      title: {zh: 走访, en: Visits}
      every: quarter
      unit_of_measure: 次
      decimals: 0
  score:
    parts:
      - {indicator: tax, method: completion, weight: 60, cap: 1}
      - {indicator: visits, method: rank_step, weight: 40}
  adjustments:
    - {name: praise, title: {zh: 表彰, en: Praise}, kind: bonus}
  awards:
    - {name: flag, title: {zh: 红旗, en: Flag}, take: {top: 1}}
"""
HEAD = "unit,period,indicator,value,target\n"
GOOD = HEAD + (
    "yunling,2025Q1,tax,90,100\nyunling,2025Q1,visits,8,\n"
    "huatang,2025Q1,tax,80,100\nhuatang,2025Q1,visits,5,\n"
)

Trial = Callable[..., Result]


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    """Return a function that tries the scheme, or another, on the text of a table."""

    def attempt(table: str | bytes, period: str | None = None, scheme: str = SCHEME) -> Result:
        (tmp_path / "race.yaml").write_text(scheme, encoding="utf-8")
        content = table.encode() if isinstance(table, str) else table
        (tmp_path / "data.csv").write_bytes(content)
        return try_scheme(tmp_path / "race.yaml", tmp_path / "data.csv", period)

    return attempt


def findings(trial: Trial, table: str | bytes) -> list[tuple[str, int, int]]:
    """Return code, line and column of each mistake."""
    with pytest.raises(Findings) as refused:
        trial(table)
    return [(each.code, each.place.line, each.place.column) for each in refused.value.diagnostics]


def test_a_file_that_holds_its_indicators_is_scored_on_a_table(trial: Trial) -> None:
    result = trial(GOOD)
    assert [(row["unit"], row["rank"], row["total"]) for row in result["rows"]] == [
        ("yunling", 1, "94.00"),
        ("huatang", 2, "86.00"),
    ]
    assert result["rows"][0]["leaves"][0]["source"] == {
        "fact": "", "row": None, "document": result["facts"][0]["source"]["document"],
        "name": "data.csv", "sheet": "", "cell": "L2",
    }  # fmt: skip


def test_earlier_periods_are_scored_first_so_that_streaks_come_out(trial: Trial) -> None:
    table = GOOD + GOOD.removeprefix(HEAD).replace("2025Q1", "2025Q2")
    result = trial(table)
    [winner] = result["awards"][0]["groups"][0]["winners"]
    assert (result["period"], winner["streak"], winner["since"]) == ("2025Q2", 2, "2025Q1")
    assert result["rows"][0]["previous_rank"] == 1
    assert trial(table, "2025Q1")["awards"][0]["groups"][0]["winners"][0]["streak"] == 1


def test_numbers_are_read_as_people_type_them(trial: Trial) -> None:
    table = (
        HEAD + 'yunling,2025Q1,tax,"\uff11,2\uff134.5万元",0.2亿元\nyunling,2025Q1,visits,8次,\n'
    )
    leaf = trial(table)["rows"][0]["leaves"][0]
    assert (leaf["value"], leaf["target"]) == ("1234.5", "2000")


def test_a_table_in_gb18030_gives_what_the_same_table_in_utf8_gives(trial: Trial) -> None:
    table = GOOD.replace("yunling", "云岭镇")
    assert trial(table.encode("gb18030"))["rows"] == [
        {**row, "leaves": mine["leaves"]}
        for row, mine in zip(
            trial(table)["rows"], trial(table.encode("gb18030"))["rows"], strict=True
        )
    ]


def test_all_mistakes_of_a_table_are_named_at_once_each_at_its_cell(trial: Trial) -> None:
    table = HEAD + (
        "yunling,2025Q1,tax,many,100\n"
        "yunling,2025Q5,visits,8,\n"
        "huatang,2025Q1,taks,80,100\n"
        ",2025Q1,visits,5,\n"
        "huatang,2025Q1,visits,5.5,\n"
        "huatang,2025,tax,80,100\n"
        "yunling,2025Q1,visits,1,\n"
        "yunling,2025Q1,visits,2,\n"
        "huatang,2025Q1,tax\n"
    )
    assert findings(trial, table) == [
        ("number-unreadable", 2, 20),
        ("not-a-period", 3, 9),
        ("table-indicator-unknown", 4, 16),
        ("table-cell-empty", 5, 1),
        ("number-too-fine", 6, 23),
        ("table-period-other", 7, 9),
        ("table-value-twice", 9, 16),
        ("table-line-cells", 10, 1),
    ]


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("", "table-empty"),
        (HEAD, "table-empty"),
        ("period,indicator,value\n2025Q1,tax,1\n", "table-column-missing"),
        ("unit,period,indicater,value\na,2025Q1,tax,1\n", "table-column-unknown"),
        ("unit,unit,period,indicator,value\na,a,2025Q1,tax,1\n", "table-column-twice"),
        ("row,unit,period,rule,points\nbonsu,a,2025Q1,praise,1\n", "table-row-unknown"),
        ("row,unit,period,rule,points\nbonus,a,2025Q1,prais,1\n", "table-rule-unknown"),
        ("row,unit,period,rule,points\nbonus,a,2025Q1,praise,\n", "table-cell-empty"),
        ("row,unit,period,rule,points\nbonus,a,2025Q1,praise,x\n", "number-unreadable"),
        ("row,unit,period,indicator,value\nrating,a,2025Q1,tax,\n", "table-cell-empty"),
        ("unit,period,indicator,value\na,,tax,1\n", "table-cell-empty"),
        ("unit,period,indicator,value\na,2025Q1,,1\n", "table-cell-empty"),
        (f"unit,period,indicator,value\n{'a' * 201},2025Q1,tax,1\n", "table-unit-unknown"),
        ('unit,period,indicator,value\na,2025Q1,tax,"1\n', "table-line-cells"),
        (b"unit,period\n\xff\xff", "table-unreadable"),
        (b"unit,period,indicator,value\n\0", "table-unreadable"),
        (
            "unit,period,indicator,value,group\na,2025Q1,tax,1,x\na,2025Q1,visits,1,y\n",
            "table-group-twice",
        ),
    ],
)
def test_a_wrong_table_is_refused_with_its_reason(
    trial: Trial, table: str | bytes, code: str
) -> None:
    assert findings(trial, table)[0][0] == code


def test_a_misspelt_indicator_is_answered_with_the_one_meant(trial: Trial) -> None:
    with pytest.raises(Findings) as refused:
        trial(HEAD + "yunling,2025Q1,visit,8,\n")
    assert refused.value.diagnostics[0].guess == "visits"


def test_a_missing_table_and_a_missing_period_are_refused(trial: Trial, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        trial(GOOD, "2025Q3")
    assert refused.value.code == "no-rows-for-period"
    with pytest.raises(Findings):
        try_scheme(tmp_path / "race.yaml", tmp_path / "none.csv")


GROUPED = SCHEME.replace(
    "  indicators:",
    "  contestants:\n"
    "    - {name: towns, title: {zh: 乡镇, en: Towns}, group: towns}\n"
    "    - {name: offices, title: {zh: 部门, en: Offices}, group: offices}\n"
    "  indicators:",
    1,
)


def test_a_column_group_ranks_each_group_on_its_own(trial: Trial) -> None:
    table = GOOD.replace("target\n", "target,group\n", 1)
    lines = [
        line + (",towns" if line.startswith("yunling") else ",offices")
        for line in table.splitlines()[1:]
    ]
    result = trial("\n".join([table.splitlines()[0], *lines]), scheme=GROUPED)
    assert {row["group"]: row["rank"] for row in result["rows"]} == {"towns": 1, "offices": 1}


def test_a_unit_without_a_group_is_refused_rather_than_put_somewhere(trial: Trial) -> None:
    with pytest.raises(Refused) as refused:
        trial(GOOD, scheme=GROUPED)
    assert refused.value.code == "no-group"


def test_a_scheme_that_lists_its_units_knows_no_others(trial: Trial) -> None:
    listed = GROUPED.replace("group: towns", "units: [yunling]").replace(
        "group: offices", "units: [huatang]"
    )
    assert len(trial(GOOD, scheme=listed)["rows"]) == 2
    with pytest.raises(Findings) as refused:
        trial(GOOD.replace("huatang", "huatag"), scheme=listed)
    assert refused.value.diagnostics[0].guess == "huatang"


def test_a_scheme_is_not_tried_on_a_period_before_it_took_effect(trial: Trial) -> None:
    later = SCHEME.replace("  name: race\n", "  name: race\n  effective: 2026-01-01\n", 1)
    with pytest.raises(Refused) as refused:
        trial(GOOD, scheme=later)
    assert refused.value.code == "scheme-not-in-force"


def test_a_pack_of_several_schemes_is_asked_for_one_by_name(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "race.yaml").write_text(SCHEME, encoding="utf-8")
    (tmp_path / "data.csv").write_text(GOOD, encoding="utf-8")
    assert try_scheme(pack, tmp_path / "data.csv")["scheme"] == "race"
    (pack / "other.yaml").write_text(SCHEME.replace("name: race\n", "name: other\n"), "utf-8")
    with pytest.raises(Refused) as refused:
        try_scheme(pack, tmp_path / "data.csv")
    assert refused.value.code == "which-scheme"
    assert try_scheme(pack / "race", tmp_path / "data.csv")["scheme"] == "race"
    with pytest.raises(Refused) as refused:
        try_scheme(pack / "none", tmp_path / "data.csv")
    assert refused.value.code == "no-scheme-here"


def test_every_period_of_the_table_is_scored_in_order(tmp_path: Path) -> None:
    (tmp_path / "race.yaml").write_text(SCHEME, encoding="utf-8")
    table = GOOD.replace("2025Q1", "2025Q3") + GOOD.removeprefix(HEAD)
    (tmp_path / "data.csv").write_text(table, encoding="utf-8")
    results = try_periods(tmp_path / "race.yaml", tmp_path / "data.csv")
    assert [result["period"] for result in results] == ["2025Q1", "2025Q3"]


def test_a_file_without_its_indicators_is_tried_among_those_beside_it(tmp_path: Path) -> None:
    head, rest = SCHEME.split("  indicators:\n")
    own, score = rest.split("  score:\n")
    (tmp_path / "race.yaml").write_text(f"{head}  score:\n{score}", "utf-8")
    (tmp_path / "data.csv").write_text(GOOD, encoding="utf-8")
    for indicator in own.split("    - name: ")[1:]:
        name, title, *lines = indicator.rstrip().split("\n")
        text = "\n".join(line.removeprefix("    ") for line in lines)
        (tmp_path / f"{name}.yaml").write_text(
            f"apiVersion: bihuan/v1\nkind: Indicator\nmetadata:\n  name: {name}\n"
            f"{title.removeprefix('    ')}\nspec:\n{text}\n",
            encoding="utf-8",
        )
    assert try_scheme(tmp_path / "race.yaml", tmp_path / "data.csv")["rows"][0]["total"] == "94.00"


def test_an_indicator_misspelt_in_a_whole_file_says_nothing_of_the_files_beside(
    tmp_path: Path,
) -> None:
    (tmp_path / "draft.yaml").write_text(SCHEME.replace("kind: Scheme", "kind: Schem"), "utf-8")
    wrong = SCHEME.replace("{indicator: visits", "{indicator: visit").replace(
        "- indicator: visits", "- indicator: visit"
    )
    assert wrong != SCHEME
    (tmp_path / "race.yaml").write_text(wrong, encoding="utf-8")
    (tmp_path / "data.csv").write_text(GOOD, encoding="utf-8")
    with pytest.raises(Findings) as refused:
        try_scheme(tmp_path / "race.yaml", tmp_path / "data.csv")
    found = refused.value.diagnostics
    assert {each.code for each in found} == {"unknown-reference"}
    assert {each.guess for each in found} == {"visits"}


def test_a_value_that_its_indicator_finds_implausible_is_flagged(trial: Trial) -> None:
    bounded = SCHEME.replace("decimals: 0\n", "decimals: 0\n      plausible: {max: 6}\n", 1)
    rows = trial(GOOD, scheme=bounded)["rows"]
    assert {row["unit"]: row["leaves"][1]["flags"] for row in rows} == {
        "yunling": ["value-high"], "huatang": [],
    }  # fmt: skip


CELLS = st.sampled_from(("yunling", "2025Q1", "tax", "1", '"', "", "bonus", "\uff11", "\r", "é"))
TABLES = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(str.encode),
    st.lists(st.lists(CELLS, max_size=6).map(",".join), max_size=5).map(
        lambda lines: "\n".join(["unit,period,indicator,value", *lines]).encode()
    ),
    st.lists(st.sampled_from(COLUMNS), max_size=6).map(lambda heads: ",".join(heads).encode()),
)


@given(TABLES)
def test_no_table_at_all_makes_the_reader_crash(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("table") / "data.csv"
    path.write_bytes(content)
    # Nothing is known, so every table is refused, with a reason.
    with pytest.raises(Findings) as refused:
        read_table(path, Known({}, {}, frozenset(), "quarter"))
    assert all(each.place.file == "data.csv" for each in refused.value.diagnostics)
