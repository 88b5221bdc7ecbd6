"""The public pack: official figures, scored, against what was published."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from bihuan.mechanisms.packs import read_pack
from bihuan.schemes.engine.result import Result, UnitRow
from bihuan.schemes.trying import try_periods, try_scheme

PUBLIC = Path(__file__).parents[2] / "src" / "bihuan" / "packs" / "public"


def results(scheme: str, data: str) -> dict[str, dict[str, UnitRow]]:
    """Return the rows of every period by unit."""
    found: tuple[Result, ...] = try_periods(PUBLIC / scheme, PUBLIC / "data" / f"{data}.csv")
    return {one["period"]: {row["unit"]: row for row in one["rows"]} for one in found}


def published(name: str) -> list[dict[str, str]]:
    path = PUBLIC / "published" / f"{name}.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def gap(found: str | None, printed: str) -> Decimal:
    assert found is not None
    return abs(Decimal(found) - Decimal(printed))


def test_every_file_of_the_pack_reads_and_says_what_is_assumed() -> None:
    pack = read_pack(PUBLIC)
    assert {each.name for each in pack.mechanisms} == {
        "panjin-hotline", "wenzhou-good-days", "wenzhou-pm25", "key-project-completion",
        "key-project-lead", "huangyan-land",
    }  # fmt: skip
    for each in pack.mechanisms:
        assert each.metadata.sources
        assert each.metadata.assumed


def test_the_hotline_scores_of_panjin_come_out_as_published() -> None:
    rows = results("panjin-hotline", "panjin-hotline")["2023-01..2023-04"]
    for line in published("panjin-hotline"):
        printed = Decimal(line["score"]).quantize(Decimal("0.1"))
        assert Decimal(rows[line["unit"]]["total"] or "") == printed


def test_the_places_and_ties_of_wenzhous_counties_come_out_as_published_in_both_years() -> None:
    for name in ("wenzhou-good-days", "wenzhou-pm25"):
        rows, lines = results(name, name), published(name)
        assert len(lines) == 24
        for line in lines:
            assert rows[line["period"]][line["unit"]]["rank"] == int(line["place"])


def test_the_changes_of_wenzhous_counties_come_out_as_published() -> None:
    for name in ("wenzhou-good-days", "wenzhou-pm25"):
        rows = results(name, name)["2024-10"]
        for line in (line for line in published(name) if line["change"]):
            change = rows[line["unit"]]["leaves"][1]["taken"]
            assert gap(change, line["change"]) == 0


def test_completion_of_key_projects_is_as_published_but_for_three_rounded_amounts() -> None:
    rows, off = results("key-project-completion", "key-projects"), []
    for line in published("key-projects"):
        found = rows[line["period"]][line["unit"]]["total"]
        if gap(found, line["rate"]) > Decimal("0.06"):
            off.append((line["unit"], line["period"], found, line["rate"]))
    assert off == [
        ("kaiping-provincial", "2020-01..2020-08", "62.64", "62.4"),
        ("kaiping-provincial", "2021-01..2021-05", "49.36", "49.6"),
        ("kaiping-provincial", "2024-01..2024-03", "27.17", "27.1"),
    ]
    for unit, period, _, printed in off:
        leaf = rows[period][unit]["leaves"][0]
        value, target = Decimal(leaf["value"] or ""), Decimal(leaf["target"] or "")
        half = Decimal("0.05")  # amounts are printed in tenths
        least, most = (value - half) / (target + half), (value + half) / (target - half)
        assert 100 * least <= Decimal(printed) <= 100 * most


def test_the_lead_over_the_schedule_is_as_published_but_for_one_cut_to_a_whole_number() -> None:
    rows = results("key-project-lead", "key-projects")
    lines = [line for line in published("key-projects") if line["lead"]]
    off = [
        (line["unit"], rows[line["period"]][line["unit"]]["total"], line["lead"])
        for line in lines
        if gap(rows[line["period"]][line["unit"]]["total"], line["lead"]) > Decimal("0.07")
    ]
    assert len(lines) == 16
    assert off == [("taishan-own", "21.99", "21")]


def test_a_firm_at_every_base_scores_100_and_at_half_of_every_base_50_in_both_versions() -> None:
    rows = results("huangyan-land", "huangyan-land")
    for year in ("2021", "2022"):
        assert rows[year]["at-base"]["total"] == "100.00"
        assert rows[year]["at-half"]["total"] == "50.00"
        assert rows[year]["small-at-base"]["total"] == "100.00"
        assert rows[year]["small-land-half"]["total"] == "75.00"


def test_a_firm_without_emission_data_gets_the_groups_mean_for_that_item() -> None:
    firm = results("huangyan-land", "huangyan-land")["2021"]["no-emission"]
    emission = next(line for line in firm["leaves"] if line["name"] == "emission-value-added")
    assert (emission["points"], emission["missing"]) == ("7.50", "mean_of_group")
    assert firm["total"] == "79.50"


def test_the_year_picks_the_version_of_the_rule() -> None:
    of_2021 = try_scheme(PUBLIC / "huangyan-land", PUBLIC / "data" / "huangyan-land.csv", "2021")
    of_2022 = try_scheme(PUBLIC / "huangyan-land", PUBLIC / "data" / "huangyan-land.csv", "2022")
    assert of_2021["mechanisms"][0]["effective"] == "2021-01-01"
    assert of_2022["mechanisms"][0]["effective"] == "2022-01-01"


def test_the_rates_of_the_smallest_district_are_flagged_for_their_small_base() -> None:
    rows = results("panjin-hotline", "panjin-hotline")["2023-01..2023-04"]
    flagged = {unit for unit, row in rows.items() if row["leaves"][0]["flags"]}
    assert flagged == {"high-tech-zone"}
