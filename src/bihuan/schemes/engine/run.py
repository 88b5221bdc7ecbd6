"""One run of a scheme: scores, ranks, ties, awards, streaks and the words for each, as a Result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.words import Text
from bihuan.mechanisms.kinds import Mechanism
from bihuan.schemes.engine.definition import reference
from bihuan.schemes.engine.definition.awards import conclude
from bihuan.schemes.engine.numbers.digits import exact, points
from bihuan.schemes.engine.resolving.settling import settle
from bihuan.schemes.engine.result import (
    AwardGroup,
    AwardLine,
    GroupLine,
    IndicatorLine,
    Result,
    Robustness,
    Ruled,
    UnitRow,
    Winner,
    Words,
)
from bihuan.schemes.engine.running.uncollected import uncollected
from bihuan.schemes.engine.telling.lines import (
    adjustment_lines,
    leaf_lines,
    node_lines,
    remainder_lines,
    source_of,
    veto_lines,
    weighed_for,
    words,
)
from bihuan.schemes.engine.telling.node_words import searched_in_part
from bihuan.schemes.engine.telling.sentences import NAMED_AT_MOST, sentence, warnings
from bihuan.schemes.engine.telling.treating_lines import (
    outlier_lines,
    treating_warnings,
    treatment_lines,
    treats_values,
)
from bihuan.schemes.engine.telling.value_words import too_few_words
from bihuan.schemes.engine.telling.weighing_lines import weighing_lines, weighing_warnings

Json = dict[str, Any]
Score = Callable[[Json, list[Json]], Json]


@dataclass(frozen=True, slots=True)
class Names:
    """What units are called: title and short name by slug. A unit not listed is called by slug."""

    units: Mapping[str, tuple[Text, str]] = field(default_factory=dict)

    def title(self, unit: str) -> Text:
        return self.units[unit][0] if unit in self.units else Text(unit, unit)

    def short(self, unit: str) -> str:
        return (self.units[unit][1] if unit in self.units else "") or self.title(unit).zh


@uncollected()
def run(  # noqa: PLR0913 (what frames a run is named, and has a default)
    parameters: Json,
    facts: list[Json],
    history: Iterable[Json] = (),
    *,
    names: Names = Names(),
    origin: str = "",
    as_of: int = 0,
    mechanisms: Sequence[Mechanism] = (),
    revoked: Iterable[tuple[str, str]] = (),
    score: Score = reference.score,
    firmness: bool = True,
) -> Result:
    """Return the result of a scheme on its facts.

    Args:
        parameters: as resolved; formulas are computed here.
        facts: the long-form rows.
        history: places of earlier periods: ``{period, unit, group, rank, total, awards}``.
        names: what the units are called.
        origin: the district.
        as_of: the sealed size of the log before the facts were read (see `Result`).
        mechanisms: the versions that rule the run.
        revoked: awards taken back by decision, as (award, unit).
        score: the engine; all of them agree to the last digit.
        firmness: whether other weights are tried; a run that only leads to another is not.
    """
    past = list(history)
    rows = [*facts, *({"row": "revoked", "award": a, "unit": u} for a, u in revoked)]
    settled = settle(parameters, rows)
    making = _Making(settled, rows, names, score(settled, rows), past)
    period = Period.parse(settled["period"])
    unit_rows = making.rows()
    groups = making.groups()
    weighed, treats = weighing_lines(settled), treats_values(settled)
    treatments = list(treatment_lines(settled, making.scored)) if treats else []
    outliers = list(outlier_lines(settled, making.scored)) if treats else []
    result = Result(
        v=1,
        origin=origin,
        scheme=settled["scheme"]["name"],
        title=settled["scheme"]["title"],
        period=settled["period"],
        period_title=words(period.title),
        as_of=as_of,
        mechanisms=[_ruled(mechanism) for mechanism in mechanisms],
        choices=settled["choices"],
        groups=groups,
        indicators=making.indicators(),
        rows=unit_rows,
        awards=making.awards(unit_rows),
        blocked=[row["unit"] for row in unit_rows if row["total"] is None],
        warnings=[
            *(words(text) for text in warnings(unit_rows, groups, names.title)),
            *(words(text) for text in weighing_warnings(settled)),
            *(words(text) for text in searched_in_part(settled)),
            *(words(text) for text in treating_warnings(treatments, outliers)),
        ],
        history=_history(past),
        robustness=making.robustness() if firmness else None,
        parameters=settled,
        facts=rows,
    )
    if weighed:
        result["weighing"] = weighed
    if treats:
        result["treatments"], result["outliers"] = treatments, outliers
    return result


def _ruled(mechanism: Mechanism) -> Ruled:
    return Ruled(
        kind=mechanism.kind,
        name=mechanism.name,
        title=words(mechanism.title),
        digest=mechanism.digest,
        effective=mechanism.metadata.effective.isoformat(),
    )


def _history(past: list[Json]) -> dict[str, list[Json]]:
    found: dict[str, list[Json]] = {}
    for row in sorted(past, key=lambda row: Period.parse(row["period"])):
        place = {name: row.get(name) for name in ("period", "rank", "total")}
        if row.get("group"):
            place["group"] = row["group"]
        place["awards"] = list(row.get("awards") or ())
        found.setdefault(row["unit"], []).append(place)
    return found


class _Making:
    """A result while it is put together."""

    def __init__(
        self, parameters: Json, facts: list[Json], names: Names, scored: Json, past: list[Json]
    ) -> None:
        self.parameters, self.facts, self.names = parameters, facts, names
        self.scored = scored["units"]
        self.whole = (scored, concluded := conclude(parameters, facts, scored, past))
        self.units, self.concluded_awards = concluded["units"], concluded["awards"]
        self.shown = parameters["rounding"]["shown"]
        self.own_weights: dict[str, dict[str, int]] = {}
        for path, unit, weight in parameters.get("own_weights", ()):
            self.own_weights.setdefault(unit, {})[path] = weight
        self.sheets = {
            group["name"]: parameters["sheets"][group["sheet"]] for group in parameters["groups"]
        }
        self.members: dict[str, list[str]] = {group["name"]: [] for group in parameters["groups"]}
        for unit, its in self.units.items():
            self.members[its["group"]].append(unit)
        self.won: dict[str, list[str]] = {}
        for award in self.concluded_awards:
            for winner in (winner for group in award["groups"] for winner in group["winners"]):
                self.won.setdefault(winner["unit"], []).append(award["name"])
        self.sources = {
            (row["unit"], row["indicator"]): source_of(row)
            for row in reversed(facts)
            if row["row"] in ("observation", "rating")
        }

    def robustness(self) -> Robustness | None:
        """Return how firmly the ranks stand; NumPy is loaded for it, and not before."""
        trying = import_module("bihuan.schemes.engine.robust.robustness")
        found: Robustness | None = trying.robustness(self.parameters, self.facts, *self.whole)
        return found

    def groups(self) -> list[GroupLine]:
        return [
            GroupLine(name=group["name"], title=group["title"], size=group["size"])
            for group in self.parameters["groups"]
        ]

    def indicators(self) -> list[IndicatorLine]:
        """Return the leaves as columns, in the order of the file; one for all its groups."""
        offices = {one["name"]: one["source_unit"] for one in self.parameters["indicators"]}
        found: dict[str, IndicatorLine] = {}
        for group in self.parameters["groups"]:
            for leaf in self.parameters["sheets"][group["sheet"]]["leaves"]:
                office = offices.get(leaf["indicator"], "")
                line = IndicatorLine(
                    path=leaf["path"],
                    title=leaf["title"],
                    indicator=leaf["indicator"],
                    unit_of_measure=leaf["unit_of_measure"],
                    decimals=leaf["decimals"],
                    weight=exact(leaf["weight"] * leaf["full"]),
                    groups=[],
                    source_unit=words(self.names.title(office)) if office else None,
                )
                found.setdefault(leaf["path"], line)["groups"].append(group["name"])
        return list(found.values())

    def rows(self) -> list[UnitRow]:
        """Return the units by group and rank; those without a total last."""
        found: list[UnitRow] = []
        for group in self.groups():
            its = self.members[group["name"]]
            last = len(its) + 1  # not asked for below: a list has no length while it is sorted
            its.sort(key=lambda unit: (self.units[unit]["rank"] or last, unit))
            totals = (self.units[unit]["total"] for unit in its)
            best = max((total for total in totals if total is not None), default=0)
            rows = [self._row(unit, best) for unit in its]
            tied: dict[int | None, list[str]] = {}
            for row in rows:
                if row["tied"]:
                    tied.setdefault(row["rank"], []).append(row["unit"])
            for row in rows:
                same = tied[row["rank"]] if row["tied"] else []
                # One more than are named, since the unit itself may be among them.
                others = [unit for unit in same[: NAMED_AT_MOST + 1] if unit != row["unit"]]
                shared = [self.names.title(unit) for unit in others[:NAMED_AT_MOST]]
                said = sentence(row, group, shared, len(same) - 1, self.shown)
                row["sentence"] = words(self._too_few(row) or said)
            found.extend(rows)
        return found

    def _too_few(self, row: UnitRow) -> Text | None:
        """Return that a unit has too few values for a total, where it is so."""
        if row["total"] is not None:
            return None
        said = too_few_words(
            self.sheets[row["group"]]["nodes"][-1], self.scored[row["unit"]]["nodes"][""]
        )
        return said if said.en else None

    def _row(self, unit: str, best: int) -> UnitRow:
        its, earned = self.units[unit], self.scored[unit]
        sheet, decimals = self.sheets[its["group"]], self.parameters["rounding"]["total"]
        sheet = weighed_for(sheet, self.own_weights.get(unit))
        there = its["total"] is not None
        remainders = list(remainder_lines(self.parameters, sheet, earned, its)) if there else []
        return UnitRow(
            unit=unit,
            title=words(self.names.title(unit)),
            short=self.names.short(unit),
            group=its["group"],
            rank=its["rank"],
            tied=its["tied"],
            previous_rank=its["previous_rank"],
            total=points(its["total"], decimals) if there else None,
            exact=exact(its["exact"]) if there else None,
            gap=points(best - its["total"], decimals) if there else None,
            leaves=list(leaf_lines(self.parameters, sheet, unit, earned, self.sources)),
            nodes=list(node_lines(sheet, earned)),
            adjustments=list(adjustment_lines(self.parameters, self.facts, its)),
            vetoes=list(veto_lines(self.parameters, self.facts, unit, its)),
            remainders=remainders,
            tier=its["tier"],
            awards=self.won.get(unit, []),
            sentence=Words(zh="", en=""),
        )

    def awards(self, rows: list[UnitRow]) -> list[AwardLine]:
        by_unit = {row["unit"]: row for row in rows}
        titles = {group["name"]: group["title"] for group in self.parameters["groups"]}
        return [
            AwardLine(
                name=award["name"],
                title=award["title"],
                look=award["look"],
                kind=award["kind"],
                groups=[_award_group(group, titles, by_unit) for group in concluded["groups"]],
            )
            for award, concluded in zip(
                self.parameters["awards"], self.concluded_awards, strict=True
            )
        ]


def _award_group(
    group: Json, titles: Mapping[str, Words], rows: Mapping[str, UnitRow]
) -> AwardGroup:
    return AwardGroup(
        group=group["group"],
        title=titles[group["group"]],
        k=group["k"],
        winners=[_winner(winner, rows[winner["unit"]]) for winner in group["winners"]],
        unresolved=group["unresolved"],
        left=group["left"],
    )


def _winner(winner: Json, row: UnitRow) -> Winner:
    return Winner(
        unit=winner["unit"],
        title=row["title"],
        rank=row["rank"],
        previous_rank=row["previous_rank"],
        total=row["total"],
        streak=winner["streak"],
        since=winner["since"],
    )
