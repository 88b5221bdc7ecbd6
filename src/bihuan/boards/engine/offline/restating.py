"""The result stated once more: everything that can be read from a score, compared whole.

What is only words is marked `WORDS` and may say anything in both languages; all else, each
number, name and order, must be exactly what the parameters and the figures give.
"""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.boards.engine.offline.adding import Adding, most_of
from bihuan.boards.engine.offline.container import Found
from bihuan.boards.engine.offline.wording import (
    EXACT_DECIMALS,
    NO_WORDS,
    TEXT,
    WORDS,
    decimal_text,
    points_text,
)


class Restating:
    """A result while it is stated again; only titles of units are taken from what was said."""

    def __init__(self, result: Found, scored: Found, concluded: Found) -> None:
        self.result, self.parameters = result, result["parameters"]
        self.scored, self.units = scored["units"], concluded["units"]
        self.awards = concluded["awards"]
        self.titles = {row["unit"]: row["title"] for row in result["rows"]}
        self.shown = self.parameters["rounding"]["shown"]
        self.groups = {group["name"]: group for group in self.parameters["groups"]}
        self.own_weights: dict[str, dict[str, int]] = {}
        for path, unit, weight in self.parameters.get("own_weights", ()):
            self.own_weights.setdefault(unit, {})[path] = weight
        self.sources: dict[tuple[str, str], Found] = {}
        self.vetoes: dict[tuple[str, str], Found] = {}
        for row in result["facts"]:
            if row["row"] in ("observation", "rating"):
                self.sources.setdefault((row["unit"], row["indicator"]), row["source"])
            elif row["row"] == "veto":
                self.vetoes.setdefault((row["unit"], row["rule"]), row["source"])
        self.honours: dict[str, list[str]] = {}
        for award in self.awards:
            for unit in {w["unit"] for group in award["groups"] for w in group["winners"]}:
                self.honours.setdefault(unit, []).append(award["name"])

    def whole(self) -> Found:
        """Return what the result must be, beside its inputs: parameters, facts and history."""
        rows, result = list(self._all_rows()), self.result
        given = (
            "origin",
            "scheme",
            "period",
            "as_of",
            "mechanisms",
            "history",
            "parameters",
            "facts",
        )
        return {
            **{name: result[name] for name in given},
            # What other weights would give is not computed again here; see the telling.
            **{name: result[name] for name in ("robustness",) if name in result},
            **self._weighing(),
            **self._treating(),
            "v": 1,
            "title": self.parameters["scheme"]["title"],
            "period_title": WORDS,
            "choices": self.parameters["choices"],
            "groups": [
                {"name": group["name"], "title": group["title"], "size": group["size"]}
                for group in self.parameters["groups"]
            ],
            "indicators": self._columns(),
            "rows": rows,
            "awards": list(self._all_awards({row["unit"]: row for row in rows})),
            "blocked": [row["unit"] for row in rows if row["total"] is None],
            "warnings": [WORDS for _ in result["warnings"]],
        }

    def _weighing(self) -> Found:
        """Return where weights came from. How they were found is not computed again here."""
        lines = [
            _weighing_line(node, sheet, groups)
            for number, sheet in enumerate(self.parameters["sheets"])
            for groups in [[g["name"] for g in self.groups.values() if g["sheet"] == number]]
            for node in sheet["nodes"] if "weighed" in node
        ]  # fmt: skip
        return {"weighing": lines} if lines else {}

    def _treating(self) -> Found:
        """Return what was filled in and treated: each value, and each field of values."""
        leaves = (leaf for sheet in self.parameters["sheets"] for leaf in sheet["leaves"])
        if not any("impute" in leaf or "treat" in leaf for leaf in leaves):
            return {}
        return {"treatments": list(self._treated_values()), "outliers": self._outliers()}

    def _leaves_of(self, unit: str) -> Iterator[tuple[Found, Found]]:
        """Yield each leaf of a unit with what the unit earned there."""
        earned = self.scored[unit]
        sheet = self.parameters["sheets"][self.groups[earned["group"]]["sheet"]]
        return ((leaf, earned["leaves"][leaf["path"]]) for leaf in sheet["leaves"])

    def _treated_values(self) -> Iterator[Found]:
        for unit, _ in self.parameters["contestants"]:
            for leaf, line in self._leaves_of(unit):
                about = {"path": leaf["path"], "unit": unit}
                kept, first = leaf["take_decimals"], line.get("before", line["taken"])
                if line.get("imputed"):
                    yield {**about, "kind": "imputed", "rule": line["imputed"],
                           "from": None, "to": decimal_text(first, kept)}  # fmt: skip
                if line.get("treated"):
                    after = line["inner"] if "transform" in leaf else line["taken"]
                    yield {**about, "kind": line["treated"], "rule": leaf["treat"]["by"],
                           "from": decimal_text(first, kept),
                           "to": decimal_text(after, kept)}  # fmt: skip

    def _outliers(self) -> list[Found]:
        firsts: dict[str, str] = {}
        for unit, group in self.parameters["contestants"]:
            firsts.setdefault(group, unit)
        found: dict[tuple[str, str], Found] = {}
        for group in (name for name in self.groups if name in firsts):
            for leaf, line in self._leaves_of(firsts[group]):
                if "treat" in leaf:
                    key = (leaf["path"], "" if leaf.get("over") == "all" else group)
                    its = found.setdefault(key, _outlier_line_again(leaf, line["treatment"]))
                    its["groups"].append(group)
        return list(found.values())

    def _columns(self) -> list[Found]:
        offices = {one["name"]: one["source_unit"] for one in self.parameters["indicators"]}
        found: dict[str, Found] = {}
        for group in self.parameters["groups"]:
            for leaf in self.parameters["sheets"][group["sheet"]]["leaves"]:
                line = {name: leaf[name] for name in
                        ("path", "title", "indicator", "unit_of_measure", "decimals")}  # fmt: skip
                line["weight"] = decimal_text(leaf["weight"] * leaf["full"], EXACT_DECIMALS)
                line["groups"] = []
                office = offices.get(leaf["indicator"], "")
                line["source_unit"] = self.titles.get(office, WORDS) if office else None
                found.setdefault(leaf["path"], line)["groups"].append(group["name"])
        return list(found.values())

    def _all_rows(self) -> Iterator[Found]:
        """Yield the units by group and rank; those without a total last."""
        by_group: dict[str, list[str]] = {}
        for unit, got in self.units.items():
            by_group.setdefault(got["group"], []).append(unit)
        for name in self.groups:
            its = by_group.get(name, [])
            last = len(its) + 1
            its.sort(key=lambda unit: (self.units[unit]["rank"] or last, unit))
            totals = [t for unit in its if (t := self.units[unit]["total"]) is not None]
            for unit in its:
                yield self._unit_row(unit, max(totals, default=0))

    def _unit_row(self, unit: str, best: int) -> Found:
        its, earned = self.units[unit], self.scored[unit]
        sheet = self.parameters["sheets"][self.groups[its["group"]]["sheet"]]
        sheet = self._weighed_for(sheet, unit)
        decimals, total = self.parameters["rounding"]["total"], its["total"]
        adding = Adding(sheet, earned)
        return {
            **{name: its[name] for name in ("group", "rank", "tied", "previous_rank", "tier")},
            "unit": unit,
            "title": WORDS,
            "short": TEXT,
            "sentence": WORDS,
            "total": points_text(total, decimals),
            "exact": decimal_text(its["exact"], EXACT_DECIMALS),
            "gap": None if total is None else points_text(best - total, decimals),
            "leaves": [self._leaf_line(leaf, unit) for leaf in sheet["leaves"]],
            "nodes": list(adding.node_lines_again()),
            "adjustments": [self._adjustment_line(line) for line in its["adjustments"]],
            "vetoes": [
                {**{name: veto[name] for name in ("name", "title", "effect", "basis")},
                 "source": self.vetoes[unit, veto["name"]]}
                for veto in self.parameters["vetoes"] if veto["name"] in its["vetoes"]
            ],
            "remainders": [] if total is None else list(adding.remainders(its)),
            "awards": self.honours.get(unit, []),
        }  # fmt: skip

    def _weighed_for(self, sheet: Found, unit: str) -> Found:
        """Return a sheet as it weighs for one unit, which may have weights of its own."""
        own = self.own_weights.get(unit)
        if not own:
            return sheet
        return {
            kind: [{**part, "weight": own.get(part["path"], part["weight"])} for part in parts]
            for kind, parts in sheet.items()
        }

    def _leaf_line(self, leaf: Found, unit: str) -> Found:
        line = self.scored[unit]["leaves"][leaf["path"]]
        decimals, kept = leaf["decimals"], leaf["take_decimals"]
        same = ("path", "name", "title", "indicator", "method", "unit_of_measure")
        target = line["target"]
        if leaf["target"] is not None and kept == decimals:
            target = leaf["target"]
        reached = (
            goal["title"] for goal in leaf.get("goals", ())
            if line["rank"] is not None and line["rank"] <= goal["rank"]
        )  # fmt: skip
        added = leaf["weight"] * (line["points"] or 0)
        return {
            **{name: leaf[name] for name in same},
            **{name: line[name] for name in ("rank", "of", "missing")},
            "value": decimal_text(line["value"], decimals),
            "target": decimal_text(target, decimals),
            "prior": decimal_text(line["prior"], decimals),
            "taken": decimal_text(line["taken"], kept),
            "low": decimal_text(line["low"], kept),
            "high": decimal_text(line["high"], kept),
            "points": points_text(line["points"], self.shown) or "",
            "full": points_text(leaf["full"]),
            "contribution": decimal_text(added, EXACT_DECIMALS, self.shown),
            "most": decimal_text(leaf["weight"] * most_of(leaf, unit), EXACT_DECIMALS),
            "formula": WORDS,
            "goal": next(reached, None),
            "flags": sorted(set(line["flags"])),
            "source": self.sources.get((unit, leaf["indicator"])),
            **{name: line[name] for name in ("imputed", "treated") if name in line},
            **({"before": decimal_text(line["before"], kept)} if "before" in line else {}),
        }

    def _adjustment_line(self, line: Found) -> Found:
        rules = {rule["name"]: rule["title"] for rule in self.parameters["adjustments"]}
        row = self.result["facts"][line["at"]]
        return {
            "rule": line["rule"],
            "title": rules[line["rule"]],
            "kind": line["kind"],
            "raw": points_text(line["raw"]),
            "counted": points_text(line["counted"]),
            "why": WORDS if line["why"] else NO_WORDS,
            "reason": row["reason"],
            "source": row["source"],
        }

    def _all_awards(self, rows: dict[str, Found]) -> Iterator[Found]:
        declared = {award["name"]: award for award in self.parameters["awards"]}
        for award in self.awards:
            about = declared[award["name"]]
            yield {
                **{name: about[name] for name in ("name", "title", "look", "kind")},
                "groups": [
                    {**group, "title": self.groups[group["group"]]["title"],
                     "winners": [self._winner_line(w, rows) for w in group["winners"]]}
                    for group in award["groups"]
                ],
            }  # fmt: skip

    def _winner_line(self, winner: Found, rows: dict[str, Found]) -> Found:
        row = rows[winner["unit"]]
        shown = {name: row[name] for name in ("rank", "previous_rank", "total")}
        return {**winner, **shown, "title": self.titles.get(winner["unit"])}


