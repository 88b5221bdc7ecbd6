"""What if for anybody: what cannot be tried is refused, and nobody keeps the machine busy."""

from __future__ import annotations

import pytest

from bihuan.boards import queries
from bihuan.calendars.engine.periods import Period
from bihuan.ledger.words import Refused
from bihuan.mechanisms.drafting import value_of
from bihuan.mechanisms.reading import read
from bihuan.schemes import public_what_if
from bihuan.schemes.engine.resolve import resolve
from bihuan.schemes.engine.run import run
from bihuan.schemes.engine.running.trial import trial
from bihuan.schemes.engine.running.work import work
from bihuan.schemes.public_what_if import MOST_WORK, of_published
from bihuan.schemes.supposing import MOST_CHANGES, Supposed, draft
from tests.boards import cast
from tests.schemes.bench import PERIOD, indicator, observation, scheme
from tests.schemes.test_supposing import SCHEME

BOMB = "{a: &a [x, x, x, x], b: &b [*a, *a, *a, *a], c: &c [*b, *b, *b, *b], d: [*c, *c, *c, *c]}"


@pytest.fixture
def result(db):  # noqa: ARG001
    cast.two_quarters()
    return queries.result(queries.publication("qingxi", "race", "2025Q4"))


def refused(code, do):
    with pytest.raises(Refused) as found:
        do()
    assert found.value.code == code


# Values as typed


@pytest.mark.parametrize(
    "written",
    ["[" * 21 + "]" * 21, "{a: " * 30, "- " * 21 + "a", "- " * 250 + "a", "? " * 900, "[" * 1000],
)
def test_a_value_of_many_levels_is_refused_before_it_costs_anything(written):
    refused("draft-value", lambda: value_of(written))


def test_a_value_that_names_itself_is_refused():
    refused("draft-value", lambda: value_of("&a [*a]"))


def test_aliases_are_not_multiplied_out_before_the_file_is_refused_for_them():
    assert set(value_of(BOMB)) == set("abcd")


@pytest.mark.parametrize("place", ["-1", "\uff11", "+0", " 0", "0x0", "99"])
def test_a_place_in_a_list_is_a_plain_number_from_zero(place):
    keys = {f"spec:score.parts.{place}.weight": "5"}
    ruling = read(SCHEME.strip().encode(), "race.yaml")
    refused("draft-place", lambda: draft(ruling, Supposed(keys=keys)))


def test_more_changes_than_are_tried_are_not_called_none():
    ruling = read(SCHEME.strip().encode(), "race.yaml")
    keys = {f"spec:k{n}": "1" for n in range(MOST_CHANGES + 1)}
    refused("what-if-many", lambda: draft(ruling, Supposed(keys=keys)))


# What a published result can answer


def test_figures_that_nothing_reads_are_refused(result):
    values = {("fagai", "growth"): "9"}
    refused("what-if-unread", lambda: of_published(result, Supposed(values=values)))


@pytest.mark.parametrize(
    "keys",
    [
        {"spec:contestants": "[]"},
        {"spec:contestants.0.without": "[zhuxi]"},
        {"spec:contestants.0.name": "hamlets"},
    ],
)
def test_who_takes_part_is_not_tried_on_what_was_published(result, keys):
    refused("what-if-units", lambda: of_published(result, Supposed(keys=keys)))


def test_what_groups_are_called_may_be_tried(result):
    keys = {"spec:contestants.0.title.zh": "乡镇"}
    _, other, found = of_published(result, Supposed(keys=keys))
    assert other.spec.contestants[0].title.text.zh == "乡镇"
    assert [row["rank"] for row in found.after] == [row["rank"] for row in result["rows"]]


def test_a_trial_counts_bonuses_and_gives_awards_as_the_run_did(result):
    _, _, found = of_published(result, Supposed(weights={"growth": "50"}))
    before = {row["unit"]: row for row in result["rows"]}
    for row in found.after:
        was = before[row["unit"]]
        assert {name: was[name] for name in row} == row


