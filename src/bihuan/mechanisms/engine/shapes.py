"""The shape that a spec allows at a place: its model, its keys, its words.

Pydantic names a place by fields, list positions and the tags of unions; an author
knows only the first two. Walking the spec's types beside the place tells which is which.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Discriminator, Tag

from bihuan.mechanisms.engine.spots import Path


@dataclass(frozen=True, slots=True)
class Shape:
    """What stands at a place.

    Args:
        path: the author's path, without the tags of unions.
        kind: the type that the spec gives there; None where it gives none.
        owner: the model whose key the last element of the path is.
    """

    path: Path
    kind: Any
    owner: type[BaseModel] | None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that the owner allows."""
        return tuple(self.owner.model_fields) if self.owner else ()

    @property
    def inside(self) -> tuple[str, ...]:
        """The keys of what stands here, where that is a model; those of a union differ."""
        kind, _ = _bare(self.kind)
        model = isinstance(kind, type) and issubclass(kind, BaseModel)
        return tuple(kind.model_fields) if model else ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words that may be written here, where there is a closed list of them."""
        words = _literals(self.kind)
        return tuple(str(word).lower() if isinstance(word, bool) else str(word) for word in words)

    @property
    def example(self) -> str:
        """What may be written here, where the spec gives an example of it."""
        field = self.owner.model_fields.get(str(self.path[-1])) if self.owner else None
        return str(field.examples[0]) if field and field.examples else ""


def shape_at(model: type[BaseModel], loc: Sequence[str | int]) -> Shape:
    """Return the shape at a place as pydantic names it; what leads nowhere is left out."""
    path: list[str | int] = []
    kind: Any = model
    owner: type[BaseModel] | None = None
    for step in loc:
        kind, tags = _bare(kind)
        if tags:
            kind = tags.get(str(step))
            continue
        inner = _inner(kind, step)
        if inner is None:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                path.append(step)
                owner = kind
            kind = None
            break
        owner = kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None
        path.append(step)
        kind = inner
    return Shape(tuple(path), kind, owner)


def tags_of(kind: Any) -> tuple[str, ...]:
    """Return the tags of a discriminated union, in the order of the spec."""
    return tuple(_bare(kind)[1])


def _inner(kind: Any, step: str | int) -> Any:
    """Return the type one step further, or None."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        found = kind.model_fields.get(str(step))
        return found and found.annotation
    if get_origin(kind) in (tuple, list) and isinstance(step, int):
        return get_args(kind)[0]
    return None


def _bare(kind: Any) -> tuple[Any, dict[str, Any]]:
    """Return a type without what decorates it, and its variants by tag if it has them."""
    tagged = False
    while True:
        if get_origin(kind) is Annotated:
            kind, *decoration = get_args(kind)
            tagged = tagged or any(isinstance(each, Discriminator) for each in decoration)
            continue
        if get_origin(kind) in (Union, UnionType):
            choices = [choice for choice in get_args(kind) if choice is not type(None)]
            if tagged:
                return kind, {tag: choice for choice in choices for tag in _tags(choice)}
            if len(choices) == 1:
                kind = choices[0]
                continue
        return kind, {}


def _tags(kind: Any) -> Iterator[str]:
    if get_origin(kind) is Annotated:
        yield from (each.tag for each in get_args(kind)[1:] if isinstance(each, Tag))


def _literals(kind: Any) -> Iterator[Any]:
    kind, tags = _bare(kind)
    if tags:
        yield from tags
    elif get_origin(kind) is Literal:
        yield from get_args(kind)
    elif get_origin(kind) in (Union, UnionType):
        for choice in get_args(kind):
            yield from _literals(choice)
