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
    awards        [{name, title, look, kind, approval, at_line, not_with: [...],
                    groups: [{group, k: int|null, threshold: micro|null, rise: bool}]}]
    late          "accept" | "treat_as_missing"
    indicators    [{name, title, unit_of_measure, decimals, direction, source_unit}]
    resolved      [[path, unit, micro|null], ...]: CEL formulas and scores under a unit's own
                   shares, computed once by `settling.settle`
    own_weights   [[path, unit, weight], ...]: in place of a part's `weight` for one unit; only
                   where units have shares of their own
    lambdas       [[path, group, micro]]: exponents of Box and Cox, found once by settling; group is
                   empty where all that take part are looked at together; only where one was wanted
    robustness    {replicates, within: micro, seed, largest}; only where the scheme says other than
                  the default: display alone, no engine reads it

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
    params                         integers of the method, see `leaves.py`
    formula                        CEL, for method formula
    denominator, impute, treat, transform
                                   what happens to the value before it is scored (see
                                   leaves_values.py); only where the leaf says so
    over                           "all": compared with everybody who takes part; only where it is
    panel                          how many of `earlier` are pooled with the period; only where some
    goals                          [{name, title, rank}] best first; only where there are some, and
                                   for display alone: no engine reads them

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
    available     micro: the share of the indicators below that must have a value; where fewer have,
                  the node is left out, and at the root the unit has no total; only where declared
    using, costs, difficulty, penalties
                  what its way of combining needs and what lessens its score (see combined.py);
                  only where it has such

A node whose shares come from elsewhere than the parts' weights has `weigh` or `weighed` too (see
`weighed.py`); with `combine: doubt` each unit has its own shares, and `resolved` its score.

No node counts a folded one among its parts: it counts the parts of the folded one instead.
`share` is the part's share in the node; `scale` (10^9: as it is) first brings the part's score
to the node's scale. Sums and means have scale 10^9 and carry everything in `share`: their score is
the sum of share times score. Excluded parts are prorated by ``full / present``, the sums of share
times the part's `full` over all parts and over those present. `weight` is the product of shares
up to the root, for contributions; under a node that is not linear it is what the part would weigh
in an arithmetic mean, and the node's remainder line carries the difference.

How a number comes about, in order (see reference.py, which is the definition):

1. *Taken*: the value (divided by its denominator), growth ``100 (value - prior) / prior``,
   increment ``value - prior`` or completion ``100 value / target``, rounded half up to
   `take_decimals`. Then it is filled in where it is missing (`impute`), brought in where it lies
   far out (`treat`), and transformed.
2. *Standing*: what leaf ranks and spreads compare, more is better: taken, minus taken for `lower`,
   minus the distance to the band for `target_band`; the completion rate where a method asks for it.
3. *Points*: one exact fraction of integers, rounded half up once to `round` decimals (kept in
   micro). With a difficulty: first to micro, then times the coefficient, rounded to `round`.
   Then `low` and `high`.
4. *Nodes*: one exact fraction of integers from the parts' micro-points, rounded half up once to
   `round`; with `rescale_best`: first to micro, then rescaled and rounded. Then `low` and `high`.
5. *Total*: the root's score plus adjustments, rounded half up to `rounding.total` decimals.

