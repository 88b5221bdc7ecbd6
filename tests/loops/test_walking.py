"""The laws of every loop, on random walks; each step asserts them (see `walking.hold_laws`)."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bihuan.packs
from bihuan.loops.engine.evolving import begin, evolve
from bihuan.mechanisms.reading import read
from tests.loops.errands import CALENDAR, LOOP, PEOPLE, REGISTER
from tests.loops.walking import Walk, cast_of

START = datetime(2024, 1, 3, 2, tzinfo=UTC)
PACKS = Path(bihuan.packs.__file__).parent
LOOPS = [
    path
    for path in sorted(PACKS.glob("*/loop-*.yaml"))
    if (path.parent / "organisation.yaml").exists()
]


def chance(seed):
    return Random(seed)  # noqa: S311 - chance that a test can repeat


def walked(walk, steps):
    for _ in range(steps):
        walk.step()
    assert all(each.said.text.zh for each in walk.refused)
    matter = begin("m1", "a-loop", walk.opened)
    for event in walk.events:
        matter = evolve(matter, event, walk.loop, fact=f"f{event.n}")
    assert matter == walk.matter
    return walk


@settings(deadline=None)
@given(st.integers(0, 2**32))
def test_the_laws_hold_on_every_walk(seed):
    walked(Walk(LOOP, REGISTER, PEOPLE, CALENDAR, chance(seed), START), 20)


@pytest.mark.parametrize("path", LOOPS, ids=lambda path: path.stem)
def test_the_laws_hold_in_each_loop_that_is_shipped(path):
    loop = read(path, path.name).spec
    registers = [read(each, each.name) for each in path.parent.glob("register-*.yaml")]
    register = next(each.spec for each in registers if each.name == loop.register_)
    people = cast_of(read(path.parent / "organisation.yaml", "organisation.yaml").spec)
    for seed in range(6):
        walked(Walk(loop, register, people, CALENDAR, chance(seed), START), 25)


def test_walks_close_and_reopen():
    acts = set()
    for seed in range(60):
        walk = walked(Walk(LOOP, REGISTER, PEOPLE, CALENDAR, chance(seed), START), 30)
        acts |= {event.act for event in walk.events}
    assert {"close", "visit", "reopen", "adjudicate", "finish"} <= acts
