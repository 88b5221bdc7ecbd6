"""What the worker makes of published results: matters are opened, and their outcome comes back.

Only a published result opens matters: somebody else than its maker approved it by then, and what
it says is public. Of one scheme, period and reaction a unit gets one matter, also if the result is
revised and published again. Both halves are safe to repeat.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from bihuan.ledger.actions import record
from bihuan.ledger.facts import Draft, Source
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Refused, Text
from bihuan.ledger.writing import hold, writing
from bihuan.loops import actions as loops
from bihuan.loops import files
from bihuan.loops import queries as matters
from bihuan.mechanisms import queries as mechanisms
from bihuan.orgs import queries as orgs
from bihuan.schemes import queries
from bihuan.schemes.engine.reacting import concerned
from bihuan.schemes.engine.result import Result
from bihuan.schemes.models import ReactionRow, Run
from bihuan.schemes.queries import RunSeen
from bihuan.schemes.spec.reactions import Reaction
from bihuan.schemes.spec.scheme import SchemeSpec

REACTED = "schemes.reacted@1"
ANSWERED = "schemes.answered@1"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """A matter that a result opened for a unit, and what became of it.

    Args:
        number: of the matter; "" where the viewer does not see it.
        ended: "" while it is open; ``closed`` as it should be, ``other`` by a decision.
    """

    reaction: str
    unit: str
    number: str
    ended: str
    stage: str


class Reacting:
    """Reacts in every turn to what is new; what went wrong is told once, not in every turn.

    It is tried again when the worker starts anew.
    """

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def turn(self, origin: str, at: datetime) -> None:
        """Open matters for results published since, and bring back the outcome of ended ones."""
        system = orgs.operator(origin)
        published = Run.objects.filter(origin=origin, state="published")
        for key in published.values_list("key", flat=True):
            if key not in self._seen:
                self._seen.add(key)
                react(queries.by_key(system, key), by=system, at=at)
        for row in ReactionRow.objects.filter(origin=origin, ended="").order_by("key"):
            if row.key not in self._seen:
                self._answer(row, by=system, at=at)

    def _answer(self, row: ReactionRow, *, by: Viewer, at: datetime) -> None:
        try:
            answer(row, by=by, at=at)
        except Refused as refusal:
            self._seen.add(row.key)
            log.error(  # noqa: TRY400 - it is an answer, no fault
                "What became of the matter %s was not brought back: %s", row.number, refusal
            )


def react(run: RunSeen, *, by: Viewer, at: datetime) -> None:
    """Open the matters that a published run calls for; those opened before stay as they are."""
    spec = cast("SchemeSpec", mechanisms.version(run.mechanism).spec)
    result = queries.result(run) if spec.reactions else None
    for reaction in spec.reactions:
        for unit in concerned(cast("Result", result), reaction):
            try:
                _open(run, reaction, unit, by=by, at=at)
            except Refused as refusal:
                log.error(  # noqa: TRY400 - it is an answer, no fault
                    "The result of %s %s could not open a matter for %s: %s",
                    run.scheme, run.period, unit, refusal,
                )  # fmt: skip


def _open(run: RunSeen, reaction: Reaction, unit: str, *, by: Viewer, at: datetime) -> None:
    about = {"scheme": run.scheme, "period": run.period, "reaction": reaction.name, "unit": unit}
    request = "/".join(("reaction", *about.values()))
    with writing():
        hold(run.origin, f"reactions/{run.scheme}/{run.period}")
        where = {"origin": run.origin, "reaction": reaction.name, "unit": unit}
        if ReactionRow.objects.filter(**where, scheme=run.scheme, period=run.period).exists():
            return
        opens = reaction.opens
        values = {opens.text: f"{reaction.title.text.zh}（{run.period}）"}
        if opens.unit:
            values[opens.unit] = unit
        raised = loops.raise_matter(
            opens.loop, values, by=by, at=at, class_=opens.class_ or "", request=request,
            source=Source(feed=f"result:{run.digest}"),
        )  # fmt: skip
        draft = Draft(
            kind=REACTED,
            stream=f"reactions/{run.scheme}/{run.period}",
            subject=f"run:{run.key}",
            data={**about, "run": run.key, "matter": raised.id, "number": raised.number},
            mechanism=run.mechanism,
        )
        record(draft, by=by, at=at)


def answer(row: ReactionRow, *, by: Viewer, at: datetime) -> None:
    """Record what became of a matter that a result opened, once it has ended."""
    matter = matters.matter(by, row.matter, at=at).matter
    ended = files.stages(matter.version)[matter.stage].ends
    if ended is None:
        return
    draft = Draft(
        kind=ANSWERED,
        stream=f"reactions/{row.scheme}/{row.period}",
        subject=f"run:{row.run}",
        data={
            "run": row.run, "reacted": row.key, "matter": row.matter,
            "ended": ended, "stage": matter.stage,
        },
        request=f"answered/{row.key}",
    )  # fmt: skip
    record(draft, by=by, at=at)


def answers(viewer: Viewer, run: RunSeen, *, at: datetime) -> list[Answer]:
    """Return the matters that the result of a run's scheme and period opened, for who works here.

    No public page shows them. Who does not see a matter learns neither its number nor its stage.
    """
    if not viewer.may(*queries.INSIDE):
        return []
    rows = ReactionRow.objects.filter(origin=run.origin, scheme=run.scheme, period=run.period)
    covered = orgs.slugs_under(viewer)
    return [
        _answer(viewer, row, at)
        for row in rows.order_by("reaction", "unit")
        if covered is None or row.unit in covered
    ]


def _answer(viewer: Viewer, row: ReactionRow, at: datetime) -> Answer:
    seen = _is_seen(viewer, row.matter, at)
    return Answer(
        row.reaction, row.unit, row.number if seen else "", row.ended, row.stage if seen else ""
    )


def _is_seen(viewer: Viewer, matter: str, at: datetime) -> bool:
    try:
        matters.matter(viewer, matter, at=at)
    except Refused:
        return False
    return True


def sentences(viewer: Viewer, run: RunSeen, unit: str, *, at: datetime) -> Iterator[Text]:
    """Yield in words what the result led to for a unit, as its explanation ends."""
    spec = cast("SchemeSpec", mechanisms.version(run.mechanism).spec)
    titles = {each.name: each.title.text for each in spec.reactions}
    for each in answers(viewer, run, at=at):
        if each.unit == unit:
            title = titles.get(each.reaction, Text(each.reaction, each.reaction))
            yield _SAYS[each.ended].fill(title=title, number=each.number or "-")


_SAYS = {
    "": Text(
        en="this result opened a matter: {title} ({number}); it is under way",
        zh="该结果已转办：{title}（{number}），正在办理",
    ),
    "closed": Text(
        en="this result opened a matter: {title} ({number}); it is settled",
        zh="该结果已转办：{title}（{number}），已办结",
    ),
    "other": Text(
        en="this result opened a matter: {title} ({number}); it ended by a decision",
        zh="该结果已转办：{title}（{number}），经决定终止",
    ),
}
