"""The resolved parameters of a scheme: plain JSON of integers from which anybody can compute.

Every engine, the page's what-if and the offline verifier start from this one document, so none
of them reads the scheme's YAML. It holds no floats and no maps keyed by what an author wrote.

Scales. Values stand at their own decimals. *micro* means millionths (of a point, or of a factor);
shares and weights are parts of 10^9. Every division is half up, mirrored for negative numbers.

::

    v             1
    scheme        {name, digest, title}
    period        "2023Q2"
    earlier       earlier periods, nearest first: what a streak runs through
    elapsed       [num, den]: share of the year passed at the period's end
    choices       the choices of domain rules 4.1 with `stated` (see Choice)
    groups        [{name, title, size, sheet}]: `sheet` is an index into `sheets`
    contestants   [[unit, group], ...] by unit
    sheets        [{leaves, nodes}]: the tree; one sheet unless some leaves are for some groups only
    rounding      {total, shown}: decimals
    ranking       {style, order}
    ties          [{by: "score", path} | {by: "value", indicator, direction} | {by: "last_rank"}]
    adjustments   [{name, title, kind, most: micro|null, once}]
    caps          {bonus: micro, deduction: micro}
    vetoes        [{name, title, basis: "document, entry", effect, tier}]
    tiers         [{name, title, least: micro, share: micro|null}] best first
    awards        [{name, title, look, kind, at_line, not_with: [...],
                    groups: [{group, k: int|null, threshold: micro|null, rise: bool}]}]
    late          "accept" | "treat_as_missing"
    indicators    [{name, title, unit_of_measure, decimals, direction, source_unit}]
    resolved      [[path, unit, micro|null], ...] of CEL formulas: computed once, by `settle`

A leaf::

    path, name, title, indicator, method (never level_growth_mix: that is a mean of three leaves)
    unit_of_measure, decimals      of the indicator, at which facts arrive
    take, take_decimals            the *taken* number and its decimals; target, band, standards too
    growth_base, direction         direction higher | lower | target_band
    target                         int at take_decimals, or null: the observed one
    band                           [low, high] at take_decimals, or null
    full                           micro: the points it is out of
    missing, not_applicable        rule, and the units the leaf does not concern
    difficulty                     [[unit, micro], ...] where it is not 1
    round                          decimals of the points
    low, high                      micro|null: floor and cap on the points, after the rounding
    weight                         parts of 10^9: points times weight is the contribution
    params                         integers of the method, see `methods.py`
    formula                        CEL, for method formula

A node (children first, the root last with path "")::

    path, name, title, combine, formula
    parts         [[path, share, scale], ...]: the leaves and nodes combined here
    folded        true: the node above combines its parts directly; it is listed for display only
    exact         the root alone: a plain weighted sum, kept in 1e-15 points and not rounded
    prorate       parts may be excluded for a unit; the others then take over their points
    full          micro: what the score is out of
    rescale_best, low, high   micro|null
    round         decimals of the score; 6 where none is declared
    weight        parts of 10^9: score times weight is the contribution; 10^9 for the root

No node counts a folded one among its parts: it counts the parts of the folded one instead.
`share` is the part's share in the node; `scale` (10^9: as it is) first brings the part's score
to the node's scale. Sums and means have scale 10^9 and carry everything in `share`: their score is
the sum of share times score. Excluded parts are prorated by ``full / present``, the sums of share
times the part's `full` over all parts and over those present. `weight` is the product of shares
up to the root, for contributions; under a node that is not linear it is what the part would weigh
in an arithmetic mean, and the node's remainder line carries the difference.

How a number comes about, in order (see reference.py, which is the definition):

1. *Taken*: the value, growth ``100 (value - prior) / prior``, increment ``value - prior`` or
   completion ``100 value / target``, rounded half up to `take_decimals`.
2. *Standing*: what leaf ranks and spreads compare, more is better: taken, minus taken for `lower`,
   minus the distance to the band for `target_band`.
3. *Points*: one exact fraction of integers, rounded half up once to `round` decimals (kept in
   micro). With a difficulty: first to micro, then times the coefficient, rounded to `round`.
   Then `low` and `high`.
4. *Nodes*: one exact fraction of integers from the parts' micro-points, rounded half up once to
   `round`; with `rescale_best`: first to micro, then rescaled and rounded. Then `low` and `high`.
5. *Total*: the root's score plus adjustments, rounded half up to `rounding.total` decimals.

Facts are the long-form rows; a row of kind ``observation`` has `unit, indicator, value, target,
prior` (integers at the indicator's decimals, or null) and `late`; ``rating`` has `unit,
indicator, value`; ``bonus``, ``deduction`` and ``veto`` have `unit, rule, points` (micro), `fact`,
`reason`. History rows are ``{unit, period, rank, total, awards}`` of earlier periods.
"""

from __future__ import annotations
