"""Words in two languages, and the refusals that are made of them.

Whatever a person may read is written in English and Chinese in one place, so
that no sentence can exist in one language only. Engines hand out a message and
its parameters; a door asks for the language of its reader.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from string import Formatter
from typing import Any, Literal

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or name in English and in Chinese."""

    en: str
    zh: str

    def said_in(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    def fill(self, **parameters: object) -> Text:
        """Return the sentence with its {places} filled; a Text fills each language with its own."""
        return Text(
            en=_fill(self.en, "en", parameters),
            zh=_fill(self.zh, "zh", parameters),
        )


def _fill(template: str, language: Language, parameters: dict[str, object]) -> str:
    said = {
        name: value.said_in(language) if isinstance(value, Text) else value
        for name, value in parameters.items()
    }
    parts = []
    for literal, name, spec in _places(template):
        parts.append(literal)
        if name is not None:
            parts.append(format(said[name], spec or ""))
    return "".join(parts)


@lru_cache(maxsize=1024)
def _places(template: str) -> tuple[tuple[str, str | None, str | None], ...]:
    """Return the literal texts of a template, each with the place that follows it.

    Only plain {name} places are written in messages: no attribute or index access on input.
    """
    return tuple((literal, name, spec) for literal, name, spec, _ in Formatter().parse(template))


MESSAGES: dict[str, Message] = {}


@dataclass(frozen=True, slots=True)
class Message:
    """A kind of message with a stable, searchable code; declared once, where its rule lives."""

    code: str
    says: Text
    help: Text | None = None

    def __post_init__(self) -> None:
        if MESSAGES.setdefault(self.code, self) != self:
            raise ValueError(f"two messages share the code {self.code}")


@dataclass(frozen=True, slots=True)
class Said:
    """A message with its parameters, before a door turns it into words."""

    message: Message
    parameters: dict[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.message.code

    @property
    def text(self) -> Text:
        return self.message.says.fill(**self.parameters)

    @property
    def help(self) -> Text | None:
        return self.message.help and self.message.help.fill(**self.parameters)


class Refused(Exception):
    """What the rules do not allow now, or what a person got wrong: never a fault of ours.

    Raise it as ``Refused(SOME_MESSAGE, unit="yunling")``.
    """

    def __init__(self, message: Message, **parameters: Any) -> None:
        self.said = Said(message, parameters)
        super().__init__(self.said.text.en)

    @property
    def code(self) -> str:
        return self.said.code
