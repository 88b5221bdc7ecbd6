import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.boards.engine.offline.tree import (
    leaf_hash,
    read_checkpoint,
    root_of_path,
    tree_root,
)
from bihuan.ledger.engine import merkle
from bihuan.ledger.engine.notes import Head, Signer

LEAVES = st.lists(st.binary(max_size=8), min_size=1, max_size=70)
SIGNER = Signer("bihuan/qingxi", b"\x07" * 32)


@given(LEAVES, st.data())
def test_roots_and_paths_are_those_of_the_ledger(bodies, data):
    leaves = [leaf_hash(body) for body in bodies]
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = merkle.inclusion(index, len(leaves), merkle.nodes(leaves))
    assert tree_root(leaves) == merkle.root(leaves)
    assert root_of_path(leaves[index], index, len(leaves), path) == tree_root(leaves)


@given(LEAVES, st.data())
def test_a_path_to_another_place_leads_elsewhere(bodies, data):
    leaves = [leaf_hash(bytes([i]) + body) for i, body in enumerate(bodies)]
    index, other = (data.draw(st.integers(0, len(leaves) - 1)) for _ in range(2))
    path = merkle.inclusion(index, len(leaves), merkle.nodes(leaves))
    if index != other:
        assert root_of_path(leaves[other], index, len(leaves), path) != tree_root(leaves)
    assert root_of_path(leaves[index], index, len(leaves), [*path, b"\0" * 32]) is None


def signed(size=5):
    return SIGNER.sign(Head("bihuan/qingxi", size, b"\x01" * 32).write())


def test_a_checkpoint_of_the_ledger_is_read_with_its_key():
    assert read_checkpoint(signed(), str(SIGNER.verifier)) == (5, b"\x01" * 32)


def test_lines_of_witnesses_are_left_to_those_who_know_them():
    other = Signer("witness", b"\x08" * 32)
    line = other.sign("x\n").rpartition("\n\n")[2]
    assert read_checkpoint(signed() + line, str(SIGNER.verifier))[0] == 5


@pytest.mark.parametrize(
    "note",
    [
        signed().replace("\n5\n", "\n6\n"),
        signed().replace("bihuan/qingxi\n", "bihuan/linjiang\n", 1),
        signed().partition("\n\n")[0] + "\n\n",
        Signer("bihuan/qingxi", b"\x09" * 32).sign(Head("bihuan/qingxi", 5, b"\1" * 32).write()),
        "",
    ],
    ids=["size", "name", "unsigned", "other key", "empty"],
)
def test_a_checkpoint_that_the_key_did_not_sign_is_refused(note):
    with pytest.raises(ValueError, match=r".+"):
        read_checkpoint(note, str(SIGNER.verifier))
