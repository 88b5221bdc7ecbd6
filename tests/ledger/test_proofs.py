import pytest

from bihuan.ledger.engine import merkle
from bihuan.ledger.engine.notes import Head, Signer
from bihuan.ledger.engine.proofs import ProofWrong, check_proof, read_proof, write_proof

KEY = Signer("bihuan/qingxi", bytes(range(32)))
LEAVES = [merkle.leaf_hash(str(n).encode()) for n in range(21)]
CHECKPOINT = KEY.sign(Head(KEY.name, 21, merkle.root(LEAVES)).write())


def proof_of(index):
    path = merkle.inclusion(index, 21, merkle.nodes(LEAVES))
    return write_proof(index, path, CHECKPOINT)


@pytest.mark.parametrize("index", range(21))
def test_a_proof_is_checked_with_the_public_key_alone(index):
    found, head = check_proof(proof_of(index), LEAVES[index], KEY.verifier)
    assert (found, head.size) == (index, 21)


def test_a_proof_of_another_record_proves_nothing():
    with pytest.raises(ProofWrong, match="do not lead"):
        check_proof(proof_of(3), LEAVES[4], KEY.verifier)


def test_any_changed_bit_of_a_proof_is_refused():
    proof = proof_of(13).encode()
    for at in range(len(proof) * 8):
        changed = bytearray(proof)
        changed[at // 8] ^= 1 << at % 8
        with pytest.raises(ValueError, match=r"."):
            check_proof(changed.decode(), LEAVES[13], KEY.verifier)


def test_a_line_of_the_application_is_read_over():
    text = proof_of(5).replace("index", "extra YQ==\nindex", 1)
    assert read_proof(text).index == 5


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v2\nindex 1\n\nnote",
        "c2sp.org/tlog-proof@v1\n\nnote",
        "c2sp.org/tlog-proof@v1\nindex 01\n\nnote",
        "c2sp.org/tlog-proof@v1\nindex 1\n***\n\nnote",
        "c2sp.org/tlog-proof@v1\nindex 1",
    ],
)
def test_a_text_that_is_no_proof_is_refused(text):
    with pytest.raises(ProofWrong):
        read_proof(text)
