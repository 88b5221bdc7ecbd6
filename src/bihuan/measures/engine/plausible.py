"""Which values a person should look at again; nothing is refused for being implausible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from bihuan.ledger.words import Message, Said, Text
from bihuan.measures.spec import Plausible
from bihuan.mechanisms.engine.cel.evaluating import evaluate
from bihuan.mechanisms.engine.cel.parsing import parse
from bihuan.mechanisms.engine.cel.problems import CelProblem
from bihuan.mechanisms.engine.cel.tree import Expression

VALUE_LOW = Message(
    "value-low",
    Text(en="{value} is below the plausible {bound}", zh="{value} 低于合理下限 {bound}"),
    Text(en="compare it with its source", zh="请与来源核对"),
)
VALUE_HIGH = Message(
    "value-high",
    Text(en="{value} is above the plausible {bound}", zh="{value} 高于合理上限 {bound}"),
    Text(en="compare it with its source", zh="请与来源核对"),
)
VALUE_JUMPS = Message(
    "value-jumps",
    Text(
        en="{value} differs from the {prior} of the year before by more than {bound} percent",
        zh="{value} 与上年同期值 {prior} 相差超过 {bound}%",
    ),
    Text(en="compare both with their sources", zh="请将两者与来源核对"),
)
VALUE_CONTRADICTS = Message(
    "value-contradicts",
    Text(en="{value}: {because}", zh="{value}：{because}"),
    Text(
        en="compare the figures with their source; the printed one may be kept as quoted",
        zh="请与来源核对；报道原数可照录，并注明计算所得",
    ),
)
_GIVES = Text(en="{because}; they give {expected}", zh="{because}，按其计算为 {expected}")
_DISAGREES = Text(
    en="it does not agree with the figures beside it", zh="与同时填报的其他数据不一致"
)

# What a check may look at: numbers by name, and the slug of the unit.
Record = Mapping[str, Decimal | str | None]


def doubts(plausible: Plausible, record: Record) -> tuple[Said, ...]:
    """Return what is doubtful about a value.

    `record` holds ``value``, ``target``, ``prior``, ``unit`` and the values of the
    indicators beside it, under the names that the check uses.
    """
    value = record.get("value")
    return tuple(_doubts(plausible, record, value)) if isinstance(value, Decimal) else ()


def expected(plausible: Plausible, record: Record) -> Decimal | None:
    """Return the number that the figures beside a value lead to, at the value's decimals."""
    value = record.get("value")
    if not plausible.expected or not isinstance(value, Decimal):
        return None
    try:
        found = evaluate(_parsed(plausible.expected), record)
    except CelProblem:
        return None
    return found.quantize(value, ROUND_HALF_UP) if isinstance(found, Decimal) else None


def name_in_check(indicator: str) -> str:
    """Return the name under which a check knows another indicator."""
    return indicator.replace("-", "_")


def _doubts(plausible: Plausible, record: Record, value: Decimal) -> Iterator[Said]:
    if plausible.min is not None and value < plausible.min:
        yield Said(VALUE_LOW, {"value": _plain(value), "bound": _plain(plausible.min)})
    if plausible.max is not None and value > plausible.max:
        yield Said(VALUE_HIGH, {"value": _plain(value), "bound": _plain(plausible.max)})
    prior, most = record.get("prior"), plausible.change
    if most is not None and isinstance(prior, Decimal) and _jumps(value, prior, most):
        said = {"prior": _plain(prior), "bound": _plain(most)}
        yield Said(VALUE_JUMPS, {"value": _plain(value), **said})
    if plausible.check and _contradicts(plausible.check, record):
        because = plausible.because.text if plausible.because else _DISAGREES
        if (number := expected(plausible, record)) is not None:
            because = _GIVES.fill(because=because, expected=_plain(number))
        yield Said(VALUE_CONTRADICTS, {"value": _plain(value), "because": because})


def _jumps(value: Decimal, prior: Decimal, most: Decimal) -> bool:
    # Multiplied out, so that nothing is rounded; from nothing there is no percentage.
    return prior != 0 and abs(value - prior) * 100 > most * abs(prior)


def _contradicts(check: str, record: Record) -> bool:
    expression = _parsed(check)
    # A comparison with a missing value is false, which would accuse a value for another's absence.
    if any(record.get(name) is None for name in expression.names):
        return False
    try:
        return evaluate(expression, record) is False
    except CelProblem:
        # Too large to compute: nothing can be said.
        return False


@lru_cache(maxsize=512)
def _parsed(check: str) -> Expression:
    return parse(check)


def _plain(number: Decimal) -> str:
    return format(number, "f")
