"""What a spec finds wrong with a document, as diagnostics in the author's own words and places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bihuan.ledger.words import Message, Text
from bihuan.mechanisms.diagnostics import Diagnostic, Place, diagnose
from bihuan.mechanisms.engine.characters import shown
from bihuan.mechanisms.engine.guessing import guess
from bihuan.mechanisms.engine.mistakes import (
    AT_LEAST,
    AT_MOST,
    BAD_FORM,
    BAD_SLUG,
    BAD_VALUE,
    BY_KEY,
    HOW,
    MISSING_KEY,
    NAMES,
    NOT_ONE_OF,
    NUMBER,
    ONE_TEXT,
    OUT_OF_RANGE,
    TOO_LONG,
    TOO_SHORT,
    UNKNOWN_KEY,
    UNKNOWN_METHOD,
    WITH_KEYS,
    WRONG_TYPE,
)
from bihuan.mechanisms.engine.scalars import BAD_DATE, BAD_NUMBER
from bihuan.mechanisms.engine.shapes import Shape, shape_at, tags_of
from bihuan.mechanisms.engine.spots import Document, Path
from bihuan.mechanisms.engine.syntax import WIDE_COLON
from bihuan.mechanisms.engine.yaml import MOST_SAID

_SLUG = r"^[a-z][a-z0-9_-]{0,62}$"


def mistakes(model: type[BaseModel], document: Document) -> list[Diagnostic]:
    """Return what the model finds wrong with the document, one diagnostic for each mistake.

    Places that already have a diagnostic are passed over, and echoes are folded: a
    key that is missing because it was misspelt, a list too short because its entries are wrong.
    """
    try:
        model.model_validate(document.data)
    except ValidationError as problem:
        errors = problem.errors(include_url=False)
    else:
        return []
    return _Teller(model, document).tell(errors)


@dataclass(frozen=True, slots=True)
class _Error:
    type: str
    shape: Shape
    written: Any
    context: dict[str, Any]

    @property
    def path(self) -> Path:
        return self.shape.path

    @property
    def key(self) -> str:
        return str(self.path[-1]) if self.path else ""


class _Teller:
    def __init__(self, model: type[BaseModel], document: Document) -> None:
        self.model = model
        self.document = document

    def tell(self, details: Iterable[ErrorDetails]) -> list[Diagnostic]:
        errors = self._folded(
            _Error(
                each["type"], shape_at(self.model, each["loc"]), each["input"], each.get("ctx", {})
            )
            for each in details
        )
        unknown: dict[Path, list[_Error]] = defaultdict(list)
        missing: dict[Path, list[_Error]] = defaultdict(list)
        said: list[Diagnostic] = []
        for error in errors:
            if error.type == "extra_forbidden":
                unknown[error.path[:-1]].append(error)
            elif error.type == "missing":
                missing[error.path[:-1]].append(error)
            else:
                said.append(self._other(error))
        for parent in dict.fromkeys([*unknown, *missing]):
            said += self._keys(parent, unknown[parent], missing[parent])
        return said

    def _folded(self, errors: Iterable[_Error]) -> list[_Error]:
        """Leave out a second error at a place, and errors at or around a place already refused."""
        kept: dict[Path, _Error] = {}
        for error in errors:
            above = {error.path[:length] for length in range(1, len(error.path) + 1)}
            if not above & self.document.refused:
                kept.setdefault(error.path, error)
        around = {
            path[:length] for path in (*kept, *self.document.refused) for length in range(len(path))
        }
        return [
            error for path, error in kept.items() if error.type != "too_short" or path not in around
        ]

    def _keys(self, parent: Path, unknown: list[_Error], missing: list[_Error]) -> list[Diagnostic]:
        """Tell unknown and missing keys of one map; a misspelt key explains a missing one."""
        absent = [error.key for error in missing]
        said: list[Diagnostic] = []
        present = self._data(parent)
        for error in unknown[:MOST_SAID]:
            free = [key for key in error.shape.keys if key not in present]
            near = guess(error.key, absent) or guess(error.key, free)
            if near in absent:
                absent.remove(near)
            said.append(self._unknown(error.path, error.shape.keys, near))
        if absent:
            keys = ", ".join(absent)
            said.append(diagnose(MISSING_KEY, self._head(parent), keys=keys))
        return said

    def _unknown(self, path: Path, allowed: Iterable[str], near: str) -> Diagnostic:
        spot = self.document.spots[path]
        place = self.document.place(spot.key or spot.value)
        key = shown(str(path[-1]), 40)
        return diagnose(UNKNOWN_KEY, place, guess=near, key=key, allowed=", ".join(allowed))

    def _other(self, error: _Error) -> Diagnostic:
        place = self._place(error.path)
        if error.type.startswith("union_tag"):
            return self._variant(error)
        if error.type == "string_pattern_mismatch":
            return self._pattern(error, place)
        if error.type in _SCALARS:
            return self._scalar(error, place)
        if error.type == "literal_error" or error.shape.words:
            return self._word(error, place)
        return self._limit(error, place) or self._type(error, place)

    def _limit(self, error: _Error, place: Place) -> Diagnostic | None:
        for ending, tell in _LIMITS.items():
            if error.type.endswith(ending):
                return tell(place, self._written(error), error.context)
        return None

    def _variant(self, error: _Error) -> Diagnostic:
        """Tell of a part whose method is unknown, missing or misspelt; or of a `by` like that."""
        path, written = error.path, error.written
        words = [tag for tag in tags_of(error.shape.kind) if tag != "node"]
        if not isinstance(written, dict):
            return self._wrong(dict, error, self._place(path))
        # A part may be a node, which has parts in place of a method.
        is_part = "node" in tags_of(error.shape.kind)
        key, keys = ("method", ("method", "parts")) if is_part else ("by", ("by",))
        if key in written:
            word = shown(str(written[key]), 40)
            return diagnose(
                UNKNOWN_METHOD if is_part else NOT_ONE_OF,
                self._place((*path, key)),
                guess=guess(word, words),
                written=word,
                allowed=", ".join(words),
            )
        for other in written:
            if near := guess(other, keys):
                return self._unknown((*path, other), keys, near)
        return diagnose(MISSING_KEY, self._head(path), keys=key)

    def _pattern(self, error: _Error, place: Place) -> Diagnostic:
        form = str(error.context.get("pattern", ""))
        if form == _SLUG:
            return diagnose(BAD_SLUG, place, written=self._written(error))
        example = error.shape.example or form.strip("^$")
        return diagnose(BAD_FORM, place, written=self._written(error), example=example)

    def _scalar(self, error: _Error, place: Place) -> Diagnostic:
        """Tell of something that is no number, or no day."""
        message, name, kind = _SCALARS[error.type]
        if isinstance(error.written, dict | list | bool):
            return self._wrong_named(name, HOW[kind], error, place)
        return diagnose(message, place, written=self._written(error))

    def _word(self, error: _Error, place: Place) -> Diagnostic:
        words = error.shape.words
        if isinstance(error.written, dict | list):
            return self._wrong(str, error, place)
        written = self._written(error)
        return diagnose(
            NOT_ONE_OF,
            place,
            guess=guess(written, words),
            written=written,
            allowed=", ".join(words),
        )

    def _type(self, error: _Error, place: Place) -> Diagnostic:
        for beginning, wanted in _WANTED.items():
            if error.type.startswith(beginning):
                return self._wrong(wanted, error, place)
        return diagnose(BAD_VALUE, place, written=self._written(error))

    def _wrong(self, wanted: type, error: _Error, place: Place) -> Diagnostic:
        if wanted is dict and isinstance(error.written, str) and "：" in error.written:
            return diagnose(WIDE_COLON, place)
        how = HOW[wanted]
        if wanted is str and isinstance(error.written, dict | list):
            how = ONE_TEXT
        elif wanted is dict and isinstance(error.written, str):
            how = self._how_keys(error)
        return self._wrong_named(NAMES[wanted], how, error, place)

    def _how_keys(self, error: _Error) -> Text:
        """Say how the one word that was written, such as a way of weighing, is put under a key."""
        tags = tags_of(error.shape.kind)
        if error.written in tags and "node" not in tags:
            return BY_KEY.fill(word=error.written)
        if keys := error.shape.inside:
            return WITH_KEYS.fill(how=HOW[dict], keys=", ".join(keys))
        return HOW[dict]

    def _wrong_named(self, wanted: Text, how: Text, error: _Error, place: Place) -> Diagnostic:
        found = next(
            (name for kind, name in NAMES.items() if isinstance(error.written, kind)), NUMBER
        )
        return diagnose(WRONG_TYPE, place, wanted=wanted, found=found, how=how)

    def _written(self, error: _Error) -> str:
        return _typed(error.written)

    def _data(self, path: Path) -> Any:
        data = self.document.data
        for step in path:
            data = data[step]
        return data

    def _place(self, path: Path) -> Place:
        return self.document.place_of(path)

    def _head(self, path: Path) -> Place:
        """Return the place that stands for a whole map: its key, else its first key."""
        spot = self.document.spot(path)
        if spot.key:
            return self.document.place(spot.key)
        data = self._data(path)
        first = next(iter(data), None) if isinstance(data, dict) else None
        inner = self.document.spots.get((*path, first)) if first is not None else None
        return self.document.place((inner and inner.key) or spot.value)


def _typed(written: Any) -> str:
    """Return a scalar as its author typed it, as far as it is known."""
    if isinstance(written, bool):
        return str(written).lower()
    return shown(str(written), 40)


_WANTED: dict[str, type] = {
    "string": str, "int": int, "bool": bool, "tuple": list, "list": list, "model": dict,
    "dict": dict,
}  # fmt: skip

_SCALARS: dict[str, tuple[Message, Text, type]] = {
    "not_a_number": (BAD_NUMBER, NUMBER, int),
    "not_a_day": (BAD_DATE, NAMES[date], date),
}
_Limit = Callable[[Place, str, dict[str, Any]], Diagnostic]
_LIMITS: dict[str, _Limit] = {
    "too_long": lambda at, _, said: diagnose(TOO_LONG, at, most=said.get("max_length", "")),
    "too_short": lambda at, _, said: diagnose(TOO_SHORT, at, least=said.get("min_length", 1)),
    "less_than_equal": lambda at, what, said: diagnose(
        OUT_OF_RANGE, at, written=what, limit=AT_MOST.fill(limit=said["le"])
    ),
    "greater_than_equal": lambda at, what, said: diagnose(
        OUT_OF_RANGE, at, written=what, limit=AT_LEAST.fill(limit=said["ge"])
    ),
}
