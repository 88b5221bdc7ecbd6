"""Matters as they stand: what lists, lights, rights and rates are asked from.

A row is what `evolve` made of the matter's acts; the whole state stands beside it as JSON, so
that an act reads one row. Moments that do not exist are kept as `NEVER`, which lies after all
others: a page in order of `due` then needs no special place for what is not due, and
``due < now`` says "late" without asking for more.

Pages go by keys, in the order of an index; none counts what it does not show.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
NO_ROW = -1


class MatterRow(models.Model):
    """One matter. No personal value stands here; the record holds those.

    Args:
        title: what lists show, of a field that is not personal.
        due, warns: of the main clock while it runs; `NEVER` where nothing is due.
        ended: "" while open, ``closed`` as it should be, ``other`` by a decision.
        contacted_in_time, on_time: None until it is known.
        state: the matter as `keeping` writes it.
    """

    id = models.CharField(max_length=36, primary_key=True)
    origin = models.CharField(max_length=63)
    loop = models.CharField(max_length=63)
    number = models.CharField(max_length=40)
    version = models.CharField(max_length=64)
    record = models.CharField(max_length=36)
    title = models.CharField(max_length=200)
    stage = models.CharField(max_length=63)
    is_open = models.BooleanField()
    class_name = models.CharField(max_length=63)
    channel = models.CharField(max_length=63)
    lead = models.CharField(max_length=63)
    raised_by = models.CharField(max_length=63)
    opened = models.DateTimeField()
    due = models.DateTimeField()
    warns = models.DateTimeField()
    provisional = models.BooleanField()
    closed = models.DateTimeField()
    ended = models.CharField(max_length=6)
    round = models.SmallIntegerField()
    returns = models.SmallIntegerField()
    reopened = models.SmallIntegerField()
    merged_into = models.CharField(max_length=36)
    parent = models.CharField(max_length=36)
    confidential = models.BooleanField()
    concerns = models.CharField(max_length=63)
    dispatched_at = models.DateTimeField()
    contacted_in_time = models.BooleanField(null=True)
    on_time = models.BooleanField(null=True)
    visited_at = models.DateTimeField()
    solved = models.BooleanField(null=True)
    grade = models.CharField(max_length=63)
    excluded = models.CharField(max_length=100)
    n = models.IntegerField()
    state = models.TextField()

    class Meta:
        db_table = "loops_matter"
        indexes = [
            # "What does this unit lead at this stage, soonest due first?"
            models.Index("origin", "loop", "lead", "stage", "due", "id", name="matter_by_lead"),
            # "What stands at this stage, soonest due first?"
            models.Index("origin", "loop", "stage", "due", "id", name="matter_by_stage"),
            # "What is due next in this loop?" and, by ``due < now``, "What is late?"
            models.Index("origin", "loop", "is_open", "due", "id", name="matter_by_due"),
            # "What was raised, dispatched, settled between two days?", for rates.
            models.Index("origin", "loop", "opened", "id", name="matter_by_opened"),
            models.Index("origin", "loop", "dispatched_at", "id", name="matter_by_dispatched"),
            models.Index("origin", "loop", "closed", "id", name="matter_by_closed"),
            # "Which matters is this record on?", from a search in the register.
            models.Index("origin", "record", name="matter_by_record"),
            # "Which open matters does a change of the loop's file touch?"
            models.Index("origin", "loop", "version", "is_open", name="matter_by_version"),
        ]
        constraints = [
            # "Which matter has this number?"
            models.UniqueConstraint(
                fields=["origin", "number", "loop"], name="a_number_names_one_matter"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class HandlerRow(models.Model):
    """A unit that has a part in a matter: whoever holds a role over it sees the matter.

    Args:
        part: ``lead``, ``co`` (a co-handler), ``raiser`` or ``member`` (of a panel); a unit
            may have several.
        due: as of the matter, so that a page over several units keeps one order.
    """

    pk = models.CompositePrimaryKey("origin", "matter", "unit", "part")
    origin = models.CharField(max_length=63)
    matter = models.CharField(max_length=36)
    unit = models.CharField(max_length=63)
    part = models.CharField(max_length=6)
    loop = models.CharField(max_length=63)
    stage = models.CharField(max_length=63)
    is_open = models.BooleanField()
    done = models.DateTimeField()
    due = models.DateTimeField()

    class Meta:
        db_table = "loops_handler"
        indexes = [
            # "What must this unit see to, soonest due first?"
            models.Index(
                "origin", "unit", "loop", "is_open", "due", "matter", name="handler_by_due"
            ),
            # "What stands at this stage of what this unit has a part in?"
            models.Index(
                "origin", "unit", "loop", "stage", "due", "matter", name="handler_by_stage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.part} {self.matter}"


class ClockRow(models.Model):
    """A clock of a matter; how it is counted stands in the state of the matter."""

    pk = models.CompositePrimaryKey("origin", "matter", "name", "unit", "round", "started")
    origin = models.CharField(max_length=63)
    matter = models.CharField(max_length=36)
    name = models.CharField(max_length=63)
    unit = models.CharField(max_length=63)
    round = models.SmallIntegerField()
    started = models.DateTimeField()
    is_open = models.BooleanField()
    state = models.CharField(max_length=9)
    due = models.DateTimeField()
    warns = models.DateTimeField()
    stopped = models.DateTimeField()
    provisional = models.BooleanField()

    class Meta:
        db_table = "loops_clock"
        indexes = [
            # "Which clocks run out next?", for reminders, escalation and a new calendar.
            models.Index("origin", "is_open", "due", "matter", name="clock_by_due"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.matter}"


class ActRow(models.Model):
    """One act of a matter, as its history shows it, and the fact (and row of it) that says so."""

    pk = models.CompositePrimaryKey("origin", "matter", "n", "fact", "row")
    origin = models.CharField(max_length=63)
    matter = models.CharField(max_length=36)
    n = models.IntegerField()
    act = models.CharField(max_length=63)
    does = models.CharField(max_length=12)
    stage_from = models.CharField(max_length=63)
    stage_to = models.CharField(max_length=63)
    at = models.DateTimeField()
    unit = models.CharField(max_length=63)
    person = models.CharField(max_length=100)
    duty = models.CharField(max_length=63)
    said = models.TextField()
    reason = models.CharField(max_length=1000)
    fact = models.CharField(max_length=36)
    row = models.IntegerField()

    class Meta:
        db_table = "loops_act"

    def __str__(self) -> str:
        return f"{self.matter} {self.n} {self.act}"


class NumberRow(models.Model):
    """The last number given out in a loop and year; the next matter has the one after it."""

    pk = models.CompositePrimaryKey("origin", "loop", "year")
    origin = models.CharField(max_length=63)
    loop = models.CharField(max_length=63)
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        db_table = "loops_number"

    def __str__(self) -> str:
        return f"{self.loop} {self.year} {self.last}"
