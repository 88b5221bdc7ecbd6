"""What is still missing before an act: fields, conditions, evidence, open items; all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from bihuan.ledger.words import Refused, Text
from bihuan.loops.engine.asked import Asked, Brought
from bihuan.loops.engine.matter import Matter, Piece
from bihuan.loops.engine.names import as_name, facts_of
from bihuan.loops.engine.refusals import ACT_NOT_READY
from bihuan.loops.engine.rights import listed
from bihuan.loops.spec.acts import Act, EvidenceRule
from bihuan.loops.spec.loop import LoopSpec
from bihuan.mechanisms.engine.cel.evaluating import evaluate
from bihuan.mechanisms.engine.cel.parsing import parse
from bihuan.mechanisms.engine.cel.tree import Expression

_FIELD = Text(en='the field "{field}" is empty', zh="“{field}”未填写")
_REASON = Text(en="a reason is needed", zh="须写明理由")
_ITEMS = Text(en="{count} sub-matter(s) still open", zh="尚有 {count} 件子事项未办结")
_KIND = Text(en='"{kind}" is no kind of evidence here', zh="没有“{kind}”这类材料")
_TYPE = Text(en='"{kind}" cannot be a file of type {type}', zh="“{kind}”不接受 {type} 类型的文件")
_PIECES = Text(
    en='"{kind}": {count} of {needed}{how}', zh="“{kind}”应有 {needed} 份，现有 {count} 份{how}"
)
_PLACED = Text(en=", with the place where it was made", zh="（须注明拍摄或形成地点）")
_AFTER = Text(en=', made after "{act}"', zh="（须在“{act}”之后形成）")
_SOMETHING = Text(en="nothing was attached", zh="未附任何材料")


@lru_cache(maxsize=4096)
def expression(text: str) -> Expression:
    """Return the parsed expression; it was checked when its file was loaded."""
    return parse(text)


def known(matter: Matter, values: Mapping[str, object]) -> dict[str, object]:
    """Return all that a condition may look at: facts of the matter, and fields of the record."""
    return facts_of(matter) | {as_name(name): value for name, value in values.items()}


def holds(text: str, record: Mapping[str, object]) -> bool:
    """Tell whether a condition is true; one that looks at a missing value is not."""
    return evaluate(expression(text), record) is True


def check_ready(loop: LoopSpec, matter: Matter, act: Act, asked: Asked) -> None:
    """Refuse with everything that the act still lacks."""
    lacks = [
        *_fields(loop, act, asked),
        *_conditions(matter, act, asked),
        *_evidence(loop, matter, act, asked),
        *_items(act, matter),
    ]
    if act.reason and not asked.reason.strip():
        lacks.append(_REASON)
    if lacks:
        raise Refused(ACT_NOT_READY, act=act.title.text, lacks=listed(lacks))


def _fields(loop: LoopSpec, act: Act, asked: Asked) -> Iterator[Text]:
    wanted = [ask.field for ask in act.asks if ask.required]
    if act.does == "classify":
        wanted += asks_of(loop, str(asked.said.get("class", "")))
    yield from missing_fields(wanted, asked)


def missing_fields(wanted: list[str], asked: Asked) -> Iterator[Text]:
    """Yield the fields that are wanted and empty."""
    for field in dict.fromkeys(wanted):
        if field not in asked.given and asked.values.get(field) in {None, ""}:
            yield _FIELD.fill(field=field)


def asks_of(loop: LoopSpec, class_: str) -> list[str]:
    """Return the fields that a class asks, those of the classes above it first."""
    classes = {each.name: each for each in loop.classes}
    asks: list[str] = []
    for name in lineage(loop, class_):
        asks = [*classes[name].asks, *asks]
    return asks


def lineage(loop: LoopSpec, class_: str) -> list[str]:
    """Return a class and all above it, itself first."""
    classes = {each.name: each for each in loop.classes}
    found: list[str] = []
    while class_ in classes and class_ not in found:
        found.append(class_)
        class_ = classes[class_].parent or ""
    return found


def _conditions(matter: Matter, act: Act, asked: Asked) -> Iterator[Text]:
    record = known(matter, asked.values)
    for gate in act.needs:
        if not holds(gate.when, record):
            yield gate.because.text


def _items(act: Act, matter: Matter) -> Iterator[Text]:
    if act.does == "close" and matter.open_children and not act.with_open_items:
        yield _ITEMS.fill(count=matter.open_children)


def check_evidence(loop: LoopSpec, asked: Asked) -> Iterator[Text]:
    """Yield what is wrong with the kinds and types of the pieces that are brought."""
    kinds = {each.name: each for each in loop.evidence}
    for piece in asked.evidence:
        kind = kinds.get(piece.kind)
        if kind is None:
            yield _KIND.fill(kind=piece.kind[:63])
        elif kind.types and piece.type not in kind.types:
            yield _TYPE.fill(kind=kind.title.text, type=piece.type or "?")


def _evidence(loop: LoopSpec, matter: Matter, act: Act, asked: Asked) -> Iterator[Text]:
    yield from check_evidence(loop, asked)
    kinds = {each.name: each for each in loop.evidence}
    if act.does == "attach" and not asked.evidence:
        yield _SOMETHING
    pieces: tuple[Piece | Brought, ...] = (*matter.evidence, *asked.evidence)
    for rule in act.evidence:
        # The same file twice is one piece.
        count = len({each.digest for each in pieces if _counts(each, rule, matter)})
        if count < rule.at_least:
            title = kinds[rule.kind].title.text
            yield _PIECES.fill(kind=title, count=count, needed=rule.at_least, how=_how(loop, rule))


def _counts(piece: Piece | Brought, rule: EvidenceRule, matter: Matter) -> bool:
    if piece.kind != rule.kind or (rule.placed and piece.place is None):
        return False
    if rule.taken_after is None:
        return True
    after = matter.last.get(rule.taken_after)
    return after is not None and piece.made is not None and piece.made > after


def _how(loop: LoopSpec, rule: EvidenceRule) -> Text:
    parts = []
    if rule.placed:
        parts.append(_PLACED)
    if rule.taken_after:
        title = next(each.title.text for each in loop.acts if each.name == rule.taken_after)
        parts.append(_AFTER.fill(act=title))
    return Text(en="".join(p.en for p in parts), zh="".join(p.zh for p in parts))
