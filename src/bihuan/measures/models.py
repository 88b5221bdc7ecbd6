"""Values as they stand, what they were before, and what else counts for a unit.

Numbers are integers at the decimals of their indicator. Every row names the fact
that says so; `NO_ROW` stands where that fact is not a bulk fact.
"""

from __future__ import annotations

from django.db import models

NO_ROW = -1


class IndicatorRow(models.Model):
    """One version of an indicator: what it asks, from its effective day until the next version."""

    pk = models.CompositePrimaryKey("origin", "name", "effective")
    origin = models.CharField(max_length=63)
    name = models.CharField(max_length=63)
    effective = models.DateField()
    digest = models.CharField(max_length=64)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    decimals = models.SmallIntegerField()
    unit_of_measure = models.CharField(max_length=20)
    spec = models.JSONField()

    class Meta:
        db_table = "measures_indicator"

    def __str__(self) -> str:
        return f"{self.name} from {self.effective}"


class Recorded(models.Model):
    """A value with its place: the fact, the document and the cell it was read from."""

    origin = models.CharField(max_length=63)
    period = models.CharField(max_length=20)
    indicator = models.CharField(max_length=63)
    unit = models.CharField(max_length=63)
    value = models.BigIntegerField(null=True)
    target = models.BigIntegerField(null=True)
    prior = models.BigIntegerField(null=True)
    ratings = models.JSONField(null=True)
    fact = models.CharField(max_length=36)
    row = models.IntegerField()
    document = models.CharField(max_length=64)
    sheet = models.CharField(max_length=100)
    cell = models.CharField(max_length=20)
    feed = models.CharField(max_length=200)
    recorded = models.DateTimeField()
    first_recorded = models.DateTimeField()
    verified = models.BooleanField()

    class Meta:
        abstract = True


class ObservationRow(Recorded):
    """The value that stands for one indicator, unit and period.

    A correction moves the row to `FormerRow` and takes its place; the first time of
    recording stays, since lateness is judged on it.
    """

    # In the order in which a run reads: one period, its indicators, all units.
    pk = models.CompositePrimaryKey("origin", "period", "indicator", "unit")

    class Meta:
        db_table = "measures_observation"
        indexes = [
            # "Which values came from this fact?", when a whole import is withdrawn.
            models.Index("fact", "row", name="observation_by_fact"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.indicator} {self.period}"


class FormerRow(Recorded):
    """A value that was replaced or withdrawn, and by which fact; it stays readable."""

    pk = models.CompositePrimaryKey("origin", "fact", "row")
    replaced_by = models.CharField(max_length=36)
    replaced = models.DateTimeField()
    withdrawn = models.BooleanField()

    class Meta:
        db_table = "measures_former"
        indexes = [
            # "What did this value say before?"
            models.Index("origin", "period", "indicator", "unit", name="former_by_value"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.indicator} {self.period} before {self.replaced}"


class VerificationRow(models.Model):
    """A second person looked at a value and found it right."""

    pk = models.CompositePrimaryKey("origin", "of_fact", "of_row")
    origin = models.CharField(max_length=63)
    of_fact = models.CharField(max_length=36)
    of_row = models.IntegerField()
    fact = models.CharField(max_length=36)
    person = models.CharField(max_length=100)
    act_as = models.CharField(max_length=200)
    recorded = models.DateTimeField()

    class Meta:
        db_table = "measures_verification"

    def __str__(self) -> str:
        return f"{self.of_fact} verified as {self.act_as}"


class AdjustmentRow(models.Model):
    """A bonus, a deduction or a veto that counts for a unit in a period; points in 1e-6."""

    pk = models.CompositePrimaryKey("origin", "fact")
    origin = models.CharField(max_length=63)
    fact = models.CharField(max_length=36)
    scheme = models.CharField(max_length=63)
    period = models.CharField(max_length=20)
    effect = models.CharField(max_length=10)
    rule = models.CharField(max_length=63)
    unit = models.CharField(max_length=63)
    points = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=1000)
    document = models.CharField(max_length=64)
    sheet = models.CharField(max_length=100)
    cell = models.CharField(max_length=20)
    feed = models.CharField(max_length=200)
    recorded = models.DateTimeField()

    class Meta:
        db_table = "measures_adjustment"
        indexes = [
            # "What is added to and taken from the totals of this run?"
            models.Index("origin", "scheme", "period", name="adjustment_by_run"),
        ]

    def __str__(self) -> str:
        return f"{self.effect} {self.rule} {self.unit} {self.period}"


class AwardRow(models.Model):
    """An award that somebody outside published: nothing here computed who won it."""

    pk = models.CompositePrimaryKey("origin", "award", "level", "period", "unit")
    origin = models.CharField(max_length=63)
    award = models.CharField(max_length=63)
    level = models.CharField(max_length=20)
    period = models.CharField(max_length=20)
    unit = models.CharField(max_length=63)
    position = models.IntegerField()
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    published_by = models.CharField(max_length=200)
    published_on = models.CharField(max_length=20)
    place = models.CharField(max_length=200)
    quote = models.CharField(max_length=1000)
    fact = models.CharField(max_length=36)

    class Meta:
        db_table = "measures_award"

    def __str__(self) -> str:
        return f"{self.award} {self.period} {self.unit}"


class CitationRow(models.Model):
    """Where a value was printed by somebody outside; the value of this very fact and row is public.

    A correction of the value is another fact, so it is not public until it is cited itself.
    """

    pk = models.CompositePrimaryKey("origin", "of_fact", "of_row")
    origin = models.CharField(max_length=63)
    of_fact = models.CharField(max_length=36)
    of_row = models.IntegerField()
    indicator = models.CharField(max_length=63)
    unit = models.CharField(max_length=63)
    period = models.CharField(max_length=20)
    published_by = models.CharField(max_length=200)
    published_on = models.CharField(max_length=20)
    place = models.CharField(max_length=200)
    quote = models.CharField(max_length=1000)
    derived = models.JSONField()
    basis_zh = models.CharField(max_length=200)
    basis_en = models.CharField(max_length=200)
    fact = models.CharField(max_length=36)

    class Meta:
        db_table = "measures_citation"

    def __str__(self) -> str:
        return f"{self.unit} {self.indicator} {self.period} in {self.published_by}"
