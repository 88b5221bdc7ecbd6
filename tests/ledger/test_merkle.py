from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.ledger.engine import merkle

# The test vectors of Certificate Transparency for the tree of RFC 6962: eight leaves and the
# roots over the first one, two, ... of them.
VECTOR_LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
VECTOR_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def leaves(count):
    return [merkle.leaf_hash(str(n).encode()) for n in range(count)]


def flipped(part):
    return bytes([part[0] ^ 1]) + part[1:]


def test_the_empty_tree_has_the_hash_of_nothing():
    assert merkle.root([]) == sha256(b"").digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_published_vectors(size):
    hashed = [merkle.leaf_hash(leaf) for leaf in VECTOR_LEAVES[:size]]
    assert merkle.root(hashed).hex() == VECTOR_ROOTS[size - 1]


def test_a_published_inclusion_proof_is_found():
    hashed = [merkle.leaf_hash(leaf) for leaf in VECTOR_LEAVES]
    path = merkle.inclusion(0, 8, merkle.nodes(hashed))
    assert [part.hex() for part in path] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]


def test_a_published_consistency_proof_is_found():
    hashed = [merkle.leaf_hash(leaf) for leaf in VECTOR_LEAVES]
    path = merkle.consistency(6, 8, merkle.nodes(hashed))
    assert [part.hex() for part in path] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 31, 33, 70])
def test_every_leaf_is_proved_and_no_other(size):
    held = leaves(size)
    root, node = merkle.root(held), merkle.nodes(held)
    for index, leaf in enumerate(held):
        path = merkle.inclusion(index, size, node)
        assert merkle.is_included(leaf, index, size, path, root)
        assert not merkle.is_included(flipped(leaf), index, size, path, root)
        assert not merkle.is_included(leaf, index, size, path, flipped(root))
        assert not merkle.is_included(leaf, index, size, [*path, leaf], root)
        for at in range(len(path)):
            wrong = [*path[:at], flipped(path[at]), *path[at + 1 :]]
            assert not merkle.is_included(leaf, index, size, wrong, root)
            assert not merkle.is_included(leaf, index, size, path[:at], root)


@given(st.integers(1, 300), st.data())
def test_a_proof_holds_for_its_own_index_only(size, data):
    held = leaves(size)
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size + 2))
    root = merkle.root(held)
    path = merkle.inclusion(index, size, merkle.nodes(held))
    assert merkle.is_included(held[index], other, size, path, root) == (other == index)


@pytest.mark.parametrize("new", [1, 2, 5, 8, 23, 64])
def test_every_beginning_is_proved_and_no_other(new):
    held = leaves(new)
    node, root = merkle.nodes(held), merkle.root(held)
    for old in range(1, new + 1):
        old_root = merkle.root(held[:old])
        path = merkle.consistency(old, new, node)
        assert merkle.is_consistent(old, old_root, new, root, path)
        assert not merkle.is_consistent(old, flipped(old_root), new, root, path)
        assert not merkle.is_consistent(old, old_root, new, flipped(root), path)
        assert not merkle.is_consistent(old, old_root, new, root, [*path, root])
        if old > 1:
            assert not merkle.is_consistent(old - 1, old_root, new, root, path)
        for at in range(len(path)):
            wrong = [*path[:at], flipped(path[at]), *path[at + 1 :]]
            assert not merkle.is_consistent(old, old_root, new, root, wrong)
            assert not merkle.is_consistent(old, old_root, new, root, path[:at])


def test_a_tree_that_was_rewritten_is_not_consistent():
    old, new = leaves(9), leaves(20)
    new[4] = flipped(new[4])
    path = merkle.consistency(9, 20, merkle.nodes(new))
    assert not merkle.is_consistent(9, merkle.root(old), 20, merkle.root(new), path)


def test_a_hash_of_another_length_is_no_part_of_a_proof():
    held = leaves(2)
    assert not merkle.is_included(held[0], 0, 2, [held[1] + b"\0"], merkle.root(held))
    assert not merkle.is_consistent(1, held[0], 2, merkle.root(held), [held[1][:31]])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index, size):
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion(index, size, merkle.nodes(leaves(3)))


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3)])
def test_there_is_no_proof_from_a_size_that_never_was(old, new):
    with pytest.raises(ValueError, match="no beginning"):
        merkle.consistency(old, new, merkle.nodes(leaves(3)))
