"""The lines of a leaf before they are scored: gaps filled, outliers brought in, then transformed.

Standard library only: a published bundle carries this text in its verifier. A line is what
`reference` keeps of one unit; what happens here changes its `taken` number and says so in the
line: `imputed` and `treated` hold the word of the rule, empty where nothing was done, `before` the
number as it was taken. Only lines of a leaf that has such a rule have these keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from bihuan.schemes.engine.definition.exact import Json, Lines
from bihuan.schemes.engine.definition.normalising import pools_past
from bihuan.schemes.engine.definition.values import filled, transformed, treated

ByGroup = dict[str, Json]  # the leaf as it stands in the sheet of each group that has it
Past = dict[str, dict[str, list[Json]]]  # lines of earlier periods, by group and unit


def prepare(
    column: ByGroup,
    now: dict[str, Lines],
    past: Past,
    own: Callable[[Json, str], Iterable[Json]],
    exponents: dict[tuple[str, str], int],
) -> None:
    """Fill in, treat and transform the lines of one leaf, where it says so.

    Args:
        column: the leaf by group.
        now: the lines by group and unit.
        past: the lines of the earlier periods that the leaf pools; never filled in.
        own: gives a unit's numbers of earlier periods, nearest first.
        exponents: of Box and Cox, by path and group; the group is empty where all are one.
    """
    leaf = next(iter(column.values()), {})
    if "impute" in leaf:
        _fill_in(column, now, own)
    if "treat" in leaf:
        _treat_all(column, now, past, exponents)
    if "transform" in leaf:
        _transform_all(column, now, past)


def _concerned(leaf: Json, lines: Lines) -> Iterator[tuple[str, Json]]:
    """Yield the lines of the units that the leaf concerns."""
    return ((unit, line) for unit, line in lines.items() if unit not in leaf["not_applicable"])


def _fill_in(
    column: ByGroup, now: dict[str, Lines], own: Callable[[Json, str], Iterable[Json]]
) -> None:
    known = {
        group: [
            line["taken"] for _, line in _concerned(leaf, now[group]) if line["taken"] is not None
        ]
        for group, leaf in column.items()
    }
    everybody = [number for numbers in known.values() for number in numbers]
    for group, leaf in column.items():
        for line in now[group].values():
            line["imputed"] = ""
        for unit, line in _concerned(leaf, now[group]):
            if line["taken"] is None:
                number = filled(leaf, known[group], everybody, own(leaf, unit))
                line["flags"].append("not_imputed" if number is None else "imputed")
                if number is not None:
                    line.update(taken=number, imputed=leaf["impute"])


def _treat_all(
    column: ByGroup, now: dict[str, Lines], past: Past, exponents: dict[tuple[str, str], int]
) -> None:
    for leaf, key, groups in _together(column):
        for group in groups:
            for line in now[group].values():
                line.update(treated="", before=line["taken"])
        lines = [line for group in groups for line in _peers(leaf, now[group], past[group])]
        numbers = [line["taken"] for line in lines]
        found, told = treated(
            leaf["treat"], numbers, leaf["take_decimals"], exponents.get((leaf["path"], key))
        )
        for line, number in zip(lines, found, strict=True):
            if told["kind"] in ("log", "box_cox") or number != line["taken"]:
                line.update(treated=told["kind"], taken=number)
                line["flags"].append("treated")
        for group in groups:
            for line in now[group].values():
                line["treatment"] = told


def _together(column: ByGroup) -> Iterator[tuple[Json, str, list[str]]]:
    """Yield the groups whose numbers are looked at together, with the leaf and their name."""
    leaf = next(iter(column.values()))
    if leaf.get("over") == "all":
        yield leaf, "", list(column)
        return
    for group, its in column.items():
        yield its, group, [group]


def _peers(leaf: Json, lines: Lines, past: dict[str, list[Json]]) -> Iterator[Json]:
    """Yield the lines that have a number, those of pooled periods too."""
    for unit, line in _concerned(leaf, lines):
        for each in (line, *(past[unit] if pools_past(leaf) else ())):
            if each["taken"] is not None:
                yield each


def _transform_all(column: ByGroup, now: dict[str, Lines], past: Past) -> None:
    for group, leaf in column.items():
        for unit, line in now[group].items():
            line.setdefault("before", line["taken"])
            line["inner"] = line["taken"]
            for each in (line, *past[group][unit]):
                if each["taken"] is not None:
                    found = transformed(leaf["transform"], each["taken"], leaf["take_decimals"])
                    each["taken"] = found
                    each["flags"] += ["no_function"] if found is None else []
