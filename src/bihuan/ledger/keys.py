"""The key that signs the checkpoints of a log; it stands in a file outside the database.

Each origin has a key of its own, and its name is bound to it: with the setting
``log.key`` the key of qingxi stands in ``log.qingxi.key``. The file is made
once, for its owner to read only: a key made in place of a lost one would sign what
nobody who knows the log could verify.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings

from bihuan.ledger.engine.notes import Signer, Verifier
from bihuan.ledger.models import Checkpoint
from bihuan.ledger.words import Message, Refused, Text

LOG_KEY_WRONG = Message(
    "log-key-wrong",
    Text(
        en="the key file {path} does not hold the key of {name}",
        zh="密钥文件 {path} 中不是 {name} 的密钥",
    ),
    Text(
        en="put the key file of this log back; checkpoints signed with another key prove nothing",
        zh="请放回该账本原来的密钥文件；换用其他密钥签发的检查点没有证明力",
    ),
)
LOG_KEY_MISSING = Message(
    "log-key-missing",
    Text(
        en="the key file {path} of {name} is missing",
        zh="缺少 {name} 的密钥文件 {path}",
    ),
    Text(
        en="put it back from its safe copy; a new key cannot continue a log that was signed",
        zh="请从安全备份中放回该文件；已签发过检查点的账本不能改用新密钥",
    ),
)


def log_name(origin: str) -> str:
    """Return the name of an origin's log, as checkpoints and keys state it."""
    return f"bihuan/{origin}"


def key_path(origin: str) -> Path:
    """Return where the key of this origin stands."""
    path = Path(settings.LOG_KEY_FILE)
    return path.with_name(f"{path.stem}.{origin}{path.suffix}")


def signer(origin: str) -> Signer:
    """Return the key of an origin's log; it is made when the log is first signed.

    Raises:
        Refused: the file holds another key, or is gone although the log was signed with it.
    """
    path = key_path(origin)
    if not path.exists():
        if Checkpoint.objects.filter(origin=origin).exists():
            raise Refused(LOG_KEY_MISSING, path=path, name=log_name(origin))
        make_once(path, Signer(log_name(origin), secrets.token_bytes(32)).write())
    return _read(path, origin)


def verifier(origin: str) -> Verifier:
    """Return the public key of an origin's log, which publications name; it is never made here."""
    path = key_path(origin)
    if not path.exists():
        raise Refused(LOG_KEY_MISSING, path=path, name=log_name(origin))
    return _read(path, origin).verifier


def _read(path: Path, origin: str) -> Signer:
    try:
        key = Signer.read(path.read_text(encoding="utf-8").strip())
    except ValueError as error:
        raise Refused(LOG_KEY_WRONG, path=path, name=log_name(origin)) from error
    if key.name != log_name(origin):
        raise Refused(LOG_KEY_WRONG, path=path, name=log_name(origin))
    return key


def make_once(path: Path, text: str) -> None:
    """Write a key file for its owner to read only; one that is there already stays as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with open(fresh, "x", encoding="ascii", opener=_for_owner) as file:  # the mode
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link never replaces: of two processes that make the key at once, one wins.
        path.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o400)
