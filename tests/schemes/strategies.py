"""Random schemes with tables to score: any tree, any method, missing and late values, ties."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from bihuan.mechanisms.kinds import Mechanism
from tests.schemes.bench import entry, indicator, past, scheme, title
from tests.schemes.values_strategies import values, whole
from tests.schemes.weighing_strategies import settles, unweighed, weighing

LINEAR = ("sum", "mean")
COMPARING = (
    "topsis", "vikor", "spotis", "moora", "promethee", "electre", "copeland", "kemeny",
)  # fmt: skip
COMBINES = (
    *LINEAR, "geometric", "harmonic", "median", "min", "max", "formula", "generalised", "product",
    "owa", "mazziotta_pareto", *COMPARING,
)  # fmt: skip
SHAPES = ("usual", "u_shape", "v_shape", "level", "linear", "gaussian")
MISSING = ("zero", "min_of_group", "mean_of_group", "exclude_and_prorate", "block_publication")
# Methods under which a better value never earns less, whatever the others do.
MONOTONE = (
    "completion", "completion_step", "target_or_nothing", "rank_step", "rank_linear",
    "efficacy_tier", "growth_vs_ref", "progress", "as_is", "per_event",
)  # fmt: skip
# Methods that compare with posts and tables alone, so that the query scores them.
POSTED = ("goalposts", "banded", "target_range", "categorical", "fixed_base", "raw")
AMONG_PEERS = ("zscore", "percentile", "borda", "distance", "above_mean")
NORMALISING = (*POSTED, *AMONG_PEERS, "cyclical")
BY_PLACE = ("rank_step", "rank_linear", "minmax_base", "level_growth_mix")
METHODS = (
    *MONOTONE,
    *NORMALISING,
    "minmax_base",
    "deduct",
    "panel_mean",
    "tally_rate",
    "level_growth_mix",
    "formula",
)
FORMULAS = (
    "value + 1.5", "value > target ? weight : 0.5 * weight", "100 * value / target", "n * prior",
)  # fmt: skip
BANDED = (
    "target_or_nothing", "rank_step", "rank_linear", "minmax_base", "zscore", "percentile",
    "borda", "above_mean", "cyclical", "banded", "target_range",
)  # fmt: skip
# Two quarters before the one that is scored.
EARLIER = ("2025Q1", "2024Q4")


@dataclass(frozen=True)
class Case:
    """A scheme and a table that it can be scored on."""

    scheme: Mechanism
    facts: list[dict[str, Any]]
    groups: dict[str, str]
    history: list[dict[str, Any]]


def numbers(low: int, high: int, decimals: int = 2) -> st.SearchStrategy[str]:
    return st.integers(low * 10**decimals, high * 10**decimals).map(
        lambda number: format(Decimal(number).scaleb(-decimals), "f")
    )


@st.composite
def cases(
    draw: st.DrawFn,
    methods: tuple[str, ...] = METHODS,
    combines: tuple[str, ...] = COMBINES,
    *,
    plain: bool = False,
) -> Case:
    """Return a case; `plain` leaves out what is missing, late, graded, adjusted or by group."""
    units = [f"unit-{n}" for n in range(draw(st.integers(1, 6)))]
    names = ("towns",) if plain else ("towns", "departments")
    groups = {unit: draw(st.sampled_from(names)) for unit in units}
    indicators = [
        indicator(
            f"i{n}",
            draw(st.integers(0, 3)),
            direction=draw(st.sampled_from(("higher", "lower"))),
        )
        for n in range(draw(st.integers(1, 4)))
    ]
    growing = _Growing(draw, indicators, units, methods, combines, plain=plain)
    parts = [growing.part(depth=1) for _ in range(draw(st.integers(1, 3)))]
    root = growing.node_options(draw(st.sampled_from(combines)), parts)
    root.pop("round", None)
    more = {} if plain else _extras(draw, [part["name"] for part in parts], indicators)
    more |= {
        "contestants": [{"name": name, "title": title(name)} for name in names],
        "difficulty": growing.difficulty,
        "round": {"total": draw(st.integers(0, 4))},
    }
    written = scheme(indicators, parts, root=root, **more)
    facts = [row for of in indicators for unit in units for row in _rows(draw, of, unit, plain)]
    if not plain:
        facts += [row for of in indicators for unit in units for row in _earlier(draw, of, unit)]
        facts += _entries(draw, units)
        if not settles(written, facts, groups):
            parts = [unweighed(part) for part in parts]
            written = scheme(indicators, parts, root=unweighed(root), **more)
    history = [past(unit, "2025Q1", draw(st.integers(1, 6))) for unit in units[1:]]
    return Case(written, draw(st.permutations(facts)), groups, history)


@dataclass
class _Growing:
    """A tree while it grows; every part gets a name of its own."""

    draw: st.DrawFn
    indicators: list[dict[str, Any]]
    units: list[str]
    methods: tuple[str, ...]
    combines: tuple[str, ...]
    plain: bool
    count: int = 0
    leaves: int = 0

    @property
    def difficulty(self) -> list[dict[str, Any]]:
        rows = [{"unit": unit, "times": f"1.0{n}"} for n, unit in enumerate(self.units)]
        return [{"name": "terrain", "title": title("terrain"), "units": rows}]

    def part(self, depth: int) -> dict[str, Any]:
        self.count += 1
        name = f"p{self.count}"
        if depth < 3 and self.draw(st.integers(0, 3)) == 0:
            combine = self.draw(st.sampled_from(self.combines))
            size = self.draw(st.integers(1, 3))
            parts = [self.part(depth + 1) for _ in range(size)]
            return {
                "name": name,
                "title": title(name),
                "weight": self.weight(),
                "parts": parts,
                **self.node_options(combine, parts),
            }
        return self.leaf(name)

    def weight(self) -> str:
        return self.draw(numbers(1, 60, 1))

    def node_options(self, combine: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
        options: dict[str, Any] = {"combine": combine}
        if using := self.using(combine, parts):
            options["using"] = using
        if combine == "formula":
            options["formula"] = " + ".join(part["name"] for part in parts)
        if self.draw(st.integers(0, 4)) == 0:
            options["low"], options["high"] = "5", self.draw(numbers(20, 90, 1))
        return options if self.plain else options | self.changing_options(combine, parts)

    def changing_options(self, combine: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
        """Return what is done to a score beside combining its parts."""
        options = weighing(self.draw, combine, parts)
        if self.draw(st.integers(0, 3)) == 0:
            options["rescale_best"] = "100"
        if self.draw(st.integers(0, 3)) == 0:
            options["round"] = self.draw(st.integers(0, 3))
        if self.draw(st.integers(0, 4)) == 0:
            options["times"] = "terrain"
        if self.draw(st.integers(0, 3)) == 0:
            options["penalties"] = self.penalties(parts)
        if self.draw(st.integers(0, 4)) == 0:
            options["available"] = self.draw(st.sampled_from(("0.4", "0.65", "1")))
        return options

    def using(self, combine: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
        draw = self.draw
        if combine == "product":
            # The weight is the power: of sixty a penalty's condition would refuse the score.
            for part in parts:
                part["weight"] = draw(numbers(0, 2, 1))
        if combine in ("topsis", "moora", "electre") and draw(st.booleans()):
            return {"scale": draw(st.sampled_from(("vector", "minmax", "sum", "max", "none")))}
        if combine == "owa":
            marks = [0, *sorted(draw(st.integers(0, 100)) for _ in parts[1:]), 100]
            shares = [after - before for before, after in pairwise(marks)]
            return {"order": [format(Decimal(share).scaleb(-2), "f") for share in shares]}
        if combine == "promethee":
            limits = {"indifference": "2", "preference": "10.5", "deviation": "4"}
            named = [parts[0]["name"]] if draw(st.booleans()) else []
            return {
                "preferences": [{"shape": draw(st.sampled_from(SHAPES)), "parts": named, **limits}]
            }
        return {
            "generalised": {"exponent": draw(st.sampled_from(("-2", "-0.5", "0", "1", "3")))},
            "mazziotta_pareto": {"penalty": draw(st.sampled_from(("minus", "plus")))},
            "vikor": {"strategy": draw(numbers(0, 1))},
            "spotis": {"bounds": [{"part": parts[0]["name"], "low": "-5", "high": "40"}]},
            "kemeny": {"exact": draw(st.integers(2, 8))},
        }.get(combine, {})

    def penalties(self, parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        first = f"score > 20 && {parts[0]['name']} >= 10"
        return [
            {"name": "third", "title": title("t"), "when": first, "times": "0.6667"},
            {"name": "flat", "title": title("f"), "when": "score < 50", "less": "1.5"},
        ]

    def leaf(self, name: str) -> dict[str, Any]:
        draw = self.draw
        self.leaves += 1
        method = draw(st.sampled_from(self.methods))
        of = draw(st.sampled_from(self.indicators))
        leaf: dict[str, Any] = {
            "name": name,
            "indicator": of["name"],
            "method": method,
            "weight": self.weight(),
            **self.method_options(method, of),
        }
        if draw(st.booleans()):
            leaf["round"] = draw(st.integers(0, 4))
        if draw(st.integers(0, 4)) == 0:
            leaf["high_points"] = draw(numbers(5, 50, 1))
        return leaf if self.plain else {**leaf, **self.leaf_options(method)}

    def leaf_options(self, method: str) -> dict[str, Any]:
        draw, leaf = self.draw, dict[str, Any]()
        # The first leaf is for everybody, so that no group is left without one.
        if self.leaves > 1 and draw(st.integers(0, 4)) == 0:
            leaf["groups"] = [draw(st.sampled_from(("towns", "departments")))]
        if draw(st.booleans()):
            leaf["missing"] = draw(st.sampled_from(MISSING))
        if draw(st.integers(0, 4)) == 0:
            leaf["difficulty"] = "terrain"
        if draw(st.integers(0, 5)) == 0:
            leaf["not_applicable"] = [draw(st.sampled_from(self.units))]
        if method not in ("panel_mean", "tally_rate", "level_growth_mix", "deduct", "per_event"):
            leaf["take"] = draw(st.sampled_from(("value", "value", "growth", "increment")))
            leaf["growth_base"] = draw(st.sampled_from(("undefined", "absolute_change")))
        leaf |= self.comparing_options(method)
        if draw(st.integers(0, 3)) == 0:
            leaf |= values(draw, method, self.indicators)
        return leaf

    def comparing_options(self, method: str) -> dict[str, Any]:
        draw, leaf = self.draw, dict[str, Any]()
        if method in (*NORMALISING, *BY_PLACE) and draw(st.booleans()):
            leaf["over"] = draw(st.sampled_from(("group", "all")))
            leaf["panel"] = draw(st.integers(0, 2))
        if method in BANDED and draw(st.integers(0, 4)) == 0:
            leaf["direction"], leaf["band"] = "target_band", {"low": "5", "high": "12"}
        return leaf

    def method_options(self, method: str, of: dict[str, Any]) -> dict[str, Any]:
        draw = self.draw
        cap = {} if draw(st.booleans()) else {"uncapped": True}
        lower = {}
        if of["direction"] == "lower":
            lower = {"lower": draw(st.sampled_from(("target_over_value", "two_minus_rate")))}
            cap = {}
        names = [one["name"] for one in self.indicators]
        falling = ("30", "20", "10", "5", "0")
        if of["direction"] == "lower":
            falling = falling[::-1]
        standards = dict(zip(("excellent", "good", "average", "low", "poor"), falling, strict=True))
        return {
            "completion": {**cap, **lower},
            "completion_step": {"per_point": draw(numbers(0, 2)), **cap, **lower},
            "rank_step": {
                "step": draw(numbers(0, 1)),
                "only_above_target": draw(st.booleans()),
            },
            "rank_linear": {"worst": "0"},
            "minmax_base": {"base": draw(numbers(0, 1))},
            "efficacy_tier": {"standards": standards},
            "deduct": {"per": draw(numbers(0, 3, 1))},
            "per_event": {"per": draw(numbers(0, 3, 1)), "high": draw(numbers(1, 20, 1))},
            "growth_vs_ref": {"k": "0.02", "reference": draw(st.sampled_from(("8", "target")))},
            "level_growth_mix": {"level": "0.3", "increment": "0.3", "growth": "0.4"},
            "formula": {"formula": draw(st.sampled_from(FORMULAS))},
            "panel_mean": {"trim": draw(st.integers(0, 1)), "at_least": draw(st.integers(1, 2))},
            "tally_rate": {
                "good": [of["name"]],
                "bad": [draw(st.sampled_from(names))],
            },
            **self.normalising_options(method, of),
        }.get(method, {})

    def normalising_options(self, method: str, of: dict[str, Any]) -> dict[str, Any]:
        draw = self.draw
        if method not in NORMALISING:
            return {}
        limits = sorted(draw(st.sets(st.integers(-5, 30), min_size=4, max_size=4)))
        shares = sorted(draw(st.sets(st.integers(0, 12), min_size=4, max_size=4)))
        falling = limits[::-1] if of["direction"] == "lower" else limits
        steps = [
            {"least": str(least), "share": f"{share / 10}"}
            for least, share in zip(falling, shares, strict=True)
        ]
        table = [{"at": str(at), "share": f"{draw(st.integers(0, 12)) / 10}"} for at in limits]
        by_percentile = [{"least": "25.5", "share": "0.4"}, {"least": "75", "share": "1"}]
        by_value = draw(st.booleans()) or self.plain
        edges = ("zero_below", "low", "high", "zero_above")
        moved = {"middle": "0.5", "spread": draw(numbers(-1, 1))}
        base = draw(st.sampled_from(({"base": "8"}, {"base": "prior"}, {"base_period": "2024Q4"})))
        to = draw(st.sampled_from(("leader", "mean", "unit")))
        return {
            "goalposts": {
                "low": str(limits[0]), "high": str(limits[3]), "base": draw(numbers(0, 1)),
                "uncapped": draw(st.booleans()),
            },
            "zscore": {**moved, "deviation": draw(st.sampled_from(("population", "sample")))},
            "percentile": {
                "count": draw(st.sampled_from(("below", "below_or_equal", "middle")))
            },
            "distance": {
                "to": to, "form": draw(st.sampled_from(("ratio", "difference"))),
                **({"unit": self.units[0]} if to == "unit" else {}),
            },
            "categorical": {
                "of": "value" if by_value else "percentile",
                "steps": steps if by_value else by_percentile,
            },
            "above_mean": {"within": draw(numbers(0, 1))},
            "cyclical": {**moved, "panel": 2},
            "banded": {"table": table, "outside": draw(st.sampled_from(("ends", "nothing")))},
            "target_range": dict(zip(edges, map(str, limits), strict=True)),
            "fixed_base": {"base": "8"} if self.plain else base,
            "raw": {"times": draw(numbers(-1, 2))},
        }  # fmt: skip


def _extras(draw: st.DrawFn, names: list[str], indicators: list[dict[str, Any]]) -> dict[str, Any]:
    groups = draw(st.sampled_from(([], ["towns"])))
    return {
        "missing": draw(st.sampled_from(MISSING)),
        **whole(draw),
        "late": {"days": 15, "rule": draw(st.sampled_from(("accept", "treat_as_missing")))},
        "rank": {
            "style": draw(st.sampled_from(("competition", "dense"))),
            "order": draw(st.sampled_from(("round_then_rank", "rank_then_round"))),
            "chain": draw(
                st.lists(
                    st.sampled_from(
                        (
                            {"score": names[0]},
                            {"value": indicators[0]["name"]},
                            {"last_rank": True},
                        )
                    ),
                    max_size=3,
                    unique_by=lambda step: next(iter(step)),
                )
            ),
        },
        "adjustments": [
            {"name": "bonus", "title": title("b"), "kind": "bonus", "most": "3"},
            {"name": "prize", "title": title("p"), "kind": "bonus"},
            {"name": "loss", "title": title("d"), "kind": "deduction"},
        ],
        "vetoes": [
            {
                "name": "fraud",
                "title": title("fraud"),
                "basis": {"document": "统计法", "entry": "第四十八条"},
                "effect": draw(st.sampled_from(("zero", "bar_award"))),
            }
        ],
        "tiers": [
            {"name": "excellent", "title": title("e"), "least": "90", "share": "0.3"},
            {"name": "good", "title": title("g"), "least": "60"},
        ],
        "awards": [
            {
                "name": "ox",
                "title": title("ox"),
                "groups": groups,
                "take": draw(
                    st.sampled_from(
                        (
                            {"top": 1},
                            {"top": 2},
                            {"share": "0.25"},
                            {"threshold": "40"},
                            {"threshold": "40", "first": 1},
                            {"rise": 1},
                        )
                    )
                ),
                "at_line": draw(st.sampled_from(("all_in", "tie_break", "committee"))),
            }
        ],
    }


def _rows(draw: st.DrawFn, of: dict[str, Any], unit: str, plain: bool) -> list[dict[str, Any]]:
    if not plain and draw(st.integers(0, 9)) == 0:
        return []
    low = 0 if plain else -10
    # Few different values, so that ties and equal groups come up.
    value = draw(st.sampled_from((3, 5, 8)) | st.integers(low, 40))
    scale = 10 ** of["decimals"]
    row = {
        "row": "observation",
        "unit": unit,
        "indicator": of["name"],
        "value": value * scale + draw(st.integers(0, scale - 1)),
        "target": draw(st.integers(1, 40)) * scale,
        "prior": draw(st.integers(1, 40)) * scale,
        "late": False,
        "source": None,
    }
    if plain:
        return [row]
    if draw(st.integers(0, 9)) == 0:
        row[draw(st.sampled_from(("value", "target", "prior")))] = None
    if draw(st.integers(0, 9)) == 0:
        row["prior"] = draw(st.integers(-5, 0)) * scale
    row["late"] = draw(st.integers(0, 9)) == 0
    marks = draw(st.lists(st.integers(0, 100), max_size=3))
    return [row] + [
        {"row": "rating", "unit": unit, "indicator": of["name"], "value": mark * scale}
        for mark in marks
    ]


def _earlier(draw: st.DrawFn, of: dict[str, Any], unit: str) -> list[dict[str, Any]]:
    """Return what a unit had in some of the periods before."""
    scale = 10 ** of["decimals"]
    return [
        {
            "row": "earlier",
            "period": period,
            "unit": unit,
            "indicator": of["name"],
            "value": draw(st.sampled_from((3, 5)) | st.integers(-10, 40)) * scale,
            "target": draw(st.integers(1, 40)) * scale,
            "prior": draw(st.integers(1, 40)) * scale,
            "source": None,
        }
        for period in EARLIER
        if draw(st.booleans())
    ]


def _entries(draw: st.DrawFn, units: list[str]) -> list[dict[str, Any]]:
    rules = (("bonus", "bonus"), ("bonus", "prize"), ("deduction", "loss"), ("veto", "fraud"))
    rows = []
    for _ in range(draw(st.integers(0, 4))):
        row, rule = draw(st.sampled_from(rules))
        points, fact = draw(numbers(0, 6, 1)), draw(st.sampled_from(("f1", "f2", "f3")))
        rows.append(entry(row, draw(st.sampled_from(units)), rule, points, fact))
    return rows
