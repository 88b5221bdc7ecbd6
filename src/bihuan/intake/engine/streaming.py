"""Reading one XML part of a workbook as a stream of events, under limits.

Nothing is kept but what a handler keeps, so size alone harms nobody; entities and
document types are refused, since a workbook never needs them.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

from bihuan.intake.engine.archive import damaged
from bihuan.ledger.words import Message, Refused, Text

MAX_ELEMENTS = 1_200_000
MAX_DEPTH = 64
# Excel's own limit on the text of one cell.
MAX_TEXT = 32_767
_CHUNK = 1 << 16

XML_REFUSED = Message(
    "xml-refused",
    Text("{part} declares entities or a document type", "{part} 中含有实体或文档类型声明"),
    Text(
        "open it in Excel or WPS, save it as a new .xlsx",
        "请用 Excel 或 WPS 打开，另存为新的 .xlsx",
    ),
)
CELL_TOO_LONG = Message(
    "cell-too-long",
    Text(
        "{part} holds a text of more than {most} characters", "{part} 中有超过 {most} 个字符的文本"
    ),
    Text("shorten or remove that text", "请缩短或删除该文本"),
)
SHEET_TOO_BIG = Message(
    "sheet-too-big",
    Text("{part} holds more than {most} {what}", "{part} 中的{what}超过 {most}"),
    Text(
        "remove rows that are not needed, or send the table as CSV",
        "请删除无用的行，或改用 CSV 发送",
    ),
)

_ELEMENTS = Text("elements", "元素")
_NESTED = Text("levels of nesting", "嵌套层级")
_UNREADABLE = (
    KeyError, OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError,
)  # fmt: skip


@dataclass(slots=True)
class Budget:
    """What the parts of one workbook may still use together."""

    elements: int = MAX_ELEMENTS


Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Characters = Callable[[str], None]


def _nothing(*_: object) -> None:
    return None


def stream(  # noqa: PLR0913
    archive: zipfile.ZipFile,
    name: str,
    budget: Budget,
    *,
    start: Start = _nothing,
    end: End = _nothing,
    characters: Characters = _nothing,
) -> None:
    """Read one XML part as a stream of events under the limits; names come without namespace."""
    parser = _parser(name, budget, start, end, characters)
    fed = 0
    try:
        for chunk in _chunks(archive, name):
            parser.Parse(chunk, False)
            fed += len(chunk)
            # A token that does not end (one endless attribute) is held in memory until it does.
            if fed - max(parser.CurrentByteIndex, 0) > 4 * _CHUNK:
                raise Refused(CELL_TOO_LONG, part=name, most=MAX_TEXT)
        parser.Parse(b"", True)
    except (expat.ExpatError, UnicodeError, LookupError) as error:
        raise damaged() from error


def _parser(
    name: str, budget: Budget, start: Start, end: End, characters: Characters
) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    depth = 0

    def started(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        budget.elements -= 1
        if budget.elements < 0:
            raise Refused(SHEET_TOO_BIG, part=name, most=MAX_ELEMENTS, what=_ELEMENTS)
        if depth > MAX_DEPTH:
            raise Refused(SHEET_TOO_BIG, part=name, most=MAX_DEPTH, what=_NESTED)
        start(tag if ":" not in tag else tag.rpartition(":")[2], attributes)

    def ended(tag: str) -> None:
        nonlocal depth
        depth -= 1
        end(tag if ":" not in tag else tag.rpartition(":")[2])

    def declared(*_: object) -> int:
        raise Refused(XML_REFUSED, part=name)

    parser.buffer_text = True
    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    parser.ExternalEntityRefHandler = declared
    return parser


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    try:
        with archive.open(name) as part:
            while chunk := part.read(_CHUNK):
                yield chunk
    except _UNREADABLE as error:
        raise damaged() from error


def scan_others(archive: zipfile.ZipFile, read: set[str], budget: Budget) -> None:
    """Stream every XML part that the reader itself did not read, so that a later reader is safe."""
    for name in archive.namelist():
        if name.lower().endswith((".xml", ".rels")) and name not in read:
            stream(archive, name, budget)
