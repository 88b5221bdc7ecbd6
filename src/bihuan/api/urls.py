"""The interface itself: its version, its description, and how it says no."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from bihuan.api import results
from bihuan.api.errors import BAD, NOT_FOUND, TOO_LARGE, UNPROCESSABLE, of_mistake, of_refusal
from bihuan.ledger.words import Refused

# What is not there, or not for the one who asks.
ABSENT = frozenset({"no-run", "not-published", "no-publication", "no-origin"})

# The browsable pages of the library load scripts from elsewhere; the description itself does not.
api = NinjaAPI(title="Bihuan 闭环", version="1", docs_url=None, urls_namespace="api-1")
api.add_router("/results", results.router)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    status = NOT_FOUND if refusal.code in ABSENT else UNPROCESSABLE
    return api.create_response(request, of_refusal(refusal), status=status)


@api.exception_handler(ValidationError)
def _unreadable(request: HttpRequest, mistake: ValidationError) -> HttpResponse:
    return api.create_response(request, of_mistake(mistake), status=BAD)


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, _mistake: RequestDataTooBig) -> HttpResponse:
    return api.create_response(request, TOO_LARGE, status=BAD)


@api.exception_handler(HttpError)
def _no_request(request: HttpRequest, mistake: HttpError) -> HttpResponse:
    return api.create_response(request, of_mistake(mistake), status=mistake.status_code)


urlpatterns: list[URLPattern | URLResolver] = [path("v1/", api.urls)]
