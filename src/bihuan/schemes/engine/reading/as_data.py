"""What was read of results as plain JSON: points exact, all other numbers to four decimals."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

from bihuan.schemes.engine.definition.exact import half_up
from bihuan.schemes.engine.numbers.digits import exact
from bihuan.schemes.engine.reading.analysing import Analysis
from bihuan.schemes.engine.reading.comparing import Change, Moved
from bihuan.schemes.engine.reading.correlating import Pair
from bihuan.schemes.engine.reading.decomposing import Beside, Decomposition, Effects
from bihuan.schemes.engine.reading.numbers import Coefficient, text_of
from bihuan.schemes.engine.reading.sample import EXACT

# What is in points adds up, and is not rounded.
_POINTS = (Change, Moved, Effects, Beside)
_DERIVED = {Change: ("by",), Moved: ("up", "by"), Effects: ("by",), Pair: ("mark",)}


def as_data(value: Any) -> Any:
    """Return an analysis, a comparison or a decomposition, or a list of them, as JSON."""
    return _data(value, in_points=False)


def _data(value: Any, *, in_points: bool) -> Any:
    if isinstance(value, Fraction):
        return exact(half_up(value * 10**EXACT)) if in_points else text_of(value)
    if isinstance(value, Coefficient):
        return value.text()
    if isinstance(value, dict):
        return {key: _data(each, in_points=in_points) for key, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [_data(each, in_points=in_points) for each in value]
    return _of_dataclass(value) if is_dataclass(value) else value


def _of_dataclass(value: Any) -> dict[str, Any]:
    inside = isinstance(value, _POINTS)
    names = [field.name for field in fields(value) if field.name != "sample"]
    names += _DERIVED.get(type(value), ())
    found = {name: _data(getattr(value, name), in_points=inside) for name in names}
    if isinstance(value, Analysis):
        whose = value.sample
        return {"groups": whose.groups, "units": whose.units, "without": whose.without, **found}
    if isinstance(value, Decomposition):
        causes = {cause: exact(half_up(value.of(cause) * 10**EXACT)) for cause in value.causes}
        return {**found, "by_cause": causes}
    return found
