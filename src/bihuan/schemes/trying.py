"""Trying a scheme on a table, without a database: the author's bench.

A scheme's file that holds its indicators too, or a pack folder, is scored on a long-form table;
any published index whose figures are known can be reproduced so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.words import Message, Refused, Text
from bihuan.mechanisms.diagnostics import Findings
from bihuan.mechanisms.kinds import Mechanism
from bihuan.mechanisms.packs import check, known, mechanism_files, read_pack
from bihuan.mechanisms.reading import read
from bihuan.schemes.engine.resolve import resolve
from bihuan.schemes.engine.resolving.branches import indicators_of, leaves_written
from bihuan.schemes.engine.resolving.earlier import earlier_rows, needed_rows, periods_of
from bihuan.schemes.engine.resolving.leaves import Measured
from bihuan.schemes.engine.result import Result
from bihuan.schemes.engine.run import Names, run
from bihuan.schemes.engine.running import engines
from bihuan.schemes.flagging import flagged
from bihuan.schemes.spec.scheme import ContestGroup, SchemeSpec
from bihuan.schemes.tables import Known, Table, read_table

NO_SCHEME_HERE = Message(
    "no-scheme-here",
    Text(en="{file} holds no scheme", zh="{file} 中没有考核办法"),
    Text(
        en="name the file of a scheme, or a pack that has one",
        zh="请指定考核办法的文件或含有考核办法的机制包",
    ),
)
WHICH_SCHEME = Message(
    "which-scheme",
    Text(en="the pack holds {count} schemes: {names}", zh="机制包中有 {count} 个考核办法：{names}"),
    Text(en="write the pack and the name: {pack}/{first}", zh="请写明机制包和名称：{pack}/{first}"),
)
NOT_IN_FORCE = Message(
    "scheme-not-in-force",
    Text(
        en="no version of {scheme} is in force in {period}",
        zh="{scheme} 在 {period} 没有生效的版本",
    ),
    Text(en="the first one takes effect on {effective}", zh="最早的版本自 {effective} 起生效"),
)
NO_GROUP = Message(
    "no-group",
    Text(en="{unit} stands in no group of the scheme", zh="{unit} 不在考核办法的任何一组"),
    Text(
        en="add a column group to the table, or list the unit under spec.contestants",
        zh="请在表中增加 group 列，或在 spec.contestants 中列出该单位",
    ),
)
NO_PERIOD_ROWS = Message(
    "no-rows-for-period",
    Text(en="the table has no rows for {period}", zh="表中没有 {period} 的数据"),
    Text(en="its periods are: {periods}", zh="表中的考核期：{periods}"),
)

ORIGIN = "try"


def try_scheme(path: Path | str, data: Path | str, period: str | None = None) -> Result:
    """Return the result of a scheme on a table, for a period or else the last of the table.

    All earlier periods of the table are scored first, so that streaks, previous ranks and
    comparisons come out.

    Args:
        path: a scheme's file that holds its indicators; or a pack folder, with ``/name`` after it
            where it holds several schemes. Versions take over on their effective days.
        data: a long-form CSV (see `tables`).
        period: as written, such as ``2023Q2``.

    Raises:
        Findings: all mistakes of the scheme, or of the table.
    """
    return try_periods(path, data, period)[-1]


def try_periods(
    path: Path | str, data: Path | str, period: str | None = None
) -> tuple[Result, ...]:
    """Return the results of all periods of the table, up to `period` where one is named.

    Other weights are tried for the last of them alone.
    """
    bench = _Bench(Path(path))
    table = read_table(Path(data), bench.known())
    chosen = table.periods
    if period is not None:
        last = Period.parse(period)
        if last not in chosen:
            periods = ", ".join(map(str, chosen))
            raise Refused(NO_PERIOD_ROWS, period=str(last), periods=periods)
        chosen = chosen[: chosen.index(last) + 1]
    results: list[Result] = []
    for each in chosen:
        results.append(bench.run(table, each, _history(results), firmness=each == chosen[-1]))
    return tuple(results)


class _Bench:
    """The versions of one scheme, with the indicators and units that stand beside it."""

    def __init__(self, path: Path) -> None:
        self.mechanisms, asked = _beside(path)
        versions = [each for each in self.mechanisms if each.kind == "Scheme"]
        names = sorted({each.name for each in versions})
        if not names or (asked and asked not in names):
            raise Refused(NO_SCHEME_HERE, file=path.name)
        if len(names) > 1 and not asked:
            said = {"count": len(names), "names": ", ".join(names)}
            raise Refused(WHICH_SCHEME, **said, pack=path.name, first=names[0])
        versions = [each for each in versions if each.name == (asked or names[0])]
        self.versions = sorted(versions, key=lambda each: each.metadata.effective)

    def known(self) -> Known:
        """Return what a table for this scheme may speak of, in any of its versions."""
        measures: dict[str, Measured] = {}
        for each in self.mechanisms:
            if each.kind == "Indicator":
                measures[each.name] = Measured(each.name, each.title, each.spec)
        rules: dict[str, list[str]] = {"bonus": [], "deduction": [], "veto": []}
        for version in self.versions:
            spec: SchemeSpec = version.spec
            for own in spec.indicators:
                measures[own.name] = Measured(own.name, own.title.text, own)
            for rule in spec.adjustments:
                rules[rule.kind].append(rule.name)
            rules["veto"] += [veto.name for veto in spec.vetoes]
        return Known(
            measures=measures,
            rules={kind: tuple(dict.fromkeys(names)) for kind, names in rules.items()},
            units=self._named_units(),
            every=self.versions[-1].spec.every,
        )

    def _named_units(self) -> frozenset[str]:
        """Return the units that are all that can take part; empty where any may."""
        declared = {unit.slug for unit in self._declared()}
        if declared:
            return frozenset(declared)
        groups = [group for version in self.versions for group in version.spec.contestants]
        if groups and all(group.units and not (group.group or group.kinds) for group in groups):
            return frozenset(unit for group in groups for unit in group.units)
        return frozenset()

    def _declared(self) -> list[Any]:
        organisations = [each for each in self.mechanisms if each.kind == "Organisation"]
        return [unit for each in organisations for unit in each.spec.units]

    def run(
        self, table: Table, period: Period, history: list[dict[str, Any]], *, firmness: bool
    ) -> Result:
        """Return the result of one period."""
        scheme = self._in_force(self.versions, period)
        if scheme is None:
            first = self.versions[0]
            effective = first.metadata.effective.isoformat()
            raise Refused(NOT_IN_FORCE, scheme=first.title, period=str(period), effective=effective)
        rules = self._indicators(scheme.spec, period)
        specs = {own.name: own for own in scheme.spec.indicators}
        specs |= {name: rule.spec for name, rule in rules.items()}
        facts = list(flagged(table.rows[period], specs))
        contestants = self._contestants(scheme.spec, table, period)
        parameters = resolve(scheme, rules, contestants, period)
        return run(
            parameters,
            [*facts, *_earlier(table, parameters)],
            history,
            names=Names(units=self._names(table, contestants)),
            origin=ORIGIN,
            as_of=0,
            mechanisms=(scheme, *rules.values()),
            score=engines.score,
            firmness=firmness,
        )

    @staticmethod
    def _in_force(versions: Iterable[Mechanism], period: Period) -> Mechanism | None:
        """Return the version that rules on the period's last day."""
        standing = [each for each in versions if each.metadata.effective <= period.last]
        return max(standing, key=lambda each: each.metadata.effective, default=None)

    def _indicators(self, spec: SchemeSpec, period: Period) -> dict[str, Mechanism]:
        own = {indicator.name for indicator in spec.indicators}
        found = {}
        for name in _needed(spec):
            versions = [
                each for each in self.mechanisms if (each.kind, each.name) == ("Indicator", name)
            ]
            standing = self._in_force(versions, period)
            if name not in own and standing is not None:
                found[name] = standing
        return found

    def _contestants(self, spec: SchemeSpec, table: Table, period: Period) -> dict[str, str]:
        """Return the group of each unit that takes part."""
        groups = table.groups.get(period, {})
        rows = dict.fromkeys(row["unit"] for row in table.rows[period])
        if not spec.contestants:
            return {unit: groups.get(unit, "all") for unit in rows}
        kinds = {unit.slug: (unit.kind, unit.group) for unit in self._declared()}
        units = {**kinds, **{unit: kinds.get(unit, ("", None)) for unit in rows}}
        units.update({unit: units.get(unit, ("", None)) for unit in _listed(spec)})
        found: dict[str, str] = {}
        for unit, (kind, group) in units.items():
            mine = _group_of(spec.contestants, unit, kind, group, groups.get(unit, ""))
            if mine:
                found[unit] = mine
            elif unit in rows and not kinds:
                raise Refused(NO_GROUP, unit=table.titles.get(unit, unit))
        return found

    def _names(self, table: Table, contestants: Mapping[str, str]) -> dict[str, tuple[Text, str]]:
        """Return what each unit is called: in its organisation, in the table, or by its slug."""
        found = {}
        declared = {unit.slug: unit for unit in self._declared()}
        for unit in contestants:
            title = table.titles.get(unit, unit)
            names = (Text(en=title, zh=title), title)
            if unit in declared:
                title = declared[unit].title.text
                names = (title, declared[unit].short or title.zh)
            found[unit] = names
        return found


