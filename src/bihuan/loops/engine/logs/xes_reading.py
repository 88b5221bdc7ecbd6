"""Reading XES (IEEE 1849) piece by piece, so that a log of any length needs the room of one trace.

A file from outside is untrusted: a document type or an entity is refused, and so is a file that
unpacks to too much, nests too deep or leaves out the zone of a time.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import IO, Any, NoReturn
from xml.parsers import expat

from bihuan.ledger.words import Refused, Text
from bihuan.loops.engine.logs.model import (
    Attributes,
    Classifier,
    Extension,
    Heading,
    Id,
    Nested,
    Plain,
    Trace,
)
from bihuan.loops.engine.logs.refusals import TOO_LARGE, UNREADABLE

MOST_BYTES = 4 << 30
MOST_TIMES, FREELY = 300, 64 << 20  # how far a file may unpack, and up to where nobody asks
DEEPEST = 32
_CHUNK = 1 << 18
_GZIP = b"\x1f\x8b"


def read(file: IO[bytes]) -> tuple[Heading, Iterator[Trace]]:
    """Return what the log says of itself, and its traces as they are read."""
    reader = _Reader()
    traces = reader.traces(_unpacked(file))
    first = next(traces, None)

    def all_of_them() -> Iterator[Trace]:
        if first is not None:
            yield first
        yield from traces

    return reader.heading, all_of_them()


def _unpacked(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the bytes of the file, unpacked if it is gzip, and refuse one that swells."""
    chunk = file.read(_CHUNK)
    packed = chunk.startswith(_GZIP)
    unpack = zlib.decompressobj(wbits=31)
    read_in = given = 0
    try:
        while chunk:
            read_in += len(chunk)
            while chunk:
                piece = unpack.decompress(chunk, _CHUNK) if packed else chunk
                given += len(piece)
                _check_size(read_in, given)
                yield piece
                chunk = unpack.unconsumed_tail if packed else b""
                if packed and unpack.eof:
                    chunk = unpack.unused_data
                    unpack = zlib.decompressobj(wbits=31)
            chunk = file.read(_CHUNK)
    except zlib.error as error:
        raise Refused(
            UNREADABLE, why=Text(en="the gzip file is damaged", zh="gzip 文件已损坏")
        ) from error


def _check_size(read_in: int, given: int) -> None:
    if given > MOST_BYTES:
        raise Refused(TOO_LARGE, why=Text(en="over 4 GB", zh="超过 4 GB"))
    if given > FREELY and given > read_in * MOST_TIMES:
        raise Refused(
            TOO_LARGE,
            why=Text(
                en=f"it unpacks to over {MOST_TIMES} times its size",
                zh=f"解压后超过原文件的 {MOST_TIMES} 倍",
            ),
        )


def _moment(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise ValueError(written)
    return moment


def _decimal(written: str) -> Decimal:
    return Decimal(_NAMED_NUMBERS.get(written, written))


_NAMED_NUMBERS = {"INF": "Infinity", "-INF": "-Infinity"}
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}
_MEANING: dict[str, Callable[[str], Plain]] = {
    "string": str,
    "date": _moment,
    "int": int,
    "float": _decimal,
    "boolean": _TRUTHS.__getitem__,
    "id": Id,
}
# What a value is taken for that cannot be read.
_BROKEN = (ValueError, KeyError, InvalidOperation)


