"""The public pages: published results, one board, and how to verify it. They need no login."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from bihuan.boards import queries
from bihuan.boards.queries import Published
from bihuan.ledger.words import Refused
from bihuan.web.board_page import BoardPage
from bihuan.web.changes import changes
from bihuan.web.dates import day, minute
from bihuan.web.reader import Reader, reader, remember, switches, turned
from bihuan.web.what_if import slider, what_if
from bihuan.web.words import WORDS

if TYPE_CHECKING:
    from bihuan.schemes.engine.result import Result

ON_FRONT = 60
NAMES_SHOWN = 8
INVENTED = "qingxi"


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """List the published results of a district, with their winners."""
    who = reader(request)
    origin = _origin(request)
    published = queries.publications(origin)[:ON_FRONT]
    context = {
        "here": "boards",
        "boards": [_line(one, who) for one in published],
        "invented": origin == INVENTED,
        "district": _district(published[0], who) if published else "",
    }
    return _page(request, who, "web/front.html", context)


@require_safe
def board(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """Show one published result: who, why, and how to check it."""
    published, who = find(request, scheme, period), reader(request)
    result, frozen = queries.result(published), queries.board(published)
    page = BoardPage(result, frozen, group=chosen_group(request, result), language=who.language)
    theme = "screen" if who.screen else "light"
    versions = queries.versions(published.origin, scheme, period)
    tried = what_if(page)
    context = {
        "published": published, "result": result, "board": frozen, "page": page,
        "headline": _headline(result, who), "district": frozen["district"][who.language],
        "date": day(published.published_at, who.language), "current": _current(versions),
        "files": _files(request, published), "file_list": _file_list(request, published, who),
        "groups": _groups(request, result, who),
        "history_svg": queries.ranks_picture(published, page.group, who.language, theme),
        "map_svg": queries.map_picture(published, page.group, who.language, theme),
        "what_if": tried, "slider": slider(page), "what_if_words": _script_words(who),
        "corrections": [_correction(line, who) for line in frozen["corrections"]],
        "versions": _version_lines(versions, who), "invented": published.origin == INVENTED,
        **_neighbours(published, who),
    }  # fmt: skip
    return _page(request, who, "web/board.html", context)


@require_safe
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """Say how anybody verifies a result; look one up by its code."""
    who = reader(request)
    typed = code or request.GET.get("code", "")[:40]
    published = queries.by_code(typed) if typed else None
    if published and not code:
        return redirect(published.verify_path)
    context: dict[str, Any] = {"here": "verify", "typed": typed, "unknown": bool(typed)}
    if published:
        versions = queries.versions(published.origin, published.scheme, published.period)
        result = queries.result(published)
        context.update(
            published=published, current=_current(versions), unknown=False,
            headline=_headline(result, who), files=_files(request, published),
            file_name=bundle_name(published), key=queries.signing_key(published),
            not_checked=[what.said_in(who.language) for what in queries.NOT_CHECKED],
            district=_district(published, who), invented=published.origin == INVENTED,
        )  # fmt: skip
    status = 404 if typed and not published else 200
    return _page(request, who, "web/verify.html", context, status=status)


def absent(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that nothing is published at this address."""
    return _page(request, reader(request), "web/absent.html", {}, status=404)


def bundle_name(published: Published) -> str:
    """Return the file name of a bundle: plain ASCII, to be typed after ``python3``."""
    period = published.period.replace("..", "_")
    return f"{published.origin}-{published.scheme}-{period}-v{published.version}.zip"


