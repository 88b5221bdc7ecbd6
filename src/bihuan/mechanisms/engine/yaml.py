"""YAML read with its places: plain data, and where each key and value stands.

The YAML of a mechanism is the plain part of YAML 1.2: maps, lists and scalars.
Anchors, aliases, tags, directives, duplicate keys and empty values are refused.
The tree is built from the parser's events, so nothing of YAML's own typing
(floats, octals, timestamps) ever takes part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from bihuan.ledger.words import Message, Text
from bihuan.mechanisms.diagnostics import Findings, diagnose
from bihuan.mechanisms.engine.characters import first_refused, shown
from bihuan.mechanisms.engine.scalars import meaning
from bihuan.mechanisms.engine.spots import Document, Path, Span, Spot
from bihuan.mechanisms.engine.syntax import BAD_CHARACTER, explained

MOST_LEVELS = 40
MOST_VALUES = 60_000
# Lines and mistakes beyond these are no work of an author.
MOST_IN_LINE = 10_000
MOST_SAID = 200

# Brackets in comments and quotes are counted too, so that this is far above what is readable.
_MOST_OPEN = 100
_BRACKET = re.compile(r"[\[\]{}]")

DUPLICATE_KEY = Message(
    "duplicate-key",
    Text(en='the key "{key}" stands here twice', zh="键“{key}”在此处重复"),
    Text(en="keep one; the first is in line {line}", zh="请只保留一个；前一个在第 {line} 行"),
)
NO_VALUE = Message(
    "no-value",
    Text(en="a value is missing here", zh="此处缺少值"),
    Text(
        en="write the value, or delete the key; "
        "inside {{ }} put a text that holds a comma in quotes",
        zh="请填写该值，或删去这个键；在 {{ }} 中，含半角逗号的文字请加引号",
    ),
)
COMMA = Message(
    "comma",
    Text(en="the comma before this ends the value", zh="此处之前的逗号使值在那里结束"),
    Text(
        en="inside {{ }} or [ ] put a text that holds a comma in quotes",
        zh="在 {{ }} 或 [ ] 中，含半角逗号的文字请加引号",
    ),
)
ANCHOR = Message(
    "anchor",
    Text(en="anchors and aliases (& and *) are not read", zh="不支持锚点与引用（& 和 *）"),
    Text(
        en="write the value out; put a text that begins with & or * in quotes",
        zh="请把内容完整写出；以 & 或 * 开头的文字请加引号",
    ),
)
TAG = Message(
    "tag",
    Text(en="tags such as {tag} are not read", zh="不支持 {tag} 这类标签"),
    Text(
        en="delete the tag; put a text that begins with ! in quotes",
        zh="请删去标签；以 ! 开头的文字请加引号",
    ),
)
DIRECTIVE = Message(
    "directive",
    Text(en="directives (lines that begin with %) are not read", zh="不支持以 % 开头的指令行"),
    Text(en="delete the line", zh="请删去该行"),
)
MANY_DOCUMENTS = Message(
    "many-documents",
    Text(en="a second document begins here", zh="此处开始了第二份文档"),
    Text(en="keep one mechanism in a file", zh="一个文件只写一项机制"),
)
TOO_DEEP = Message(
    "too-deep",
    Text(en="more than {most} levels deep", zh="层级超过 {most} 层"),
    Text(en="make the tree flatter", zh="请减少嵌套层级"),
)
LONG_LINE = Message(
    "long-line",
    Text(en="more than {most} characters in one line", zh="一行超过 {most} 个字符"),
    Text(en="break the line", zh="请换行"),
)
TOO_MANY_VALUES = Message(
    "too-many-values",
    Text(en="more than {most} values in one file", zh="一个文件中的值超过 {most} 个"),
    Text(en="split the file", zh="请拆分文件"),
)
BAD_KEY = Message(
    "bad-key",
    Text(en="a key must be a plain word", zh="键必须是普通词"),
    Text(
        en="write name: value; put a text that holds : or begins with a bracket in quotes",
        zh="请写成 name: value；含冒号或以括号开头的文字请加引号",
    ),
)


def read(text: str, file: str) -> Document:
    """Return the one document of a text; what is wrong with it stands in its diagnostics.

    Raises:
        Findings: the text is no YAML, so that nothing can be said about what it holds.
    """
    builder = _Builder(text, file)
    builder.check_lines()
    builder.check_brackets(text)
    try:
        builder.build()
    except YAMLError as problem:
        marked = problem if isinstance(problem, MarkedYAMLError) else None
        builder.document.diagnostics.append(explained(marked, text, file))
        raise Findings(tuple(builder.document.diagnostics)) from None
    return builder.document


class _Builder:
    def __init__(self, text: str, file: str) -> None:
        self.lines = text.split("\n")
        self.count = 0
        self.document = Document(file, self.lines)
        self.events: Iterator[Event] = YAML(typ="safe", pure=True).parse(text)

    def check_lines(self) -> None:
        """Refuse a line so long that the parser would look at each of its characters often."""
        for at, line in enumerate(self.lines, start=1):
            if len(line) > MOST_IN_LINE:
                span = Span(at, MOST_IN_LINE + 1, MOST_IN_LINE + 2)
                self._say(LONG_LINE, span, (), most=MOST_IN_LINE)
                self._stop()

    def check_brackets(self, text: str) -> None:
        """Refuse a heap of open brackets, over which the parser would take minutes."""
        open_ = 0
        for found in _BRACKET.finditer(text):
            open_ = open_ + 1 if found[0] in "[{" else max(open_ - 1, 0)
            if open_ > _MOST_OPEN:
                line = text.count("\n", 0, found.start())
                column = found.start() - text.rfind("\n", 0, found.start())
                self._say(TOO_DEEP, Span(line + 1, column, column + 1), (), most=MOST_LEVELS)
                self._stop()

    def build(self) -> None:
        begun = False
        for event in self.events:
            if not isinstance(event, DocumentStartEvent):
                continue
            if begun:
                self._say(MANY_DOCUMENTS, self._span(event), ())
                self._stop()
            if event.version or event.tags:
                # The parser marks where the directives end; the first of them stands at the top.
                self._say(DIRECTIVE, Span(1, 1, 1 + len(self.lines[0])), ("%",))
            self.document.data = self._value(next(self.events), (), None)
            begun = True

    def _stop(self) -> NoReturn:
        """Give up the rest of the file; its last diagnostic says why."""
        raise Findings(tuple(self.document.diagnostics))

    def _say(self, message: Message, span: Span, path: Path, **parameters: Any) -> None:
        self.document.diagnostics.append(diagnose(message, self.document.place(span), **parameters))
        self.document.refused.add(path)
        if len(self.document.diagnostics) >= MOST_SAID:
            self._stop()

    def _span(self, event: Event) -> Span:
        """Return the span of an event on its first line."""
        start, end = event.start_mark, event.end_mark
        last = end.column
        if end.line != start.line:
            last = len(self.lines[start.line].rstrip()) if start.line < len(self.lines) else 0
        return Span(start.line + 1, start.column + 1, max(last, start.column + 1) + 1)

    def _value(self, event: Event, path: Path, key: Span | None) -> Any:
        self.count += 1
        span = self._span(event)
        self.document.spots[path] = Spot(key, span, isinstance(event, ScalarEvent))
        if self.count > MOST_VALUES:
            self._say(TOO_MANY_VALUES, span, path, most=MOST_VALUES)
            self._stop()
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            self._anchor(span, path)
        elif tag := getattr(event, "tag", None):
            written = self.lines[span.line - 1][span.column - 1 :].split(maxsplit=1)
            self._say(TAG, span, path, tag=shown((written or [str(tag)])[0], 30))
        if isinstance(event, MappingStartEvent):
            return self._mapping(path, span)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path, span)
        return self._scalar(event, path) if isinstance(event, ScalarEvent) else None

    def _no_value(self, event: ScalarEvent, path: Path) -> None:
        spot = self.document.spots[path]
        span = spot.value if event.value else spot.key or spot.value
        # {en: Land, energy and permits} is a key "energy and permits" without a value.
        before = self.lines[spot.key.line - 1][: spot.key.column - 1] if spot.key else ""
        word = str(path[-1]) if path else ""
        is_key = word.isascii() and word.isidentifier()
        split = not event.value and not is_key and before.rstrip().endswith(",")
        self._say(COMMA if split else NO_VALUE, span, path)

    def _anchor(self, span: Span, path: Path) -> None:
        """Say it once in a file: each alias of an anchor would be an echo."""
        if any(said.code == ANCHOR.code for said in self.document.diagnostics):
            self.document.refused.add(path)
        else:
            self._say(ANCHOR, span, path)

    def _sequence(self, path: Path, span: Span) -> list[Any]:
        self._check_depth(path, span)
        items: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            items.append(self._value(event, (*path, len(items)), None))
        return items

    def _mapping(self, path: Path, span: Span) -> dict[str, Any]:
        self._check_depth(path, span)
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key, key_span = self._key(event, path), self._span(event)
            inner = (*path, key)
            if key not in found:
                found[key] = self._value(next(self.events), inner, key_span)
                continue
            first = self.document.spots[inner]
            self._say(
                DUPLICATE_KEY,
                key_span,
                inner,
                key=shown(key, 40),
                line=first.key.line if first.key else 0,
            )
            self._skip(next(self.events))
        return found

    def _key(self, event: Event, path: Path) -> str:
        """Return a key as it was typed; keys have no types."""
        span = self._span(event)
        if not isinstance(event, ScalarEvent):
            self._say(BAD_KEY, span, path)
            self._stop()
        if event.anchor or event.tag:
            self._say(BAD_KEY, span, path)
        elif (at := first_refused(event.value)) >= 0:
            self._say(BAD_CHARACTER, span, path, number=f"{ord(event.value[at]):04X}")
        return str(event.value)

    def _skip(self, event: Event) -> None:
        """Pass over one value and all it holds."""
        open_ = 0
        while True:
            open_ += isinstance(event, MappingStartEvent | SequenceStartEvent)
            open_ -= isinstance(event, MappingEndEvent | SequenceEndEvent)
            if open_ == 0:
                return
            event = next(self.events)

    def _check_depth(self, path: Path, span: Span) -> None:
        if len(path) >= MOST_LEVELS:
            self._say(TOO_DEEP, span, path, most=MOST_LEVELS)
            self._stop()

    def _scalar(self, event: ScalarEvent, path: Path) -> Any:
        written = str(event.value)
        spot = self.document.spots[path]
        if (at := first_refused(written)) >= 0:
            self._say(BAD_CHARACTER, spot.value, path, number=f"{ord(written[at]):04X}")
            return ""
        if path in self.document.refused or event.style:
            return written
        meant = meaning(written)
        if meant is None:
            self._no_value(event, path)
        elif isinstance(meant, Message):
            self._say(meant, spot.value, path, written=shown(written, 40))
            return written
        return meant
