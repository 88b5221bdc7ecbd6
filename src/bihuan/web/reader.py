"""Who reads: in which language, in which size, from where. Kept in cookies, never in a session."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request

from bihuan.ledger.words import Language

LANGUAGE_COOKIE = "bh_lang"
SIZE_COOKIE = "bh_size"
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Reader:
    """What one request asks for. `address` begins absolute addresses: ``https://host``."""

    language: Language
    large: bool
    screen: bool
    address: str


def reader(request: HttpRequest) -> Reader:
    """Read the address first, then the cookies, then what the browser prefers."""
    asked = request.GET.get("lang") or request.COOKIES.get(LANGUAGE_COOKIE, "")
    if asked not in {"zh", "en"}:
        asked = get_language_from_request(request)
    size = request.GET.get("size") or request.COOKIES.get(SIZE_COOKIE, "")
    return Reader(
        language="zh" if asked.startswith("zh") else "en",
        large=size == "large",
        screen=request.GET.get("mode") == "screen",
        address=f"{request.scheme}://{request.get_host()}",
    )


def remember(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """Keep what the reader chose in the address for the next pages."""
    for name, cookie, allowed in (
        ("lang", LANGUAGE_COOKIE, {"zh", "en"}),
        ("size", SIZE_COOKIE, {"large", "normal"}),
    ):
        chosen = request.GET.get(name)
        if chosen in allowed:
            response.set_cookie(cookie, chosen, max_age=A_YEAR, samesite="Lax", httponly=True)
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


def switches(request: HttpRequest, who: Reader) -> dict[str, str]:
    """Return the addresses of this page in the other language, size and mode."""
    return {
        "lang": turned(request, lang="en" if who.language == "zh" else "zh"),
        "size": turned(request, size="normal" if who.large else "large"),
        "mode": turned(request, mode="" if who.screen else "screen"),
    }


def turned(request: HttpRequest, **changes: str) -> str:
    """Return the address of this page with other parameters; an empty one is left out."""
    kept = {name: request.GET[name] for name in ("v", "group", "lang", "size", "mode", "origin")
            if name in request.GET}  # fmt: skip
    query = urlencode({name: value for name, value in {**kept, **changes}.items() if value})
    return f"{request.path}?{query}" if query else request.path
