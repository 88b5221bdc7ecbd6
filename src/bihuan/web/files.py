"""The files of a board, made from the frozen result; none of them runs anything where it opens."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bihuan.boards import queries
from bihuan.boards.queries import Published
from bihuan.web.board_view import chosen_group, find
from bihuan.web.page import bundle_name
from bihuan.web.reader import reader

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _answer(content: bytes, media_type: str, name: str, *, inline: bool = False) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    how = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = f'{how}; filename="{name}"'
    return response


def _name(published: Published, ending: str) -> str:
    return bundle_name(published).removesuffix("zip") + ending


@require_safe
def csv(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """Hand out every score line as CSV."""
    published = find(request, scheme, period)
    content = queries.csv(published, reader(request).language)
    return _answer(content, "text/csv; charset=utf-8", _name(published, "csv"))


@require_safe
def workbook(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """Hand out the result as a workbook."""
    published = find(request, scheme, period)
    content = queries.workbook(published, reader(request).language)
    return _answer(content, WORKBOOK, _name(published, "xlsx"))


@require_safe
def json(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """Hand out the frozen result, the very bytes of the verification code."""
    published = find(request, scheme, period)
    return _answer(queries.result_bytes(published), "application/json", _name(published, "json"))


@require_safe
def notice(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """Hand out the notice as PDF."""
    published = find(request, scheme, period)
    content = queries.notice(published, reader(request).address)
    return _answer(content, "application/pdf", _name(published, "pdf"), inline=True)


@require_safe
def poster(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """Hand out the poster of a group as PNG."""
    published, who = find(request, scheme, period), reader(request)
    group = chosen_group(request, queries.result(published))
    content = queries.poster(published, group, who.language, who.address)
    return _answer(content, "image/png", _name(published, "png"), inline=True)


@require_safe
def bundle(request: HttpRequest, scheme: str, period: str, name: str) -> HttpResponse:  # noqa: ARG001
    """Hand out the bundle, under the name by which `verify` calls it."""
    published = find(request, scheme, period)
    return _answer(queries.bundle(published), "application/zip", bundle_name(published))
