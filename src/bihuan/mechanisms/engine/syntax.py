"""Why a text is not YAML, in plain words."""

from __future__ import annotations

from ruamel.yaml.error import MarkedYAMLError

from bihuan.ledger.words import Message, Text
from bihuan.mechanisms.diagnostics import Diagnostic, Place, diagnose
from bihuan.mechanisms.engine.characters import shown

BAD_CHARACTER = Message(
    "bad-character",
    Text(en="an invisible character (U+{number}) stands here", zh="此处有不可见字符（U+{number}）"),
    Text(en="delete it", zh="请将其删除"),
)
TAB = Message(
    "tab",
    Text(en="a tab cannot indent", zh="不能用制表符缩进"),
    Text(en="use spaces", zh="请改用空格"),
)
WIDE_COLON = Message(
    "wide-colon",
    Text(en="a full-width colon does not end a key", zh="键后不能用全角冒号"),
    Text(
        en='write ": " (a colon of the keyboard\'s English layout and a space)',
        zh="请改用半角冒号加一个空格",
    ),
)
OPEN_QUOTE = Message(
    "open-quote",
    Text(en="this quote is never closed", zh="引号没有闭合"),
    Text(en="add the closing quote", zh="请补上后引号"),
)
OPEN_BRACKET = Message(
    "open-bracket",
    Text(
        en="this bracket is not closed, or a comma is missing in it",
        zh="括号没有闭合，或其中缺少逗号",
    ),
    Text(en="add the closing bracket or the comma", zh="请补上后括号或逗号"),
)
BAD_INDENT = Message(
    "bad-indent",
    Text(en="this line does not stand under its neighbours", zh="此行与同级各行没有对齐"),
    Text(
        en="indent it by as many spaces as the lines that belong with it",
        zh="请与同级各行缩进相同的空格数",
    ),
)
STRAY_COLON = Message(
    "stray-colon",
    Text(en="a second colon in one line", zh="一行中出现了第二个冒号"),
    Text(
        en="put the value in quotes, or begin a new line and indent it",
        zh="请给值加引号，或另起一行并缩进",
    ),
)
NO_COLON = Message(
    "no-colon",
    Text(en="this line has no colon after its key", zh="此行的键后没有冒号"),
    Text(en="write key: value", zh="请写成 key: value 的形式"),
)
BAD_ESCAPE = Message(
    "bad-escape",
    Text(en="this backslash escape is not known", zh="不认识的反斜杠转义"),
    Text(
        en="use single quotes, or write \\\\ for a backslash",
        zh="请改用单引号，或用 \\\\ 表示反斜杠",
    ),
)
TEXT_BEHIND = Message(
    "text-behind",
    Text(en="this stands behind a value that is already complete", zh="值已结束，其后不应再有内容"),
    Text(en="put the whole value in one pair of quotes", zh="请把整个值放进同一对引号"),
)
RESERVED = Message(
    "reserved-character",
    Text(en="a plain text cannot begin with this character", zh="不加引号的文字不能以此字符开头"),
    Text(en="put the text in quotes", zh="请给文字加引号"),
)
NOT_YAML = Message(
    "not-yaml",
    Text(en='this is not YAML ("{problem}")', zh="此处不符合 YAML 语法（{problem}）"),
    Text(
        en="look at the quotes, colons, brackets and spaces of this line and the one above",
        zh="请检查本行及上一行的引号、冒号、括号和空格",
    ),
)

# What the parser says, the message it becomes, and whether its context is the place.
_KNOWN = (
    ("character '\\t'", TAB, False),
    ("cannot start any token", RESERVED, False),
    ("unknown escape", BAD_ESCAPE, False),
    ("escape sequence", BAD_ESCAPE, False),
    ("unexpected end of stream", OPEN_QUOTE, True),
    ("unexpected document separator", OPEN_QUOTE, True),
    ("expected ',' or", OPEN_BRACKET, True),
    ("mapping values are not allowed", STRAY_COLON, False),
    ("could not find expected ':'", NO_COLON, True),
    ("expected <block end>", BAD_INDENT, False),
    ("did not find expected", BAD_INDENT, False),
)


def explained(problem: MarkedYAMLError | None, text: str, file: str) -> Diagnostic:
    """Return the diagnostic for what the parser refused; None is a refusal without a place."""
    said = str(problem.problem or problem.context or "") if problem else ""
    message, at_context = next(
        ((known, context) for words, known, context in _KNOWN if words in said), (NOT_YAML, False)
    )
    mark = problem and ((at_context and problem.context_mark) or problem.problem_mark)
    lines = text.split("\n")
    line = min(mark.line, len(lines) - 1) if mark else 0
    column = min(mark.column, len(lines[line].rstrip())) if mark else 0
    if message in _OF_LINES:
        message, line, column = _of_lines(message, lines, line, column)
    place = Place(file, line + 1, column + 1, column + 2, source=lines[line])
    return diagnose(message, place, **({"problem": shown(said, 80)} if message is NOT_YAML else {}))


def _of_lines(
    message: Message, lines: list[str], line: int, column: int
) -> tuple[Message, int, int]:
    """Return what is really wrong, and where, if the parser stumbled over how lines go together."""
    wide = _wide_colon(lines, line)
    if wide is not None:
        return WIDE_COLON, *wide
    indent = len(lines[line]) - len(lines[line].lstrip())
    if message is BAD_INDENT and column > indent:
        return TEXT_BEHIND, line, column
    if message is STRAY_COLON and ": " not in lines[line][:column]:
        # A key that was read on as part of the text above it: that has no colon, or this is
        # indented as if it belonged to a value.
        above = line - 1
        while above > 0 and not lines[above].strip():
            above -= 1
        if above >= 0 and ": " not in lines[above]:
            return NO_COLON, above, len(lines[above]) - len(lines[above].lstrip())
        return BAD_INDENT, line, indent
    return message, line, column


def _wide_colon(lines: list[str], line: int) -> tuple[int, int] | None:
    """Return the place of a full-width colon behind a plain word, in this line or the one above."""
    for at in (line, line - 1):
        if at >= 0 and "：" in lines[at]:
            column = lines[at].index("：")
            if lines[at][:column].strip(" -").isidentifier():
                return at, column
    return None


_OF_LINES = (STRAY_COLON, NO_COLON, NOT_YAML, BAD_INDENT)
