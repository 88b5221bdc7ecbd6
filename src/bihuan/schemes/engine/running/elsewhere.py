"""Engines outside this process: which of them a name means, and how they are reached.

Their modules are loaded when they are named: a run that stays here needs neither a driver nor Java.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

from bihuan.ledger.words import Message, Refused, Text

UNKNOWN = Message(
    "engine-unknown",
    Text(en='no engine is called "{name}"', zh="没有名为“{name}”的计算引擎"),
    Text(
        en='write auto, numpy, sql, postgresql, postgresql://..., spark://HOST:PORT, or "spark'
        ' local[2]" for this machine',
        zh="请写 auto、numpy、sql、postgresql、postgresql://...、spark://主机:端口，"
        "或用“spark local[2]”在本机运行",
    ),
)
_MASTER = re.compile(r"spark://[\w.-]+:\d{1,5}(,[\w.-]+:\d{1,5})*")
_LOCAL = re.compile(r"spark (local\[(?:[1-9]\d*|\*)\])")


def reach(engine: str) -> None:
    """Refuse an engine that does not exist or does not answer."""
    kind, address = _meant(engine)
    _module(kind, "reach")(address)


def scores(ready: Any, engine: str, folder: str) -> Any:
    """Return the scores of what was made ready, by an engine outside this process."""
    kind, address = _meant(engine)
    if kind == "postgresql":
        return _module(kind, "by_postgresql")(ready, address)
    return _module(kind, "by_spark")(ready, address, folder)


def _meant(engine: str) -> tuple[str, str]:
    """Return the kind of an engine, and its address as its own driver writes it."""
    if re.match(r"postgres(ql)?://\S", engine):
        return "postgresql", engine
    if _MASTER.fullmatch(engine):
        return "spark", engine
    local = _LOCAL.fullmatch(engine)
    if local is None:
        raise Refused(UNKNOWN, name=engine)
    return "spark", local[1]


def _module(kind: str, name: str) -> Any:
    return getattr(import_module(f"bihuan.schemes.engine.running.on_{kind}"), name)