def _weighing_line(node: Found, sheet: Found, groups: list[str]) -> Found:
    weighed = node["weighed"]
    titles = {part["path"]: part["title"] for part in (*sheet["leaves"], *sheet["nodes"])}
    line = {
        **{name: node[name] for name in ("path", "title")},
        **{name: weighed[name] for name in ("by", "units", "left")},
        "groups": groups,
        "parts": [
            {"path": path, "title": titles[path], "share": decimal_text(share, 9)}
            for path, share in weighed["parts"]
        ],
        "measures": [
            {"name": name, "path": path, "at": at, "value": decimal_text(number, 9),
             "words": WORDS}
            for name, path, at, number in weighed["measures"]
        ],
        "words": WORDS,
    }  # fmt: skip
    if "shares" in weighed:
        line["own"] = [
            {"unit": unit, "shares": [decimal_text(share, 9) for share in shares]}
            for unit, *shares in weighed["shares"]
        ]
    return line


def _outlier_line_again(leaf: Found, told: Found) -> Found:
    shapes = (told["before"] or [None, None]) + (told["after"] or [None, None])
    names = ("skewness", "kurtosis", "skewness_after", "kurtosis_after")
    return {
        **{name: leaf[name] for name in ("path", "title")},
        **{name: told[name] for name in ("count", "outcome", "kind", "moved")},
        **{name: decimal_text(number, 6) for name, number in zip(names, shapes, strict=True)},
        "exponent": decimal_text(told["exponent"], 6),
        "groups": [],
        "words": WORDS,
    }