def _beside(path: Path) -> tuple[tuple[Mechanism, ...], str]:
    """Return the mechanisms to try with, and the scheme asked for where they hold several.

    A file is tried among the files that lie beside it where they hold indicators that it asks for
    and has not. Where none does, an indicator is misspelt, which is told at its place.
    """
    if path.is_dir():
        return read_pack(path).mechanisms, ""
    if not path.exists() and not path.suffix and path.parent.is_dir():
        return read_pack(path.parent).mechanisms, path.name
    mechanism = read(path, str(path))
    if mechanism.kind == "Scheme" and _lie_beside(path.parent, _lacking(mechanism.spec)):
        return read_pack(path.parent).mechanisms, mechanism.name
    mistakes = check(mechanism, known([mechanism]))
    if mistakes:
        raise Findings(mistakes)
    return (mechanism,), ""


def _lacking(spec: SchemeSpec) -> frozenset[str]:
    """Return the indicators that a scheme asks for and does not hold itself."""
    return frozenset(_needed(spec)) - {own.name for own in spec.indicators}


def _lie_beside(folder: Path, names: frozenset[str]) -> bool:
    """Return whether a folder holds one of these indicators.

    A file that cannot be read counts as the indicator that it is called by, so that its own
    mistakes are told.
    """
    for path in mechanism_files(folder) if names else ():
        try:
            found = read(path, path.name)
        except Findings:
            if path.stem in names:
                return True
            continue
        if found.kind == "Indicator" and found.name in names:
            return True
    return False


