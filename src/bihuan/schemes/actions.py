"""What may be done with schemes: score, walk a run through its states, take an award back.

Each verb is one transaction: it holds the runs of the period, looks at them, checks, records a
fact and applies it. So of two people who decide at once, the second decides on what the first did.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import orjson

from bihuan.calendars.queries import CHINA, Period
from bihuan.ledger.actions import keep, record
from bihuan.ledger.facts import Draft, Fact, Source
from bihuan.ledger.sealing import seal
from bihuan.ledger.viewer import Role, Viewer
from bihuan.ledger.words import Refused, Text
from bihuan.ledger.writing import at_one_moment, hold, writing
from bihuan.measures import actions as measures
from bihuan.schemes.adjusting import refuse_without_ground
from bihuan.schemes.checking import checked_by
from bihuan.schemes.duties import refuse_who_took_part
from bihuan.schemes.gathering import gather, still_stands
from bihuan.schemes.models import Revocation, Run
from bihuan.schemes.queries import RunSeen, by_key, latest, result, row, standing
from bihuan.schemes.refusals import (
    ALREADY_REVOKED,
    DECISION_NEEDED,
    FIGURES_CHANGED,
    NO_SUCH_AWARD,
    NO_SUCH_STEP,
    NOT_YOUR_ROLE,
    PERIOD_NOT_OVER,
    RESULT_BLOCKED,
    REVOCATION_NEEDS_REASON,
    RUN_CHANGED,
    SAME_PERSON,
    STATES,
    any_of,
    listed,
)

# Where a run may go from each state (domain rules 4.5); steps that a district does not hold
# (confirming by units, an objection window) may be passed over, never the approval.
NEXT: dict[str, tuple[str, ...]] = {
    "trial": ("confirming", "objections", "reviewed", "approved", "revoked"),
    "confirming": ("objections", "reviewed", "approved", "revoked"),
    "objections": ("reviewed", "approved", "revoked"),
    "reviewed": ("approved", "revoked"),
    "approved": ("published", "revoked"),
    "published": ("revised", "revoked"),
    "revised": (),
    "revoked": (),
}
SCORERS: tuple[Role, ...] = ("assess_office", "operator")
APPROVERS: tuple[Role, ...] = ("committee", "deputy_leader")
PUBLISHERS: tuple[Role, ...] = ("committee", "deputy_leader", "assess_office")
# As long as its column.
LONGEST_NUMBER = 100

_APPROVING = Text(en="approving a result", zh="审定结果")
_PUBLISHING = Text(en="publishing a result", zh="公布结果")
_REVOKING = Text(en="withdrawing a result", zh="撤回结果")
_TAKING_BACK = Text(en="taking an award back", zh="撤销奖项")


def _require(viewer: Viewer, roles: tuple[Role, ...], what: Text) -> None:
    # What is decided here is decided for all units: a role over one town is not enough.
    if not viewer.may(*roles, at=f"/{viewer.origin}/"):
        raise Refused(NOT_YOUR_ROLE, what=what, roles=any_of(roles))


def _stream_of(scheme: str, period: str) -> str:
    """Return the stream in which the runs of a scheme and period stand."""
    return f"runs/{scheme}/{period}"


def score(scheme: str, period: str, *, by: Viewer, at: datetime, engine: str = "auto") -> RunSeen:
    """Run a scheme for a period on all that is recorded, and keep the result as a trial.

    The result is that of the plain reference, whichever engine computes the scores again.

    Raises:
        Refused: the scheme is not in force, the period is of another kind, no unit has a value,
            or the viewer may not score.
    """
    _require(by, SCORERS, Text(en="scoring", zh="计算考核结果"))
    stream = _stream_of(scheme, period)
    # Reached before anything is held: a cluster takes its time to start.
    checked = checked_by(engine)
    with at_one_moment(by.origin, stream):
        as_of = seal(by.origin)
        gathered = gather(by, scheme, period, as_of=as_of, score=checked)
        digest = keep(
            orjson.dumps(gathered.result, option=orjson.OPT_SORT_KEYS),
            name=f"{scheme}-{period}.json",
            type="application/json",
        )
        earlier = Run.objects.filter(origin=by.origin, scheme=scheme, period=period).count()
        data = {
            "scheme": scheme,
            "period": period,
            "number": earlier + 1,
            "result": digest,
            "as_of": as_of,
        }
        draft = Draft(
            kind="schemes.scored@1",
            stream=stream,
            subject=f"scheme:{scheme}",
            data=data,
            valid=(gathered.period.first, gathered.period.last),
            mechanism=gathered.mechanism,
        )
        return by_key(by, record(draft, by=by, at=at).id)


def approve(run: RunSeen, *, by: Viewer, at: datetime) -> RunSeen:
    """Approve the newest run of a period, every unit of which has a total.

    Raises:
        Refused: the viewer is neither of the committee nor a leader, prepared the run, or recorded
            something that counts in it; the period is not over; units have no total; the run is
            not to be approved now, or changed since it was looked at.
    """
    _require(by, APPROVERS, _APPROVING)
    last = Period.parse(run.period).last
    if at.astimezone(CHINA).date() <= last:
        raise Refused(PERIOD_NOT_OVER, period=run.period, last=last.isoformat())
    with writing():
        now = _newest(run, by)
        scored = result(now)
        refuse_who_took_part(scored, by)
        blocked = scored["blocked"]
        if blocked:
            raise Refused(RESULT_BLOCKED, count=len(blocked), units=", ".join(blocked))
        return _move(now, "approved", by=by, at=at)


def mark_published(run: RunSeen, *, by: Viewer, at: datetime) -> RunSeen:
    """Mark an approved run as published, and the one published before it as revised.

    Boards call it where they publish; by itself it shows nobody anything.

    Raises:
        Refused: the viewer may not publish, or prepared the run; the run is not approved, or
            changed since it was looked at; a figure changed since it was scored.
    """
    _require(by, PUBLISHERS, _PUBLISHING)
    with writing():
        newest = _newest(run, by)
        if newest.state == "approved" and not still_stands(by, result(newest)):
            raise Refused(FIGURES_CHANGED, scheme=run.scheme, period=run.period)
        return _move(newest, "published", by=by, at=at)


def revoke_run(run: RunSeen, *, reason: str, by: Viewer, at: datetime) -> RunSeen:
    """Take a run back, so that it counts no more; its result stays readable.

    What boards published of it is withdrawn with it, also if they are not asked to.

    Raises:
        Refused: the viewer may not, or prepared the run; no reason is given; the run was taken
            back or revised already, or changed since it was looked at.
    """
    _require(by, PUBLISHERS, _REVOKING)
    if not reason.strip():
        raise Refused(REVOCATION_NEEDS_REASON)
    with writing():
        hold(by.origin, _stream_of(run.scheme, run.period))
        now = _unchanged(run, by_key(by, run.key), by)
        return _move(now, "revoked", by=by, at=at, reason=reason.strip())


def _newest(run: RunSeen, by: Viewer) -> RunSeen:
    """Hold the runs of a period and return this one as it stands; only the newest goes on."""
    hold(by.origin, _stream_of(run.scheme, run.period))
    return _unchanged(run, latest(by, run.scheme, run.period), by)


def _unchanged(run: RunSeen, now: RunSeen, by: Viewer) -> RunSeen:
    """Return the run as it stands; refuses one that changed, and the person who prepared it."""
    if by.person == now.prepared_by:
        raise Refused(SAME_PERSON)
    if (now.key, now.state) != (run.key, run.state):
        raise Refused(
            RUN_CHANGED, scheme=now.scheme, period=now.period, number=now.number,
            state=STATES[now.state],
        )  # fmt: skip
    return now


def _move(run: RunSeen, to: str, *, by: Viewer, at: datetime, reason: str = "") -> RunSeen:
    """Take a run, held and read again, to its next state; refuses one that does not follow."""
    allowed = NEXT[run.state]
    if to not in allowed:
        following = listed(STATES[state] for state in allowed) if allowed else Text("–", "无")
        raise Refused(NO_SUCH_STEP, state=STATES[run.state], to=STATES[to], next=following)
    draft = Draft(
        kind="schemes.moved@1",
        stream=_stream_of(run.scheme, run.period),
        subject=f"run:{run.key}",
        data={"run": run.key, "from": run.state, "to": to},
        reason=reason,
    )
    record(draft, by=by, at=at)
    return by_key(by, run.key)


def adjust(  # noqa: PLR0913 - the event and its grounds
    scheme: str,
    *,
    effect: measures.Effect,
    rule: str,
    unit: str,
    period: str,
    points: str | Decimal | None = None,
    reason: str,
    by: Viewer,
    at: datetime,
    source: Source | None = None,
) -> Fact:
    """Record a bonus, a deduction or a veto of a unit that takes part, under a rule of the scheme.

    Raises:
        Refused: the scheme in force on the period's last day has no such rule or allows fewer
            points, the unit takes no part, or the viewer may not adjust.
    """
    with writing():
        refuse_without_ground(
            by, scheme, effect=effect, rule=rule, unit=unit, period=period, points=points
        )
        return measures.adjust(
            scheme=scheme, effect=effect, rule=rule, unit=unit, period=period, points=points,
            reason=reason, by=by, at=at, source=source,
        )  # fmt: skip


def revoke_award(  # noqa: PLR0913 - the award, its holder, and the decision
    scheme: str,
    period: str,
    *,
    award: str,
    unit: str,
    decision_no: str,
    reason: str,
    by: Viewer,
    at: datetime,
) -> Fact:
    """Take an award of an approved result back by a numbered decision (统计法 2024, art. 48).

    What was published stays readable; the period is scored and published again without it.

    Raises:
        Refused: the viewer is neither of the committee nor a leader, or prepared the run; the
            decision's number or the reason lacks; no result of the period is approved, the unit
            does not hold the award in it, or it was taken back already.
    """
    _require(by, APPROVERS, _TAKING_BACK)
    number, why = decision_no.strip(), reason.strip()
    if not 0 < len(number) <= LONGEST_NUMBER:
        raise Refused(DECISION_NEEDED, most=LONGEST_NUMBER)
    if not why:
        raise Refused(REVOCATION_NEEDS_REASON)
    with writing():
        hold(by.origin, _stream_of(scheme, period))
        run = standing(by, scheme, period)
        if by.person == run.prepared_by:
            raise Refused(SAME_PERSON)
        slug = _holder(run, award, unit)
        draft = Draft(
            kind="schemes.award_revoked@1",
            stream=_stream_of(scheme, period),
            subject=f"unit:{slug}",
            data={
                "scheme": scheme,
                "period": period,
                "award": award,
                "unit": slug,
                "decision_no": number,
            },
            reason=why,
        )
        return record(draft, by=by, at=at)


def _holder(run: RunSeen, award: str, unit: str) -> str:
    """Return the slug of a unit that holds an award; refuses one taken back already."""
    found = row(result(run), unit)
    about = {"scheme": run.scheme, "period": run.period, "award": award, "unit": found["unit"]}
    before = Revocation.objects.filter(origin=run.origin, **about).first()
    if before is not None:
        raise Refused(ALREADY_REVOKED, **about, decision=before.decision_no)
    if award not in found["awards"]:
        raise Refused(NO_SUCH_AWARD, **about)
    return found["unit"]
