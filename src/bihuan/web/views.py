"""The public pages: published results, and how to verify them. They need no login."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from bihuan.boards import queries
from bihuan.boards.queries import Published
from bihuan.web.dates import day
from bihuan.web.labels import headline, in_force
from bihuan.web.page import answer, bundle_name
from bihuan.web.reader import Reader, reader
from bihuan.web.where import Where, title, where
from bihuan.web.words import WORDS

ON_FRONT = 60
NAMES_SHOWN = 8


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """List the published results of a district, with their winners."""
    who, place = reader(request), where(request)
    published = queries.publications(place.origin)[:ON_FRONT]
    return answer(
        request, who, place, "web/front.html",
        here="boards",
        boards=[_line(one, who, place) for one in published],
        districts=[
            {"href": place.at(one).link("/"), "title": title(one).said_in(who.language),
             "here": one == place.origin}
            for one in place.known
        ],
    )  # fmt: skip


@require_safe
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """Say how anybody verifies a result; look one up by its code."""
    who = reader(request)
    typed = code or request.GET.get("code", "")[:40]
    published = queries.by_code(typed) if typed else None
    if published and not code:
        return redirect(published.verify_path)
    place = where(request)
    if published is None:
        return answer(
            request, who, place, "web/verify.html",
            here="verify", typed=typed, unknown=bool(typed), status=404 if typed else 200,
        )  # fmt: skip
    place = place.at(published.origin)
    versions = queries.versions(published.origin, published.scheme, published.period)
    name = bundle_name(published)
    return answer(
        request, who, place, "web/verify.html",
        here="verify",
        published=published,
        current=in_force(versions),
        headline=headline(queries.result(published), who),
        board_href=place.link(published.path, v=published.version),
        bundle_href=place.link(f"{published.path}/{name}", v=published.version),
        file_name=name,
        key=queries.signing_key(published),
        not_checked=[what.said_in(who.language) for what in queries.NOT_CHECKED],
    )  # fmt: skip


def absent(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that nothing is published at this address."""
    return answer(request, reader(request), where(request), "web/absent.html", status=404)


def _line(published: Published, who: Reader, place: Where) -> dict[str, Any]:
    result = queries.result(published)
    return {
        "published": published,
        "href": place.link(published.path),
        "title": result["title"][who.language],
        "headline": headline(result, who),
        "units": len(result["rows"]),
        "date": day(published.published_at, who.language),
        "awards": [
            _won(award, who)
            for award in result["awards"]
            if any(group["winners"] for group in award["groups"])
        ],
    }


def _won(award: Any, who: Reader) -> dict[str, str]:
    names = [
        winner["title"][who.language] for group in award["groups"] for winner in group["winners"]
    ]
    shown = WORDS["js_and"].said_in(who.language).join(names[:NAMES_SHOWN])
    if len(names) > NAMES_SHOWN:
        more = len(names) if who.language == "zh" else len(names) - NAMES_SHOWN
        shown = WORDS["more_names"].fill(names=shown, n=more).said_in(who.language)
    return {"title": award["title"][who.language], "look": award["look"], "names": shown}
