"""What a result says of values that were filled in or treated: each of them, and each field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bihuan.ledger.words import Text
from bihuan.schemes.engine.numbers.digits import plain
from bihuan.schemes.engine.result import OutlierLine, TreatmentLine, Words
from bihuan.schemes.engine.telling.value_words import outlier_words, taken_first

Json = dict[str, Any]

# What a reader should be warned of: the rule could not do what it is there for.
_AMISS = ("few", "outlying", "impossible")


def treats_values(parameters: Json) -> bool:
    """Tell whether some leaf fills in missing values or treats outliers."""
    leaves = (leaf for sheet in parameters["sheets"] for leaf in sheet["leaves"])
    return any("impute" in leaf or "treat" in leaf for leaf in leaves)


def treatment_lines(parameters: Json, scored: Json) -> Iterator[TreatmentLine]:
    """Yield each value that was filled in or treated, by unit."""
    sheets = {one["name"]: parameters["sheets"][one["sheet"]] for one in parameters["groups"]}
    for unit, group in parameters["contestants"]:
        for leaf in sheets[group]["leaves"]:
            line = scored[unit]["leaves"][leaf["path"]]
            if line.get("imputed"):
                yield _treatment(leaf, unit, ("imputed", line["imputed"]), None, taken_first(line))
            if line.get("treated"):
                how = (line["treated"], leaf["treat"]["by"])
                after = line["inner"] if "transform" in leaf else line["taken"]
                yield _treatment(leaf, unit, how, line["before"], after)


def _treatment(
    leaf: Json, unit: str, how: tuple[str, str], before: int | None, after: int | None
) -> TreatmentLine:
    kept, (kind, rule) = leaf["take_decimals"], how
    return {
        "path": leaf["path"],
        "unit": unit,
        "kind": kind,
        "rule": rule,
        "from": plain(before, kept),
        "to": plain(after, kept),
    }


def outlier_lines(parameters: Json, scored: Json) -> Iterator[OutlierLine]:
    """Yield what was found and done about outliers, for each leaf and each field of its values."""
    members: dict[str, str] = {}
    for unit, group in parameters["contestants"]:
        members.setdefault(group, unit)
    found: dict[tuple[str, str], OutlierLine] = {}
    for group in (one for one in parameters["groups"] if one["name"] in members):
        for leaf in parameters["sheets"][group["sheet"]]["leaves"]:
            if "treat" in leaf:
                line = scored[members[group["name"]]]["leaves"][leaf["path"]]
                key = (leaf["path"], "" if leaf.get("over") == "all" else group["name"])
                its = found.setdefault(key, _outlier_line(leaf, line["treatment"]))
                its["groups"].append(group["name"])
    for its in found.values():
        words = outlier_words(its)
        its["words"] = Words(zh=words.zh, en=words.en)
        yield its


def _outlier_line(leaf: Json, told: Json) -> OutlierLine:
    before, after = (told[name] or [None, None] for name in ("before", "after"))
    return OutlierLine(
        path=leaf["path"],
        title=leaf["title"],
        groups=[],
        count=told["count"],
        outcome=told["outcome"],
        kind=told["kind"],
        moved=told["moved"],
        exponent=plain(told["exponent"], 6),
        skewness=plain(before[0], 6),
        kurtosis=plain(before[1], 6),
        skewness_after=plain(after[0], 6),
        kurtosis_after=plain(after[1], 6),
        words=Words(zh="", en=""),
    )


def treating_warnings(
    treatments: list[TreatmentLine], outliers: list[OutlierLine]
) -> Iterator[Text]:
    """Yield what a reader should know of values that nobody reported, or that still lie far out."""
    filled = sum(line["kind"] == "imputed" for line in treatments)
    if filled:
        yield Text("missing values filled in: {count}", "插补缺值{count}项").fill(count=filled)
    changed = sum(line["kind"] != "imputed" for line in treatments)
    if changed:
        yield Text(
            "values changed as outliers are treated: {count}", "离群处理涉及数据{count}项"
        ).fill(count=changed)
    for line in outliers:
        if line["outcome"] in _AMISS:
            yield Text(line["words"]["en"], line["words"]["zh"])
