"""A whole loop."""

from __future__ import annotations

from pydantic import Field

from bihuan.loops.spec.acts import Act
from bihuan.loops.spec.classes import ClassSpec
from bihuan.loops.spec.clocks import Clock
from bihuan.loops.spec.duties import Conflict, Duty
from bihuan.loops.spec.parts import (
    Duplicates,
    EvidenceKind,
    Named,
    Numbering,
    Panel,
    Rates,
    Stage,
    Supervision,
    TakesOver,
    Visit,
)
from bihuan.mechanisms.spec import Slug, Title, Written


class LoopSpec(Written):
    """A closed loop on the records of a register.

    Args:
        register_: the register whose records it moves; a matter is one record on its way.
        begins: the stage of a new matter.
        duties: who does what; `conflicts`: which two nobody does on the same matter.
        acts: all that may be done; nothing else can.
        fallback: the unit that takes what nobody clearly owns (兜底).
        items: the loop in which sub-matters and conditions of panels are opened; its own, if empty.
        reported: the field that names the unit a report is about; it never handles it, and never
            sees who reported.
        public: a resident sees stage, dates, unit and reply by number and code.
        meets: what its people call a matter: 事项, 问题, 隐患, 户.
    """

    register_: Slug = Field(alias="register")
    meets: Title
    number: Numbering = Numbering()
    begins: Slug
    stages: tuple[Stage, ...] = Field(strict=False, min_length=2)
    duties: tuple[Duty, ...] = Field(strict=False, min_length=1)
    conflicts: tuple[Conflict, ...] = Field(default=(), strict=False)
    raises: tuple[Slug, ...] = Field(strict=False, min_length=1)
    acts: tuple[Act, ...] = Field(strict=False, min_length=1)
    channels: tuple[Named, ...] = Field(default=(), strict=False)
    classes: tuple[ClassSpec, ...] = Field(default=(), strict=False)
    clocks: tuple[Clock, ...] = Field(default=(), strict=False)
    evidence: tuple[EvidenceKind, ...] = Field(default=(), strict=False)
    panels: tuple[Panel, ...] = Field(default=(), strict=False)
    visit: Visit | None = None
    supervision: Supervision | None = None
    duplicates: Duplicates | None = None
    rates: Rates = Rates()
    fallback: Slug | None = None
    items: Slug | None = None
    reported: Slug | None = None
    public: bool = False
    takes_over: tuple[TakesOver, ...] = Field(default=(), strict=False)
