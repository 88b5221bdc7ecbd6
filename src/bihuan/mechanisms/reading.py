"""Reading one mechanism file: bytes in, a checked mechanism out, or all its mistakes at once."""

from __future__ import annotations

from functools import cache
from pathlib import Path as FilePath
from typing import Any, NoReturn

from pydantic import BaseModel, create_model

from bihuan.ledger.words import Message, Text
from bihuan.mechanisms.diagnostics import Diagnostic, Findings, Place, diagnose
from bihuan.mechanisms.engine import yaml
from bihuan.mechanisms.engine.characters import first_refused, shown
from bihuan.mechanisms.engine.digest import digest
from bihuan.mechanisms.engine.guessing import guess
from bihuan.mechanisms.engine.syntax import BAD_CHARACTER, WIDE_COLON
from bihuan.mechanisms.engine.validating import mistakes
from bihuan.mechanisms.kinds import Mechanism, kinds
from bihuan.mechanisms.spec import Head

MOST_BYTES = 1_000_000

TOO_LARGE = Message(
    "too-large",
    Text(en="the file has more than {most} bytes", zh="文件超过 {most} 字节"),
    Text(en="split it, or keep data in a table instead", zh="请拆分文件，或把数据放到表格中"),
)
NOT_A_FILE = Message(
    "not-a-file",
    Text(en="no file that can be read here", zh="此处没有可读取的文件"),
    Text(en="look at the path", zh="请检查路径"),
)
NOT_UTF8 = Message(
    "not-utf8",
    Text(en="the text is not UTF-8 from here on", zh="从此处起不是 UTF-8 编码"),
    Text(
        en="save the file as UTF-8; editors on Windows may have chosen GB18030 or UTF-16",
        zh="请将文件另存为 UTF-8；Windows 上的编辑器可能用了 GB18030 或 UTF-16",
    ),
)
EMPTY = Message(
    "empty-file",
    Text(en="the file is empty", zh="文件是空的"),
    Text(
        en="write apiVersion, kind, metadata and spec",
        zh="请写明 apiVersion、kind、metadata 和 spec",
    ),
)
NOT_A_MECHANISM = Message(
    "not-a-mechanism",
    Text(en="a mechanism begins with keys", zh="机制文件应以键开头"),
    Text(
        en="write apiVersion, kind, metadata and spec, each followed by a colon",
        zh="请写明 apiVersion、kind、metadata 和 spec，各以半角冒号结尾",
    ),
)
UNKNOWN_KIND = Message(
    "unknown-kind",
    Text(en='no kind of mechanism is called "{written}"', zh="没有“{written}”这类机制"),
    Text(en="the kinds are: {allowed}", zh="可用的类别：{allowed}"),
)


def read(source: FilePath | bytes, file: str) -> Mechanism:
    """Return the mechanism that a file holds; `file` is its name in messages.

    Raises:
        Findings: all mistakes of the file, in the order of its lines.
    """
    content = source if isinstance(source, bytes) else _content(source, file)
    return _Reader(content, file).mechanism()


def _content(path: FilePath, file: str) -> bytes:
    """Return the bytes of a regular file within the cap, without reading beyond it."""
    try:
        if path.is_file():
            with path.open("rb") as opened:
                return opened.read(MOST_BYTES + 1)
    except OSError:  # no right to read it, or a name that is too long
        pass
    raise Findings((diagnose(NOT_A_FILE, Place(file)),))


def decode(content: bytes, file: str) -> str:
    """Return the text of a file: UTF-8, within the cap, without invisible characters."""
    if len(content) > MOST_BYTES:
        raise Findings((diagnose(TOO_LARGE, Place(file), most=f"{MOST_BYTES:,}"),))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        before = content[: problem.start].decode("utf-8", "replace")
        rest = content[problem.start : problem.start + 40].decode("utf-8", "replace")
        raise Findings((diagnose(NOT_UTF8, _end_of(before, rest, file)),)) from None
    text = text.replace("\r\n", "\n")
    at = max(first_refused(text), text.find("\r")) if "\r" in text else first_refused(text)
    if at >= 0:
        place = _end_of(text[:at], text[at : at + 200], file)
        raise Findings((diagnose(BAD_CHARACTER, place, number=f"{ord(text[at]):04X}"),))
    return text


def _end_of(before: str, rest: str, file: str) -> Place:
    """Return the place of the character that follows `before`."""
    lines = before.split("\n")
    column = len(lines[-1]) + 1
    source = lines[-1] + rest.split("\n", 1)[0]
    return Place(file, len(lines), column, column + 1, source=source)


@cache
def _model_of(kind: str) -> type[BaseModel]:
    """Return the model of a whole file of a kind, so that places are the author's own paths."""
    spec = kinds()[kind].spec
    return create_model(f"{kind}File", __base__=Head, spec=(spec, ...))


class _Reader:
    def __init__(self, content: bytes, file: str) -> None:
        self.content = content
        self.file = file
        self.document = yaml.read(decode(content, file), file)

    def mechanism(self) -> Mechanism:
        data = self.document.data
        if not isinstance(data, dict):
            self._refuse([self._not_a_mechanism()])
        kind = data.get("kind")
        if not isinstance(kind, str) or kind not in kinds():
            self._refuse(self._without_kind(kind))
        model = _model_of(kind)
        found = mistakes(model, self.document)
        if found or self.document.diagnostics:
            self._refuse(found)
        checked: Any = model.model_validate(data)
        return Mechanism(
            kind=kind,
            metadata=checked.metadata,
            spec=checked.spec,
            text=self.content,
            digest=digest(data),
            file=self.file,
            place_of=self.document.place_of,
        )

    def _refuse(self, found: list[Diagnostic]) -> NoReturn:
        """Raise all that is wrong with the file, in its own order."""
        every = [*self.document.diagnostics, *found]
        in_order = sorted(every, key=lambda each: each.place)
        raise Findings(tuple(in_order[: yaml.MOST_SAID]))

    def _not_a_mechanism(self) -> Diagnostic:
        if self.document.data is None and () not in self.document.spots:
            return diagnose(EMPTY, Place(self.file, 1, 1, 2))
        place = self.document.place(self.document.spot(()).value)
        wide = isinstance(self.document.data, str) and "：" in self.document.data
        return diagnose(WIDE_COLON if wide else NOT_A_MECHANISM, place)

    def _without_kind(self, kind: Any) -> list[Diagnostic]:
        """Return the mistakes of a file whose kind is missing or unknown: its spec stays unread."""
        found = mistakes(_ANY_KIND, self.document)
        if isinstance(kind, str) and ("kind",) not in self.document.refused:
            place = self.document.place_of(("kind",))
            word = shown(kind, 40)
            said = {"written": word, "allowed": ", ".join(kinds())}
            found.append(diagnose(UNKNOWN_KIND, place, guess=guess(word, kinds()), **said))
        return found


_ANY_KIND = create_model("AnyFile", __base__=Head, spec=(Any, ...))
