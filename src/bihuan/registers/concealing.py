"""Sensitive values are kept encrypted; whoever has the database alone reads none of them.

The key is drawn from the key file of the origin (see ``hashing.py``), for this use alone. The
commitment in a fact is made of what is kept, so proofs need no key.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Iterable, Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bihuan.ledger import queries as ledger
from bihuan.ledger.words import Refused
from bihuan.registers.hashing import PERSONAL_KEY_MISSING, key_of, key_path
from bihuan.registers.spec import AnyField

_MARK = "aes1:"
_NONCE = 12


def concealed(
    origin: str, fields: Mapping[str, AnyField], private: Mapping[str, str]
) -> dict[str, str]:
    """Return personal values as the ledger keeps them: those of sensitive fields encrypted."""
    return {
        name: _encrypted(origin, text) if fields[name].sensitivity == "sensitive" else text
        for name, text in private.items()
    }


def held(origin: str, places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the personal values at these facts and fields that were not erased, decrypted.

    Raises:
        Refused: one is encrypted, and the key is not there or is another one.
    """
    return {
        place: _decrypted(origin, text) if text.startswith(_MARK) else text
        for place, text in ledger.held(places).items()
    }


def _encrypted(origin: str, text: str) -> str:
    nonce = secrets.token_bytes(_NONCE)
    sealed = _cipher(origin).encrypt(nonce, text.encode(), origin.encode())
    return _MARK + base64.b64encode(nonce + sealed).decode()


def _decrypted(origin: str, text: str) -> str:
    sealed = base64.b64decode(text.removeprefix(_MARK))
    try:
        plain = _cipher(origin).decrypt(sealed[:_NONCE], sealed[_NONCE:], origin.encode())
    except InvalidTag as error:
        raise Refused(PERSONAL_KEY_MISSING, path=key_path(origin), origin=origin) from error
    return plain.decode()


def _cipher(origin: str) -> AESGCM:
    return AESGCM(hmac.digest(key_of(origin), b"conceal", "sha256"))
