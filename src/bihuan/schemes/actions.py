"""What may be done with schemes: score, walk a run through its states, take an award back.

Each verb is one transaction: it checks, records a fact and applies it.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import orjson

from bihuan.ledger.actions import keep, record
from bihuan.ledger.facts import Draft, Fact, Source
from bihuan.ledger.sealing import seal
from bihuan.ledger.viewer import Role, Viewer
from bihuan.ledger.words import Refused, Text
from bihuan.ledger.writing import writing
from bihuan.measures import actions as measures
from bihuan.schemes.adjusting import refuse_without_ground
from bihuan.schemes.gathering import gather
from bihuan.schemes.models import Run
from bihuan.schemes.queries import RunSeen, latest, result, row
from bihuan.schemes.refusals import (
    NO_SUCH_AWARD,
    NO_SUCH_STEP,
    NOT_YOUR_ROLE,
    RESULT_BLOCKED,
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


def _require(viewer: Viewer, roles: tuple[Role, ...], what: Text) -> None:
    # What is decided here is decided for all units: a role over one town is not enough.
    if not viewer.may(*roles, at=f"/{viewer.origin}/"):
        raise Refused(NOT_YOUR_ROLE, what=what, roles=any_of(roles))


def score(scheme: str, period: str, *, by: Viewer, at: datetime) -> RunSeen:
    """Run a scheme for a period on all facts sealed so far, and keep the result as a trial.

    Raises:
        Refused: the scheme is not in force, the period is of another kind, no unit has a value,
            or the viewer may not score.
    """
    _require(by, SCORERS, Text(en="scoring", zh="计算考核结果"))
    with writing():
        as_of = seal(by.origin)
        gathered = gather(by, scheme, period, as_of=as_of)
        digest = keep(
            orjson.dumps(gathered.result, option=orjson.OPT_SORT_KEYS),
            name=f"{scheme}-{period}.json",
            type="application/json",
        )
        stream = f"runs/{scheme}/{period}"
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
        record(draft, by=by, at=at)
        return latest(by, scheme, period)


def move(run: RunSeen, to: str, *, by: Viewer, at: datetime, reason: str = "") -> RunSeen:
    """Take a run to its next state; refuses a step that the rules do not know."""
    with writing():
        now = latest(by, run.scheme, run.period)
        allowed = NEXT.get(now.state, ())
        if now.key != run.key or to not in allowed:
            following = listed(STATES[state] for state in allowed) if allowed else Text("–", "无")
            here, there = STATES[now.state], STATES.get(to, Text(to, to))
            raise Refused(NO_SUCH_STEP, state=here, to=there, next=following)
        draft = Draft(
            kind="schemes.moved@1",
            stream=f"runs/{run.scheme}/{run.period}",
            subject=f"run:{run.key}",
            data={"run": run.key, "from": now.state, "to": to},
            reason=reason,
        )
        record(draft, by=by, at=at)
        return latest(by, run.scheme, run.period)


def approve(run: RunSeen, *, by: Viewer, at: datetime) -> RunSeen:
    """Approve a run: by the committee or a leader, never by the person who prepared it."""
    _require(by, APPROVERS, Text(en="approving a result", zh="审定结果"))
    if by.person == run.prepared_by:
        raise Refused(SAME_PERSON)
    blocked = result(run)["blocked"]
    if blocked:
        raise Refused(RESULT_BLOCKED, count=len(blocked), units=", ".join(blocked))
    return move(run, "approved", by=by, at=at)


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
) -> None:
    """Take an award back by a numbered decision (统计法 2024, art. 48).

    What was published stays readable; the period is scored and published again without it.
    """
    _require(by, APPROVERS, Text(en="taking an award back", zh="撤销奖项"))
    holder = row(result(latest(by, scheme, period)), unit)
    if award not in holder["awards"]:
        raise Refused(NO_SUCH_AWARD, unit=holder["unit"], award=award, period=period, scheme=scheme)
    draft = Draft(
        kind="schemes.award_revoked@1",
        stream=f"runs/{scheme}/{period}",
        subject=f"unit:{holder['unit']}",
        data={
            "scheme": scheme,
            "period": period,
            "award": award,
            "unit": holder["unit"],
            "decision_no": decision_no,
        },
        reason=reason,
    )
    with writing():
        record(draft, by=by, at=at)
