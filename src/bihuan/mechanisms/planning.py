"""What would change: the difference between a file and the version that rules now, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from bihuan.ledger.words import Text
from bihuan.mechanisms.engine import yaml
from bihuan.mechanisms.engine.characters import shown
from bihuan.mechanisms.engine.digest import leaves
from bihuan.mechanisms.kinds import Mechanism, kinds
from bihuan.mechanisms.reading import decode

State = Literal["new", "changed", "unchanged"]

_STATES = {
    "new": Text(en="new", zh="新增"),
    "changed": Text(en="changed", zh="变更"),
    "unchanged": Text(en="unchanged", zh="不变"),
}
_MARKS = {"new": "+", "changed": "~", "unchanged": "="}
_HEAD = Text(
    en="{mark} {kind} {name} ({title}): {state}, in force from {day}",
    zh="{mark} {kind} {name}（{title}）：{state}，自 {day} 起生效",
)
_SAME = Text(en="{mark} {kind} {name}: unchanged", zh="{mark} {kind} {name}：不变")
_TOUCHES = Text(en="    used by {names}", zh="    涉及 {names}")
_STANDS = Text(en="    {what}", zh="    {what}")
_NOTHING = Text(en="(nothing)", zh="（无）")


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that changes. None stands for a value that is not written."""

    path: str
    before: str | None
    after: str | None

    @property
    def text(self) -> Text:
        before, after = (
            _NOTHING if value is None else Text(shown(value), shown(value))
            for value in (self.before, self.after)
        )
        return Text("    {path}: {before} → {after}", "    {path}：{before} → {after}").fill(
            path=self.path, before=before, after=after
        )


@dataclass(frozen=True, slots=True)
class Change:
    """What applying one file would do.

    Args:
        state: `new` where no version rules on its first day, `changed` where it takes over.
        differences: what it writes otherwise than the version it takes over from.
        touches: mechanisms of the pack that refer to it, as ``Kind/name``.
        stands: what it touches of what stands now, such as open matters, in words.
    """

    mechanism: Mechanism
    state: State
    differences: tuple[Difference, ...]
    touches: tuple[str, ...]
    stands: tuple[Text, ...] = ()

    @property
    def text(self) -> Text:
        """The change in words, one line for each difference."""
        lines = [self._head]
        if self.state == "changed":
            lines += [difference.text for difference in self.differences]
        if self.state == "changed" and self.touches:
            lines.append(
                _TOUCHES.fill(names=Text(", ".join(self.touches), "、".join(self.touches)))
            )
        lines += [_STANDS.fill(what=each) for each in self.stands]
        return Text(
            en="\n".join(each.en for each in lines), zh="\n".join(each.zh for each in lines)
        )

    @property
    def _head(self) -> Text:
        return (_SAME if self.state == "unchanged" else _HEAD).fill(
            mark=_MARKS[self.state],
            kind=kinds()[self.mechanism.kind].title,
            name=self.mechanism.name,
            title=self.mechanism.title,
            state=_STATES[self.state],
            day=self.mechanism.metadata.effective.isoformat(),
        )

    def as_data(self) -> dict[str, Any]:
        """Return the change as JSON holds it."""
        return {
            "state": self.state,
            "kind": self.mechanism.kind,
            "name": self.mechanism.name,
            "file": self.mechanism.file,
            "digest": self.mechanism.digest,
            "effective": self.mechanism.metadata.effective.isoformat(),
            "differences": [
                {"path": each.path, "before": each.before, "after": each.after}
                for each in self.differences
            ],
            "touches": list(self.touches),
            "stands": [each.en for each in self.stands],
        }


def change_of(mechanism: Mechanism, before: Mechanism | None, pack: Iterable[Mechanism]) -> Change:
    """Return what putting a mechanism in force would change, against what rules before it."""
    touches = tuple(
        sorted(
            f"{other.kind}/{other.name}"
            for other in pack
            if (mechanism.kind, mechanism.name) in kinds()[other.kind].refers(other)
        )
    )
    if before is None:
        return Change(mechanism, "new", (), touches)
    state: State = "unchanged" if before.digest == mechanism.digest else "changed"
    return Change(mechanism, state, differences(before, mechanism), touches)


def differences(before: Mechanism, after: Mechanism) -> tuple[Difference, ...]:
    """Return the values that differ, in the order of the new file, then those that are gone."""
    old, new = (leaves(yaml.read(decode(m.text, m.file), m.file).data) for m in (before, after))
    return tuple(
        Difference(".".join(map(str, path)), old.get(path), new.get(path))
        for path in dict.fromkeys([*new, *old])
        if old.get(path) != new.get(path)
    )
