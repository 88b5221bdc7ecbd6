"""One act on many matters: dispatch, extend, close, assign them, with one fact for each.

A preview decides every act and stores nothing: it says which would be refused and why, grouped by
the reason. Then either all are done or none (``together``: one transaction), or those that can be
done are, some hundreds in a transaction (``one by one``): what is interrupted is done so far as it
says, and the same request again does the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from bihuan.ledger import actions as ledger
from bihuan.ledger import queries as ledger_queries
from bihuan.ledger.facts import Draft
from bihuan.ledger.statements import chunks
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Refused, Said
from bihuan.ledger.writing import hold, writing
from bihuan.loops import asking
from bihuan.loops.actions import ACTED, Acting
from bihuan.loops.apply import standings
from bihuan.loops.engine.asked import Brought
from bihuan.loops.finding import seen
from bihuan.loops.refusals import MATTER_UNKNOWN, SELECTION_TOO_LARGE

MOST = 20_000
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done to each matter, as `act` takes it."""

    name: str
    said: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)
    evidence: tuple[Brought, ...] = ()
    happened: datetime | None = None
    reason: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Matters that are refused for one reason."""

    why: Said
    matters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, or would be: the matters, and those refused, by reason.

    `facts` names the fact of each matter that was acted on; a preview has none.
    """

    done: tuple[str, ...]
    refused: tuple[Group, ...]
    facts: Mapping[str, str] = field(default_factory=dict)


def preview(matters: Sequence[str], order: Order, *, by: Viewer, at: datetime) -> Outcome:
    """Return what the act would do to each matter; nothing is stored."""
    with writing():
        tried = _Many(by, at, order).tried(_unique(matters))
        found = _outcome(tried)
        transaction.set_rollback(True)
    return found


def act_on_many(  # noqa: PLR0913 - the matters, the act, and how it is done
    matters: Sequence[str],
    order: Order,
    *,
    by: Viewer,
    at: datetime,
    together: bool = True,
    request: str = "",
    progress: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Do one act on many matters, by id, with one fact for each.

    With `together` the first refusal refuses them all; without, what can be done is, and the
    outcome names the rest with the reasons. `progress` hears how many were looked at and stored.
    """
    ids = _unique(matters)
    many = _Many(by, at, order)
    if together:
        with writing():
            tried = many.recorded(ids, request, progress)
            refusal = next((one for one in tried if isinstance(one.result, Refused)), None)
            if refusal and isinstance(refusal.result, Refused):
                raise refusal.result
            return _outcome(tried)
    tried = []
    for some in chunks(ids, _AT_ONCE):
        with writing():
            tried += many.recorded(some, request, lambda _: None)
        progress(len(tried))
    return _outcome(tried)


@dataclass(frozen=True, slots=True)
class _Tried:
    matter: str
    result: list[Draft] | Refused
    fact: str = ""


@dataclass(frozen=True, slots=True)
class _Many:
    by: Viewer
    at: datetime
    order: Order

    def tried(self, ids: Sequence[str]) -> list[_Tried]:
        acting = Acting(asking.actor(self.by, self.at), self.at)
        tried = []
        for some in chunks(ids, _AT_ONCE):
            hold(self.by.origin, *(f"matter/{each}" for each in some))
            found = standings(self.by.origin, some)
            tried += [self._one(acting, each, found) for each in some]
        return tried

    def _one(self, acting: Acting, matter: str, found: Mapping[str, Any]) -> _Tried:
        before, order = found.get(matter), self.order
        try:
            if before is None or not seen(acting.actor.sight, before.matter):
                raise Refused(MATTER_UNKNOWN, matter=matter[:63])  # noqa: TRY301
            drafts = acting.drafts(
                matter,
                order.name,
                order.said,
                happened=order.happened,
                values=order.values,
                evidence=order.evidence,
                reason=order.reason,
                unit=order.unit,
                before=before,
            )
        except Refused as refused:
            return _Tried(matter, refused)
        return _Tried(matter, drafts)

    def recorded(
        self, ids: Sequence[str], request: str, progress: Callable[[int], None]
    ) -> list[_Tried]:
        """Return what was recorded; with a request, what it did before is not done again."""
        done: list[_Tried] = []
        for some in chunks(ids, _AT_ONCE):
            before = {} if not request else self._before(some, request)
            tried = self.tried([each for each in some if each not in before])
            drafts: list[Draft] = []
            for one in tried:
                if isinstance(one.result, list):
                    drafts += [_asked_by(each, request, one.matter) for each in one.result]
            facts = ledger.record_many(drafts, by=self.by, at=self.at) if drafts else []
            of = {
                fact.subject.partition(":")[2]: fact.id
                for fact in reversed(facts)
                if fact.kind == ACTED
            }
            done += [_Tried(one.matter, one.result, of.get(one.matter, "")) for one in tried]
            done += [_Tried(matter, [], fact) for matter, fact in before.items()]
            progress(len(done))
        return done

    def _before(self, ids: Sequence[str], request: str) -> dict[str, str]:
        found = {each: ledger_queries.by_request(f"{request}/{each}", self.by) for each in ids}
        return {each: fact.id for each, fact in found.items() if fact}


def _asked_by(draft: Draft, request: str, matter: str) -> Draft:
    own = draft.kind == ACTED and draft.subject == f"matter:{matter}" and request
    return replace(draft, request=f"{request}/{matter}") if own else draft


def _outcome(tried: Sequence[_Tried]) -> Outcome:
    refused: dict[str, tuple[Said, list[str]]] = {}
    for one in tried:
        if isinstance(one.result, Refused):
            said = one.result.said
            # Those that are not there differ in their names alone.
            key = said.code if said.message is MATTER_UNKNOWN else said.text.en
            refused.setdefault(key, (said, []))[1].append(one.matter)
    return Outcome(
        done=tuple(one.matter for one in tried if not isinstance(one.result, Refused)),
        refused=tuple(Group(said, tuple(matters)) for said, matters in refused.values()),
        facts={one.matter: one.fact for one in tried if one.fact},
    )


def _unique(matters: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(matters))
    if len(found) > MOST:
        raise Refused(SELECTION_TOO_LARGE, count=len(found), most=MOST)
    return found
