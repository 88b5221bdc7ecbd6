"""A mapping file, read and checked: all its mistakes at once, each at its line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bihuan.intake.spec import MappingSpec, Read, Target
from bihuan.ledger.words import Message, Text
from bihuan.loops.engine.inputs import keys_of
from bihuan.loops.spec.loop import LoopSpec
from bihuan.mechanisms.diagnostics import Diagnostic, Findings, Place, diagnose
from bihuan.mechanisms.engine import yaml
from bihuan.mechanisms.engine.characters import shown
from bihuan.mechanisms.engine.guessing import guess
from bihuan.mechanisms.engine.references import UNKNOWN_REFERENCE
from bihuan.mechanisms.engine.spots import Document, Path
from bihuan.mechanisms.engine.validating import mistakes
from bihuan.mechanisms.reading import decode
from bihuan.orgs.engine.names import plain
from bihuan.registers.engine.values import is_personal
from bihuan.registers.spec import RegisterSpec

MAPPING_INTO = Message(
    "mapping-into",
    Text(en="rows go into one register or one loop", zh="各行须导入一个台账或一个闭环"),
    Text(en="write into: {{loop: NAME}} or into: {{register: NAME}}",
         zh="请写 into: {{loop: 标识}} 或 into: {{register: 标识}}"),
)  # fmt: skip
MAPPING_TARGET = Message(
    "mapping-target",
    Text(
        en="this says {count} of field, is, ignored", zh="此处 field、is、ignored 写了 {count} 个"
    ),
    Text(
        en="say one: what it becomes, or ignored: true",
        zh="请只写一个：导入成什么，或 ignored: true",
    ),
)
MAPPING_ONLY_LOOP = Message(
    "mapping-only-loop",
    Text(en="a record of a register has no such part", zh="台账记录没有这一项"),
    Text(
        en="fill a field of the register, or import into a loop",
        zh="请导入到台账字段，或改为导入闭环",
    ),
)
MAPPING_TWICE = Message(
    "mapping-twice",
    Text(en='"{name}" is filled here a second time', zh="“{name}”在此处重复导入"),
    Text(en="keep one of the two", zh="请只保留一处"),
)
MAPPING_HEADING = Message(
    "mapping-heading",
    Text(en='no column of this file has the heading "{heading}"', zh="本文件没有列出“{heading}”列"),
    Text(en="list it among the columns; if it becomes nothing by itself: ignored: true",
         zh="请在 columns 中列出；如本身不导入，写 ignored: true"),
)  # fmt: skip
MAPPING_PERSONAL = Message(
    "mapping-personal",
    Text(
        en='"{field}" is about a person; the column must say so',
        zh="“{field}”是个人信息，该列须注明",
    ),
    Text(
        en="write personal: true; the file itself is then not kept",
        zh="请写 personal: true；导入后不保存原文件",
    ),
)
MAPPING_LACKS = Message(
    "mapping-lacks",
    Text(
        en="nothing fills what each record must have: {fields}", zh="以下必填内容没有来源：{fields}"
    ),
    Text(
        en="name its column, or a value for all rows under fixed",
        zh="请指明对应的列，或在 fixed 中写明统一的值",
    ),
)
MAPPING_FORMAT = Message(
    "mapping-format",
    Text(en='"{format}" says no whole day', zh="“{format}”不能读出完整日期"),
    Text(
        en="write it as %Y-%m-%d %H:%M with the signs of the table",
        zh="请按表中写法书写，如 %Y-%m-%d %H:%M",
    ),
)
MAPPING_ZONE = Message(
    "mapping-zone",
    Text(en='no time zone is called "{zone}"', zh="没有名为“{zone}”的时区"),
    Text(en="write it as Asia/Shanghai", zh="请写作 Asia/Shanghai 的形式"),
)
MAPPING_SAYS = Message(
    "mapping-says",
    Text(en="this says neither a column nor a value", zh="此处既没有写列，也没有写值"),
    Text(en="write heading, or value", zh="请写 heading 或 value"),
)
_WORDS = {
    "field": Text("field of the register", "台账字段"), "act": Text("act", "操作"),
    "class": Text("class", "类别"), "channel": Text("channel", "渠道"),
    "said": Text("word of the act", "操作事项"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping file that was read without a mistake.

    Args:
        digest: SHA-256 (hex) of its bytes.
        place_of: the place of a path such as ``("columns", 0, "field")``.
    """

    spec: MappingSpec
    digest: str
    file: str
    text: bytes = field(repr=False)
    place_of: Callable[[Path], Place] = field(compare=False, repr=False)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.spec.zone)

    @property
    def is_personal(self) -> bool:
        """Whether a column holds what is known of a person; then the file is not kept."""
        return any(each.personal for each in self.spec.columns)


