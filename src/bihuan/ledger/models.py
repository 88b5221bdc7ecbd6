"""The tables of the ledger: nothing in them changes; what is erasable or waits may be deleted.

The triggers of ``triggers.py`` hold this in the database itself.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class FactRow(models.Model):
    """One recorded fact. Rows are added and read; nothing changes or deletes them.

    `body` is the fact, byte for byte what was hashed. The other columns repeat
    parts of it letter for letter, to be found by; verification compares them.
    """

    id = models.CharField(max_length=36, primary_key=True)
    origin = models.CharField(max_length=63)
    kind = models.CharField(max_length=100)
    stream = models.CharField(max_length=300)
    n = models.BigIntegerField()
    subject = models.CharField(max_length=300)
    actor = models.CharField(max_length=100)
    person = models.CharField(max_length=100)
    recorded = models.CharField(max_length=27)
    supersedes = models.CharField(max_length=36)
    supersedes_row = models.BigIntegerField(null=True)
    request = models.CharField(max_length=200)
    body = models.BinaryField()

    class Meta:
        db_table = "ledger_fact"
        indexes = [
            # What was recorded about this unit? Which imports came in?
            models.Index("origin", "subject", name="ledger_fact_by_subject"),
            models.Index("origin", "kind", name="ledger_fact_by_kind"),
            # When was something last recorded here?
            models.Index("origin", "recorded", name="ledger_fact_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "stream", "n"], name="ledger_stream_never_forks"
            ),
            models.UniqueConstraint(
                fields=["origin", "request"],
                name="ledger_request_acts_once",
                condition=~Q(request=""),
            ),
            models.UniqueConstraint(
                fields=["supersedes"],
                name="ledger_fact_superseded_once",
                condition=Q(supersedes_row__isnull=True) & ~Q(supersedes=""),
            ),
            models.UniqueConstraint(
                fields=["supersedes", "supersedes_row"],
                name="ledger_row_superseded_once",
                condition=Q(supersedes_row__isnull=False),
            ),
            models.CheckConstraint(condition=Q(n__gte=1), name="ledger_streams_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.stream}#{self.n}"


class BulkRow(models.Model):
    """One row of a bulk fact, as canonical bytes; the fact holds the root over all its rows."""

    pk = models.CompositePrimaryKey("fact", "row")
    fact = models.CharField(max_length=36)
    row = models.BigIntegerField()
    body = models.BinaryField()

    class Meta:
        db_table = "ledger_row"

    def __str__(self) -> str:
        return f"{self.fact}:{self.row}"


class Pending(models.Model):
    """A fact that waits to be sealed; the sealer deletes it when it has an index.

    `seq` orders facts inside one look of the sealer, and nothing else: a number
    can commit after a later one, so no cursor may use it.
    """

    seq = models.BigAutoField(primary_key=True)
    origin = models.CharField(max_length=63)
    fact = models.CharField(max_length=36, unique=True)
    leaf = models.BinaryField()

    class Meta:
        db_table = "ledger_pending"
        # Which facts of this origin wait, in order?
        indexes = [models.Index("origin", "seq", name="ledger_pending_in_order")]

    def __str__(self) -> str:
        return self.fact


class Sealed(models.Model):
    """The place of a fact in the log of its origin: one gap-free index, given once."""

    pk = models.CompositePrimaryKey("origin", "index")
    origin = models.CharField(max_length=63)
    index = models.BigIntegerField()
    fact = models.CharField(max_length=36, unique=True)

    class Meta:
        db_table = "ledger_sealed"

    def __str__(self) -> str:
        return f"{self.origin}:{self.index}"


class Tile(models.Model):
    """Up to 256 hashes of one level of a log (C2SP tlog-tiles). A tile only grows at its end.

    Level 0 holds leaf hashes; level L holds the roots of full tiles of level
    L-1. A partial tile of width W is the first W hashes.
    """

    pk = models.CompositePrimaryKey("origin", "level", "index")
    origin = models.CharField(max_length=63)
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        db_table = "ledger_tile"

    def __str__(self) -> str:
        return f"{self.origin}/{self.level}/{self.index}"


class Checkpoint(models.Model):
    """A signed statement of the size and root of a log; `label` guards the time of signing."""

    pk = models.CompositePrimaryKey("origin", "size")
    origin = models.CharField(max_length=63)
    size = models.BigIntegerField()
    signed = models.CharField(max_length=27)
    label = models.CharField(max_length=64)
    note = models.TextField()

    class Meta:
        db_table = "ledger_checkpoint"

    def __str__(self) -> str:
        return f"{self.origin} at {self.size}"


class Document(models.Model):
    """A file as it came in, under the SHA-256 of its bytes; `label` guards its name and type."""

    digest = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=300)
    type = models.CharField(max_length=100)
    label = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        db_table = "ledger_document"

    def __str__(self) -> str:
        return self.name


class PrivateValue(models.Model):
    """A personal value behind a commitment in a fact. It may be deleted; it never changes."""

    pk = models.CompositePrimaryKey("fact", "field")
    fact = models.CharField(max_length=36)
    field = models.CharField(max_length=120)
    salt = models.BinaryField()
    value = models.TextField()

    class Meta:
        db_table = "ledger_private"

    def __str__(self) -> str:
        return f"{self.fact}.{self.field}"
