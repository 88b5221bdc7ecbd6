"""The one shape of an error: ``{"error": code, "message": ..., "help": ..., "at": ...}``.

Texts are given in both languages; `at` names the place of a mistake, or is null.
"""

from __future__ import annotations

from typing import Any

from ninja.errors import HttpError, ValidationError

from bihuan.ledger.words import Message, Refused, Text
from bihuan.mechanisms.diagnostics import Diagnostic, Findings

BAD_REQUEST = Message(
    "bad-request",
    Text(en="the request is not as the interface describes it", zh="请求不符合接口说明"),
    Text(en="see /api/v1/openapi.json", zh="请查看 /api/v1/openapi.json"),
)
UNPROCESSABLE, NOT_FOUND, BAD = 422, 404, 400


def words(text: Text) -> dict[str, str]:
    """Return a text in both languages."""
    return {"en": text.en, "zh": text.zh}


def of_refusal(refusal: Refused) -> dict[str, Any]:
    """Return a refusal as an error; the first of several, the others under `more`."""
    if isinstance(refusal, Findings) and refusal.diagnostics:
        first, *others = map(_of_diagnostic, refusal.diagnostics)
        return {**first, **({"more": others} if others else {})}
    said = refusal.said
    return _error(said.code, said.text, said.help, None)


def _of_diagnostic(each: Diagnostic) -> dict[str, Any]:
    place = each.place
    return _error(each.code, each.text, each.help, f"{place.file}:{place.line}:{place.column}")


def _error(code: str, says: Text, help_: Text | None, at: str | None) -> dict[str, Any]:
    return {
        "error": code,
        "message": words(says),
        "help": None if help_ is None else words(help_),
        "at": at,
    }


TOO_LARGE = _error(BAD_REQUEST.code, BAD_REQUEST.says, BAD_REQUEST.help, "body: too large")


def of_mistake(mistake: ValidationError | HttpError) -> dict[str, Any]:
    """Return a request that could not be read as an error, with the place of what is wrong."""
    at = None
    if isinstance(mistake, ValidationError) and mistake.errors:
        steps = [
            str(step) for step in mistake.errors[0]["loc"] if step not in ("body", "otherwise")
        ]
        at = f"{'.'.join(steps)}: {mistake.errors[0]['msg']}"
    return _error(BAD_REQUEST.code, BAD_REQUEST.says, BAD_REQUEST.help, at)
