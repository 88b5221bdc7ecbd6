import pytest

from bihuan.ledger.engine.notes import (
    Head,
    NoteWrong,
    Signer,
    Verifier,
    read_base64,
    read_checkpoint,
    read_note,
    stated,
)

# The example in the documentation of Go's package note, whose form C2SP took over.
GO_SIGNER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_NOTE = (
    f"{GO_TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKv"
    "qfqdngotpRZb6KE6RyyBwJnAM=\n"
)

QINGXI = Signer("bihuan/qingxi", bytes(range(32)))
LINJIANG = Signer("bihuan/linjiang", bytes(range(1, 33)))
HEAD = Head("bihuan/qingxi", 42, bytes(32))


def test_notes_and_keys_are_those_of_other_implementations():
    signer = Signer.read(GO_SIGNER)
    assert signer.write() == GO_SIGNER
    assert str(signer.verifier) == GO_VERIFIER
    assert signer.sign(GO_TEXT) == GO_NOTE
    assert read_note(GO_NOTE, [Verifier.read(GO_VERIFIER)]) == GO_TEXT


def test_a_signed_checkpoint_is_read_back():
    assert read_checkpoint(QINGXI.sign(HEAD.write()), QINGXI.verifier) == HEAD
    assert stated(QINGXI.sign(HEAD.write())) == HEAD


def test_any_changed_bit_of_a_checkpoint_is_refused():
    note = QINGXI.sign(HEAD.write()).encode()
    for at in range(len(note) * 8):
        changed = bytearray(note)
        changed[at // 8] ^= 1 << at % 8
        with pytest.raises(ValueError, match=r"."):
            read_checkpoint(changed.decode(), QINGXI.verifier)


def test_a_note_of_another_key_is_refused():
    with pytest.raises(NoteWrong, match="no known key"):
        read_checkpoint(LINJIANG.sign(HEAD.write()), QINGXI.verifier)


def test_a_key_signs_for_its_own_log_only():
    other = Head("bihuan/linjiang", 42, bytes(32))
    with pytest.raises(NoteWrong, match="not of bihuan/qingxi"):
        read_checkpoint(QINGXI.sign(other.write()), QINGXI.verifier)


def test_lines_of_witnesses_are_left_to_those_who_know_them():
    witnessed = QINGXI.sign(HEAD.write()) + LINJIANG.sign(HEAD.write()).rpartition("\n\n")[2]
    assert read_checkpoint(witnessed, QINGXI.verifier) == HEAD


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no signature\n",
        "text\n\nno dash bihuan/qingxi AAAA\n",
        "text\n\n— bihuan/qingxi ???\n",
        "text\n\n— bihuan/qingxi AAAA",
        "text\n\n— bihuan/qingxi AAB=\n",
    ],
)
def test_a_text_that_is_no_note_is_refused(text):
    with pytest.raises(NoteWrong):
        read_note(text, [QINGXI.verifier])


@pytest.mark.parametrize(
    "text",
    [
        "bihuan/qingxi\n042\n" + "A" * 43 + "=\n",
        "bihuan/qingxi\n-1\n" + "A" * 43 + "=\n",
        "bihuan/qingxi\n42\nAAAA\n",
        "bihuan/qingxi\n42\nnot base64\n",
        "bihuan/qingxi\n42\n",
        "\n42\n" + "A" * 43 + "=\n",
        "bihuan/qingxi\n42\n" + "A" * 43 + "=",
    ],
)
def test_a_text_that_is_no_checkpoint_is_refused(text):
    with pytest.raises(NoteWrong):
        Head.read(text)


@pytest.mark.parametrize(
    "key",
    ["", "name", "name+00000000+AAAA", GO_VERIFIER.replace("c74f", "c75f"), GO_SIGNER, "a b+1+2"],
)
def test_a_text_that_is_no_key_is_refused(key):
    with pytest.raises(ValueError, match=r"."):
        Verifier.read(key)


@pytest.mark.parametrize("key", [GO_VERIFIER, GO_SIGNER.replace("c74f", "c75f")])
def test_a_text_that_is_no_private_key_is_refused(key):
    with pytest.raises(ValueError, match=r"."):
        Signer.read(key)


def test_base64_is_read_in_one_way_only():
    assert read_base64("AAA=") == b"\0\0"
    with pytest.raises(ValueError, match="stray bits"):
        read_base64("AAB=")
