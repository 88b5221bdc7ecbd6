"""Say a word of `words.py`, or pick one language of a text, in a template."""

from __future__ import annotations

from typing import Any

from django import template

from bihuan.web.words import WORDS

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: dict[str, Any], word: str, **parameters: object) -> str:
    """Return the word in the reader's language; Django escapes what it holds."""
    return WORDS[word].fill(**parameters).said_in(context["language"])


@register.simple_tag(takes_context=True)
def said(context: dict[str, Any], words: dict[str, str]) -> str:
    """Return one language of ``{"zh": ..., "en": ...}``."""
    return words[context["language"]]