def _page(
    request: HttpRequest, who: Reader, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    shared = {"language": who.language, "large": who.large, "screen": who.screen,
              "switch": switches(request, who)}  # fmt: skip
    return remember(render(request, template, {**shared, **context}, status=status), request)


def _origin(request: HttpRequest) -> str:
    """Return the district asked for, else the first that has published anything."""
    known = queries.origins()
    asked = request.GET.get("origin", "")
    return asked if asked in known else known[0] if known else ""


def find(request: HttpRequest, scheme: str, period: str) -> Published:
    """Return the publication that an address names, by default its newest version; else 404."""
    version = request.GET.get("v", "")
    if version and not (version.isascii() and version.isdigit() and len(version) < 7):  # noqa: PLR2004
        raise Http404
    try:
        return queries.publication(
            _origin(request), scheme, period, int(version) if version else None
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
        {"name": group["name"], "title": group["title"][who.language], "size": group["size"],
         "href": turned(request, group=group["name"])}
        for group in result["groups"]
    ]  # fmt: skip


def _headline(result: Result, who: Reader) -> str:
    period, title = result["period_title"][who.language], result["title"][who.language]
    return f"{period}{title}榜" if who.language == "zh" else f"{title}, {period}"


def _district(published: Published, who: Reader) -> str:
    return queries.board(published)["district"][who.language]


def _current(versions: tuple[Published, ...]) -> Published:
    return next((one for one in versions if one.state == "published"), versions[0])


def _line(published: Published, who: Reader) -> dict[str, Any]:
    result = queries.result(published)
    return {
        "published": published, "title": result["title"][who.language],
        "headline": _headline(result, who), "units": len(result["rows"]),
        "date": day(published.published_at, who.language),
        "awards": [_won(award, who) for award in result["awards"]
                   if any(group["winners"] for group in award["groups"])],
    }  # fmt: skip


def _won(award: Any, who: Reader) -> dict[str, str]:
    names = [winner["title"][who.language] for group in award["groups"]
             for winner in group["winners"]]  # fmt: skip
    shown = WORDS["js_and"].said_in(who.language).join(names[:NAMES_SHOWN])
    if len(names) > NAMES_SHOWN:
        more = len(names) if who.language == "zh" else len(names) - NAMES_SHOWN
        shown = WORDS["more_names"].fill(names=shown, n=more).said_in(who.language)
    return {"title": award["title"][who.language], "look": award["look"], "names": shown}


def _files(request: HttpRequest, published: Published) -> dict[str, str]:
    query = f"v={published.version}"
    if "origin" in request.GET:
        query += f"&origin={published.origin}"
    path = published.path
    return {
        "csv": f"{path}/scores.csv?{query}", "workbook": f"{path}/scores.xlsx?{query}",
        "json": f"{path}/result.json?{query}", "notice": f"{path}/notice.pdf?{query}",
        "poster": f"{path}/poster.png?{query}",
        "bundle": f"{path}/{bundle_name(published)}?{query}",
    }  # fmt: skip


def _file_list(request: HttpRequest, published: Published, who: Reader) -> list[dict[str, Any]]:
    files = _files(request, published)
    icons = {"notice": "file-type-pdf", "poster": "photo", "workbook": "file-spreadsheet",
             "csv": "table", "json": "braces", "bundle": "file-zip"}  # fmt: skip
    names = {"workbook": "excel"}
    return [
        {"href": files[name], "icon": icon, "download": name not in {"notice", "poster"},
         "title": WORDS[names.get(name, name)].said_in(who.language)}
        for name, icon in icons.items()
    ]  # fmt: skip


def _neighbours(published: Published, who: Reader) -> dict[str, Any]:
    before, after = queries.neighbours(published)
    return {
        "before": before, "after": after,
        "before_title": before and queries.result(before)["period_title"][who.language],
        "after_title": after and queries.result(after)["period_title"][who.language],
    }  # fmt: skip


def _correction(line: Any, who: Reader) -> dict[str, Any]:
    unit = line["unit_of_measure"]
    nothing = WORDS["no_value"].said_in(who.language)
    before, after = (f"{n} {unit}" if n is not None else nothing
                     for n in (line["before"], line["after"]))  # fmt: skip
    return {
        "recorded": line["recorded"], "unit": line["unit"][who.language],
        "when": minute(datetime.fromisoformat(line["recorded"]), who.language),
        "indicator": line["indicator"][who.language], "before": before, "after": after,
        "reason": line["reason"],
    }  # fmt: skip


def _version_lines(versions: tuple[Published, ...], who: Reader) -> list[dict[str, Any]]:
    lines = []
    for one, earlier in zip(versions, [*versions[1:], None], strict=True):
        differ = (changes(queries.result(earlier), queries.result(one), who.language)
                  if earlier else [])  # fmt: skip
        lines.append({
            "version": one.version, "href": one.permalink, "published_at": one.published_at,
            "when": minute(one.published_at, who.language), "changes": differ,
            "against": earlier.version if earlier else None,
        })  # fmt: skip
    return lines


def _script_words(who: Reader) -> dict[str, str]:
    """Return the sentences that the page's script says, their places still open."""
    said = {name.removeprefix("js_"): text.said_in(who.language)
            for name, text in WORDS.items() if name.startswith("js_")}  # fmt: skip
    return {**said, "scheme": WORDS["scheme_weight"].said_in(who.language)}
