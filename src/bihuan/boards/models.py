"""Publications as they stand: which result is public, in which version, with which proof."""

from django.db import models
from django.db.models import Q

STATES = ("published", "superseded", "withdrawn")


class Publication(models.Model):
    """One published version of a result. A later version never changes an earlier one.

    The result, the board around it and the bundle stand in the ledger as documents, each under
    the SHA-256 kept here. `bundle` is empty only between the two facts of one publishing.
    """

    key = models.CharField(primary_key=True, max_length=36, help_text="id of the fact")
    origin = models.CharField(max_length=63)
    scheme = models.CharField(max_length=63)
    period = models.CharField(max_length=20)
    version = models.IntegerField()
    code = models.CharField(max_length=12, help_text="first hex digits of the result's SHA-256")
    result = models.CharField(max_length=64)
    board = models.CharField(max_length=64)
    manifest = models.CharField(max_length=64)
    bundle = models.CharField(max_length=64, blank=True)
    run = models.CharField(max_length=36)
    as_of = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=[(state, state) for state in STATES])
    reason = models.CharField(max_length=1000, blank=True, help_text="why it was withdrawn")
    published_at = models.DateTimeField()

    class Meta:
        indexes = [
            # "Which result carries this code?"
            models.Index("code", name="publication_by_code"),
            # "What did this district publish lately?"
            models.Index(fields=["origin", "-published_at"], name="publication_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("origin", "scheme", "period", "version"),
                name="publication_version_is_given_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=STATES), name="publication_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.period} v{self.version}"
