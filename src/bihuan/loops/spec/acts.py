"""What may be done to a matter: acts, each with who, from where, to where, and what it needs."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bihuan.mechanisms.spec import Slug, Title, Written

# What an act does beside moving the matter to another stage. The engine knows each word.
Does = Literal[
    "move",        # the stage only
    "classify",    # sets the class, and asks its fields
    "dispatch",    # sets the lead and co-handlers
    "claim",       # takes it from the pool for the unit of who acts
    "object",      # the lead returns a wrong dispatch, with its reason
    "adjudicate",  # decides an objection: another lead, or final designation
    "contact",     # first word with the person who raised it
    "progress",    # a dated entry
    "finish",      # a co-handler has done its part
    "extend",      # asks for or grants more time on a clock
    "supervise",   # 督办: level, grounds
    "answer",      # the outcome of a supervision
    "attach",      # evidence, also after the end, without reopening
    "split",       # a sub-matter with a lead of its own
    "convene",     # calls a panel
    "opine",       # one member's opinion
    "conclude",    # what the panel decided; its conditions become items
    "reply",       # what the person is told
    "close",       # 销号
    "visit",       # 回访: solved, satisfied
    "reopen",      # another round, with a link to the visit or ground
    "merge",       # into another matter, each reporter kept
    "repeat",      # same matter, no new facts: answered with what was decided
    "end",         # not accepted, ended otherwise: a decision
    "exclude",     # left out of a rate, with a decision
    "transfer",    # to a unit of another district
]  # fmt: skip


class Gate(Written):
    """A condition in CEL, and what is told where it does not hold."""

    when: str = Field(min_length=1, max_length=2000)
    because: Title


class EvidenceRule(Written):
    """What must be attached before the act, or with it.

    Args:
        kind: one of the loop's kinds of evidence.
        placed: it says where it was made.
        taken_after: it was made after this act (a photo "after" is later than the start of work).
    """

    kind: Slug
    at_least: int = Field(default=1, ge=1, le=100)
    placed: bool = False
    taken_after: Slug | None = None


class Ask(Written):
    """A field of the register that the act sets."""

    field: Slug
    required: bool = True


class Act(Written):
    """One act.

    Args:
        from_: stages in which it may be done; empty: in every stage that is not an end.
        to: the stage afterwards; left out, it stays.
        otherwise: the stage where the outcome is no: an objection that is not upheld, a panel
            that does not pass, a visit that finds it unsolved and does not reopen it.
        by: duties whose holders may do it.
        reason: it is a decision: a reason is recorded with it.
        times: how often it may be done in one round of a matter.
        within: only while this clock has not run out.
        after: only once this clock has run out, such as a notice that must hang for thirty days.
        panel: the panel it is about (`convene`, `opine`, `conclude`).
        with_open_items: it may close a matter whose sub-matters are still open.
    """

    name: Slug
    title: Title
    does: Does = "move"
    from_: tuple[Slug, ...] = Field(default=(), strict=False, alias="from")
    to: Slug | None = None
    otherwise: Slug | None = None
    by: tuple[Slug, ...] = Field(strict=False, min_length=1)
    asks: tuple[Ask, ...] = Field(default=(), strict=False)
    needs: tuple[Gate, ...] = Field(default=(), strict=False)
    evidence: tuple[EvidenceRule, ...] = Field(default=(), strict=False)
    reason: bool = False
    times: int | None = Field(default=None, ge=1, le=99)
    within: Slug | None = None
    after: Slug | None = None
    panel: Slug | None = None
    with_open_items: bool = False
