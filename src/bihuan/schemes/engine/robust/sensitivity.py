"""Which choice of a scheme its ranks depend on most: weights, normalisation, aggregation, gaps.

The ranking is made again some thousand times, each time with choices drawn at random, and Sobol'
indices say how much of the change of ranks each choice explains: alone (first order) and together
with others (total). The output is each unit's rank, and the mean shift of all ranks against the
run's own (R_S of the OECD/JRC Handbook 2008, step 7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from bihuan.ledger.words import Refused
from bihuan.schemes.engine.definition import reference
from bihuan.schemes.engine.definition.awards import conclude
from bihuan.schemes.engine.resolving.settling import settle
from bihuan.schemes.engine.robust.bands import own_shares, replicates
from bihuan.schemes.engine.robust.field import Field, Floats, Ints, Places, fields, ranking_only
from bihuan.schemes.engine.robust.robustness import DEFAULT
from bihuan.schemes.engine.robust.sobol import Indices, indices
from bihuan.schemes.engine.robust.tree import LINEAR, Shares, held
from bihuan.schemes.engine.robust.trying import places
from bihuan.schemes.engine.robust.variants import (
    AGGREGATIONS,
    IMPUTATIONS,
    NORMALISATIONS,
    NORMALISED,
    OWN,
    TREATMENTS,
    aggregated,
    on_scale,
    varied,
)
from bihuan.schemes.engine.running.uncollected import uncollected

Json = dict[str, Any]
# So many draws of the weights are chosen among.
DRAWS = 2000
Choice = tuple[str, str, str]  # normalisation, imputation, treatment


@dataclass(frozen=True)
class Options:
    """What each choice is drawn from; a choice with a single option is left out."""

    normalisation: tuple[str, ...]
    imputation: tuple[str, ...]
    treatment: tuple[str, ...]
    aggregation: tuple[str, ...]

    @property
    def factors(self) -> tuple[str, ...]:
        """The choices that are drawn, the weights first."""
        names = ("normalisation", "imputation", "treatment", "aggregation")
        return ("weights", *(name for name in names if len(getattr(self, name)) > 1))


@uncollected()
def sensitivity(
    parameters: Json, facts: list[Json], *, evaluations: int = 5000, seed: int | None = None
) -> list[Json]:
    """Return the indices for each sheet of a run.

    Each has `groups`, `units`, `evaluations`, `held` (nodes that weights do not move), `factors`
    (name and options), and for each factor `shift` and `ranks` with `first`, `total` and their
    confidence. A choice that cannot change
    anything (nothing is missing, no value is an outlier) is not drawn.

    Args:
        parameters: as settled.
        facts: the long-form rows.
        evaluations: at most so many rankings are made.
        seed: of the draws; the scheme's own if left out.
    """
    trying = {**DEFAULT, **parameters.get("robustness", {})}
    trying["seed"] = trying["seed"] if seed is None else seed
    plain = {**parameters, "ties": []}
    return [
        found
        for number in range(len(parameters["sheets"]))
        if (found := _of_sheet(plain, facts, number, trying, evaluations)) is not None
    ]


class _Variants:
    """The fields of the scheme scored otherwise, each made when it is first asked for."""

    def __init__(self, parameters: Json, facts: list[Json], number: int) -> None:
        self.parameters, self.facts, self.number = parameters, facts, number
        self.found: dict[Choice, Field | None] = {}
        self.lines: dict[Choice, Json] = {}

    def field(self, choice: Choice) -> Field | None:
        """Return the sheet's field; None where no unit has a total."""
        if choice not in self.found:
            other = self._settled(varied(self.parameters, *choice))
            scored = reference.score(other, self.facts)
            concluded = conclude(other, self.facts, scored)
            self.lines[choice] = scored["units"]
            sheet = other["sheets"][self.number]
            mine = [f for f in fields(other, self.facts, scored, concluded) if f.sheet is sheet]
            self.found[choice] = mine[0] if mine else None
        return self.found[choice]

    def _settled(self, other: Json) -> Json:
        """Return the parameters with formulas computed again; as they are where that is refused."""
        try:
            return settle(other, self.facts)
        except Refused:
            return other

    def leaves(self, choice: Choice) -> Iterator[Json]:
        """Yield every leaf line of the sheet's units."""
        self.field(choice)
        field = self.found[choice]
        paths = {leaf["path"] for leaf in self.parameters["sheets"][self.number]["leaves"]}
        for unit in field.units if field else ():
            its = self.lines[choice][unit]["leaves"]
            yield from (its[path] for path in paths)


