"""Reading a pack: a folder of mechanism files, checked one by one and against each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bihuan.ledger.words import Message, Text
from bihuan.mechanisms.diagnostics import Diagnostic, Findings, Place, diagnose
from bihuan.mechanisms.engine.characters import shown
from bihuan.mechanisms.engine.references import UNKNOWN_REFERENCE
from bihuan.mechanisms.kinds import Known, Mechanism, kinds
from bihuan.mechanisms.reading import NOT_A_FILE, read

MOST_FILES = 500

NO_PACK = Message(
    "no-pack",
    Text(en="no pack in this folder", zh="此目录中没有机制包"),
    Text(
        en="name a folder with .yaml files in it, or in its subfolder mechanisms",
        zh="请指定含有 .yaml 文件的目录，文件也可放在其子目录 mechanisms 中",
    ),
)
TOO_MANY_FILES = Message(
    "too-many-files",
    Text(en="more than {most} mechanism files in one pack", zh="一个机制包中的文件超过 {most} 个"),
    Text(en="split the pack", zh="请拆分机制包"),
)
FILE_NAME = Message(
    "file-name",
    Text(en="a mechanism file ends in .yaml", zh="机制文件的扩展名应为 .yaml"),
    Text(en="rename it", zh="请改名"),
)
OUTSIDE = Message(
    "outside-pack",
    Text(en="this link leads out of the pack", zh="此链接指向机制包之外"),
    Text(en="put the file itself into the pack", zh="请把文件本身放入机制包"),
)
SAME_NAME = Message(
    "same-name",
    Text(
        en="{kind} {name} from {effective} stands in another file too",
        zh="{kind} {name}（自 {effective} 起）在另一文件中已有",
    ),
    Text(
        en="the other is {file}; rename one, or give a new version its own effective day",
        zh="另一文件为 {file}；请改名，或为新版本另定生效日期",
    ),
)


@dataclass(frozen=True, slots=True)
class Pack:
    """The mechanisms of one folder, read without a mistake."""

    name: str
    mechanisms: tuple[Mechanism, ...]
    folder: Path

    def of_kind(self, kind: str) -> tuple[Mechanism, ...]:
        return tuple(each for each in self.mechanisms if each.kind == kind)


def read_pack(folder: Path) -> Pack:
    """Return the pack in a folder, each file checked against its kind and the others.

    Raises:
        Findings: all mistakes of all files.
    """
    folder = Path(folder)
    said: list[Diagnostic] = []
    read_ones: list[Mechanism] = []
    incomplete = False
    for path in _files(folder, said):
        name = path.relative_to(folder).as_posix()
        try:
            read_ones.append(read(path, name))
        except Findings as findings:
            said += findings.diagnostics
            incomplete = True
    said += _same_names(read_ones)
    said += _across(read_ones, incomplete=incomplete)
    if said:
        raise Findings(tuple(sorted(said, key=lambda each: each.place)))
    return Pack(folder.resolve().name, tuple(read_ones), folder)


def read_file(path: Path) -> Mechanism:
    """Return the mechanism in one file, checked against its kind and the files that lie beside it.

    Raises:
        Findings: all mistakes of this file; those of its neighbours are not told.
    """
    path = Path(path)
    mechanism = read(path, path.name)
    others: list[Mechanism] = []
    incomplete = False
    for other in mechanism_files(path.parent):
        if other.resolve() != path.resolve():
            try:
                others.append(read(other, other.name))
            except Findings:
                incomplete = True
    said = tuple(_of_one(mechanism, known([*others, mechanism]), incomplete=incomplete))
    if said:
        raise Findings(said)
    return mechanism


def known(mechanisms: Iterable[Mechanism]) -> Known:
    """Return mechanisms by kind and name; of several versions the one with the latest day."""
    found: dict[str, dict[str, Mechanism]] = defaultdict(dict)
    for each in sorted(mechanisms, key=lambda one: one.metadata.effective):
        found[each.kind][each.name] = each
    return found


def check(mechanism: Mechanism, others: Known) -> tuple[Diagnostic, ...]:
    """Return what the kind of a mechanism finds wrong with it among the others."""
    return tuple(kinds()[mechanism.kind].check(mechanism, others))


def mechanism_files(folder: Path) -> list[Path]:
    """Return the paths of the mechanism files of a folder, by name, unread; at most MOST_FILES."""
    return _listed(folder)[:MOST_FILES]


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(
            path
            for place in (folder, folder / "mechanisms")
            if place.is_dir()
            for path in place.iterdir()
            if path.suffix.lower() in {".yaml", ".yml"}
        )
    except OSError:  # no right to look into it, or a name that is too long
        return []


def _files(folder: Path, said: list[Diagnostic]) -> Iterator[Path]:
    """Yield the mechanism files of a pack by name; names, links and counts are not trusted."""
    found = _listed(folder)
    if not found:
        raise Findings((diagnose(NO_PACK, Place(shown(str(folder)))),))
    if len(found) > MOST_FILES:
        raise Findings((diagnose(TOO_MANY_FILES, Place(shown(str(folder))), most=MOST_FILES),))
    home = folder.resolve()
    for path in found:
        place = Place(shown(path.relative_to(folder).as_posix()))
        if not path.resolve().is_relative_to(home):
            said.append(diagnose(OUTSIDE, place))
        elif path.suffix != ".yaml":
            said.append(diagnose(FILE_NAME, place))
        elif not path.is_file():
            said.append(diagnose(NOT_A_FILE, place))
        else:
            yield path


def _same_names(mechanisms: Iterable[Mechanism]) -> Iterator[Diagnostic]:
    first: dict[tuple[str, str, str], Mechanism] = {}
    for each in mechanisms:
        day = each.metadata.effective.isoformat()
        other = first.setdefault((each.kind, each.name, day), each)
        if other is not each:
            yield diagnose(
                SAME_NAME,
                each.place_of(("metadata", "name")),
                kind=each.kind,
                name=each.name,
                effective=day,
                file=other.file,
            )


def _across(mechanisms: list[Mechanism], *, incomplete: bool) -> Iterator[Diagnostic]:
    """Yield what the files find wrong with each other."""
    everything = known(mechanisms)
    for each in mechanisms:
        yield from _of_one(each, everything, incomplete=incomplete)


def _of_one(mechanism: Mechanism, others: Known, *, incomplete: bool) -> Iterator[Diagnostic]:
    """Yield what is wrong with one file among the others, in its own order.

    While another file cannot be read, a reference that leads nowhere may well
    lead to it, so that it is no mistake of its own.
    """
    for found in sorted(check(mechanism, others), key=lambda each: each.place):
        if not (incomplete and found.code == UNKNOWN_REFERENCE.code):
            yield found
