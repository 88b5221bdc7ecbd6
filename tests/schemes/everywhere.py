"""One digest for what an engine gives, so that engines anywhere can be compared."""

from __future__ import annotations

import os
from hashlib import sha256

import orjson

from bihuan.schemes.engine.running.facts import from_rows
from bihuan.schemes.engine.running.many import of_prepared
from bihuan.schemes.engine.running.scores import Prepared, Scores, prepare
from tests.schemes.bench import resolved
from tests.schemes.strategies import Case

# So many random schemes are scored on every engine.
SCHEMES = 200
URL = os.environ.get("BIHUAN_DATABASE_URL", "")
HERE = ("numpy", "sql")
# On the run of the suite that has a PostgreSQL, it is one of them.
NEAR = (*HERE, URL) if URL.startswith("postgresql://") else HERE


def ready(case: Case) -> Prepared:
    """Return a case made ready; the chain of ties is followed after the scores (see awards)."""
    parameters = {**resolved(case.scheme, case.facts, case.groups), "ties": []}
    return prepare(parameters, from_rows(parameters, case.facts))


def digest(found: Scores) -> str:
    """Return the digest of every unit's score, total and place."""
    rows = zip(found.units, *map(_texts, (found.exact, found.total, found.place)), strict=True)
    return sha256(orjson.dumps(list(rows))).hexdigest()


def _texts(numbers: list[int | None]) -> list[str]:
    # As text, since a score may pass 64 bits.
    return [str(number) for number in numbers]


def digests(ready: Prepared, *engines: str) -> set[str]:
    """Return the digests of what the engines give: one, where all agree to the last digit."""
    return {digest(of_prepared(ready, engine)) for engine in engines}