def _of_sheet(
    parameters: Json, facts: list[Json], number: int, trying: Json, evaluations: int
) -> Json | None:
    variants = _Variants(parameters, facts, number)
    own = variants.field((OWN, OWN, OWN))
    if own is None or len(own.units) < 2:  # noqa: PLR2004 - one unit alone is always first
        return None
    options = _options(variants, own)
    model = _model(variants, own, options, trying, parameters)
    found = indices(options.factors, model, evaluations=evaluations, seed=trying["seed"])
    groups = [g["name"] for g in parameters["groups"] if g["sheet"] == number]
    return {
        "groups": groups,
        "units": list(own.units),
        "seed": trying["seed"],
        "evaluations": found.evaluations,
        "held": held(own, evaluations),
        "factors": [_factor(name, at, options, found) for at, name in enumerate(options.factors)],
    }


def _options(variants: _Variants, own: Field) -> Options:
    """Return what can be chosen otherwise, and changes something."""
    methods = {leaf["method"] for leaf in own.sheet["leaves"]}
    normal = (OWN, *NORMALISATIONS) if methods & set(NORMALISED) else (OWN,)
    gaps = any(line["missing"] or line.get("imputed") for line in variants.leaves((OWN, OWN, OWN)))
    treated = any(
        line.get("treated") for line in variants.leaves((OWN, OWN, next(iter(TREATMENTS))))
    )
    sums = any(node["combine"] in LINEAR and len(node["parts"]) > 1 for node in own.nodes)
    return Options(
        normalisation=normal,
        imputation=(OWN, *IMPUTATIONS) if gaps else (OWN,),
        treatment=(OWN, *TREATMENTS) if treated else (OWN,),
        aggregation=AGGREGATIONS if sums else (OWN,),
    )


def _model(
    variants: _Variants, own: Field, options: Options, trying: Json, parameters: Json
) -> Callable[[Floats], Floats]:
    ranking, decimals = parameters["ranking"], parameters["rounding"]["total"]
    drawn = replicates(own, trying["seed"], DRAWS, trying["within"])
    as_is = {path: np.array([shares], np.int64) for path, shares in own_shares(own).items()}
    own_places = places(own, as_is, ranking, decimals)

    def model(numbers: Floats) -> Floats:
        column = dict(zip(options.factors, numbers.T, strict=True))
        rows = (column["weights"] * DRAWS).astype(np.int64)
        found = np.zeros((len(numbers), len(own.units)))
        for choice, mine in _by_choice(options, column):
            field = variants.field(choice[:3])
            # Who has a total only under another choice is ranked under none; where somebody loses
            # it, that choice ranks nobody anew.
            field = (field and ranking_only(field, own.units)) or own
            other = aggregated(field, choice[3])
            found[mine] = _places_of(own, other, drawn, rows[mine], ranking, decimals)
        shift = np.abs(found - own_places).mean(axis=1, keepdims=True)
        return np.concatenate([shift, found], axis=1)

    return model


def _by_choice(
    options: Options, column: dict[str, Floats]
) -> Iterator[tuple[tuple[str, str, str, str], Ints]]:
    """Yield each combination of options with the rows that drew it."""
    names = ("normalisation", "imputation", "treatment", "aggregation")
    picked = []
    for name in names:
        size = len(getattr(options, name))
        numbers = column.get(name)
        rows = len(column["weights"])
        picked.append(
            np.zeros(rows, np.int64) if numbers is None else (numbers * size).astype(np.int64)
        )
    for at in product(*(range(len(getattr(options, name))) for name in names)):
        mine = np.flatnonzero(
            np.all([one == place for one, place in zip(picked, at, strict=True)], axis=0)
        )
        if len(mine):
            words = [getattr(options, name)[place] for name, place in zip(names, at, strict=True)]
            yield (words[0], words[1], words[2], words[3]), mine


def _places_of(  # noqa: PLR0913, PLR0917 - a field, how it is weighed and how it is ranked
    own: Field, field: Field, drawn: Shares, rows: Ints, ranking: Json, decimals: int
) -> Places:  # fmt: skip
    shares = {}
    for node in field.nodes:
        its = drawn[node["path"]][rows]
        linear = next(one for one in own.nodes if one["path"] == node["path"])["combine"] in LINEAR
        changed = linear and node["combine"] not in LINEAR
        shares[node["path"]] = on_scale(own, node["path"], its) if changed else its
    return places(field, shares, ranking, decimals)


def _factor(name: str, at: int, options: Options, found: Indices) -> Json:
    def said(column: int) -> Json:
        return {
            "first": _four(found.first[at, column]),
            "first_between": [_four(end) for end in found.first_ends[:, at, column]],
            "total": _four(found.total[at, column]),
            "total_between": [_four(end) for end in found.total_ends[:, at, column]],
        }

    return {
        "name": name,
        "options": list(getattr(options, name, ())),
        "shift": said(0),
        "ranks": [said(column) for column in range(1, found.first.shape[1])],
    }


def _four(number: float) -> str:
    return f"{number:.4f}"
