from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from bihuan.boards.engine.offline.ed25519 import ORDER, is_signed

# RFC 8032, section 7.1, tests 1 to 3: public key, message, signature.
VECTORS = [
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
     "d25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
     "387b2eaeb4302aeeb00d291612bb0c00"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
     "4a7c15e9716ed28dc027beceea1ec40a"),
]  # fmt: skip


def test_the_vectors_of_the_standard_hold():
    for public, message, signature in VECTORS:
        assert is_signed(*map(bytes.fromhex, (public, message, signature)))


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 511))
def test_it_agrees_with_the_library_and_any_changed_bit_is_found(seed, message, bit):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert is_signed(public, message, signature)
    changed = bytearray(signature)
    changed[bit // 8] ^= 1 << bit % 8
    assert not is_signed(public, message, bytes(changed))


def test_a_second_signature_of_the_same_message_is_refused():
    public, message, signature = map(bytes.fromhex, VECTORS[1])
    answer = int.from_bytes(signature[32:], "little") + ORDER
    assert not is_signed(public, message, signature[:32] + answer.to_bytes(32, "little"))


def test_bytes_that_stand_for_no_point_are_refused():
    _, message, signature = map(bytes.fromhex, VECTORS[0])
    assert not is_signed(b"\xff" * 32, message, signature)
    assert not is_signed(b"\x02" + b"\0" * 31, message, signature)
    assert not is_signed(b"", message, signature)
