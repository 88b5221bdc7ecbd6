"""Who there is, as the organisation files say.

Each version of an `Organisation` rules from its effective day until the next one;
its rows are kept side by side, so that the district of any day can be asked for.
Open dates are stored as the first and the last day of the calendar.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Dated(models.Model):
    """A row of one version of the organisation of one origin."""

    origin = models.CharField(max_length=63)
    effective = models.DateField()

    class Meta:
        abstract = True


class UnitRow(Dated):
    """One unit, from its first to its last day, as one version says."""

    pk = models.CompositePrimaryKey("origin", "effective", "slug", "since")
    slug = models.CharField(max_length=63)
    since = models.DateField()
    until = models.DateField()
    order = models.IntegerField()
    kind = models.CharField(max_length=20)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    short = models.CharField(max_length=200)
    parent = models.CharField(max_length=63)
    path = models.CharField(max_length=900)
    group = models.CharField(max_length=63)
    codes = models.JSONField()
    seat = models.JSONField(null=True)
    tile = models.JSONField(null=True)
    also = models.JSONField()
    successors = models.JSONField()

    class Meta:
        indexes = [
            # "Which units lie under this one?"
            models.Index("origin", "path", name="unit_by_path"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="unit_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.path


class GroupRow(Dated):
    """A peer group of one version."""

    pk = models.CompositePrimaryKey("origin", "effective", "name")
    name = models.CharField(max_length=63)
    order = models.IntegerField()
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class PostRow(Dated):
    """A post of a unit."""

    pk = models.CompositePrimaryKey("origin", "effective", "slug")
    slug = models.CharField(max_length=63)
    unit = models.CharField(max_length=63)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.slug


class AccountRow(Dated):
    """An account and the pseudonym of the person behind it; no name is kept."""

    pk = models.CompositePrimaryKey("origin", "effective", "slug")
    slug = models.CharField(max_length=63)
    person = models.CharField(max_length=63)
    unit = models.CharField(max_length=63)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.slug


class GrantRow(Dated):
    """A role held by an account over a unit's subtree, from its first to its last day."""

    pk = models.CompositePrimaryKey("origin", "effective", "account", "role", "unit", "since")
    account = models.CharField(max_length=63)
    role = models.CharField(max_length=20)
    unit = models.CharField(max_length=63)
    since = models.DateField()
    until = models.DateField()

    def __str__(self) -> str:
        return f"{self.account} {self.role} {self.unit}"