def _listed(spec: SchemeSpec) -> tuple[str, ...]:
    return tuple(unit for group in spec.contestants for unit in group.units)


def _group_of(
    groups: Iterable[ContestGroup], unit: str, kind: str, peers: str | None, written: str
) -> str:
    """Return the first group that has the unit: by its name, its kind, its peers, or the table."""
    for group in groups:
        if unit in group.without:
            continue
        of_kind = bool(kind) and kind in group.kinds
        of_peers = group.group is not None and group.group == peers
        of_table = bool(written) and written in (group.name, group.group)
        if unit in group.units or of_kind or of_peers or of_table:
            return group.name
    return ""


def _needed(spec: SchemeSpec) -> tuple[str, ...]:
    """Return every indicator that a scheme refers to."""
    found = [name for leaf in leaves_written(spec.score) for name in indicators_of(leaf)]
    found += [step.value for step in spec.rank.chain if step.value]
    return tuple(dict.fromkeys(found))


def _earlier(table: Table, parameters: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the rows of earlier periods of the table that the scheme looks at."""
    units, periods = dict(parameters["contestants"]), set(periods_of(parameters))
    found: list[dict[str, Any]] = []
    for period in table.periods:
        if str(period) in periods:
            rows = [row for row in table.rows[period] if row["unit"] in units]
            found += earlier_rows(rows, str(period))
    yield from needed_rows(parameters, found)


def _history(results: Sequence[Result]) -> list[dict[str, Any]]:
    """Return what earlier results left: rank, total and awards of each unit."""
    return [
        {
            "unit": row["unit"],
            "period": result["period"],
            "group": row["group"],
            "rank": row["rank"],
            "total": row["total"],
            "awards": row["awards"],
        }
        for result in results
        for row in result["rows"]
    ]
