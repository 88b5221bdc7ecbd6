"""The public read model: published results, and what is made from them.

Nothing here looks beyond publications: no runs, no facts, no people. So these
questions need no viewer, and an anonymous reader gets the same answers as anybody.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from bihuan.boards.engine import notices, pictures, printing, tables
from bihuan.boards.engine.board import Board, code_of
from bihuan.boards.engine.charts import Frame, Theme
from bihuan.boards.engine.offline.checks import LEFT_OUT
from bihuan.boards.models import Publication
from bihuan.calendars.queries import Period
from bihuan.ledger.queries import document
from bihuan.ledger.words import Language, Message, Refused, Text

if TYPE_CHECKING:
    from bihuan.schemes.engine.result import Result

NOT_PUBLISHED = Message(
    "not-published",
    Text(
        en="no result of {scheme} for {period} is published",
        zh="{scheme} {period} 尚未公布结果",
    ),
    Text(
        en="check the address, or publish it: bihuan publish {scheme} {period}",
        zh="请核对地址，或先公布：bihuan publish {scheme} {period}",
    ),
)

# What the program in a bundle does not check; a page that praises it says so, too.
NOT_CHECKED = tuple(Text(en=en, zh=zh) for en, zh in LEFT_OUT)


@dataclass(frozen=True, slots=True)
class Published:
    """One published version of a result, as anybody may see it.

    Args:
        key: id of the fact that published it.
        digest, board, bundle: SHA-256 of the result, the board and the bundle.
        state: published, superseded or withdrawn; `reason` says why it was withdrawn.
    """

    key: str
    origin: str
    scheme: str
    period: str
    version: int
    digest: str
    board: str
    manifest: str
    bundle: str
    as_of: int
    state: str
    reason: str
    published_at: datetime

    @property
    def code(self) -> str:
        """The verification code as it is printed: 7F3A 91C2 0D5E."""
        return code_of(self.digest)

    @property
    def path(self) -> str:
        """The address of the page; it shows the newest version."""
        return f"/boards/{self.scheme}/{self.period}"

    @property
    def permalink(self) -> str:
        """The address that shows this very version for ever."""
        return f"{self.path}?v={self.version}"

    @property
    def verify_path(self) -> str:
        return f"/public/verify/{self.code.replace(' ', '')}"


def _seen(row: Publication) -> Published:
    return Published(
        row.key, row.origin, row.scheme, row.period, row.version, row.result, row.board,
        row.manifest, row.bundle, row.as_of, row.state, row.reason, row.published_at,
    )  # fmt: skip


def _versions(origin: str, scheme: str, period: str) -> QuerySet[Publication]:
    return Publication.objects.filter(origin=origin, scheme=scheme, period=period)


def origins() -> tuple[str, ...]:
    """Return the districts that have published anything, by name."""
    found = Publication.objects.order_by("origin").values_list("origin", flat=True)
    return tuple(found.distinct())


def publications(origin: str) -> tuple[Published, ...]:
    """Return the publications in force, the newest period first."""
    found = Publication.objects.filter(origin=origin, state="published")
    seen = [_seen(row) for row in found.order_by("-published_at", "scheme")]
    return tuple(sorted(seen, key=lambda one: Period.parse(one.period), reverse=True))


def versions(origin: str, scheme: str, period: str) -> tuple[Published, ...]:
    """Return every version of one result, the newest first, whatever became of it."""
    found = _versions(origin, scheme, period).order_by("-version")
    return tuple(_seen(row) for row in found)


def publication(origin: str, scheme: str, period: str, version: int | None = None) -> Published:
    """Return one version, by default the newest; refuses `not-published`."""
    for found in versions(origin, scheme, period):
        if version in {None, found.version}:
            return found
    raise Refused(NOT_PUBLISHED, scheme=scheme, period=period)


def by_code(code: str) -> Published | None:
    """Return the newest publication with a verification code, typed with or without spaces."""
    typed = "".join(code.split()).replace("-", "").lower()
    found = Publication.objects.filter(code=typed).order_by("-published_at").first()
    return _seen(found) if found else None


def neighbours(published: Published) -> tuple[Published | None, Published | None]:
    """Return the publications in force before and after, of the same scheme and kind of period."""
    here = Period.parse(published.period)
    same = Publication.objects.filter(
        origin=published.origin, scheme=published.scheme, state="published"
    )
    others = {Period.parse(row.period): row for row in same}
    kind = {period: row for period, row in others.items() if period.kind == here.kind}
    earlier = max((period for period in kind if period < here), default=None)
    later = min((period for period in kind if here < period), default=None)
    return (_seen(kind[earlier]) if earlier else None, _seen(kind[later]) if later else None)


# What is published never changes, so it is read, drawn and set once. The digest is the key.


@lru_cache(maxsize=16)
def _result(digest: str) -> Result:
    kept: Result = json.loads(document(digest))
    return kept


def result(published: Published) -> Result:
    """Return the frozen result. Treat it as read-only: it is shared."""
    return _result(published.digest)


def result_bytes(published: Published) -> bytes:
    """Return the very bytes whose SHA-256 is the verification code."""
    return document(published.digest)


@lru_cache(maxsize=16)
def _board(digest: str) -> Board:
    kept: Board = json.loads(document(digest))
    return kept


def board(published: Published) -> Board:
    """Return what was frozen beside the result. Treat it as read-only: it is shared."""
    return _board(published.board)


def signing_key(published: Published) -> str:
    """Return the public key that signed the log over this publication."""
    return board(published)["key"]


def bundle(published: Published) -> bytes:
    """Return the bundle that anybody can verify, as a zip."""
    return document(published.bundle)


@lru_cache(maxsize=64)
def ranks_picture(published: Published, group: str, language: Language, theme: Theme) -> str:
    """Return the ranks over time of a group as SVG; empty if there is no earlier period."""
    shown = result(published)
    if theme == "screen":
        frame = Frame(480, 446, theme)
    else:
        frame = Frame(380, pictures.tall_enough(shown, group))
    return pictures.bump(shown, group, language, frame)


@lru_cache(maxsize=64)
def map_picture(published: Published, group: str, language: Language, theme: Theme) -> str:
    """Return the tile map of a group as SVG; empty where units have no squares."""
    row = Frame(460, 50, theme) if theme == "screen" else Frame(362, 54)
    return pictures.tile(result(published), board(published), group, language, row)


@lru_cache(maxsize=16)
def notice(published: Published, address: str) -> bytes:
    """Return the notice as PDF; `address` begins the address where the result is checked."""
    data = notices.notice(
        result(published), board(published), address=address + published.verify_path
    )
    return printing.pdf(data)


@lru_cache(maxsize=16)
def poster(published: Published, group: str, language: Language, address: str) -> bytes:
    """Return the poster of a group as PNG."""
    data = notices.poster(
        result(published), board(published), group,
        address=address + published.verify_path, language=language,
    )  # fmt: skip
    return printing.png(data)


def csv(published: Published, language: Language) -> bytes:
    """Return every score line as CSV that a spreadsheet opens without running anything."""
    return tables.csv(result(published), language)


def workbook(published: Published, language: Language) -> bytes:
    """Return ranking, details and rules as a workbook without formulas or links."""
    return tables.workbook(result(published), language)
