"""What an author may write in a `Register`: typed fields, and who may read and write each."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bihuan.ledger.viewer import Role
from bihuan.mechanisms.spec import Day, Number, Slug, Title, Written

# Classes of data by what they may harm (个人信息保护法 2021, articles 28 and 51).
Sensitivity = Literal["public", "internal", "personal", "sensitive"]
# How a personal value is shown to who may not see it whole (domain rules 3.3).
Mask = Literal["name", "mobile", "citizen_number", "bank_card", "address", "hidden"]
CodeScheme = Literal["social_credit", "citizen_number", "division", "industry", "pattern"]


class Retention(Written):
    """How long a value is kept, counted from the end of the record's life."""

    years: int = Field(ge=1, le=100)
    then: Literal["erase", "mask"] = "erase"
    basis: str = Field(default="", max_length=200)


class Rights(Written):
    """Who may see a field whole, and who may write it.

    Args:
        read: roles over the record's unit that see it unmasked; empty: all who see the record.
        write: roles over the record's unit that may change it; empty: those who may write
            the record.
    """

    read: tuple[Role, ...] = Field(default=(), strict=False)
    write: tuple[Role, ...] = Field(default=(), strict=False)


class OneField(Written):
    """What every field says, whatever its type.

    Args:
        also: other headings under which a table may bring it.
        purpose: what it is needed for; a personal field must say it (article 6).
        sensitivity: `personal` and `sensitive` values stay out of the ledger's facts and can
            be erased.
        mask: the form in which a personal value is shown to the others.
        required: a record cannot be made without it.
        filtered: lists are filtered by it, and derived indicators group by it.
    """

    name: Slug
    title: Title
    also: tuple[str, ...] = Field(default=(), strict=False)
    purpose: str = Field(default="", max_length=200)
    sensitivity: Sensitivity = "internal"
    mask: Mask | None = None
    retention: Retention | None = None
    rights: Rights = Rights()
    required: bool = False
    filtered: bool = False


class TextField(OneField):
    """Words; `searched` fields are found by any two characters in them."""

    type: Literal["text"]
    most: int = Field(default=2000, ge=1, le=20_000)
    searched: bool = False


class Choice(Written):
    """One value of an enumeration."""

    name: Slug
    title: Title


class EnumField(OneField):
    """One of a list of values."""

    type: Literal["enum"]
    choices: tuple[Choice, ...] = Field(strict=False, min_length=1)


class CodeField(OneField):
    """A code with a checksum or a form.

    Args:
        scheme: social_credit GB 32100-2015; citizen_number GB 11643-1999; division GB/T 2260 and
            its extension (2, 4, 6, 9 or 12 digits); industry GB/T 4754-2017 (a section letter
            and up to four digits); pattern: `form`.
        form: a regular expression of letters, digits, classes and counts, with scheme pattern.
    """

    type: Literal["code"]
    scheme: CodeScheme
    form: str = Field(default="", max_length=100)


class MoneyField(OneField):
    """An amount in yuan; read from 元, 万元 or 亿元, kept at `decimals` of a yuan."""

    type: Literal["money"]
    decimals: int = Field(default=2, ge=0, le=4)


class QuantityField(OneField):
    """A number with its unit of measure, such as mu, hectares or households."""

    type: Literal["quantity"]
    unit_of_measure: str = Field(default="", max_length=20)
    decimals: int = Field(default=0, ge=0, le=6)
    min: Number | None = None
    max: Number | None = None


class YesNoField(OneField):
    """True or false."""

    type: Literal["yes_no"]


class DateField(OneField):
    """A day."""

    type: Literal["date"]
    not_before: Day | None = None


class MomentField(OneField):
    """A moment, to the second, in Chinese time."""

    type: Literal["moment"]


class PeriodField(OneField):
    """A period of assessment, such as 2025Q2."""

    type: Literal["period"]


class PlaceField(OneField):
    """A place: words, a division code, and coordinates in one named system, never mixed.

    Args:
        system: wgs84 (surveying, satellites) or gcj02 (maps in China); the two differ by some
            hundred metres and are kept apart.
    """

    type: Literal["place"]
    system: Literal["wgs84", "gcj02"] = "wgs84"


class UnitField(OneField):
    """A unit of the organisation, by its slug or any of its names."""

    type: Literal["unit"]


class ReferenceField(OneField):
    """A record of a register, by its key."""

    type: Literal["reference"]
    register_: Slug = Field(alias="register")


class ListField(OneField):
    """Several texts or choices."""

    type: Literal["list"]
    choices: tuple[Choice, ...] = Field(default=(), strict=False)
    most: int = Field(default=100, ge=1, le=1000)


class FileField(OneField):
    """A kept document, by its digest."""

    type: Literal["file"]
    kinds: tuple[str, ...] = Field(default=(), strict=False)


class PersonField(OneField):
    """A person's name; always personal."""

    type: Literal["person"]


AnyField = Annotated[
    TextField | EnumField | CodeField | MoneyField | QuantityField | YesNoField | DateField
    | MomentField | PeriodField | PlaceField | UnitField | ReferenceField | ListField | FileField
    | PersonField,
    Field(discriminator="type"),
]  # fmt: skip


class Key(Written):
    """Fields that together name one record: no second one may have the same."""

    fields: tuple[Slug, ...] = Field(strict=False, min_length=1, max_length=4)


class Tree(Written):
    """The field that names a record's parent, which makes the register a tree."""

    parent: Slug


class RegisterSpec(Written):
    """A typed list of records.

    Args:
        fields: in the order of forms and tables.
        shown: the field that names a record in lists (its text is searched).
        unit: the field that says whose record it is; empty: of the unit of who made it.
        map: the place field by which it stands on a map.
        write: roles over a record's unit that may make and change it.
        public: records are shown to everybody, with their public fields.
    """

    fields: tuple[AnyField, ...] = Field(strict=False, min_length=1, max_length=200)
    shown: Slug
    keys: tuple[Key, ...] = Field(default=(), strict=False)
    unit: Slug | None = None
    tree: Tree | None = None
    map: Slug | None = None
    write: tuple[Role, ...] = Field(default=("clerk", "unit_head", "lead_office"), strict=False)
    public: bool = False
