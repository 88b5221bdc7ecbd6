"""Places: words, a division code, and a point in one named system of coordinates.

WGS-84 (surveying, satellites) and GCJ-02 (maps in China) differ by some hundred metres. A field
keeps one of them; a point that says it is of the other is refused and never converted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from bihuan.ledger.words import Refused
from bihuan.registers.engine import refusals
from bihuan.registers.engine.characters import LONGEST, clean, narrow
from bihuan.registers.engine.codes import read_code

# Seven decimals of a degree are about a centimetre.
DECIMALS = 7
_WORDS = 500
# The degrees between which China lies: a longitude of it is never a latitude.
_LATITUDES = range(3, 55)
_LONGITUDES = range(73, 137)

_POINT = re.compile(
    r"(?P<words>.*?)[\s(]*(?P<lat>[+-]?\d{1,3}\.\d+)\s*[,;\s]\s*(?P<lon>[+-]?\d{1,3}\.\d+)"
    r"(?:\s*,?\s*(?P<system>wgs-?84|gcj-?02))?\s*\)?",
    re.ASCII | re.IGNORECASE,
)
_KEYS = frozenset({"words", "division", "lat", "lon", "system"})


def read_place(written: object, system: str) -> dict[str, str]:
    """Return a place as it is kept: ``words``, ``division``, ``lat`` and ``lon``, each if given.

    Typed as ``words``, ``28.97, 118.88``, ``words (28.97, 118.88)``, each with a system behind, or
    given as a mapping of those keys and ``system``.
    """
    said = _parts(written)
    stated = said.get("system", "").lower().replace("-", "")
    if stated and stated != system:
        raise Refused(refusals.OTHER_SYSTEM, written=stated, system=system)
    kept = {}
    if text := clean(said.get("words", "")):
        if len(text) > _WORDS:
            raise Refused(refusals.VALUE_TOO_LONG, count=len(text), most=_WORDS)
        kept["words"] = text
    if division := said.get("division", ""):
        kept["division"] = read_code(division, "division")
    if said.get("lat") or said.get("lon"):
        kept |= _point(said.get("lat", ""), said.get("lon", ""))
    return kept


def place_in_words(kept: Mapping[str, str]) -> str:
    """Return a place as it is written in one line."""
    point = f"{kept['lat']}, {kept['lon']}" if "lat" in kept else ""
    words = kept.get("words", "") or kept.get("division", "")
    return f"{words} ({point})" if words and point else words or point


def scaled_degrees(written: str) -> int:
    """Return an angle as it is kept, in units of 1e-7 degrees."""
    return int(Decimal(written).scaleb(DECIMALS))


def _parts(written: object) -> dict[str, str]:
    if isinstance(written, Mapping):
        if wrong := written.keys() - _KEYS:
            raise _not_a_point(", ".join(map(str, wrong)))
        return {key: str(value) for key, value in written.items() if value is not None}
    text = str(written)
    found = _POINT.fullmatch(narrow(text))
    return (
        {key: part or "" for key, part in found.groupdict().items()} if found else {"words": text}
    )


def _point(lat: str, lon: str) -> dict[str, str]:
    written = f"{lat}, {lon}"
    try:
        north, east = Decimal(lat), Decimal(lon)
    except InvalidOperation as error:
        raise _not_a_point(written) from error
    if not (north.is_finite() and east.is_finite()) or abs(east) > 180:  # noqa: PLR2004  # degrees
        raise _not_a_point(written)
    if int(north) in _LONGITUDES and int(east) in _LATITUDES:
        raise Refused(refusals.COORDINATES_TURNED, written=written, turned=f"{lon}, {lat}")
    if abs(north) > 90:  # noqa: PLR2004
        raise _not_a_point(written)
    return {"lat": _degrees(north), "lon": _degrees(east)}


def _degrees(angle: Decimal) -> str:
    return format(round(angle, DECIMALS).normalize() + 0, "f")


def _not_a_point(written: str) -> Refused:
    return Refused(refusals.COORDINATES_WRONG, written=written[:LONGEST])
