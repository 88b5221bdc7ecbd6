"""What every mechanism file has in common: apiVersion, kind, metadata, spec."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from bihuan.ledger.words import Text

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,62}$")]

_PLAIN = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,12})?", re.ASCII)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _exact(written: object) -> Decimal:
    """Take a number as it was typed; binary floats never arise (the reader keeps the digits)."""
    if isinstance(written, Decimal):
        written = format(written, "f")
    if isinstance(written, bool) or not _PLAIN.fullmatch(str(written)):
        raise PydanticCustomError("not_a_number", "not a plain decimal number")
    return Decimal(str(written))


def _day(written: object) -> date:
    """Take a day, or its text in quotes; a bare number is no day (pydantic would count seconds)."""
    if type(written) is date:
        return written
    if isinstance(written, str) and _ISO.fullmatch(written):
        with suppress(ValueError):
            return date.fromisoformat(written)
    raise PydanticCustomError("not_a_day", "not a day")


# A day: ``2025-04-01``.
Day = Annotated[date, BeforeValidator(_day)]

# An exact decimal: ``1.2``, ``12`` or ``"1.2"`` in YAML; at most 15 digits before the point.
Number = Annotated[Decimal, Field(strict=False), BeforeValidator(_exact)]


class Written(BaseModel):
    """The base of all that an author writes: frozen, unknown keys refused, no coercion of types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Title(Written):
    """A name in Chinese and English, each as it is to be printed."""

    zh: str = Field(min_length=1, max_length=200)
    en: str = Field(min_length=1, max_length=200)

    @property
    def text(self) -> Text:
        return Text(en=self.en, zh=self.zh)


class Metadata(Written):
    """Name, title, where the rule stands, and what was not published.

    Args:
        name: stable slug, unique within its kind and origin.
        effective: first day on which this version rules; a later version takes over on its own day.
        sources: documents that state the rule.
        assumed: paths of this file (``spec.awards``) or sentences that no source states.
    """

    name: Slug
    title: Title
    effective: Day = date(1949, 10, 1)
    sources: tuple[str, ...] = Field(default=(), strict=False)
    assumed: tuple[str, ...] = Field(default=(), strict=False)


class Head(Written):
    """The four keys of a file; each kind narrows `spec`."""

    apiVersion: Literal["bihuan/v1"]  # noqa: N815 - the key as authors write it
    kind: str
    metadata: Metadata
