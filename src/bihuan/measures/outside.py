"""What others published, read from tables: awards, and where printed figures stand.

Whatever is recorded here is public from then on. The table itself is kept in the
ledger, and each fact names its line in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar

from bihuan.ledger import actions as ledger
from bihuan.ledger import queries as ledger_queries
from bihuan.ledger.facts import Draft, Fact, Source
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Refused, Text
from bihuan.ledger.writing import writing
from bihuan.measures import queries
from bihuan.measures.actions import AWARDS, record_awards
from bihuan.measures.checking import Checker
from bihuan.measures.engine.awards import COLUMNS as AWARD_COLUMNS
from bihuan.measures.engine.awards import award_of
from bihuan.measures.engine.citations import COLUMNS as CITATION_COLUMNS
from bihuan.measures.engine.citations import citation_of
from bihuan.measures.engine.listing import Line, read_listing
from bihuan.measures.observations import Award, Citation, Observation
from bihuan.measures.refusals import (
    CITATION_STANDS,
    CITED_ELSEWHERE,
    MAY_NOT_AWARD,
    NO_VALUE,
    ROW_TWICE,
)
from bihuan.mechanisms.diagnostics import Diagnostic, Findings, Place

CITED = "measures.cited@1"

_SAYS = {
    "awards": Text(
        "{read} awards read: {recorded} recorded, {known} known already.",
        "共读取 {read} 项奖项：登记 {recorded} 项，已登记 {known} 项。",
    ),
    "citations": Text(
        "{read} citations read: {recorded} recorded, {known} known already.",
        "共读取 {read} 条出处：登记 {recorded} 条，已登记 {known} 条。",
    ),
}

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a table of published facts changed.

    Args:
        what: ``awards`` or ``citations``.
        document: SHA-256 of the table.
        read: its lines; `facts` are those recorded, the others were known already.
    """

    what: str
    document: str
    read: int
    facts: tuple[str, ...]

    @property
    def lines(self) -> tuple[Text, ...]:
        """What happened, in sentences."""
        recorded = len(self.facts)
        return (
            _SAYS[self.what].fill(read=self.read, recorded=recorded, known=self.read - recorded),
        )

    def as_data(self) -> dict[str, Any]:
        """Return the same as plain data for programs."""
        return {
            "what": self.what,
            "document": self.document,
            "read": self.read,
            "stored": len(self.facts),
            "unchanged": self.read - len(self.facts),
            "facts": list(self.facts),
        }


def load_awards(content: bytes, name: str, *, by: Viewer, at: datetime, reason: str = "") -> Loaded:
    """Record the awards of a table, all or none; the same table again records nothing.

    Raises:
        Findings: every line that cannot be an award; nothing was stored.
        Refused: the account may not, or an award stands with other words and there is no reason.
    """
    _may(by)
    checker, digest = Checker(by), sha256(content).hexdigest()

    def award(line: Line) -> Award:
        read = award_of(line)
        slug = checker.slug(read.unit, read.period)
        return replace(read, unit=slug, source=_in(digest, read.source))

    with writing():
        awards = _each(read_listing(content, name, AWARD_COLUMNS), award, name)
        facts = record_awards(awards, by=by, at=at, reason=reason)
        return _loaded("awards", content, name, len(awards), facts)


def load_citations(
    content: bytes, name: str, *, by: Viewer, at: datetime, reason: str = ""
) -> Loaded:
    """Record where printed figures stand, all or none; each was read from the file it names.

    A value is public from then on, until it is corrected: what nobody printed is not cited.

    Raises:
        Findings: every line that cites nothing that stands; nothing was stored.
        Refused: the account may not publish.
    """
    _may(by)
    with writing():
        desk = _Citing(by, sha256(content).hexdigest(), reason.strip())
        drafts = _each(read_listing(content, name, CITATION_COLUMNS), desk.draft, name)
        facts = ledger.record_many([each for each in drafts if each], by=by, at=at)
        return _loaded("citations", content, name, len(drafts), facts)


def _may(by: Viewer) -> None:
    if not by.may(*AWARDS, at=f"/{by.origin}/"):
        raise Refused(MAY_NOT_AWARD)


class _Citing:
    """Citations checked one after the other against the values that stand."""

    def __init__(self, by: Viewer, document: str, reason: str) -> None:
        self._checker = Checker(by)
        self._document = document
        self._reason = reason
        self._known = {
            (citation.of_fact, citation.of_row): citation for citation in queries.citations(by)
        }

    def draft(self, line: Line) -> Draft | None:
        """Return the fact that a citation makes; None if it is known already."""
        written = citation_of(line)
        slug = self._checker.slug(written.unit, written.period)
        value = self._standing(replace(written, unit=slug), line.says["file"])
        citation = replace(written, unit=slug, of_fact=value.fact, of_row=value.row)
        key = (value.fact, value.row)
        old = self._known.get(key)
        self._known[key] = citation
        if old and _cited(old) == _cited(citation):
            return None
        return self._drafted(citation, old)

    def _standing(self, citation: Citation, file: str) -> Observation:
        where = (citation.indicator, citation.unit, citation.period)
        said = dict(zip(("indicator", "unit", "period"), where, strict=True))
        self._checker.declared(citation.indicator, citation.period)
        value = queries.current(self._checker.whole, *where)
        if value is None:
            raise Refused(NO_VALUE, **said)
        document = value.source.document if value.source else ""
        if not document or ledger_queries.document_name(document) != file:
            raise Refused(CITED_ELSEWHERE, file=file, **said)
        return value

    def _drafted(self, citation: Citation, old: Citation | None) -> Draft:
        said = {"unit": citation.unit, "indicator": citation.indicator, "period": citation.period}
        if old and not old.fact:
            raise Refused(ROW_TWICE, **said)
        if old and not self._reason:
            raise Refused(CITATION_STANDS, **said)
        return Draft(
            kind=CITED,
            stream=f"citations/{citation.indicator}/{citation.period}",
            subject=f"unit:{citation.unit}",
            data=_cited(citation),
            source=_in(self._document, citation.source),
            supersedes=old.fact if old else "",
            reason=self._reason if old else "",
        )


def _cited(citation: Citation) -> dict[str, Any]:
    return {
        "indicator": citation.indicator,
        "unit": citation.unit,
        "period": citation.period,
        "fact": citation.of_fact,
        "row": citation.of_row,
        "published_by": citation.published_by,
        "published_on": citation.published_on,
        "place": citation.place,
        "quote": citation.quote,
        "derived": list(citation.derived),
        "basis_zh": citation.basis.zh,
        "basis_en": citation.basis.en,
    }


def _in(document: str, source: Source | None) -> Source:
    return replace(source or Source(), document=document)


def _each(lines: Iterable[Line], make: Callable[[Line], Made], name: str) -> list[Made]:
    """Return what is made of every line, or raise all that was refused, each at its line."""
    made: list[Made] = []
    wrong: list[Diagnostic] = []
    for line in lines:
        try:
            made.append(make(line))
        except Refused as refusal:
            wrong.append(Diagnostic(refusal.said, Place(name, line=line.number)))
    if wrong:
        raise Findings(tuple(wrong), storing=True)
    return made


def _loaded(what: str, content: bytes, name: str, read: int, facts: list[Fact]) -> Loaded:
    if facts:
        # What changed nothing leaves no trace, not even the file.
        ledger.keep(content, name=name, type="text/csv")
    return Loaded(what, sha256(content).hexdigest(), read, tuple(fact.id for fact in facts))
