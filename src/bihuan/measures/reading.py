"""From table rows to what other rooms see."""

from __future__ import annotations

from functools import lru_cache

from bihuan.ledger import queries as ledger
from bihuan.ledger.facts import Fact, Source
from bihuan.ledger.words import Text
from bihuan.measures.engine.numbers import unscale
from bihuan.measures.models import (
    NO_ROW,
    AdjustmentRow,
    AwardRow,
    CitationRow,
    FormerRow,
    IndicatorRow,
    ObservationRow,
    Recorded,
)
from bihuan.measures.observations import (
    Adjusted,
    Award,
    Change,
    Citation,
    Declared,
    Observation,
)
from bihuan.measures.spec import IndicatorSpec
from bihuan.orgs import queries as orgs


def declared(row: IndicatorRow) -> Declared:
    """Return the version of an indicator in a row."""
    spec = IndicatorSpec.model_validate(row.spec)
    return Declared(row.name, Text(en=row.title_en, zh=row.title_zh), spec, row.digest)


def observation(row: Recorded) -> Observation:
    """Return the value in a row, standing or former."""
    return Observation(
        indicator=row.indicator,
        unit=row.unit,
        period=row.period,
        value=row.value,
        target=row.target,
        prior=row.prior,
        ratings=tuple(row.ratings or ()),
        source=source(row),
        fact=row.fact,
        row=None if row.row == NO_ROW else row.row,
        recorded=row.recorded,
        first_recorded=row.first_recorded,
        verified=row.verified,
    )


def change(row: ObservationRow | FormerRow, decimals: int) -> Change:
    """Return the step of a value's history in a row."""
    fact = fact_of(row.fact, row.origin)
    return Change(
        value=text(row.value, decimals),
        target=text(row.target, decimals),
        prior=text(row.prior, decimals),
        fact=row.fact,
        row=None if row.row == NO_ROW else row.row,
        recorded=row.recorded,
        role=fact.act_as,
        reason=fact.reason,
        stands=isinstance(row, ObservationRow),
    )


def withdrawal(row: FormerRow) -> Change:
    """Return the step by which a value was withdrawn."""
    fact = fact_of(row.replaced_by, row.origin)
    return Change(
        value=None,
        target=None,
        prior=None,
        fact=fact.id,
        row=None,
        recorded=row.replaced,
        role=fact.act_as,
        reason=fact.reason,
        stands=False,
        withdrawn=True,
    )


def adjusted(row: AdjustmentRow) -> Adjusted:
    """Return the bonus, deduction or veto in a row."""
    return Adjusted(
        effect=row.effect,
        scheme=row.scheme,
        rule=row.rule,
        unit=row.unit,
        period=row.period,
        points=row.points,
        reason=row.reason,
        fact=row.fact,
        source=source(row),
        recorded=row.recorded,
    )


def award(row: AwardRow) -> Award:
    """Return the award in a row."""
    return Award(
        award=row.award,
        level=row.level,
        unit=row.unit,
        period=row.period,
        position=row.position,
        title=Text(en=row.title_en, zh=row.title_zh),
        published_by=row.published_by,
        published_on=row.published_on,
        place=row.place,
        quote=row.quote,
        fact=row.fact,
    )


def citation(row: CitationRow) -> Citation:
    """Return the citation in a row."""
    return Citation(
        indicator=row.indicator,
        unit=row.unit,
        period=row.period,
        published_by=row.published_by,
        published_on=row.published_on,
        place=row.place,
        quote=row.quote,
        derived=tuple(row.derived),
        basis=Text(en=row.basis_en, zh=row.basis_zh),
        of_fact=row.of_fact,
        of_row=None if row.of_row == NO_ROW else row.of_row,
        fact=row.fact,
    )


def source(row: Recorded | AdjustmentRow) -> Source | None:
    """Return where a row was read, or None if it was entered without a document."""
    found = Source(row.document, row.sheet, row.cell, row.feed)
    return None if found == Source() else found


def text(scaled: int | None, decimals: int) -> str | None:
    """Return a figure as it is written at its decimals; None where there is none."""
    return None if scaled is None else unscale(scaled, decimals)


@lru_cache(maxsize=1024)
def fact_of(fact_id: str, origin: str) -> Fact:
    """Return the fact behind a row that the caller may see; facts never change."""
    return ledger.fact(fact_id, orgs.operator(origin))
