"""Keyed hashes of personal values, by which equal ones are found without being shown.

A telephone number has so few digits that a plain hash of it is soon guessed. The key stands in a
file outside the database, one for each origin, beside the key of the log: with the setting
``log.key`` that of qingxi is ``personal.qingxi.key``. The database alone tells nobody anything;
whoever loses the key can find no equal values any more, so it is kept as safe as the log's.
"""

from __future__ import annotations

import hmac
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from bihuan.ledger.keys import make_once
from bihuan.ledger.words import Message, Refused, Text

PERSONAL_KEY_MISSING = Message(
    "personal-key-missing",
    Text(
        en="the key file {path} is missing, by which personal values of {origin} are found",
        zh="缺少用于查找 {origin} 个人信息的密钥文件 {path}",
    ),
    Text(
        en="put it back from its safe copy; with a new key nothing recorded before is found",
        zh="请从安全备份中放回该文件；换用新密钥后，以前登记的信息将无法查到",
    ),
)

_BYTES = 32
_SHOWN = 32


def key_path(origin: str) -> Path:
    """Return where the key of this origin stands."""
    return Path(settings.LOG_KEY_FILE).with_name(f"personal.{origin}.key")


def hashed(origin: str, text: str) -> str:
    """Return the keyed hash of a text.

    Raises:
        Refused: there is no key.
    """
    return hmac.digest(key_of(origin), text.encode(), "sha256").hex()[:_SHOWN]


def key_of(origin: str) -> bytes:
    """Return the key of an origin.

    Raises:
        Refused: there is none.
    """
    return _key(str(settings.LOG_KEY_FILE), origin)


def has_key(origin: str) -> bool:
    """Tell whether an origin has its key."""
    try:
        return bool(key_of(origin))
    except Refused:
        return False


def make_key(origin: str) -> None:
    """Make the key of an origin that has none; only for one that holds no personal value yet."""
    path = key_path(origin)
    if not path.exists():
        make_once(path, secrets.token_hex(_BYTES))


def forget_keys() -> None:
    """Read the keys anew when they are next asked for."""
    _key.cache_clear()


@lru_cache(maxsize=64)
def _key(_: str, origin: str) -> bytes:
    path = key_path(origin)
    try:
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise Refused(PERSONAL_KEY_MISSING, path=path, origin=origin) from error
