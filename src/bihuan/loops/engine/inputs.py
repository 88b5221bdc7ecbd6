"""What each act is told beside the fields of the record: one small model for each word of `does`.

A key that the act does not know is refused: nothing that somebody says is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bihuan.ledger.words import Message, Refused, Text
from bihuan.loops.spec.acts import Act, Does

SAID_WRONG = Message(
    "act-said-wrong",
    Text(en='"{act}" does not take this as {key}', zh="“{act}”的“{key}”填写有误"),
    Text(en="it takes: {keys}", zh="可填写：{keys}"),
)
NOTHING = Text(en="nothing", zh="无需填写")

# The rates that a matter can be left out of (domain rules 15.6).
RateName = Literal["response", "resolution", "satisfaction", "on_time"]
RATES: tuple[RateName, ...] = get_args(RateName)
Verdict = Literal["agree", "agree_on_conditions", "refuse"]


class Said(BaseModel):
    """The base: frozen, exact types, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Nothing(Said):
    """The act is told nothing more."""


class Dispatched(Said):
    """The lead and the co-handlers."""

    lead: str = Field(min_length=1, max_length=63)
    co: tuple[str, ...] = Field(default=(), strict=False, max_length=50)


class Adjudicated(Said):
    """Whether the objection is upheld; then another lead."""

    upheld: bool
    lead: str = Field(default="", max_length=63)


class Contacted(Said):
    """Whether the person was reached."""

    reached: bool


class Worded(Said):
    """Words: an entry of progress, or the reply."""

    text: str = Field(min_length=1, max_length=20_000)


class MoreTime(Said):
    """So much more on a clock, in its own unit."""

    clock: str
    count: int = Field(ge=1, le=3650)


class SupervisedBy(Said):
    """The level and the ground of a supervision."""

    level: str
    ground: str


class Answered(Said):
    """The outcome of the supervision that was act number so much."""

    supervision: int = Field(ge=1)
    outcome: str = Field(min_length=1, max_length=5000)


class Split(Said):
    """The sub-matter: its subject and its lead."""

    title: str = Field(min_length=1, max_length=200)
    lead: str = Field(default="", max_length=63)


class Convened(Said):
    """Members beside the fixed ones."""

    members: tuple[str, ...] = Field(default=(), strict=False, max_length=200)


class Opined(Said):
    """One member's opinion."""

    unit: str
    verdict: Verdict
    conditions: tuple[str, ...] = Field(default=(), strict=False, max_length=50)


class VisitedBy(Said):
    """Whether somebody was reached, and what they said."""

    reached: bool
    solved: bool | None = None
    grade: str = ""


class Because(Said):
    """The number of the act that is the ground; 0 where the reason alone says it."""

    because: int = Field(default=0, ge=0)


class Into(Said):
    """The matter that this one goes into."""

    into: str = Field(min_length=1, max_length=80)


class Of(Said):
    """The earlier matter."""

    of: str = Field(min_length=1, max_length=80)


class Left(Said):
    """The rate that it is left out of."""

    rate: RateName


class Transferred(Said):
    """Where it goes."""

    unit: str = Field(min_length=1, max_length=200)
    district: str = Field(min_length=1, max_length=200)


class Classified(Said):
    """The class."""

    class_: str = Field(alias="class", min_length=1, max_length=63)


MODELS: dict[Does, type[Said]] = {
    "move": Nothing,
    "classify": Classified,
    "dispatch": Dispatched,
    "claim": Nothing,
    "object": Nothing,
    "adjudicate": Adjudicated,
    "contact": Contacted,
    "progress": Worded,
    "finish": Nothing,
    "extend": MoreTime,
    "supervise": SupervisedBy,
    "answer": Answered,
    "attach": Nothing,
    "split": Split,
    "convene": Convened,
    "opine": Opined,
    "conclude": Nothing,
    "reply": Worded,
    "close": Nothing,
    "visit": VisitedBy,
    "reopen": Because,
    "merge": Into,
    "repeat": Of,
    "end": Nothing,
    "exclude": Left,
    "transfer": Transferred,
}


def keys_of(does: Does) -> tuple[str, ...]:
    """Return the keys that an act takes, for forms and messages."""
    return tuple(each.alias or name for name, each in MODELS[does].model_fields.items())


def read(act: Act, said: Mapping[str, Any]) -> Said:
    """Return what an act is told; refuses what it does not take."""
    try:
        return MODELS[act.does].model_validate(dict(said))
    except ValidationError as wrong:
        where = ".".join(str(part) for part in wrong.errors()[0]["loc"])
        keys = ", ".join(keys_of(act.does)) or NOTHING
        raise Refused(SAID_WRONG, act=act.title.text, key=where[:63], keys=keys) from None
