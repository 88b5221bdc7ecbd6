"""Why a unit's total changed between two results: effects of causes, which add up exactly.

The causes are those of `causes`: its own values, its targets, its peers, the weights, the scheme.
What one of them did depends on what the others had already done: a higher value is worth more under
a higher weight. Any fixed order of replacing them one by one adds up, but another order gives other
effects, and nobody could defend one. So each effect is the mean over all orders: the Shapley value
of the cause (Shapley 1953; for decompositions Shorrocks 2013), the only way that adds up, treats
causes alike, and gives nothing to a cause that changed nothing. With k causes that differ the unit
is scored under all 2^k mixtures of before and after, by the definition of a score. ``effect of c =
Σ |S|!(k-|S|-1)!/k! (total with S and c later - total with S later)`` over the sets S of the others.

It is done for each leaf, and for what stands between the leaves and the whole; bonuses, deductions,
vetoes and the rounding of the total change beside them, with lines of their own. A mixture in which
the unit lacks a number that would block it counts that leaf as zero. Amounts are exact in 1e-15
points: the last digit of a mean is given where most was cut, so that all add up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial
from typing import Any

from bihuan.ledger.words import Message, Refused, Text
from bihuan.schemes.engine.definition.reference import score
from bihuan.schemes.engine.reading.adding import lines, points
from bihuan.schemes.engine.reading.comparing import Moved, Ran, moved, ran
from bihuan.schemes.engine.reading.mixing import Chosen, Mixture
from bihuan.schemes.engine.reading.numbers import apportioned, total_of
from bihuan.schemes.engine.reading.sample import EXACT, whole
from bihuan.schemes.engine.reading.sides import CAUSES, Cause
from bihuan.schemes.engine.resolving.settling import settle
from bihuan.schemes.engine.result import Result, UnitRow, Words

Json = dict[str, Any]
Amounts = Mapping[str, int]  # by path, in 1e-15 points
BETWEEN = ""  # in place of a path: what nodes add that no leaf does

NO_TOTAL = Message(
    "no-total-to-decompose",
    Text(en="{unit} has no total in {period}", zh="{unit} 在 {period} 没有总分"),
    Text(
        en="enter what is missing and score the period again",
        zh="请补报缺少的数据后重新计算该期",
    ),
)


@dataclass(frozen=True, slots=True)
class Effects:
    """What each cause did through one leaf; `path` is empty for what nodes add beside leaves."""

    path: str
    title: Words
    by_cause: dict[Cause, Fraction]

    @property
    def by(self) -> Fraction:
        return total_of(self.by_cause.values())


@dataclass(frozen=True, slots=True)
class Beside:
    """A change that no cause made: an adjustment (`rule`), `veto` or `rounding`."""

    kind: str
    title: Words
    by: Fraction


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A unit's change of total: effects by leaf and the lines beside them add up to it.

    `causes` are those that differ. `weights_apart` is false where the trees differ, so that
    weights are counted with the scheme. `passed_by` are the units of its group that were behind
    it and are before it now, `passed` the other way round.
    """

    before: Ran
    after: Ran
    unit: Moved
    size: int
    causes: tuple[Cause, ...]
    weights_apart: bool
    effects: tuple[Effects, ...]
    beside: tuple[Beside, ...]
    passed_by: tuple[Words, ...]
    passed: tuple[Words, ...]

    def of(self, cause: Cause) -> Fraction:
        """Return what a cause did to the total."""
        return total_of(line.by_cause[cause] for line in self.effects)


def decompose(before: Result, after: Result, unit: str) -> Decomposition:
    """Return why a unit's total changed; refuses a unit without a total in one of the two."""
    earlier, later = _row(before, unit), _row(after, unit)
    mixture = Mixture(before, after, unit)
    scored = {chosen: _scored(mixture, chosen) for chosen in _subsets(mixture.causes)}
    passed_by, passed = _passing(before, after, unit)
    first, last = scored[frozenset()], scored[frozenset(mixture.causes)]
    return Decomposition(
        before=ran(before),
        after=ran(after),
        unit=moved(earlier, later),
        size=sum(row["group"] == later["group"] for row in after["rows"]),
        causes=mixture.causes,
        weights_apart=mixture.weights_apart,
        effects=tuple(_effects(mixture.causes, scored, _titles(earlier, later))),
        beside=tuple(_beside(earlier, later, first, last)),
        passed_by=passed_by,
        passed=passed,
    )  # fmt: skip


def decompose_all(before: Result, after: Result) -> list[Decomposition]:
    """Return the decomposition of every unit with a total in both, in the order of the later."""
    there = {row["unit"] for row in before["rows"] if row["total"] is not None}
    return [
        decompose(before, after, row["unit"])
        for row in after["rows"]
        if row["total"] is not None and row["unit"] in there
    ]


def _row(result: Result, unit: str) -> UnitRow:
    row = next((row for row in result["rows"] if row["unit"] == unit), None)
    if row is None or row["total"] is None:
        title = Text(row["title"]["en"], row["title"]["zh"]) if row else unit
        raise Refused(NO_TOTAL, unit=title, period=result["period"])
    return row


def _subsets(causes: tuple[Cause, ...]) -> Iterator[Chosen]:
    for count in range(len(causes) + 1):
        yield from map(frozenset, combinations(causes, count))


# One run


