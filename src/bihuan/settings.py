"""Settings, all from environment variables ``BIHUAN_*``.

A wrong value stops the start with a sentence. With none set it runs on SQLite in the
folder ``bihuan-data`` beside the caller.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from bihuan.calendars.engine.hours import OfficeHours

# Before NumPy is loaded: the products of a run are small, and on a busy machine threads that wait
# for each other take ten times what one alone does.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _stop(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    raise SystemExit(2)


def _said(name: str, default: str) -> str:
    """Return what a variable says; one that is set to nothing says nothing."""
    return os.environ.get(name) or default


def _flag(name: str) -> bool:
    written = _said(name, "false")
    if written not in {"true", "false"}:
        _stop(f'{name} is "{written}"; write true or false.')
    return written == "true"


def _office_hours(written: str) -> OfficeHours:
    try:
        return OfficeHours.parse(written)
    except ValueError:
        _stop(f'BIHUAN_OFFICE_HOURS is "{written}"; write hours such as 08:30-12:00,14:00-17:30.')
        raise


def _database(url: str) -> dict[str, Any]:
    """Return Django's settings for a database URL: ``sqlite:///PATH`` or ``postgresql://...``."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: an acknowledged commit survives a power cut (NORMAL may lose it).
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
                "PRAGMA recursive_triggers=ON;PRAGMA secure_delete=ON;",
            },
        }
    if parts.scheme in {"postgresql", "postgres"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
        }
    _stop(
        f'BIHUAN_DATABASE_URL begins with "{parts.scheme}"; '
        "write sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME."
    )
    raise AssertionError  # _stop never returns


def _make_secret(path: Path) -> None:
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_urlsafe(48), encoding="ascii")
    try:
        # A link never replaces: of two processes that make the key at once, one wins.
        path.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _secret(home: Path) -> str:
    """Return the secret key: from the variable, its file, or a file made once beside the data."""
    if key := os.environ.get("BIHUAN_SECRET_KEY"):
        return key
    path = Path(_said("BIHUAN_SECRET_KEY_FILE", str(home / "secret.key")))
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _make_secret(path)
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        _stop(f"{path} cannot be made or read ({error.strerror}); set BIHUAN_HOME to a folder.")
        raise


HOME = Path(_said("BIHUAN_HOME", "bihuan-data")).resolve()
DEBUG = _flag("BIHUAN_DEBUG")
SECRET_KEY = _secret(HOME)
ALLOWED_HOSTS = _said("BIHUAN_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
# The Ed25519 key that signs checkpoints; it stands outside the database.
LOG_KEY_FILE = Path(_said("BIHUAN_LOG_KEY_FILE", str(HOME / "log.key")))

DATABASES = {
    "default": _database(_said("BIHUAN_DATABASE_URL", f"sqlite:///{HOME / 'bihuan.sqlite3'}"))
}
# No law sets them; the usual ones are an assumption (see the reference on deadlines).
OFFICE_HOURS = _office_hours(_said("BIHUAN_OFFICE_HOURS", "08:30-12:00,14:00-17:30"))
# A folder that every machine of a Spark cluster sees; that of temporary files if not said.
SPARK_FOLDER = _said("BIHUAN_SPARK_FOLDER", "")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "bihuan.ledger",
    "bihuan.mechanisms",
    "bihuan.orgs",
    "bihuan.registers",
    "bihuan.loops",
    "bihuan.measures",
    "bihuan.schemes",
    "bihuan.intake",
    "bihuan.boards",
    "bihuan.web",
]
MIDDLEWARE = [
    "bihuan.web.middleware.ContentSecurityPolicy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
ROOT_URLCONF = "bihuan.urls"
WSGI_APPLICATION = "bihuan.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
