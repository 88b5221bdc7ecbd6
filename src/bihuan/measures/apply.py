"""What the facts of this room, and enacted indicators, do to its tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from pydantic import BaseModel

from bihuan.ledger import queries as ledger
from bihuan.ledger.applying import applies, projection
from bihuan.ledger.facts import Fact, Source
from bihuan.ledger.statements import moment
from bihuan.ledger.words import Message, Refused, Text
from bihuan.measures import bulk
from bihuan.measures.engine.numbers import scale
from bihuan.measures.models import (
    NO_ROW,
    AdjustmentRow,
    AwardRow,
    CitationRow,
    FormerRow,
    IndicatorRow,
    ObservationRow,
    VerificationRow,
)
from bihuan.measures.spec import IndicatorSpec
from bihuan.mechanisms import queries as mechanisms

INDICATOR_KEEPS_SCALE = Message(
    "indicator-keeps-scale",
    Text(
        en='indicator "{name}" is kept in {unit} at {decimals} decimals; these cannot change',
        zh="指标“{name}”已按{unit}、{decimals} 位小数记录，计量单位和小数位不能再改",
    ),
    Text(
        en="give the new meaning an indicator with a name of its own",
        zh="口径变化的，请另立新指标、另起名称",
    ),
)

# Points of adjustments are kept in millionths.
POINT_DECIMALS = 6

projection(
    IndicatorRow, ObservationRow, FormerRow, VerificationRow, AdjustmentRow, AwardRow, CitationRow
)


@applies("mechanisms.enacted@1")
def enacted(fact: Fact) -> None:
    """Keep what an indicator asks; a scheme's file may hold indicators of its own."""
    if fact.data["kind"] not in {"Indicator", "Scheme"}:
        return
    mechanism = mechanisms.version(fact.data["digest"])
    if fact.data["kind"] == "Indicator":
        _declare(fact, mechanism.name, mechanism.title, mechanism.spec)
        return
    for own in mechanism.spec.indicators:
        asked = _written(own, only=set(IndicatorSpec.model_fields))
        _declare(fact, own.name, own.title.text, IndicatorSpec.model_validate(asked))


def _declare(fact: Fact, name: str, title: Text, spec: IndicatorSpec) -> None:
    effective = date.fromisoformat(fact.data["effective"])
    versions = IndicatorRow.objects.filter(origin=fact.origin, name=name)
    if not _has_values(fact.origin, name):
        versions.filter(effective=effective).delete()
    # Values of all periods, former ones too, are kept at one scale: they are read side by side.
    other = versions.exclude(decimals=spec.decimals, unit_of_measure=spec.unit_of_measure).first()
    if other:
        raise Refused(
            INDICATOR_KEEPS_SCALE, name=name, unit=other.unit_of_measure, decimals=other.decimals
        )
    versions.filter(effective=effective).delete()
    IndicatorRow.objects.create(
        origin=fact.origin,
        name=name,
        effective=effective,
        digest=fact.data["digest"],
        title_zh=title.zh,
        title_en=title.en,
        decimals=spec.decimals,
        unit_of_measure=spec.unit_of_measure,
        spec=_written(spec),
    )


def _written(spec: BaseModel, *, only: set[str] | None = None) -> dict[str, Any]:
    """Return what the author wrote, without what a release of ours fills in.

    A later release may know more keys; a rebuild gives the same row all the same.
    """
    return spec.model_dump(mode="json", include=only, exclude_unset=True)


def _has_values(origin: str, indicator: str) -> bool:
    values = {"origin": origin, "indicator": indicator}
    return any(rows.objects.filter(**values).exists() for rows in (ObservationRow, FormerRow))


@applies("measures.observed@1")
def observed(fact: Fact) -> None:
    """Let a value stand, in place of the one that the fact supersedes."""
    first = fact.recorded
    if fact.supersedes:
        old = ObservationRow.objects.get(
            origin=fact.origin, fact=fact.supersedes, row=_row_number(fact.supersedes_row)
        )
        # A target set beforehand is no value yet, so it does not make the value timely.
        first = old.first_recorded if old.value is not None or old.ratings else first
        bulk.archive(fact, old.row)
    if not fact.retracts:
        ObservationRow.objects.create(**_row(fact, first=first))


@applies("measures.imported@1")
def imported(fact: Fact) -> None:
    """Let every row of a bulk fact stand; a withdrawal takes away those that still do."""
    if fact.retracts:
        bulk.archive(fact)
    else:
        bulk.insert(_rows(fact))


@applies("measures.derived@1")
def derived(fact: Fact) -> None:
    """Let what was counted stand, in place of the count before; nothing is counted again."""
    first: dict[str, Any] = {}
    if fact.supersedes:
        old = ObservationRow.objects.filter(origin=fact.origin, fact=fact.supersedes)
        first = dict(old.values_list("unit", "first_recorded"))
        bulk.archive(fact)
    bulk.insert(_counted_rows(fact, first))


