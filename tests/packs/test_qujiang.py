from collections import Counter
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from bihuan import packs
from bihuan.calendars.engine.periods import Period
from bihuan.intake.actions import import_file
from bihuan.ledger.viewer import public
from bihuan.measures import actions, queries
from bihuan.measures.engine.awards import read_awards
from bihuan.measures.observations import Streak
from bihuan.mechanisms.actions import apply_pack
from bihuan.mechanisms.packs import read_pack
from bihuan.orgs import queries as orgs

FOLDER = packs.HERE / "qujiang"
AT = datetime(2025, 6, 1, tzinfo=UTC)
ON = AT.date()
Q2 = "2023Q2"
READER = public("qujiang")


@pytest.fixture(scope="module")
def pack():
    return read_pack(FOLDER)


@pytest.fixture
def by(pack, db):  # noqa: ARG001 - a table is needed
    operator = orgs.operator("qujiang")
    apply_pack(pack, by=operator, at=AT)
    return operator


@pytest.fixture
def awards(by):
    read = read_awards((FOLDER / "data" / "awards.csv").read_bytes())
    actions.record_awards(read, by=by, at=AT)
    return read


@pytest.fixture
def figures(by):
    for table in sorted((FOLDER / "data").glob("jinri-*.csv")):
        import_file(table.read_bytes(), table.name, by=by, at=AT)
    return by


def held(award, level="district", period=Q2):
    return [each.unit for each in queries.holders(READER, award, level, period)]


def test_the_district_has_its_twenty_towns_with_codes_and_seats(by):
    kinds = {"subdistrict", "town", "township"}
    towns = [unit for unit in orgs.units(by, ON) if unit.kind in kinds]
    assert Counter(unit.kind for unit in towns) == {"subdistrict": 2, "town": 10, "township": 8}
    assert len({unit.codes[0].code for unit in towns}) == 20
    assert all(unit.codes[0].code.startswith("330803") for unit in towns)
    assert len({unit.tile for unit in towns}) == 20
    for unit in towns:
        lon, lat = unit.seat
        assert 118.7 < float(lon) < 119.1
        assert 28.6 < float(lat) < 29.3


def test_the_tiles_lie_roughly_as_the_seats_do(by):
    towns = [unit for unit in orgs.units(by, ON) if unit.seat]
    for one in towns:
        for other in towns:
            if float(one.seat[1]) - float(other.seat[1]) > 0.06:
                assert one.tile[1] <= other.tile[1], (one.title.zh, other.title.zh)
            if float(one.seat[0]) - float(other.seat[0]) > 0.13:
                assert one.tile[0] >= other.tile[0], (one.title.zh, other.title.zh)


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("黄坛回乡", "huangtankou"),
        ("郑家龙头村", "zhengjialongtou"),
        ("区招商中心", "investment-centre"),
        ("330803219", "huangtankou"),
        ("湖南", "hunan"),
    ],
)
def test_a_printed_name_is_known_with_its_misprints(by, written, slug):
    assert orgs.resolve(by, written, ON).slug == slug


@pytest.mark.usefixtures("awards")
def test_the_golden_ox_of_the_second_quarter_went_to_eight_units():
    units = [orgs.unit(READER, slug, date(2023, 6, 30)) for slug in held("golden-ox")]
    assert [unit.title.zh for unit in units] == [
        "区住建局", "区交投集团", "莲花镇", "湖南镇", "区交通运输局", "廿里镇", "后溪镇", "举村乡",
    ]  # fmt: skip


@pytest.mark.usefixtures("awards")
def test_the_red_flags_went_to_seven_and_two_towns_hold_both():
    flags, oxen = held("red-flag"), held("golden-ox")
    assert (len(flags), len(oxen)) == (7, 8)
    assert len({*flags, *oxen}) == 13
    assert {*flags} & {*oxen} == {"nianli", "hunan"}


@pytest.mark.usefixtures("awards")
def test_the_city_flag_was_held_ten_quarters_running():
    streak = queries.award_streak(READER, "red-flag", "city", "qujiang", "2025Q1")
    assert streak == Streak(10, "2022Q4", "2025Q1")
    provincial = queries.award_streak(
        READER, "horse-race-incentive", "province", "qujiang", "2023Q4"
    )
    assert provincial == Streak(4, "2023Q1", "2023Q4")


def test_every_award_names_its_source_and_no_score_is_kept(pack, awards):
    assert all(award.published_on and award.place for award in awards)
    assert [mechanism.kind for mechanism in pack.mechanisms if mechanism.kind == "Scheme"] == []


def test_the_attraction_figures_of_2020_give_the_printed_rates(figures):
    months = "2020-01..2020-09"
    admitted = queries.current(figures, "projects-admitted", "qujiang", months)
    funds = queries.current(figures, "outside-funds", "qujiang", months)
    assert round(Fraction(100 * admitted.value, admitted.target)) == 93
    rate = Fraction(funds.value, funds.target)
    assert round(100 * rate) == 78
    assert round(rate / Period.parse(months).elapsed, 3) == Fraction(1037, 1000)
    assert round(100 * Fraction(funds.value - funds.prior, funds.prior)) == 38
    assert admitted.flags == funds.flags == ()


def test_a_figure_leads_to_the_line_of_the_table_it_was_read_from(figures):
    funds = queries.current(figures, "outside-funds", "qujiang", "2020-01..2020-09")
    assert funds.source.cell == "L7"
    assert len(funds.source.document) == 64


@pytest.mark.parametrize(
    ("indicator", "unit", "period"),
    [("signing-rate", "yinjia", "2020-10"), ("water-people", "qujiang", "2023")],
)
def test_printed_figures_that_contradict_themselves_are_kept_and_flagged(
    figures, indicator, unit, period
):
    assert queries.current(figures, indicator, unit, period).flags == ("value-contradicts",)