def _scored(mixture: Mixture, later: Chosen) -> Amounts:
    """Return what each leaf adds for the unit in a mixture, and what nodes add beside them."""
    parameters, facts = mixture.documents(later)
    found = _contributions(parameters, facts, mixture.unit)
    return found or _contributions(_open(parameters), facts, mixture.unit) or {}


def _contributions(parameters: Json, facts: list[Json], unit: str) -> dict[str, int]:
    settled = settle(parameters, facts)
    earned = score(settled, facts)["units"][unit]
    if earned["exact"] is None:
        return {}
    sheet = next(g["sheet"] for g in settled["groups"] if g["name"] == earned["group"])
    own = {path: weight for path, of, weight in settled.get("own_weights", ()) if of == unit}
    found = {
        leaf["path"]: own.get(leaf["path"], leaf["weight"])
        * (earned["leaves"][leaf["path"]]["points"] or 0)
        for leaf in settled["sheets"][sheet]["leaves"]
    }
    found[BETWEEN] = earned["exact"] - sum(found.values())
    return found


def _open(parameters: Json) -> Json:
    """Return the parameters with no number that blocks: what is missing counts as zero."""
    return {
        **parameters,
        "sheets": [
            {
                **sheet,
                "leaves": [
                    {**leaf, "missing": "zero"} if leaf["missing"] == "block_publication" else leaf
                    for leaf in sheet["leaves"]
                ],
            }
            for sheet in parameters["sheets"]
        ],
    }


# The effects


def _titles(before: UnitRow, after: UnitRow) -> dict[str, Words]:
    """Return the leaves of both, those of the later tree first, then what stands between."""
    titles = {leaf["path"]: leaf["title"] for leaf in after["leaves"]}
    for leaf in before["leaves"]:
        titles.setdefault(leaf["path"], leaf["title"])
    return {**titles, BETWEEN: Words(zh="各级合成", en="between the leaves and the whole")}


def _effects(
    causes: tuple[Cause, ...], scored: Mapping[Chosen, Amounts], titles: dict[str, Words]
) -> Iterator[Effects]:
    """Yield the effects by leaf; what stands between only where it changed."""
    for path, title in titles.items():
        amounts = {chosen: found.get(path, 0) for chosen, found in scored.items()}
        means = [_shapley(cause, causes, amounts) for cause in causes]
        change = points(amounts[frozenset(causes)] - amounts[frozenset()])
        cut = apportioned([mean / 10**EXACT for mean in means], change, EXACT)
        found = dict(zip(causes, cut, strict=True))
        if path != BETWEEN or any(cut):
            yield Effects(path, title, {cause: found.get(cause, Fraction(0)) for cause in CAUSES})


def _shapley(cause: Cause, causes: tuple[Cause, ...], amounts: Mapping[Chosen, int]) -> Fraction:
    """Return the mean, over all orders, of what a cause changes when its turn comes."""
    count = len(causes)
    others = tuple(other for other in causes if other != cause)
    weighted = sum(
        factorial(len(chosen))
        * factorial(count - len(chosen) - 1)
        * (amounts[chosen | {cause}] - amounts[chosen])
        for chosen in _subsets(others)
    )
    return Fraction(weighted, factorial(count))


# What changed beside them


def _beside(
    before: UnitRow, after: UnitRow, scored_before: Amounts, scored_after: Amounts
) -> Iterator[Beside]:
    """Yield the changes of adjustments, of what vetoes took, and of the total's rounding."""
    scored = sum(scored_after.values()) - sum(scored_before.values())
    titles: dict[str, Words] = {}
    amounts: dict[str, int] = {}
    for sign, row in ((-1, before), (1, after)):
        for line in lines(row):
            if line.key.kind == "adjustment":
                titles[line.key.name] = line.title
                amounts[line.key.name] = amounts.get(line.key.name, 0) + sign * line.amount
    for rule, amount in amounts.items():
        if amount:
            yield Beside(rule, titles[rule], points(amount))
    exact = _exact(after) - _exact(before)
    struck = exact - scored - sum(amounts.values())
    if struck:
        yield Beside("veto", Words(zh="一票否决", en="veto"), points(struck))
    left = whole(after["total"] or "0", EXACT) - whole(before["total"] or "0", EXACT) - exact
    if left:
        yield Beside("rounding", Words(zh="总分四舍五入", en="rounding of the total"), points(left))


def _exact(row: UnitRow) -> int:
    return whole(row["exact"] or "0", EXACT)


def _passing(
    before: Result, after: Result, unit: str
) -> tuple[tuple[Words, ...], tuple[Words, ...]]:
    """Return who passed the unit, and whom it passed, best first."""
    places = list(_places(before, after))
    group, was, now = next(place[1:4] for place in places if place[0]["unit"] == unit)
    others = [place for place in places if place[1] == group]
    return (
        tuple(
            row["title"] for row, _, its_was, its_now in others if its_was > was and its_now < now
        ),
        tuple(
            row["title"] for row, _, its_was, its_now in others if its_was < was and its_now > now
        ),
    )


def _places(before: Result, after: Result) -> Iterator[tuple[UnitRow, tuple[str, str], int, int]]:
    """Yield units with their groups and ranks in both results; one without a total is the last."""
    earlier = {row["unit"]: row for row in before["rows"]}
    for row in after["rows"]:
        if row["unit"] in earlier:
            was = earlier[row["unit"]]
            groups = (was["group"], row["group"])
            yield (
                row,
                groups,
                was["rank"] or len(earlier) + 1,
                row["rank"] or len(after["rows"]) + 1,
            )