@applies("measures.verified@1")
def verified(fact: Fact) -> None:
    """Note that a second person found a value right."""
    of = {"of_fact": fact.data["fact"], "of_row": _row_number(fact.data["row"])}
    VerificationRow.objects.create(
        origin=fact.origin,
        **of,
        fact=fact.id,
        person=fact.person,
        act_as=fact.act_as,
        recorded=fact.recorded,
    )
    ObservationRow.objects.filter(origin=fact.origin, fact=of["of_fact"], row=of["of_row"]).update(
        verified=True
    )


@applies("measures.adjusted@1")
def adjusted(fact: Fact) -> None:
    """Let a bonus, deduction or veto count, in place of the one that the fact supersedes."""
    if fact.supersedes:
        AdjustmentRow.objects.filter(origin=fact.origin, fact=fact.supersedes).delete()
    if fact.retracts:
        return
    points = fact.data["points"]
    AdjustmentRow.objects.create(
        origin=fact.origin,
        fact=fact.id,
        scheme=fact.data["scheme"],
        period=fact.data["period"],
        effect=fact.data["effect"],
        rule=fact.data["rule"],
        unit=fact.data["unit"],
        points=None if points is None else scale(points, POINT_DECIMALS),
        reason=fact.reason,
        recorded=fact.recorded,
        **_place(fact.source),
    )


@applies("measures.awarded@1")
def awarded(fact: Fact) -> None:
    """Keep an award as it was published; a withdrawn one is held no longer."""
    if fact.supersedes:
        AwardRow.objects.filter(origin=fact.origin, fact=fact.supersedes).delete()
    if not fact.retracts:
        AwardRow.objects.create(origin=fact.origin, fact=fact.id, **fact.data)


@applies("measures.cited@1")
def cited(fact: Fact) -> None:
    """Let a citation make the value of its fact and row public, in place of an earlier one."""
    if fact.supersedes:
        CitationRow.objects.filter(origin=fact.origin, fact=fact.supersedes).delete()
    if not fact.retracts:
        told = {key: said for key, said in fact.data.items() if key not in {"fact", "row"}}
        CitationRow.objects.create(
            origin=fact.origin,
            of_fact=fact.data["fact"],
            of_row=_row_number(fact.data["row"]),
            fact=fact.id,
            **told,
        )


def _row_number(row: int | None) -> int:
    return NO_ROW if row is None else row


def _place(source: Source | None) -> dict[str, str]:
    source = source or Source()
    return {
        "document": source.document,
        "sheet": source.sheet,
        "cell": source.cell,
        "feed": source.feed,
    }


def _row(fact: Fact, *, first: Any) -> dict[str, Any]:
    """Return the columns of a single observation."""
    data = fact.data
    scaled = partial(_scaled, decimals=_decimals(fact.origin, data["indicator"]))
    return {
        "origin": fact.origin,
        "period": data["period"],
        "indicator": data["indicator"],
        "unit": data["unit"],
        "value": scaled(data["value"]),
        "target": scaled(data["target"]),
        "prior": scaled(data["prior"]),
        "ratings": [scaled(rating) for rating in data["ratings"]] or None,
        "fact": fact.id,
        "row": NO_ROW,
        **_place(fact.source),
        "recorded": fact.recorded,
        "first_recorded": first,
        "verified": False,
    }


def _rows(fact: Fact) -> Iterator[tuple[Any, ...]]:
    """Yield the columns of every row of a bulk fact, in the order of `bulk.COLUMNS`."""
    decimals: dict[str, int] = {}
    document = (fact.source or Source()).document
    at = moment(fact.recorded)
    for number, row in ledger.bulk_rows(fact.id):
        indicator = row["indicator"]
        if indicator not in decimals:
            decimals[indicator] = _decimals(fact.origin, indicator)
        kept = decimals[indicator]
        yield (
            fact.origin, row["period"], indicator, row["unit"],
            _scaled(row.get("value"), kept), _scaled(row.get("target"), kept),
            _scaled(row.get("prior"), kept), None, fact.id, number,
            document, row.get("sheet", ""), row.get("cell", ""), "", at, at, False,
        )  # fmt: skip


def _counted_rows(fact: Fact, first: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield the columns of what a count states of each unit, where anything counts."""
    feed, at = (fact.source or Source()).feed, fact.recorded
    kept = _decimals(fact.origin, fact.data["indicator"])
    for number, row in ledger.bulk_rows(fact.id):
        if row.get("value") is not None:
            yield (
                fact.origin, row["period"], row["indicator"], row["unit"],
                _scaled(row["value"], kept), None, None, None, fact.id, number,
                "", "", "", feed, moment(at), moment(first.get(row["unit"], at)), False,
            )  # fmt: skip


def _scaled(number: str | None, decimals: int) -> int | None:
    if number is None:
        return None
    whole, _, part = number.partition(".")
    # Written with all its decimals, as facts carry it, it needs no other look.
    return int(whole + part) if len(part) == decimals else scale(number, decimals)


def _decimals(origin: str, indicator: str) -> int:
    """Return the decimals of an indicator; all its versions keep the same once it has values."""
    rows = IndicatorRow.objects.filter(origin=origin, name=indicator)
    return rows.values_list("decimals", flat=True).latest("effective")
