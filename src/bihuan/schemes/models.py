"""Runs of schemes as they stand now: which result, in which state, and who holds which place."""

from django.db import models
from django.db.models import Q

# In the order in which a run walks (domain rules 4.5).
STATES = (
    "draft",
    "collecting",
    "locked",
    "trial",
    "confirming",
    "objections",
    "reviewed",
    "approved",
    "published",
    "revised",
    "revoked",
)


class Run(models.Model):
    """One scoring of a scheme for a period. A new scoring is a new run; none is overwritten.

    Its result stands in the ledger as a document, under `result`, with the very figures that it
    was made from; `as_of` is the size to which the log was sealed just before they were read.
    """

    key = models.CharField(primary_key=True, max_length=36, help_text="id of the fact")
    origin = models.CharField(max_length=63)
    scheme = models.CharField(max_length=63)
    period = models.CharField(max_length=20)
    number = models.IntegerField()
    state = models.CharField(max_length=10, choices=[(state, state) for state in STATES])
    result = models.CharField(max_length=64)
    mechanism = models.CharField(max_length=64)
    as_of = models.BigIntegerField()
    prepared_by = models.CharField(max_length=63, help_text="pseudonym of the person")
    prepared_at = models.DateTimeField()

    class Meta:
        indexes = [
            # "Which result holds for this scheme and period?"
            models.Index("origin", "scheme", "period", "number", name="run_by_period"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("origin", "scheme", "period", "number"), name="run_number_is_given_once"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="run_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.period} #{self.number}"


class Placing(models.Model):
    """The place of one unit in a run: what later periods compare with, and streaks are made of."""

    key = models.CharField(primary_key=True, max_length=120, help_text="run key and unit")
    run = models.ForeignKey(Run, models.CASCADE, related_name="placings")
    unit = models.CharField(max_length=63)
    group = models.CharField(max_length=63)
    rank = models.IntegerField(null=True)
    total = models.CharField(max_length=40, blank=True, help_text="exact decimal as text")
    awards = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("run", "unit"), name="placing_of_a_unit_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.rank}"


class Revocation(models.Model):
    """An award taken back by a decision, such as one won with false data (统计法 2024, art. 48)."""

    key = models.CharField(primary_key=True, max_length=36, help_text="id of the fact")
    origin = models.CharField(max_length=63)
    scheme = models.CharField(max_length=63)
    period = models.CharField(max_length=20)
    award = models.CharField(max_length=63)
    unit = models.CharField(max_length=63)
    decision_no = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("origin", "scheme", "period", "award", "unit"),
                name="award_is_revoked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award} {self.period} {self.unit}"


class ReactionRow(models.Model):
    """A matter that a published result opened for a unit, and what became of it.

    Args:
        ended: "" while it is open; ``closed`` as it should be, ``other`` by a decision.
    """

    key = models.CharField(primary_key=True, max_length=36, help_text="id of the fact")
    origin = models.CharField(max_length=63)
    scheme = models.CharField(max_length=63)
    period = models.CharField(max_length=20)
    reaction = models.CharField(max_length=63)
    unit = models.CharField(max_length=63)
    run = models.CharField(max_length=36)
    matter = models.CharField(max_length=36)
    number = models.CharField(max_length=40)
    ended = models.CharField(max_length=6)
    stage = models.CharField(max_length=63)

    class Meta:
        db_table = "schemes_reaction"
        indexes = [
            # "Which matters that results opened are still under way?"
            models.Index("origin", "ended", name="reaction_by_end"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("origin", "scheme", "period", "reaction", "unit"),
                name="result_opens_one_matter_for_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reaction} {self.unit} {self.period}"
