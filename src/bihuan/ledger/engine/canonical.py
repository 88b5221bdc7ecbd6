"""The one way in which a value becomes bytes, so that its hash means something.

A profile of RFC 8785 (JCS) without floats: objects with ASCII keys in byte
order, integers that every reader holds exactly, and text in NFC without control
or bidirectional-control characters. On this profile orjson with sorted keys
writes the very bytes of RFC 8785; the guard keeps everything else out.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any
from unicodedata import is_normalized

import orjson

from bihuan.ledger.words import Message, Refused, Text

MOST_BYTES = 65_535
MOST_DEPTH = 32
LARGEST = 2**53 - 1

_KEY = re.compile(r"[A-Za-z0-9_.:/@#-]{1,120}")
# Controls, marks that turn the direction of writing, and halves of surrogate pairs.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)

NOT_CANONICAL = Message(
    "not-canonical",
    Text(
        en="{at} cannot be recorded: {reason}",
        zh="{at} 无法记录：{reason}",
    ),
    Text(
        en="record plain text, whole numbers, yes or no; write a decimal as text",
        zh="请使用普通文字、整数或是否；小数请写成文字",
    ),
)
FACT_TOO_LARGE = Message(
    "fact-too-large",
    Text(
        en="{at} takes {size} bytes; one record holds at most {most}",
        zh="{at} 共 {size} 字节，一条记录最多 {most} 字节",
    ),
    Text(
        en="keep long content as a document and record its digest",
        zh="较长的内容请作为文件保存，只记录其摘要",
    ),
)

_FLOAT = Text(en="it is a float", zh="是浮点数")
_TYPE = Text(
    en="it is neither text, a whole number, yes or no, a list nor a map", zh="数据类型不支持"
)
_LARGE = Text(en="the number is beyond 2^53", zh="数字超出 2^53")
_KEY_WRONG = Text(
    en="the name of a field has a character that is not allowed", zh="字段名含有不允许的字符"
)
_DEEP = Text(en="it is nested too deeply", zh="嵌套层级过深")
_CONTROL = Text(
    en="the text holds a control or direction character", zh="文字中含有控制字符或书写方向字符"
)
_NFC = Text(en="the text is not in Unicode form NFC", zh="文字不是 Unicode NFC 形式")


class _Wrong(Exception):
    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason
        self.path: list[str] = []


@lru_cache(maxsize=4096)
def _is_key(key: object) -> bool:
    return type(key) is str and _KEY.fullmatch(key) is not None


def _guard_text(text: str) -> None:
    if text.isascii() and text.isprintable():
        return
    if _HIDDEN.search(text):
        raise _Wrong(_CONTROL)
    if not is_normalized("NFC", text):
        raise _Wrong(_NFC)


def _guard_items(items: Any, depth: int) -> None:
    name: object = ""
    try:
        for name, item in items:  # noqa: B007  # read when an item is wrong
            _guard(item, depth)
    except _Wrong as wrong:
        wrong.path.insert(0, str(name))
        raise


def _guard_map(value: dict[object, object], depth: int) -> None:
    if not all(map(_is_key, value)):
        raise _Wrong(_KEY_WRONG)
    _guard_items(value.items(), depth)


def _guard(value: object, depth: int) -> None:
    # The exact type: a subclass (an enum, say) may be written otherwise than it reads.
    kind = type(value)
    if kind is str:
        _guard_text(value)  # type: ignore[arg-type] # `kind` says it is a str
    elif value is None or kind is bool:
        return
    elif kind is int:
        if not -LARGEST <= value <= LARGEST:  # type: ignore[operator] # an int
            raise _Wrong(_LARGE)
    elif depth == 0:
        raise _Wrong(_DEEP)
    elif kind is dict:
        _guard_map(value, depth - 1)  # type: ignore[arg-type] # a dict
    elif kind is list or kind is tuple:
        _guard_items(enumerate(value), depth - 1)  # type: ignore[arg-type] # a sequence
    else:
        raise _Wrong(_FLOAT if kind is float else _TYPE)


def canonical(value: object, *, name: str = "value") -> bytes:
    """Return the canonical bytes of `value`; what has none is refused, naming its place."""
    try:
        _guard(value, MOST_DEPTH)
    except _Wrong as wrong:
        at = ".".join([name, *wrong.path])
        raise Refused(NOT_CANONICAL, at=at, reason=wrong.reason) from wrong
    written = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    if len(written) > MOST_BYTES:
        raise Refused(FACT_TOO_LARGE, at=name, size=len(written), most=MOST_BYTES)
    return written


def read(body: bytes) -> Any:
    """Return the value whose canonical bytes are `body`."""
    return orjson.loads(body)
