"""What stands, and the facts that entries make beside it or in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from bihuan.ledger.facts import Draft, Fact
from bihuan.ledger.words import Refused
from bihuan.measures import queries
from bihuan.measures.changing import MAY_NOT_CHANGE, is_anothers
from bihuan.measures.checking import Checker
from bihuan.measures.engine.numbers import unscale
from bihuan.measures.observations import Entry, Observation
from bihuan.measures.reading import fact_of
from bihuan.measures.refusals import NO_VALUE, VALUE_STANDS

OBSERVED = "measures.observed@1"
_FIGURES = ("value", "target", "prior", "ratings")


@dataclass(frozen=True, slots=True)
class Standing:
    """A value that stands, beside the same content as an entry in canonical form."""

    observation: Observation
    entry: Entry


def drafts(entry: Entry, checker: Checker, reason: str) -> Iterator[Draft]:
    """Yield the fact that an entry makes, if it says anything new."""
    checked = checker.checked(entry)
    old = all_standing(checker, entry.indicator, entry.period, entry.unit).get(entry.unit)
    if old is None:
        yield Draft(
            kind=OBSERVED,
            stream=f"observations/{entry.indicator}/{entry.period}",
            subject=f"unit:{entry.unit}",
            data=_data(checked),
            source=entry.source,
        )
    elif (whole := merged(old, checked)) is not None:
        yield correction(old, whole, checker, reason)


def correction(old: Standing, entry: Entry, checker: Checker, reason: str) -> Draft:
    """Return the fact that replaces a value; what was blank is filled in without a reason."""
    checker.refuse_counted(checker.declared(entry.indicator, entry.period))
    overwritten = _overwritten(old.entry, entry)
    refuse_anothers(old, overwritten, checker)
    if overwritten and not reason:
        raise Refused(VALUE_STANDS, unit=entry.unit, indicator=entry.indicator, period=entry.period)
    return Draft(
        kind=OBSERVED,
        # A correction stands in the stream of what it corrects.
        stream=fact_of(old.observation.fact, checker.by.origin).stream,
        subject=f"unit:{entry.unit}",
        data=_data(entry),
        source=entry.source,
        supersedes=old.observation.fact,
        supersedes_row=old.observation.row,
        reason=reason,
    )


def all_standing(checker: Checker, indicator: str, period: str, *units: str) -> dict[str, Standing]:
    """Return the values that stand for an indicator and period, by unit (of these, if named)."""
    kept = checker.declared(indicator, period).spec.decimals
    found = queries.observations(checker.whole, [indicator], [period], units or None)
    return {value.unit: Standing(value, _as_entry(value, kept)) for value in found}


def standing(checker: Checker, entry: Entry) -> Standing:
    """Return what stands for the indicator, unit and period of an entry; refused if nothing."""
    found = all_standing(checker, entry.indicator, entry.period, entry.unit)
    if entry.unit not in found:
        raise Refused(NO_VALUE, unit=entry.unit, indicator=entry.indicator, period=entry.period)
    return found[entry.unit]


def restates(fact: Fact, entry: Entry) -> bool:
    """Tell whether a fact recorded what an entry in canonical form says."""
    given = {name: said for name, said in _data(entry).items() if said}
    return fact.kind == OBSERVED and all(fact.data[name] == said for name, said in given.items())


def _as_entry(value: Observation, decimals: int) -> Entry:
    def text(scaled: int | None) -> str | None:
        return None if scaled is None else unscale(scaled, decimals)

    return Entry(
        indicator=value.indicator,
        unit=value.unit,
        period=value.period,
        value=text(value.value),
        target=text(value.target),
        prior=text(value.prior),
        ratings=tuple(unscale(rating, decimals) for rating in value.ratings),
    )


def merged(old: Standing, entry: Entry) -> Entry | None:
    """Return the entry completed by what stands; None if it says nothing new."""
    whole = replace(
        entry,
        value=entry.value if entry.value is not None else old.entry.value,
        target=entry.target if entry.target is not None else old.entry.target,
        prior=entry.prior if entry.prior is not None else old.entry.prior,
        ratings=entry.ratings or old.entry.ratings,
    )
    return None if _content(whole) == _content(old.entry) else whole


def refuse_anothers(old: Standing, figures: Iterable[str], checker: Checker) -> None:
    """Refuse to change figures that an office recorded, unless the account is of one."""
    about = {"indicator": old.entry.indicator, "unit": old.entry.unit, "period": old.entry.period}
    if is_anothers(checker, **about, figures=figures):
        raise Refused(MAY_NOT_CHANGE, **about)


def all_figures(old: Standing) -> tuple[str, ...]:
    """Return which figures a value has."""
    return _overwritten(old.entry, Entry(*old.entry.key))


def _overwritten(old: Entry, new: Entry) -> tuple[str, ...]:
    """Return which figures of a value another one would replace."""
    pairs = zip(_FIGURES, _content(old), _content(new), strict=True)
    return tuple(name for name, before, after in pairs if before and before != after)


def _content(entry: Entry) -> tuple[Any, ...]:
    return tuple(getattr(entry, name) for name in _FIGURES)


def _data(entry: Entry) -> dict[str, Any]:
    return {
        "indicator": entry.indicator,
        "unit": entry.unit,
        "period": entry.period,
        "value": entry.value,
        "target": entry.target,
        "prior": entry.prior,
        "ratings": list(entry.ratings),
    }
