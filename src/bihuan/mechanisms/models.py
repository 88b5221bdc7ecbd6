"""The versions of mechanisms, as the enacting facts say."""

from __future__ import annotations

from django.db import models


class MechanismVersion(models.Model):
    """One version put in force in one origin; none is ever changed or taken away.

    It rules from `effective` until a version with a later day takes over. Of two
    versions with one effective day the one enacted later (the higher `n`) rules.
    """

    fact = models.CharField(max_length=36, primary_key=True)
    origin = models.CharField(max_length=63)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=63)
    n = models.BigIntegerField(help_text="its place in the stream of this mechanism")
    effective = models.DateField()
    digest = models.CharField(max_length=64)
    document = models.CharField(max_length=64, help_text="SHA-256 of the file as it was written")

    class Meta:
        db_table = "mechanisms_version"
        indexes = [
            # "Which version of this mechanism rules on that day?"
            models.Index("origin", "kind", "name", "effective", "n", name="mechanism_in_force"),
            # "Which file is the version that a result names?"
            models.Index("digest", name="mechanism_by_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.name} from {self.effective}"
