"""A draft: a mechanism's file with some values written otherwise, comments and order kept.

What comes out is read again like any file, so that a draft is checked by the rules that hold for
every author, and its mistakes have their places.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from math import isfinite
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError

from bihuan.ledger.words import Message, Refused, Text
from bihuan.mechanisms.kinds import Mechanism
from bihuan.mechanisms.reading import read

Path = tuple[str | int, ...]
# As wide as a line gets before it is folded: never.
WIDTH = 10_000
LONGEST = 2_000
# A file is at most five levels deep where it is well written; reading far deeper takes seconds.
DEEPEST = 20
UNREADABLE_VALUE = Message(
    "draft-value",
    Text(en='"{written}" cannot be read as a value', zh="无法读取取值“{written}”"),
    Text(
        en="write it as it would stand in the file: 35, true, word, [a, b] or {{low: 1, high: 2}}",
        zh="请按文件中的写法填写，如 35、true、word、[a, b] 或 {{low: 1, high: 2}}",
    ),
)

NO_SUCH_PLACE = Message(
    "draft-place",
    Text(en='the file has no place "{path}"', zh="文件中没有“{path}”这个位置"),
    Text(
        en="write the keys from the top, with dots: rank.style; a place in a list by its number",
        zh="请自上而下以点号写明各级键，如 rank.style；列表中的位置用序号",
    ),
)


def value_of(written: str) -> Any:
    """Return a value as it would stand in a file; refuses `draft-value`."""
    try:
        if len(written) > LONGEST or not written.strip() or _depth(written) > DEEPEST:
            raise Refused(UNREADABLE_VALUE, written=written[:80])
        value = _yaml().load(written)
    except (YAMLError, RecursionError, ValueError) as error:
        raise Refused(UNREADABLE_VALUE, written=written[:80]) from error
    if isinstance(value, float) and not isfinite(value):
        raise Refused(UNREADABLE_VALUE, written=written[:80])
    # Lists in lists need no brackets: a dash for each does.
    level = [value]
    for _ in range(DEEPEST):
        # What aliases name a thousand times is looked at once; the file is refused for them.
        level = list({id(part): part for one in level for part in _parts(one)}.values())
        if not level:
            return value
    raise Refused(UNREADABLE_VALUE, written=written[:80])


def _parts(value: Any) -> Iterable[Any]:
    """Return what stands in a value."""
    if isinstance(value, dict):
        return [*value, *value.values()]
    return value if isinstance(value, list | tuple | set) else ()


def _depth(written: str) -> int:
    """Return how deep brackets stand in each other, wherever they stand: no value has so many."""
    depth = deepest = 0
    for character in written:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def drafted(mechanism: Mechanism, changes: Iterable[tuple[Path, Any]], *, file: str) -> Mechanism:
    """Return the mechanism with other values at some paths; None takes a key away.

    Args:
        mechanism: the version to start from.
        changes: each a path such as ``("spec", "score", "parts", 0, "weight")``, and its value.
        file: what the draft is called where a mistake of it is told.

    Raises:
        Refused: a path leads nowhere (`draft-place`).
        Findings: the draft is no mechanism that could be put in force.
    """
    yaml = _yaml()
    document = yaml.load(mechanism.text)
    for path, value in changes:
        if len(path) > DEEPEST:
            raise Refused(NO_SUCH_PLACE, path=".".join(map(str, path))[:80])
        _put(document, path, value)
    written = BytesIO()
    yaml.dump(document, written)
    return read(written.getvalue(), file)


def _put(document: Any, path: Path, value: Any) -> None:
    at = document
    try:
        for step in path[:-1]:
            if isinstance(at, CommentedMap):
                at = at.setdefault(step, CommentedMap())
            else:
                at = at[_index(step)]
        last = path[-1] if isinstance(at, CommentedMap) else _index(path[-1])
        if value is None:
            at.pop(last, None) if isinstance(at, CommentedMap) else at.pop(last)
        else:
            at[last] = value
    except (AttributeError, IndexError, TypeError, ValueError) as error:
        raise Refused(NO_SUCH_PLACE, path=".".join(map(str, path))) from error


def _index(step: str | int) -> int:
    """Return a place in a list: 0 is the first, and there is none before it."""
    if not str(step).isdecimal() or not str(step).isascii():
        raise ValueError(step)
    return int(step)


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
