"""What an author may write in a mapping file: how a table becomes records or matters.

A mapping file is no mechanism and is not put in force. It says how the headings and the words of
one source are to be read, and is named with each import; the import keeps its digest.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bihuan.mechanisms.spec import Slug, Title, Written

# What a column tells of a matter beside the fields of its record.
Part = Literal["class", "channel", "opened", "confidential", "concerns"]


class Into(Written):
    """Where the rows go: records of a register, or matters of a loop."""

    register_: Slug | None = Field(default=None, alias="register")
    loop: Slug | None = None


class Table(Written):
    """Where the table stands in the file.

    Args:
        sheet: the name of the sheet; left out, the only one that has the headings.
        heading: the row of the headings; left out, the first row that has them.
    """

    sheet: str = Field(default="", max_length=100)
    heading: int | None = Field(default=None, ge=1, le=1000)


class Meaning(Written):
    """What a word of the source means here."""

    read: str = Field(max_length=200)
    as_: str = Field(alias="as", max_length=200)


class Read(Written):
    """How the cells of a column are read.

    Args:
        heading, also: the heading, and others under which the source has brought it.
        values: what its words mean; with `others`, the word for those that are not listed.
        formats: how days and moments are written, such as ``%d/%m/%Y %H:%M``; left out, as
            people write them.
    """

    heading: str = Field(min_length=1, max_length=200)
    also: tuple[str, ...] = Field(default=(), strict=False, max_length=20)
    values: tuple[Meaning, ...] = Field(default=(), strict=False, max_length=2000)
    others: str | None = Field(default=None, max_length=200)
    formats: tuple[str, ...] = Field(default=(), strict=False, max_length=10)


class Target(Written):
    """What something becomes.

    Args:
        field: the field of the register that it fills.
        is_: what it tells of the matter beside its record.
    """

    field: Slug | None = None
    is_: Part | None = Field(default=None, alias="is")


class Column(Read, Target):
    """One column, and what it becomes: a field, a part of the matter, or nothing.

    Args:
        ignored: it is known, and not taken.
        personal: it holds what is known of a person; a file with such a column is not kept.
    """

    ignored: bool = False
    personal: bool = False


class Fixed(Target):
    """What each row says without a column for it."""

    value: str = Field(min_length=1, max_length=2000)


class Detail(Read):
    """A word of an act that a column tells, such as the lead of a dispatch."""

    heading: str = Field(default="", max_length=200)
    key: Slug
    value: str | None = Field(default=None, max_length=2000)


class Done(Written):
    """An act that the source says was done; a row with a blank `at` has not had it.

    Args:
        act: the act of the loop.
        at: the column with its moment.
        formats: how the moment is written.
        unit: the column with the unit that did it.
        said: what the act was told.
    """

    act: Slug
    at: str = Field(min_length=1, max_length=200)
    formats: tuple[str, ...] = Field(default=(), strict=False, max_length=10)
    unit: str = Field(default="", max_length=200)
    said: tuple[Detail, ...] = Field(default=(), strict=False, max_length=20)


class LeftOut(Written):
    """Rows that are not taken, and why; each import counts them.

    Args:
        one_of: the words of the column with which a row is left out.
        blank: a row is left out where the column is blank.
    """

    heading: str = Field(min_length=1, max_length=200)
    one_of: tuple[str, ...] = Field(default=(), strict=False, max_length=200)
    blank: bool = False
    because: Title


class MappingSpec(Written):
    """A whole mapping file.

    Args:
        mapping: its name.
        sources: where the form of the table is known from.
        key: headings that together name a row at the source: a row seen before is not taken twice.
        zone: the time zone of moments that name none.
        columns: each column of the table; one that is not listed is refused, with `others`
            ``ignored`` counted.
        acts: what was done to a matter before it came.
    """

    mapping: Slug
    title: Title
    sources: tuple[str, ...] = Field(default=(), strict=False)
    assumed: tuple[str, ...] = Field(default=(), strict=False)
    into: Into
    table: Table = Table()
    key: tuple[str, ...] = Field(strict=False, min_length=1, max_length=4)
    zone: str = Field(default="Asia/Shanghai", max_length=60)
    columns: tuple[Column, ...] = Field(strict=False, min_length=1, max_length=300)
    others: Literal["refused", "ignored"] = "refused"
    fixed: tuple[Fixed, ...] = Field(default=(), strict=False, max_length=100)
    acts: tuple[Done, ...] = Field(default=(), strict=False, max_length=100)
    leave_out: tuple[LeftOut, ...] = Field(default=(), strict=False, max_length=50)
