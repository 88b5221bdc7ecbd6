"""What may be done with publications: publish a run, withdraw what was published.

Publishing freezes: the result and the board around it are kept as documents, the log is
sealed and signed over them, and the bundle is made, all in one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localtime

from bihuan.boards import queries
from bihuan.boards.engine import bundle as bundling
from bihuan.boards.engine.board import Board, Correction, Square
from bihuan.boards.engine.bundle import ProvenFact, ProvenRows, figures_used
from bihuan.boards.engine.offline.container import canonical
from bihuan.boards.engine.program import program
from bihuan.boards.engine.readme import readme
from bihuan.boards.queries import Published
from bihuan.boards.refusals import ALREADY_PUBLISHED, NOT_IN_FORCE, WITHDRAWAL_NEEDS_REASON
from bihuan.calendars.queries import Due, due_on
from bihuan.calendars.spec import Limit
from bihuan.ledger import extracts, keys, proving, sealing
from bihuan.ledger import queries as ledger
from bihuan.ledger.actions import keep, record
from bihuan.ledger.facts import Draft, Fact
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Refused, Text
from bihuan.ledger.writing import hold, writing
from bihuan.measures import queries as measures
from bihuan.measures.deriving import DERIVED
from bihuan.mechanisms import queries as mechanisms
from bihuan.orgs import queries as orgs
from bihuan.schemes import actions as schemes
from bihuan.schemes import queries as runs
from bihuan.schemes import recomputing
from bihuan.schemes.queries import RunSeen

if TYPE_CHECKING:
    from bihuan.schemes.engine.result import Result, Words


@dataclass(frozen=True, slots=True)
class Issue:
    """Who issues the notice, and under which document number; neither makes a plain notice."""

    office: Text | None = None
    number: str = ""


def publish(run: RunSeen, *, by: Viewer, at: datetime, issue: Issue = Issue()) -> Published:
    """Publish an approved run as the next version of its period; an earlier one stays readable.

    Raises:
        Refused: the viewer may not publish or prepared the run, the run is not approved or changed
            since it was looked at, or this very result is published already.
    """
    with writing():
        hold(by.origin, _stream(run.scheme, run.period))
        version = _next_version(run)
        schemes.mark_published(run, by=by, at=at)
        result = runs.result(run)
        board = _board(run, result, version, issue, at)
        files = _files(run, result, board)
        fact = _record_published(run, version, files, by=by, at=at)
        _record_bundle(fact, _bundle(run, result, fact, files), by=by, at=at)
        return queries.publication(by.origin, run.scheme, run.period)


def _next_version(run: RunSeen) -> int:
    earlier = queries.versions(run.origin, run.scheme, run.period)
    for one in earlier:
        if one.digest == run.digest and one.state != "withdrawn":
            raise Refused(
                ALREADY_PUBLISHED, scheme=run.scheme, period=run.period, version=one.version
            )
    return earlier[0].version + 1 if earlier else 1


def withdraw(published: Published, *, reason: str, by: Viewer, at: datetime) -> Published:
    """Withdraw the publication in force, and revoke its run; both stay readable, with the reason.

    Raises:
        Refused: the viewer may not withdraw or prepared the run, no reason is given, or
            the publication is not in force.
    """
    if not reason.strip():
        raise Refused(WITHDRAWAL_NEEDS_REASON)
    which = (by.origin, published.scheme, published.period, published.version)
    with writing():
        hold(by.origin, _stream(published.scheme, published.period))
        run = runs.published(orgs.operator(by.origin), published.scheme, published.period)
        if run is None or queries.publication(*which).state != "published":
            raise Refused(NOT_IN_FORCE, scheme=published.scheme, period=published.period,
                          version=published.version)  # fmt: skip
        schemes.revoke_run(run, reason=reason, by=by, at=at)
        draft = Draft(
            kind="boards.withdrawn@1",
            stream=_stream(published.scheme, published.period),
            subject=f"scheme:{published.scheme}",
            data={"publication": published.key},
            reason=reason.strip(),
        )
        record(draft, by=by, at=at)
        return queries.publication(*which)


def bundle(published: Published) -> bytes:
    """Return the bundle of a publication."""
    return queries.bundle(published)


def _stream(scheme: str, period: str) -> str:
    return f"publications/{scheme}/{period}"


# Freezing


def _board(run: RunSeen, result: Result, version: int, issue: Issue, at: datetime) -> Board:
    reader = orgs.operator(run.origin)
    units = orgs.units(reader, at.date())
    district = next((unit.title for unit in units if not unit.parent), Text(run.origin, run.origin))
    contestants = {row["unit"] for row in result["rows"]}
    until = _objections_until(run, at)
    return Board(
        v=1,
        result=run.digest,
        key=str(keys.signer(run.origin).verifier),
        district=_words(district),
        office=_words(issue.office) if issue.office else None,
        number=issue.number,
        version=version,
        published_at=at.isoformat(),
        objections_until=until.day.isoformat() if until else None,
        objections_estimate=bool(until and until.is_provisional),
        corrections=list(_corrections(result, reader)),
        tiles=[
            Square(unit=unit.slug, col=unit.tile[0], row=unit.tile[1])
            for unit in units
            if unit.tile and unit.slug in contestants
        ],
    )


def _objections_until(run: RunSeen, at: datetime) -> Due | None:
    """Return the last day on which the result may be objected to, by its scheme."""
    days = mechanisms.version(run.mechanism).spec.objection_days
    limit = Limit(count=days, unit="working_day") if days else None
    return due_on(localtime(at).date(), limit) if limit else None


def _words(text: Text) -> Words:
    return {"zh": text.zh, "en": text.en}


def _corrections(result: Result, reader: Viewer) -> Iterator[Correction]:
    """Yield the corrections of the figures that the result is made of, oldest first."""
    titles = {row["unit"]: row["title"] for row in result["rows"]}
    declared = {one["name"]: one for one in result["parameters"]["indicators"]}
    for found in measures.corrections(reader, list(declared), [result["period"]]):
        if found.unit in titles and found.before.value != found.after.value:
            yield Correction(
                recorded=found.after.recorded.isoformat(),
                unit=titles[found.unit],
                indicator=declared[found.indicator]["title"],
                before=found.before.value,
                after=found.after.value,
                unit_of_measure=declared[found.indicator]["unit_of_measure"],
                reason=found.after.reason,
            )


def _files(run: RunSeen, result: Result, board: Board) -> dict[str, bytes]:
    """Return the files that are fixed now, each kept or made from what is kept."""
    title, period = Text(**result["title"]), Text(**result["period_title"])
    enacted = _enacted(result, run.origin)
    return bundling.contents(
        ledger.document(run.digest),
        canonical(board),
        {
            f"{rule['kind']}-{rule['name']}": ledger.document(fact.data["document"])
            for rule, fact in zip(result["mechanisms"], enacted, strict=True)
        },
        {
            "verify.py": program(recomputing.definitions()),
            "README.md": readme(board, title, period, "en"),
            "README.zh-CN.md": readme(board, title, period, "zh"),
        },
    )


def _enacted(result: Result, origin: str) -> list[Fact]:
    """Return the fact that put each mechanism of the result in force."""
    reader, found = orgs.operator(origin), []
    for rule in result["mechanisms"]:
        stream = f"mechanisms/{rule['kind']}/{rule['name']}"
        versions = ledger.facts(reader, kind="mechanisms.enacted", stream=stream)
        found.append(next(fact for fact in versions if fact.data["digest"] == rule["digest"]))
    return found


def _record_published(
    run: RunSeen, version: int, files: dict[str, bytes], *, by: Viewer, at: datetime
) -> Fact:
    name = f"{run.scheme}-{run.period}-v{version}"
    board = keep(files["board.json"], name=f"{name}.board.json", type="application/json")
    manifest = keep(files["manifest.json"], name=f"{name}.manifest.json", type="application/json")
    draft = Draft(
        kind="boards.published@1",
        stream=_stream(run.scheme, run.period),
        subject=f"scheme:{run.scheme}",
        data={
            "scheme": run.scheme, "period": run.period, "version": version, "run": run.key,
            "result": run.digest, "board": board, "manifest": manifest, "as_of": run.as_of,
        },
        mechanism=run.mechanism,
    )  # fmt: skip
    return record(draft, by=by, at=at)


# Proving


def _bundle(run: RunSeen, result: Result, published: Fact, files: dict[str, bytes]) -> bytes:
    """Seal and sign the log over the publication, and return all that is needed to check it."""
    size = sealing.seal(run.origin)
    checkpoint = sealing.checkpoint(run.origin, at=published.recorded)
    used = figures_used(files["result.json"])
    needed = [*used, *(fact.id for fact in _enacted(result, run.origin)), run.key, _approval(run),
              published.id, *_revocations(run)]  # fmt: skip
    bodies = extracts.bodies(needed)
    proofs = proving.inclusions(list(bodies), size=size)
    return bundling.write(
        files,
        facts=[ProvenFact(bodies[one.fact], one.index, one.path) for one in proofs],
        rows=list(_rows(_whole_counts(used, bodies))),
        checkpoint=checkpoint,
        key=str(keys.signer(run.origin).verifier),
    )


def _whole_counts(
    used: dict[str, set[int | None]], bodies: dict[str, bytes]
) -> dict[str, set[int | None]]:
    """Return which rows a bundle holds: of a count all, so that it can be counted again."""
    found = dict(used)
    for fact_id in used:
        fact = json.loads(bodies[fact_id])
        if fact["kind"] == DERIVED:
            found[fact_id] = set(range(fact["data"]["rows"]))
    return found


def _rows(used: dict[str, set[int | None]]) -> Iterator[ProvenRows]:
    for fact, numbers in sorted(used.items()):
        rows = extracts.rows(fact, {number for number in numbers if number is not None})
        if rows:
            paths = {row.number: row.path for row in rows if row.path is not None}
            bodies = {row.number: row.body for row in rows}
            yield ProvenRows(fact, bodies, paths or None)


def _approval(run: RunSeen) -> str:
    """Return the decision by which somebody else than its maker approved the run."""
    stream = f"runs/{run.scheme}/{run.period}"
    moves = ledger.facts(orgs.operator(run.origin), kind="schemes.moved", stream=stream)
    about = {"run": run.key, "to": "approved"}
    return next(fact.id for fact in moves if about.items() <= fact.data.items())


def _revocations(run: RunSeen) -> list[str]:
    """Return the decisions that took awards of this period back."""
    stream = f"runs/{run.scheme}/{run.period}"
    found = ledger.facts(orgs.operator(run.origin), kind="schemes.award_revoked", stream=stream)
    return [fact.id for fact in found]


def _record_bundle(published: Fact, content: bytes, *, by: Viewer, at: datetime) -> None:
    data: dict[str, Any] = published.data
    name = f"{published.origin}-{data['scheme']}-{data['period']}-v{data['version']}.zip"
    draft = Draft(
        kind="boards.bundled@1",
        stream=published.stream,
        subject=published.subject,
        data={
            "publication": published.id,
            "bundle": keep(content, name=name, type="application/zip"),
        },
    )
    record(draft, by=by, at=at)