def test_an_award_taken_back_stays_taken_back(result):
    (ox,) = (award for award in result["awards"] if award["name"] == "golden-ox")
    winner = ox["groups"][0]["winners"][0]["unit"]
    back = {"row": "revoked", "award": "golden-ox", "unit": winner}
    gone = {**result, "facts": [*result["facts"], back]}
    _, _, found = of_published(gone, Supposed(weights={"growth": "50"}))
    assert "golden-ox" not in next(row["awards"] for row in found.after if row["unit"] == winner)


def test_a_trial_that_is_too_large_is_refused_before_it_begins(result, monkeypatch):
    for bound in ("MOST_UNITS", "MOST_CHARACTERS", "MOST_WORK"):
        with monkeypatch.context() as small:
            small.setattr(public_what_if, bound, 5)
            refused(
                "what-if-large", lambda: of_published(result, Supposed(weights={"growth": "5"}))
            )


# How much work it is

TAX = [indicator(f"tax{n}", 0) for n in range(60)]


def resolved(units, leaves, **root):
    method = {"method": "goalposts", "low": "0", "high": "100", **root.pop("leaf", {})}
    parts = [{"indicator": one["name"], **method, "weight": 1} for one in TAX[:leaves]]
    if "weigh" in root:
        parts = [{k: v for k, v in part.items() if k != "weight"} for part in parts]
    everybody = {f"u{n:03}": "all" for n in range(units)}
    written = scheme(TAX[:leaves], parts, root={"combine": "mean", **root})
    return resolve(written, {}, everybody, Period.parse(PERIOD))


def test_a_district_with_sixty_indicators_is_answered():
    assert work(resolved(500, 60)) <= MOST_WORK


@pytest.mark.parametrize(
    ("units", "leaves", "root"),
    [
        (500, 60, {"combine": "generalised", "using": {"exponent": "2.5"}}),
        (300, 20, {"weigh": {"by": "doubt"}}),
        (400, 30, {"combine": "electre"}),
        (100, 60, {"weigh": {"by": "principal"}}),
        (150, 10, {"combine": "promethee", "using": {"preferences": [
            {"shape": "gaussian", "deviation": "4"}]}}),
        (500, 20, {"leaf": {"transform": {"by": "power", "exponent": "0.5"}}}),
        (500, 20, {"leaf": {"method": "formula", "formula": "value + " * 60 + "1.0"}}),
    ],
)  # fmt: skip
def test_what_takes_many_times_as_long_is_not(units, leaves, root):
    leaf = dict(root.get("leaf", {}))
    if leaf.get("method") == "formula":
        leaf |= {"low": None, "high": None}
        root = {"leaf": {"method": "formula", "formula": leaf["formula"]}}
        parts = [{"indicator": one["name"], **root["leaf"], "weight": 1} for one in TAX[:leaves]]
        everybody = {f"u{n:03}": "all" for n in range(units)}
        found = resolve(scheme(TAX[:leaves], parts), {}, everybody, Period.parse(PERIOD))
    else:
        found = resolved(units, leaves, **root)
    assert work(found) > MOST_WORK


def test_looking_through_all_orders_counts_as_what_it_takes():
    few = work(resolved(12, 3, combine="kemeny", using={"exact": 2}))
    assert work(resolved(12, 3, combine="kemeny", using={"exact": 12})) > few + 1000


def test_a_trial_stands_where_a_run_stands():
    one, two = indicator("one", 0), indicator("two", 0)
    values = {"a": ("9", "1"), "b": ("5", "7"), "c": ("5", "7"), "d": (None, "3")}
    facts = [
        observation(unit, of, value)
        for unit, both in values.items()
        for of, value in zip((one, two), both, strict=True)
        if value is not None
    ]
    parts = [{"indicator": "one", "method": "as_is", "weight": 50, "missing": "block_publication"},
             {"indicator": "two", "method": "as_is", "weight": 50}]  # fmt: skip
    award = {"name": "ox", "title": {"zh": "牛", "en": "Ox"}, "take": {"top": 1}}
    written = scheme([one, two], parts, awards=[award], robustness={"replicates": 0})
    parameters = resolve(written, {}, dict.fromkeys(values, "all"), Period.parse(PERIOD))
    rows = run(parameters, facts)["rows"]
    assert [{name: row[name] for name in ("unit", "group", "rank", "total", "awards")}
            for row in rows] == trial(parameters, facts)  # fmt: skip