Facts are the long-form rows; a row of kind ``observation`` has `unit, indicator, value, target,
prior` (integers at the indicator's decimals, or null) and `late`; ``rating`` has `unit,
indicator, value`; ``bonus``, ``deduction`` and ``veto`` have `unit, rule, points` (micro), `fact`,
`reason`; ``revoked`` has `award, unit`: an award taken back by decision; ``earlier`` has `period,
unit, indicator, value, target, prior` of an earlier period that a leaf looks at. History rows are
``{unit, period, group, rank, total, awards}`` of earlier periods; old ones lack `group`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.words import Message, Refused, Text
from bihuan.mechanisms.kinds import Mechanism
from bihuan.schemes.engine.numbers.integers import micro, optional_micro
from bihuan.schemes.engine.resolving.branches import indicators_of, leaves_written
from bihuan.schemes.engine.resolving.formulas import computed
from bihuan.schemes.engine.resolving.leaves import Measured, Measures
from bihuan.schemes.engine.resolving.pair_limits import check_pairs
from bihuan.schemes.engine.resolving.sheets import has_leaves_by_group, sheet
from bihuan.schemes.engine.telling.choices import choices
from bihuan.schemes.engine.telling.node_words import combining_choices
from bihuan.schemes.engine.telling.value_words import value_choices
from bihuan.schemes.spec.adjustments import Veto
from bihuan.schemes.spec.awards import Award, Take
from bihuan.schemes.spec.scheme import Robustness, SchemeSpec

# How far back a streak is followed.
EARLIER_PERIODS = 60

VETO_WITHOUT_BASIS = Message(
    "veto-without-basis",
    Text(
        en="the veto {veto} does not name the approved list entry it stands on",
        zh="一票否决事项“{veto}”未注明所依据的清单条目",
    ),
    Text(
        en="add basis: {{document: ..., entry: ...}} with the approved list and its entry; the "
        "rules of 2024 against formalism allow vetoes only from approved lists",
        zh="请补写 basis: {{document: ..., entry: ...}}，注明经批准的清单及条目；"
        "2024年《整治形式主义为基层减负若干规定》要求一票否决事项须在清单之内",
    ),
)
UNKNOWN_INDICATOR = Message(
    "no-such-indicator-in-force",
    Text(
        en="the scheme scores {indicator}, which is not in force for {period}",
        zh="考核办法使用的指标 {indicator} 在 {period} 没有生效的定义",
    ),
    Text(
        en="put the indicator's file in force, or check its effective date",
        zh="请先使该指标文件生效，或核对其生效日期",
    ),
)


def resolve(
    scheme: Mechanism,
    indicators: Mapping[str, Mechanism],
    contestants: Mapping[str, str],
    period: Period,
) -> dict[str, Any]:
    """Return the parameters of a scheme for a period, with `resolved` still empty.

    Args:
        scheme: the version in force.
        indicators: those it refers to, by name; its own stand in its file.
        contestants: the group of each unit.
        period: the period scored.
    """
    spec: SchemeSpec = scheme.spec
    measures = _measures(spec, indicators, period)
    groups, sheets = _groups(spec, measures, contestants, period.first)
    check_pairs(groups, sheets)
    sizes = {group["name"]: group["size"] for group in groups}
    title = scheme.title
    return {
        "v": 1,
        "scheme": {"name": scheme.name, "digest": scheme.digest, "title": _words(title)},
        "period": str(period),
        "earlier": [str(period.previous(steps + 1)) for steps in range(EARLIER_PERIODS)],
        "elapsed": [period.elapsed.numerator, period.elapsed.denominator],
        "choices": [*choices(spec), *value_choices(spec), *combining_choices(spec, sheets)],
        "groups": groups,
        "contestants": [list(pair) for pair in sorted(contestants.items())],
        "sheets": sheets,
        "rounding": {"total": spec.round.total, "shown": spec.round.shown},
        "ranking": {"style": spec.rank.style, "order": spec.rank.order},
        "ties": _ties(spec, measures),
        "adjustments": [
            {
                "name": rule.name,
                "title": _words(rule.title.text),
                "kind": rule.kind,
                "most": optional_micro(rule.most),
                "once": rule.once,
            }
            for rule in spec.adjustments
        ],
        "caps": {"bonus": micro(spec.bonus_most), "deduction": micro(spec.deduction_most)},
        "vetoes": [_veto(veto) for veto in spec.vetoes],
        "tiers": [
            {
                "name": tier.name,
                "title": _words(tier.title.text),
                "least": micro(tier.least),
                "share": optional_micro(tier.share),
            }
            for tier in sorted(spec.tiers, key=lambda tier: -tier.least)
        ],
        "awards": [_award(award, sizes) for award in spec.awards],
        "late": spec.late.rule if spec.late else "accept",
        "indicators": [_indicator(measured) for measured in measures.values()],
        "resolved": [],
        **_robustness(spec),
    }


def _robustness(spec: SchemeSpec) -> dict[str, Any]:
    """Return what the scheme says of robustness; a scheme that says nothing has no word of it."""
    trying = spec.robustness
    if trying == Robustness():
        return {}
    words = {"replicates": trying.replicates, "within": micro(trying.within), "seed": trying.seed}
    return {"robustness": {**words, "largest": trying.largest}}


def _words(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _measures(
    spec: SchemeSpec, indicators: Mapping[str, Mechanism], period: Period
) -> dict[str, Measured]:
    """Return every indicator that the scheme refers to, in the order in which it does."""
    own = {one.name: Measured(one.name, one.title.text, one) for one in spec.indicators}
    names = [name for leaf in leaves_written(spec.score) for name in indicators_of(leaf)]
    names.extend(step.value for step in spec.rank.chain if step.value is not None)
    found = {}
    for name in dict.fromkeys(names):
        if name in own:
            found[name] = own[name]
        elif name in indicators:
            found[name] = Measured(name, indicators[name].title, indicators[name].spec)
        else:
            raise Refused(UNKNOWN_INDICATOR, indicator=name, period=str(period))
    return found


def _groups(
    spec: SchemeSpec, measures: Measures, contestants: Mapping[str, str], day: date
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the groups, each with its sheet; groups with equal sheets share one."""
    titles = {group.name: group.title.text for group in spec.contestants}
    everybody = Text("All units", "全部单位")
    for name in sorted(set(contestants.values()) - set(titles)):
        titles[name] = everybody if name == "all" else Text(name, name)
    groups, sheets = [], []
    sizes = Counter(contestants.values())
    common = None if has_leaves_by_group(spec) else sheet(spec, measures, None, day)
    for name, title in titles.items():
        its = common or sheet(spec, measures, name, day)
        if its not in sheets:
            sheets.append(its)
        size, at = sizes[name], sheets.index(its)
        group = {"name": name, "title": _words(title), "size": size, "sheet": at}
        groups.append(group)
    return groups, sheets


def _ties(spec: SchemeSpec, measures: Measures) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = []
    for step in spec.rank.chain:
        if step.score is not None:
            steps.append({"by": "score", "path": step.score})
        elif step.value is not None:
            direction = measures[step.value].spec.direction
            better = "lower" if direction == "lower" else "higher"
            steps.append({"by": "value", "indicator": step.value, "direction": better})
        else:
            steps.append({"by": "last_rank"})
    return steps


def _veto(veto: Veto) -> dict[str, Any]:
    if veto.basis is None:
        raise Refused(VETO_WITHOUT_BASIS, veto=veto.title.text)
    return {
        "name": veto.name,
        "title": _words(veto.title.text),
        "basis": f"{veto.basis.document}，{veto.basis.entry}",
        "effect": veto.effect,
        "tier": veto.tier or "",
    }


def _award(award: Award, sizes: Mapping[str, int]) -> dict[str, Any]:
    quotas: dict[str, Take] = {quota.group: quota for quota in award.quotas}
    groups = []
    for group, size in sizes.items():
        take = quotas.get(group, award.take)
        if take is not None and (not award.groups or group in award.groups):
            groups.append(_award_group(group, take, size))
    return {
        "name": award.name,
        "title": _words(award.title.text),
        "look": award.look,
        # Only what an authority approved is a commendation (domain rules 4.4).
        "kind": "commendation" if award.approval else "assessment_incentive",
        "approval": award.approval,
        "at_line": award.at_line,
        "not_with": list(award.not_with),
        "groups": groups,
    }


def _award_group(group: str, take: Take, size: int) -> dict[str, Any]:
    places: int | None = None
    if take.share is not None:
        places = ceil(Fraction(take.share) * size)
    elif take.formula:
        found = computed(take.formula, {"n": size})
        places = 0 if found is None else max(0, int(found))
    else:
        places = take.top or take.first or take.rise
    return {
        "group": group,
        "k": places,
        "threshold": optional_micro(take.threshold),
        "rise": take.rise is not None,
    }


def _indicator(measured: Measured) -> dict[str, Any]:
    return {
        "name": measured.name,
        "title": _words(measured.title),
        "unit_of_measure": measured.spec.unit_of_measure,
        "decimals": measured.spec.decimals,
        "direction": measured.spec.direction,
        "source_unit": measured.spec.source_unit or "",
    }
