"""What every page shares: the reader's choices, the district, and how it is answered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bihuan.boards.queries import Published
from bihuan.web.reader import Reader, remember, switches
from bihuan.web.where import Where


def answer(
    request: HttpRequest, who: Reader, place: Where, template: str, **context: Any
) -> HttpResponse:
    """Render a page. `status` among the context is the status of the answer."""
    status = context.pop("status", 200)
    shared = {
        "language": who.language,
        "large": who.large,
        "screen": who.screen,
        "switch": switches(request, who),
        "district": place.title.said_in(who.language),
        "invented": place.is_invented,
        "where": {
            "front": place.link("/"),
            "honours": f"/honours/{place.origin}" if place.has_awards else "",
        },
    }
    return remember(render(request, template, {**shared, **context}, status=status), request)


def bundle_name(published: Published) -> str:
    """Return the file name of a bundle: plain ASCII, to be typed after ``python3``."""
    period = published.period.replace("..", "_")
    return f"{published.origin}-{published.scheme}-{period}-v{published.version}.zip"
