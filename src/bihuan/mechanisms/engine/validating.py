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
from bihuan.mechanisms.engine.scalars import BAD_DATE, BAD_NUMBER
from bihuan.mechanisms.engine.shapes import Shape, shape_at, tags_of
from bihuan.mechanisms.engine.syntax import WIDE_COLON
from bihuan.mechanisms.engine.yaml import MOST_SAID, Document, Path, Span, Spot

UNKNOWN_KEY = Message(
    "unknown-key",
    Text(en='no key "{key}" here', zh="此处没有“{key}”这个键"),
    Text(en="the keys here are: {allowed}", zh="此处可用的键：{allowed}"),
)
MISSING_KEY = Message(
    "missing-key",
    Text(en="missing here: {keys}", zh="此处缺少：{keys}"),
    Text(en="add it; nothing is guessed", zh="请补上；系统不作猜测"),
)
WRONG_TYPE = Message(
    "wrong-type",
    Text(en="{wanted} is wanted here, not {found}", zh="此处应为{wanted}，而不是{found}"),
    Text(en="{how}", zh="{how}"),
)
NOT_ONE_OF = Message(
    "not-one-of",
    Text(en='"{written}" is not allowed here', zh="此处不能写“{written}”"),
    Text(en="write one of: {allowed}", zh="请从中选一：{allowed}"),
)
UNKNOWN_METHOD = Message(
    "unknown-method",
    Text(en='no scoring method "{written}"', zh="没有“{written}”这种计分方法"),
    Text(en="the methods are: {allowed}", zh="可用的方法：{allowed}"),
)
BAD_SLUG = Message(
    "bad-slug",
    Text(en='"{written}" is not a short name', zh="“{written}”不是合格的短名"),
    Text(
        en="begin with a letter a to z; then letters, digits, - and _, at most 63 in all",
        zh="以小写字母 a–z 开头，后接小写字母、数字、- 或 _，总长不超过 63",
    ),
)
BAD_FORM = Message(
    "bad-form",
    Text(en='"{written}" does not have the right form', zh="“{written}”格式不对"),
    Text(en="write it like {example}", zh="写法示例：{example}"),
)
TOO_LONG = Message(
    "too-long",
    Text(en="more than {most} characters or entries", zh="超过 {most} 个字符或条目"),
    Text(en="shorten it", zh="请缩短"),
)
TOO_SHORT = Message(
    "too-short",
    Text(
        en="too little stands here: at least {least} wanted", zh="此处内容过少，至少需要 {least} 个"
    ),
    Text(en="fill it in, or delete the key", zh="请填写，或删去这个键"),
)
OUT_OF_RANGE = Message(
    "out-of-range",
    Text(en="{written} is out of range", zh="{written} 超出范围"),
    Text(en="write {limit}", zh="{limit}"),
)
BAD_VALUE = Message(
    "bad-value",
    Text(en='"{written}" is not allowed here', zh="此处不能写“{written}”"),
    Text(
        en="the reference of this kind says what may stand here", zh="可填内容见该类文件的参考说明"
    ),
)

_SLUG = r"^[a-z][a-z0-9_-]{0,62}$"
_NAMES: dict[type, Text] = {
    dict: Text("a group of keys", "一组键"),
    list: Text("a list", "列表"),
    bool: Text("true or false", "真假值"),
    int: Text("a whole number", "整数"),
    str: Text("a text", "文字"),
    date: Text("a day", "日期"),
}
_NUMBER = Text("a number", "数字")
_AT_MOST = Text("at most {limit}", "不得大于 {limit}")
_AT_LEAST = Text("at least {limit}", "不得小于 {limit}")
_ONE_TEXT = Text("write one text", "请只写一段文字")
_HOW: dict[type, Text] = {
    dict: Text(
        "write key: value on lines of their own, indented", "请另起一行，缩进后写 key: value"
    ),
    list: Text(
        "write each entry on a line of its own after a dash", "请每项另起一行，以短横线开头"
    ),
    bool: Text("write true or false", "请写 true 或 false"),
    int: Text("write the digits alone", "请只写数字"),
    str: Text("put it in quotes", "请加引号"),
    date: Text("write the day as 2025-04-01", "日期请写作 2025-04-01"),
}


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
        """Tell of a part whose method is unknown, missing or misspelt."""
        path, written = error.path, error.written
        tags = tags_of(error.shape.kind)
        if not isinstance(written, dict):
            return self._wrong(dict, error, self._place(path))
        if "method" in written:
            inner = (*path, "method")
            methods = [tag for tag in tags if tag != "node"]
            word = shown(str(written["method"]), 40)
            return diagnose(
                UNKNOWN_METHOD,
                self._place(inner),
                guess=guess(word, methods),
                written=word,
                allowed=", ".join(methods),
            )
        for key in written:
            if near := guess(key, ("method", "parts")):
                return self._unknown((*path, key), ("method", "parts"), near)
        return diagnose(MISSING_KEY, self._head(path), keys="method")

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
            return self._wrong_named(name, _HOW[kind], error, place)
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
        how = _HOW[wanted]
        if wanted is str and isinstance(error.written, dict | list):
            how = _ONE_TEXT
        return self._wrong_named(_NAMES[wanted], how, error, place)

    def _wrong_named(self, wanted: Text, how: Text, error: _Error, place: Place) -> Diagnostic:
        found = next(
            (name for kind, name in _NAMES.items() if isinstance(error.written, kind)), _NUMBER
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
        return self.document.place(self._spot(path).shown)

    def _head(self, path: Path) -> Place:
        """Return the place that stands for a whole map: its key, else its first key."""
        spot = self._spot(path)
        if spot.key:
            return self.document.place(spot.key)
        data = self._data(path)
        first = next(iter(data), None) if isinstance(data, dict) else None
        inner = self.document.spots.get((*path, first)) if first is not None else None
        return self.document.place((inner and inner.key) or spot.value)

    def _spot(self, path: Path) -> Spot:
        return nearest(self.document.spots, path)


def _typed(written: Any) -> str:
    """Return a scalar as its author typed it, as far as it is known."""
    if isinstance(written, bool):
        return str(written).lower()
    return shown(str(written), 40)


def nearest(spots: dict[Path, Spot], path: Path) -> Spot:
    """Return the spot of a path, or of its nearest parent that was written."""
    while path and path not in spots:
        path = path[:-1]
    return spots.get(path) or Spot(None, Span(1, 1, 2), is_scalar=False)


_WANTED: dict[str, type] = {
    "string": str, "int": int, "bool": bool, "tuple": list, "list": list, "model": dict,
    "dict": dict,
}  # fmt: skip

_SCALARS: dict[str, tuple[Message, Text, type]] = {
    "not_a_number": (BAD_NUMBER, _NUMBER, int),
    "not_a_day": (BAD_DATE, _NAMES[date], date),
}
_Limit = Callable[[Place, str, dict[str, Any]], Diagnostic]
_LIMITS: dict[str, _Limit] = {
    "too_long": lambda at, _, said: diagnose(TOO_LONG, at, most=said.get("max_length", "")),
    "too_short": lambda at, _, said: diagnose(TOO_SHORT, at, least=said.get("min_length", 1)),
    "less_than_equal": lambda at, what, said: diagnose(
        OUT_OF_RANGE, at, written=what, limit=_AT_MOST.fill(limit=said["le"])
    ),
    "greater_than_equal": lambda at, what, said: diagnose(
        OUT_OF_RANGE, at, written=what, limit=_AT_LEAST.fill(limit=said["ge"])
    ),
}