def read_mapping(content: bytes, file: str) -> Mapping:
    """Return the mapping that a file holds.

    Raises:
        Findings: all mistakes of the file, in the order of its lines.
    """
    document = yaml.read(decode(content, file), file)
    found = [*document.diagnostics, *mistakes(MappingSpec, document)]
    if not found:
        spec = MappingSpec.model_validate(document.data)
        found = list(_own(spec, document))
        if not found:
            return Mapping(spec, sha256(content).hexdigest(), file, content, document.place_of)
    raise Findings(tuple(sorted(found, key=lambda each: each.place)))


def _own(spec: MappingSpec, document: Document) -> Iterator[Diagnostic]:
    """Yield what is wrong with a mapping by itself."""
    at = document.place_of
    if bool(spec.into.loop) == bool(spec.into.register_):
        yield diagnose(MAPPING_INTO, at(("into",)))
    try:
        ZoneInfo(spec.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield diagnose(MAPPING_ZONE, at(("zone",)), zone=shown(spec.zone, 60))
    yield from _targets(spec, at)
    yield from _headings(spec, at)
    yield from _formats(spec, at)


def _targets(spec: MappingSpec, at: Callable[[Path], Place]) -> Iterator[Diagnostic]:
    taken: set[str] = set()
    for key, number, each in _all(spec):
        count = bool(each.field) + bool(each.is_) + bool(getattr(each, "ignored", False))
        place = at((key, number, "field" if each.field else "is"))
        if count != 1:
            yield diagnose(MAPPING_TARGET, at((key, number)), count=count)
            continue
        name = each.field or each.is_
        if name and name in taken:
            yield diagnose(MAPPING_TWICE, place, name=name)
        taken |= {name} if name else set()
        if each.is_ and not spec.into.loop:
            yield diagnose(MAPPING_ONLY_LOOP, place)
    if spec.acts and not spec.into.loop:
        yield diagnose(MAPPING_ONLY_LOOP, at(("acts",)))


def _all(spec: MappingSpec) -> Iterator[tuple[str, int, Target]]:
    """Yield what the mapping fills, with the list and the place in it."""
    yield from (("columns", number, each) for number, each in enumerate(spec.columns))
    yield from (("fixed", number, each) for number, each in enumerate(spec.fixed))


def _headings(spec: MappingSpec, at: Callable[[Path], Place]) -> Iterator[Diagnostic]:
    """Yield headings that stand twice, and those that are used without being listed."""
    known: dict[str, str] = {}
    for number, each in enumerate(spec.columns):
        for name in map(plain, (each.heading, *each.also)):
            if name in known:
                yield diagnose(MAPPING_TWICE, at(("columns", number, "heading")), name=each.heading)
            known[name] = each.heading
    for path, heading in _used(spec):
        if plain(heading) not in known:
            near = guess(plain(heading), known)
            yield diagnose(
                MAPPING_HEADING, at(path), guess=known.get(near, ""), heading=shown(heading, 60)
            )


def _used(spec: MappingSpec) -> Iterator[tuple[Path, str]]:
    for number, heading in enumerate(spec.key):
        yield ("key", number), heading
    for number, left in enumerate(spec.leave_out):
        yield ("leave_out", number, "heading"), left.heading
    for number, act in enumerate(spec.acts):
        yield ("acts", number, "at"), act.at
        if act.unit:
            yield ("acts", number, "unit"), act.unit
        for place, detail in enumerate(act.said):
            if detail.heading:
                yield ("acts", number, "said", place, "heading"), detail.heading


def _formats(spec: MappingSpec, at: Callable[[Path], Place]) -> Iterator[Diagnostic]:
    """Yield formats that cannot be read back, and details of an act that say nothing."""
    written: list[tuple[Path, Iterable[str]]] = [
        (("columns", number), each.formats) for number, each in enumerate(spec.columns)
    ]
    for number, act in enumerate(spec.acts):
        written.append((("acts", number), act.formats))
        for place, detail in enumerate(act.said):
            if bool(detail.heading) == (detail.value is not None):
                yield diagnose(MAPPING_SAYS, at(("acts", number, "said", place)))
    for path, formats in written:
        for number, form in enumerate(formats):
            if not _says_a_day(form):
                yield diagnose(
                    MAPPING_FORMAT, at((*path, "formats", number)), format=shown(form, 60)
                )


def _says_a_day(form: str) -> bool:
    """Tell whether a format is read back as the day that it wrote."""
    day = datetime(2023, 11, 28, tzinfo=UTC)
    try:
        return datetime.strptime(day.strftime(form), form).date() == day.date()  # noqa: DTZ007
    except (ValueError, UnicodeError):
        return False


def check_mapping(mapping: Mapping, register: RegisterSpec, loop: LoopSpec | None) -> None:
    """Refuse a mapping that does not fit the register, or the loop, into which its rows go."""
    found = [*_fields(mapping, register)]
    if loop is not None:
        found += [*_words(mapping, loop), *_acts(mapping, loop)]
    if found:
        raise Findings(tuple(sorted(found, key=lambda each: each.place)))


def _fields(mapping: Mapping, register: RegisterSpec) -> Iterator[Diagnostic]:
    spec, at = mapping.spec, mapping.place_of
    by_name = {each.name: each for each in register.fields}
    for key, number, each in _all(spec):
        if each.field and each.field not in by_name:
            yield _unknown(at((key, number, "field")), each.field, by_name, "field")
    for number, column in enumerate(spec.columns):
        known = by_name.get(column.field or "")
        if known and is_personal(known) and not column.personal:
            title = known.title.text
            yield diagnose(MAPPING_PERSONAL, at(("columns", number, "field")), field=title)
    filled = {each.field for _, _, each in _all(spec)}
    lacking = [
        each.title.text for each in register.fields if each.required and each.name not in filled
    ]
    if lacking:
        named = Text(", ".join(each.en for each in lacking), "、".join(each.zh for each in lacking))
        yield diagnose(MAPPING_LACKS, at(("columns",)), fields=named)


def _words(mapping: Mapping, loop: LoopSpec) -> Iterator[Diagnostic]:
    """Yield words of the mapping that are no class or channel of the loop."""
    allowed = {
        "class": [each.name for each in loop.classes],
        "channel": [each.name for each in loop.channels],
    }
    at = mapping.place_of
    for number, column in enumerate(mapping.spec.columns):
        for path, word in _means(column, ("columns", number)):
            if column.is_ in allowed and word not in allowed[column.is_]:
                yield _unknown(at(path), word, allowed[column.is_], column.is_)
    for number, fixed in enumerate(mapping.spec.fixed):
        if fixed.is_ in allowed and fixed.value not in allowed[fixed.is_]:
            yield _unknown(
                at(("fixed", number, "value")), fixed.value, allowed[fixed.is_], fixed.is_
            )


def _means(read: Read, path: Path) -> Iterator[tuple[Path, str]]:
    for number, each in enumerate(read.values):
        yield (*path, "values", number, "as"), each.as_
    if read.others is not None:
        yield (*path, "others"), read.others


def _acts(mapping: Mapping, loop: LoopSpec) -> Iterator[Diagnostic]:
    acts = {each.name: each for each in loop.acts}
    for number, done in enumerate(mapping.spec.acts):
        if done.act not in acts:
            place = mapping.place_of(("acts", number, "act"))
            yield _unknown(place, done.act, acts, "act")
            continue
        keys = keys_of(acts[done.act].does)
        for at, detail in enumerate(done.said):
            if detail.key not in keys:
                place = mapping.place_of(("acts", number, "said", at, "key"))
                yield _unknown(place, detail.key, keys, "said")


def _unknown(place: Place, name: str, candidates: Iterable[str], what: str) -> Diagnostic:
    known = sorted(candidates)
    return diagnose(
        UNKNOWN_REFERENCE, place, guess=guess(name, known), name=shown(name, 63),
        what=_WORDS[what], candidates=", ".join(known[:12]) or Text("none", "无"),
    )  # fmt: skip
