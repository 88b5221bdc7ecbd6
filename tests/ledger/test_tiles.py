import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.ledger.engine import merkle, tiles


def leaves(count):
    return [merkle.leaf_hash(str(n).encode()) for n in range(count)]


def grown(steps):
    held, size = {}, 0
    every = leaves(sum(steps))
    for step in steps:
        fresh = every[size : size + step]
        held.update(tiles.grow(size, fresh, lambda level, index: held.get((level, index), b"")))
        size += step
    return held, every


def reader(held):
    return tiles.nodes(lambda level, index: held.get((level, index), b""))


@given(st.lists(st.integers(0, 400), max_size=6))
def test_tiles_are_the_same_however_the_log_grew(steps):
    held, every = grown(steps)
    assert held == grown([len(every)])[0]
    assert merkle.root_at(len(every), reader(held)) == merkle.root(every)


def test_a_log_of_seventy_thousand_has_three_levels_and_its_old_roots():
    held, every = grown([70_000])
    assert {level for level, _ in held} == {0, 1, 2}
    for size in (1, 255, 256, 257, 65_536, 65_537, 69_999, 70_000):
        assert merkle.root_at(size, reader(held)) == merkle.root(every[:size])


def test_proofs_are_the_same_from_tiles_and_from_leaves():
    held, every = grown([1_000])
    for index in (0, 255, 256, 767, 999):
        path = merkle.inclusion(index, 1_000, reader(held))
        assert path == merkle.inclusion(index, 1_000, merkle.nodes(every))
    assert merkle.consistency(300, 1_000, reader(held)) == merkle.consistency(
        300, 1_000, merkle.nodes(every)
    )


def test_a_hash_that_is_not_held_is_missed():
    held, _ = grown([300])
    with pytest.raises(LookupError):
        reader(held)(0, 300)


@pytest.mark.parametrize(
    ("index", "width", "path"),
    [
        (0, 256, "tile/0/000"),
        (7, 12, "tile/0/007.p/12"),
        (1_234, 256, "tile/0/x001/234"),
        (1_234_067, 256, "tile/0/x001/x234/067"),
    ],
)
def test_a_tile_is_served_under_the_path_of_the_standard(index, width, path):
    assert tiles.path(0, index, width) == path
