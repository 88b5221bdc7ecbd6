"""What may be asked of published results: anybody may, and nothing is stored."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field, StringConstraints

from bihuan.boards import queries
from bihuan.mechanisms.planning import differences
from bihuan.schemes.public_what_if import of_published
from bihuan.schemes.supposing import Supposed

router = Router(tags=["results"])

Name = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Written = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Choices = Annotated[dict[Name, Written], Field(max_length=200)]


class Figure(Schema):
    """Another figure of one unit; null takes the figure away."""

    model_config = ConfigDict(extra="forbid")
    unit: Name
    indicator: Name
    value: Written | None


class Otherwise(Schema):
    """What is to be otherwise.

    Parts are named by their path from the root, such as ``size/investment``; the root is ``.``.
    Values are written as they would stand in the scheme's file, in quotes.
    """

    model_config = ConfigDict(extra="forbid")
    weights: Choices = {}
    targets: Choices = {}
    methods: Choices = {}
    keys: Choices = {}
    values: Annotated[list[Figure], Field(max_length=200)] = []


class Before(Schema):
    """A rank or a total before and after."""

    before: Any
    after: Any


class Tried(Schema):
    """One unit, as it was published and as it would be."""

    unit: str
    title: dict[str, str]
    group: str
    rank: Before
    total: Before
    awards: Before


class Changed(Schema):
    """One value of the scheme's file that the draft writes otherwise."""

    path: str
    before: str | None
    after: str | None


class Answer(Schema):
    """What would come of it. `draft` is the scheme's file as it would be.

    `state` says what became of the version that was tried: published, superseded or withdrawn.
    """

    scheme: str
    period: str
    version: int
    state: str
    differences: list[Changed]
    draft: str
    units: list[Tried]


@router.post("/{scheme}/{period}/what-if", response=Answer, operation_id="what_if")
def what_if(  # noqa: PLR0913, PLR0917 - what an address and a body say
    request: HttpRequest,  # noqa: ARG001 - every operation gets it
    scheme: str,
    period: str,
    origin: str,
    otherwise: Otherwise,
    version: Annotated[int | None, Field(ge=1, le=1_000_000)] = None,
) -> dict[str, Any]:
    """Try other weights, targets, methods, keys or figures on a published result.

    The newest version is tried unless another is named.
    """
    published = queries.publication(origin, scheme, period, version)
    supposed = Supposed(
        weights=otherwise.weights,
        targets=otherwise.targets,
        methods=otherwise.methods,
        keys=otherwise.keys,
        values={(one.unit, one.indicator): one.value for one in otherwise.values},
    )
    ruling, draft, tried = of_published(queries.result(published), supposed)
    return {
        "scheme": scheme,
        "version": published.version,
        "state": published.state,
        "differences": [
            {"path": each.path, "before": each.before, "after": each.after}
            for each in differences(ruling, draft)
        ],
        "draft": draft.text.decode("utf-8"),
        **tried.as_data(),
    }
