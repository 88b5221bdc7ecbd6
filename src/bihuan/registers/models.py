"""Records as they stand, and the narrow tables by which they are found.

A personal value never stands in these tables: its shown form does, and a keyed hash by which equal
values are found. The value itself is behind its commitment in the ledger, where it can be erased.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

NO_ROW = -1


class RegisterRow(models.Model):
    """A register by the version that was enacted last; its records are indexed as that one asks."""

    pk = models.CompositePrimaryKey("origin", "name")
    origin = models.CharField(max_length=63)
    name = models.CharField(max_length=63)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "registers_register"

    def __str__(self) -> str:
        return self.name


class RecordRow(models.Model):
    """One record.

    `data` holds the public and internal values as they are kept; `personal` holds, for each
    personal value, its shown form, its keyed hash, and the fact and row that keep it.
    `n` counts the steps that made it; `latitude` and `longitude` are in 1e-7 degrees of the
    system that the map's field names.
    """

    pk = models.CompositePrimaryKey("origin", "id")
    origin = models.CharField(max_length=63)
    id = models.CharField(max_length=36)
    register = models.CharField(max_length=63)
    unit = models.CharField(max_length=63)
    shown = models.CharField(max_length=500)
    data = models.JSONField()
    personal = models.JSONField()
    parent = models.CharField(max_length=36)
    division = models.CharField(max_length=12)
    latitude = models.IntegerField(null=True)
    longitude = models.IntegerField(null=True)
    n = models.IntegerField()
    ended = models.DateField(null=True)
    fact = models.CharField(max_length=36)
    row = models.IntegerField()
    recorded = models.DateTimeField()
    changed = models.DateTimeField()

    class Meta:
        db_table = "registers_record"
        indexes = [
            # "The newest of this register", and "of it, those of my unit".
            models.Index("origin", "register", "id", name="record_by_register"),
            models.Index("origin", "register", "unit", "id", name="record_by_unit"),
            # "What lies under this one?" and "what lies in this part of the map?"
            models.Index(
                fields=["origin", "parent", "id"], name="record_by_parent", condition=~Q(parent="")
            ),
            models.Index(
                fields=["origin", "register", "latitude", "longitude"],
                name="record_by_place",
                condition=Q(latitude__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.id}"


class StepRow(models.Model):
    """One step in the life of a record after its first; `replaced` by a later one, if corrected.

    Args:
        of: the number of the step that this one corrects; 0 if it corrects none.
    """

    pk = models.CompositePrimaryKey("origin", "record", "n")
    origin = models.CharField(max_length=63)
    record = models.CharField(max_length=36)
    n = models.IntegerField()
    of = models.IntegerField()
    fact = models.CharField(max_length=36)
    row = models.IntegerField()

    class Meta:
        db_table = "registers_step"

    def __str__(self) -> str:
        return f"{self.record}#{self.n}"


class FilterRow(models.Model):
    """One value of a filtered field of a record that has not ended.

    `facet` is a hash of origin, register and field (see `engine.facets`), so that a row is narrow;
    `number` is the value of a numeric field, an integer at its decimals.
    """

    # "Those with this value, newest first": one run of the index, whatever lies around it.
    pk = models.CompositePrimaryKey("facet", "key", "record")
    facet = models.BigIntegerField()
    key = models.CharField(max_length=80)
    record = models.CharField(max_length=36)
    unit = models.CharField(max_length=63)
    number = models.BigIntegerField(null=True)

    class Meta:
        db_table = "registers_filter"
        indexes = [
            # The same of one unit.
            models.Index("facet", "key", "unit", "record", name="filter_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.record}"


class KeyRow(models.Model):
    """The values that name one record that has not ended; no second one may have them."""

    pk = models.CompositePrimaryKey("origin", "register", "key")
    origin = models.CharField(max_length=63)
    register = models.CharField(max_length=63)
    key = models.CharField(max_length=64)
    record = models.CharField(max_length=36)

    class Meta:
        db_table = "registers_key"

    def __str__(self) -> str:
        return f"{self.register} {self.key}"


class TextRow(models.Model):
    """The words by which a record is found, in the order in which records came in.

    `seq` orders results and is what the index of pairs names; it means nothing else, and a
    rebuild may give another.
    """

    seq = models.BigAutoField(primary_key=True)
    origin = models.CharField(max_length=63)
    record = models.CharField(max_length=36)
    register = models.CharField(max_length=63)
    unit = models.CharField(max_length=63)
    text = models.TextField()

    class Meta:
        db_table = "registers_text"
        constraints = [
            models.UniqueConstraint(fields=["origin", "record"], name="text_of_a_record_once")
        ]

    def __str__(self) -> str:
        return self.record
