"""One published result as a page."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from bihuan.boards import queries
from bihuan.boards.queries import Published
from bihuan.ledger.words import Refused
from bihuan.measures.unit_names import named
from bihuan.web.board_page import BoardPage
from bihuan.web.changes import changes
from bihuan.web.dates import day, minute
from bihuan.web.labels import headline, in_force, objections
from bihuan.web.page import answer, bundle_name
from bihuan.web.reader import Reader, reader, turned
from bihuan.web.what_if import slider, what_if
from bihuan.web.where import Where, where
from bihuan.web.words import WORDS

if TYPE_CHECKING:
    from bihuan.schemes.engine.result import Result

MOST_DIGITS = 6


@require_safe
def board(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """Show one published result: who, why, and how to check it."""
    who, place = reader(request), where(request)
    published = find(request, scheme, period)
    result, frozen = queries.result(published), queries.board(published)
    page = BoardPage(result, frozen, group=chosen_group(request, result), language=who.language)
    return answer(
        request, who, place, "web/board.html",
        published=published, result=result, board=frozen, page=page,
        headline=headline(result, who),
        date=day(published.published_at, who.language),
        objections=objections(frozen, localdate(), who.language),
        verify_href=published.verify_path,
        suppose_href=place.link(f"/boards/{scheme}/{period}/what-if", v=request.GET.get("v", "")),
        groups=_groups(request, result, who),
        corrections=[_correction(line, who) for line in frozen["corrections"]],
        **_pictures(published, page.group, who),
        **_files(published, place, who),
        **_versions(published, place, who),
        **_neighbours(published, place, who),
        **_trial(page, who),
    )  # fmt: skip


def find(request: HttpRequest, scheme: str, period: str) -> Published:
    """Return the publication that an address names, by default its newest version; else 404."""
    version = request.GET.get("v", "")
    if version and not (version.isascii() and version.isdigit() and len(version) <= MOST_DIGITS):
        raise Http404
    try:
        return queries.publication(
            where(request).origin, scheme, period, int(version) if version else None
        )
    except Refused as refusal:
        raise Http404(refusal.code) from refusal


def chosen_group(request: HttpRequest, result: Result) -> str:
    """Return the group that an address names, by default the first."""
    names = [group["name"] for group in result["groups"]]
    asked = request.GET.get("group", "")
    return asked if asked in names else names[0]


def _groups(request: HttpRequest, result: Result, who: Reader) -> list[dict[str, Any]]:
    return [
        {
            "name": group["name"],
            "title": group["title"][who.language],
            "size": group["size"],
            "href": turned(request, group=group["name"]),
        }
        for group in result["groups"]
    ]


def _pictures(published: Published, group: str, who: Reader) -> dict[str, str]:
    theme = "screen" if who.screen else "light"
    return {
        "history_svg": queries.ranks_picture(published, group, who.language, theme),
        "map_svg": queries.map_picture(published, group, who.language, theme),
    }


def _files(published: Published, place: Where, who: Reader) -> dict[str, Any]:
    files = {
        "notice": ("notice.pdf", "file-type-pdf"),
        "poster": ("poster.png", "photo"),
        "excel": ("scores.xlsx", "file-spreadsheet"),
        "csv": ("scores.csv", "table"),
        "json": ("result.json", "braces"),
        "bundle": (bundle_name(published), "file-zip"),
    }
    links = {
        name: place.link(f"{published.path}/{file}", v=published.version)
        for name, (file, _) in files.items()
    }
    return {
        "files": links,
        "file_list": [
            {
                "href": links[name],
                "icon": icon,
                "title": WORDS[name].said_in(who.language),
                "download": name not in {"notice", "poster"},
            }
            for name, (_, icon) in files.items()
        ],
    }


def _versions(published: Published, place: Where, who: Reader) -> dict[str, Any]:
    versions = queries.versions(published.origin, published.scheme, published.period)
    current = in_force(versions)
    lines = []
    for one, earlier in zip(versions, [*versions[1:], None], strict=True):
        differ = (
            changes(queries.result(earlier), queries.result(one), who.language) if earlier else []
        )
        lines.append(
            {
                "version": one.version,
                "href": place.link(one.path, v=one.version),
                "published_at": one.published_at,
                "when": minute(one.published_at, who.language),
                "changes": differ,
                "against": earlier.version if earlier else None,
            }
        )
    return {"versions": lines, "current": current, "current_href": place.link(current.path)}


def _neighbours(published: Published, place: Where, who: Reader) -> dict[str, Any]:
    found = {}
    for name, one in zip(("before", "after"), queries.neighbours(published), strict=True):
        found[name] = one and {
            "href": place.link(one.path),
            "title": queries.result(one)["period_title"][who.language],
        }
    return found


def _correction(line: Any, who: Reader) -> dict[str, Any]:
    nothing = WORDS["no_value"].said_in(who.language)
    measure = named(line["unit_of_measure"]).said_in(who.language)
    before, after = (
        f"{number} {measure}".strip() if number is not None else nothing
        for number in (line["before"], line["after"])
    )
    return {
        "recorded": line["recorded"],
        "when": minute(datetime.fromisoformat(line["recorded"]), who.language),
        "unit": line["unit"][who.language],
        "indicator": line["indicator"][who.language],
        "before": before,
        "after": after,
        "reason": line["reason"],
    }


def _trial(page: BoardPage, who: Reader) -> dict[str, Any]:
    """Return what trying other weights needs: numbers, and sentences with their places open."""
    said = {
        name.removeprefix("js_"): text.said_in(who.language)
        for name, text in WORDS.items()
        if name.startswith("js_")
    }
    words = {**said, "scheme": WORDS["scheme_weight"].said_in(who.language)}
    return {"what_if": what_if(page), "what_if_words": words, "slider": slider(page)}