class _Reader:
    """Takes the parser's calls; the attributes of events, nearly all of a log, go the short way."""

    def __init__(self) -> None:
        self.heading = Heading(version="")
        self.done: list[Trace] = []
        self.trace: Trace | None = None
        self.into: Attributes | None = None  # where attributes go that stand at the top
        self.before: Attributes | None = None  # where they go after an event or a global has ended
        self.depth = 0
        self.last = ""
        self.nested: list[Nested] = []
        self.others: list[str] = []
        self.parser = self._parser()

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._refuse_type
        parser.EntityDeclHandler = self._refuse_type
        parser.ExternalEntityRefHandler = self._refuse_type
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        return parser

    def traces(self, chunks: Iterator[bytes]) -> Iterator[Trace]:
        try:
            for chunk in chunks:
                self.parser.Parse(chunk, False)
                ready, self.done = self.done, []
                yield from ready
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            self._refuse(
                Text(en=f"the XML breaks off or is wrong ({error})", zh=f"XML 有误（{error}）")
            )
        finally:
            # The parser and its handlers hold each other.
            self.parser.StartElementHandler = self.parser.EndElementHandler = None
        yield from self.done

    def _start(self, tag: str, told: list[str]) -> None:
        meaning = _MEANING.get(tag)
        if meaning is None:
            self._start_other(tag, told)
            return
        # The usual order of the two, else any.
        if len(told) == 4 and told[0] == "key" and told[2] == "value":  # noqa: PLR2004
            key, written = told[1], told[3]
        else:
            key, written = self._key_and_value(told)
        try:
            value = meaning(written)
        except _BROKEN:
            self._refuse_value(tag, key, written)
        self.depth += 1
        if self.depth == 1 and self.into is not None:
            if key in self.into:
                self._refuse_twice(key)
            self.into[key] = value
            self.last = key
        else:
            self._put_inside(key, value)

    def _end(self, tag: str) -> None:
        if tag in _MEANING:
            self.depth -= 1
            if self.nested:
                del self.nested[self.depth :]
        else:
            self._end_other()

    def _put_inside(self, key: str, value: Plain | Nested) -> None:
        """Put an attribute into the one that is open, which thereby becomes a nested one."""
        if self.into is None:
            self._refuse(Text(en="an attribute stands outside the log", zh="属性位于日志之外"))
        if self.depth > DEEPEST:
            self._refuse(Text(en="attributes nest too deep", zh="属性嵌套过深"))
        at = self.depth - 2
        if len(self.nested) <= at:
            self.nested.append(self._opened(at))
        self.nested[at].inside.append((key, value))

    def _opened(self, at: int) -> Nested:
        """Return the attribute that is open at a depth, made into a nested one if it is plain."""
        if at == 0 and self.into is not None:
            value = self.into[self.last]
            if not isinstance(value, Nested):
                value = self.into[self.last] = Nested("value", value)
            return value
        holder = self.nested[at - 1].inside
        key, value = holder[-1]
        if not isinstance(value, Nested):
            value = Nested("value", value)
            holder[-1] = key, value
        return value

    def _start_other(self, tag: str, told: list[str]) -> None:
        name = tag.rpartition(":")[2]
        if name != tag and name in _MEANING:
            self._refuse(
                Text(en="its elements carry a prefix", zh="元素带有命名空间前缀"),
            )
        self.others.append(name)
        if len(self.others) > DEEPEST:
            self._refuse(Text(en="elements nest too deep", zh="元素嵌套过深"))
        if (name == "log") != (len(self.others) == 1):
            self._refuse(Text(en="it is no XES log", zh="不是 XES 日志"))
        given = dict(zip(told[::2], told[1::2], strict=True))
        if name in {"list", "container"}:
            self._start_collection(name, given)
        else:
            begin = getattr(self, f"_begin_{name}", None) if name in _ELEMENTS else None
            if begin is not None:
                begin(given)

    def _start_collection(self, name: Any, given: dict[str, str]) -> None:
        key = given.get("key", "")
        self.depth += 1
        if self.depth == 1 and self.into is not None:
            if key in self.into:
                self._refuse_twice(key)
            self.into[key] = Nested(name)
            self.last = key
        else:
            self._put_inside(key, Nested(name))

    def _end_other(self) -> None:
        name = self.others.pop()
        if name in {"list", "container"}:
            self.depth -= 1
            del self.nested[self.depth :]
        elif name in {"event", "global"}:
            self.into = self.before
        elif name == "trace" and self.trace is not None:
            self.done.append(self.trace)
            self.trace, self.into = None, self.heading.attributes

    def _begin_log(self, given: dict[str, str]) -> None:
        self.heading.version = given.get("xes.version", "")
        self.heading.features = given.get("xes.features", "")
        self.into = self.heading.attributes

    def _begin_extension(self, given: dict[str, str]) -> None:
        named = (given.get(each, "") for each in ("name", "prefix", "uri"))
        self.heading.extensions.append(Extension(*named))

    def _begin_classifier(self, given: dict[str, str]) -> None:
        named = (given.get(each, "") for each in ("name", "keys", "scope"))
        self.heading.classifiers.append(Classifier(*named))

    def _begin_global(self, given: dict[str, str]) -> None:
        self.before, self.into = self.into, {}
        self.heading.globals.append((given.get("scope", ""), self.into))

    def _begin_trace(self, _: dict[str, str]) -> None:
        if self.trace is not None:
            self._refuse(Text(en="a trace holds a trace", zh="轨迹之中又有轨迹"))
        self.trace = Trace()
        self.into = self.trace.attributes

    def _begin_event(self, _: dict[str, str]) -> None:
        if "event" in self.others[:-1]:
            self._refuse(Text(en="an event holds an event", zh="事件之中又有事件"))
        self.before, self.into = self.into, {}
        holder = self.heading.loose if self.trace is None else self.trace.events
        holder.append(self.into)

    def _key_and_value(self, told: list[str]) -> tuple[str, str]:
        given = dict(zip(told[::2], told[1::2], strict=True))
        if "key" not in given or "value" not in given:
            self._refuse(Text(en="an attribute lacks key or value", zh="属性缺少 key 或 value"))
        return given["key"], given["value"]

    def _refuse_value(self, tag: str, key: str, written: str) -> NoReturn:
        more = "" if tag != "date" else "; a time needs a zone, such as +08:00"
        self._refuse(
            Text(
                en=f'{key} "{written[:40]}" is no {tag}{more}',
                zh=f"{key} 的值“{written[:40]}”不是 {tag} 类型"
                + ("，时间应带时区，如 +08:00" if tag == "date" else ""),
            )
        )

    def _refuse_twice(self, key: str) -> NoReturn:
        self._refuse(Text(en=f"{key} stands twice", zh=f"{key} 重复"))

    def _refuse_type(self, *_: object) -> NoReturn:
        self._refuse(
            Text(en="it declares a document type or an entity", zh="文件声明了文档类型或实体")
        )

    def _refuse(self, why: Text) -> NoReturn:
        line = self.parser.CurrentLineNumber
        raise Refused(UNREADABLE, why=Text(en=f"line {line}: {why.en}", zh=f"第{line}行：{why.zh}"))


_ELEMENTS = {"log", "extension", "classifier", "global", "trace", "event"}
