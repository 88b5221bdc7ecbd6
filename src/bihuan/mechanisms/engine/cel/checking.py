"""Are the names of an expression declared, and do its types agree? One problem per mistake."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from bihuan.ledger.words import Text
from bihuan.mechanisms.engine.cel.functions import FUNCTIONS, Function
from bihuan.mechanisms.engine.cel.problems import (
    A_LIST,
    A_SINGLE_VALUE,
    CEL_CALL,
    CEL_DATE,
    CEL_TYPE,
    CEL_UNKNOWN_FUNCTION,
    CEL_UNKNOWN_NAME,
    IN_ORDER,
    TEXT_OR_LIST,
    CelProblem,
)
from bihuan.mechanisms.engine.cel.tree import (
    Call,
    Constant,
    Expression,
    Field,
    Items,
    Node,
    Operation,
)
from bihuan.mechanisms.engine.cel.types import (
    BOOL,
    DATE,
    DECIMALS,
    NULL,
    NUMBER,
    TEXT,
    UNKNOWN,
    CelType,
    list_of,
)
from bihuan.mechanisms.engine.characters import shown
from bihuan.mechanisms.engine.guessing import guess

_SHOWN_NAMES = 12


def check(
    expression: Expression, fields: Mapping[str, CelType], gives: CelType | None = None
) -> list[CelProblem]:
    """Return every mistake in the order of the text.

    `gives` is the type that is wanted of the whole, such as `BOOL` for a condition.
    """
    checker = _Checker(expression, fields)
    found = checker.type(expression.root)
    if gives is not None and found not in {gives, NULL, UNKNOWN} and not checker.problems:
        checker.wants(gives.title, found, expression.root)
    return sorted(checker.problems, key=lambda problem: (problem.start, problem.end))


def type_of(expression: Expression, fields: Mapping[str, CelType]) -> CelType:
    """Return the type of the whole; `UNKNOWN` where a mistake hides it."""
    return _Checker(expression, fields).type(expression.root)


def read_date(call: Call) -> date | None:
    """Return the date of ``date("2023-08-31")``, or None if that is not what is written."""
    argument = call.parts[0] if len(call.parts) == 1 else None
    if call.has_receiver or not isinstance(argument, Constant):
        return None
    written = argument.value
    try:
        day = date.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None
    return day if day is not None and day.isoformat() == written else None


def whole_literal(node: Node, most: int) -> int | None:
    """Return the whole number from 0 to `most` that is written at the node, or None."""
    value = node.value if isinstance(node, Constant) else None
    if value is None or isinstance(value, bool | str | date) or value != int(value):
        return None
    return int(value) if value <= most else None


class _Checker:
    """Finds the type of each node, and notes what does not agree."""

    def __init__(self, expression: Expression, fields: Mapping[str, CelType]) -> None:
        self.expression = expression
        self.fields = fields
        self.problems: list[CelProblem] = []

    def wants(self, expected: Text, found: CelType, node: Node) -> None:
        self.problems.append(
            CelProblem(CEL_TYPE, node.start, node.end, expected=expected, found=found.title)
        )

    def needs(self, expected: CelType, node: Node) -> None:
        """Note it if the node has another type; an unknown type was noted already."""
        found = self.type(node)
        if found not in {expected, UNKNOWN}:
            self.wants(expected.title, found, node)

    def type(self, node: Node) -> CelType:
        match node:
            case Constant():
                return _type_of_constant(node)
            case Field():
                return self.field(node)
            case Items():
                return list_of(self.common(node.parts))
            case Operation():
                return self.operation(node)
            case Call():
                return self.call(node)

    def field(self, node: Field) -> CelType:
        if node.name in self.fields:
            return self.fields[node.name]
        names = sorted(self.fields)
        more = ["…"] if len(names) > _SHOWN_NAMES else []
        self.problems.append(
            CelProblem(
                CEL_UNKNOWN_NAME,
                node.start,
                node.end,
                guess=guess(node.name, names),
                name=shown(node.name),
                names=", ".join(names[:_SHOWN_NAMES] + more),
            )
        )
        return UNKNOWN

    def common(self, nodes: tuple[Node, ...]) -> CelType:
        """Return the one type of all the nodes; null goes with every type."""
        common, decimals = UNKNOWN, 0
        for node in nodes:
            found = self.type(node)
            decimals = max(decimals, found.decimals)
            if common in {UNKNOWN, NULL}:
                common = common if found == UNKNOWN else found
            elif found not in {common, NULL, UNKNOWN}:
                self.wants(common.title, found, node)
        return CelType(common.name, common.of, decimals)

    def operation(self, node: Operation) -> CelType:
        special = _SPECIAL.get(node.operator)
        if special:
            return special(self, node)
        takes = BOOL if node.operator in {"!", "&&", "||"} else NUMBER
        for part in node.parts:
            self.needs(takes, part)
        return takes

    def choice(self, node: Operation) -> CelType:
        self.needs(BOOL, node.parts[0])
        return self.common(node.parts[1:])

    def equal(self, node: Operation) -> CelType:
        before = len(self.problems)
        common = self.common(node.parts)
        asks_for_null = any(isinstance(p, Constant) and p.value is None for p in node.parts)
        if common.name == "list" and len(self.problems) == before and not asks_for_null:
            self.wants(A_SINGLE_VALUE, common, node.parts[0])
        return BOOL

    def ordered(self, node: Operation) -> CelType:
        first = self.type(node.parts[0])
        if first not in {NUMBER, TEXT, DATE, UNKNOWN}:
            self.wants(IN_ORDER, first, node.parts[0])
            self.type(node.parts[1])
        elif first == UNKNOWN:
            self.type(node.parts[1])
        else:
            self.needs(first, node.parts[1])
        return BOOL

    def member(self, node: Operation) -> CelType:
        one, many = (self.type(part) for part in node.parts)
        if many.name not in {"list", "unknown"}:
            self.wants(A_LIST, many, node.parts[1])
        elif many.of and many.of not in {one, UNKNOWN, NULL} and one != UNKNOWN:
            self.wants(many.of.title, one, node.parts[0])
        return BOOL

    def item(self, node: Operation) -> CelType:
        many, place = node.parts
        found = self.type(many)
        if found.name not in {"list", "unknown"}:
            self.wants(A_LIST, found, many)
        if whole_literal(place, most=9999) is None:
            self.problems.append(
                CelProblem(CEL_CALL, place.start, place.end, name="[ ]", form="list[0]")
            )
        return found.of or UNKNOWN

    def call(self, node: Call) -> CelType:
        function = FUNCTIONS.get(node.name)
        if function is None:
            self.problems.append(
                CelProblem(
                    CEL_UNKNOWN_FUNCTION,
                    node.name_start,
                    node.name_end,
                    guess=guess(node.name, FUNCTIONS),
                    name=shown(node.name),
                    names=", ".join(sorted(FUNCTIONS)),
                )
            )
            for part in node.parts:
                self.type(part)
            return UNKNOWN
        if not self.called_well(node, function):
            self.problems.append(
                CelProblem(
                    CEL_CALL, node.name_start, node.name_end, name=node.name, form=function.form
                )
            )
            return function.gives
        self.arguments(node, function)
        return function.gives

    def called_well(self, node: Call, function: Function) -> bool:
        if not function.least <= len(node.parts) <= function.most:
            return False
        if node.name == "size":
            return True
        if node.name == "has":
            return not node.has_receiver and isinstance(node.parts[0], Field)
        if node.name == "round" and len(node.parts) > 1:
            return not node.has_receiver and whole_literal(node.parts[1], DECIMALS) is not None
        return node.has_receiver == function.on_receiver

    def arguments(self, node: Call, function: Function) -> None:
        if node.name == "date":
            self.date(node)
        elif node.name == "has":
            self.type(node.parts[0])
        elif node.name == "size":
            found = self.type(node.parts[0])
            if found.name not in {"text", "list", "unknown"}:
                self.wants(TEXT_OR_LIST, found, node.parts[0])
        else:
            for at, part in enumerate(node.parts):
                self.needs(function.takes[min(at, len(function.takes) - 1)], part)

    def date(self, node: Call) -> None:
        if read_date(node) is None:
            argument = node.parts[0]
            self.problems.append(
                CelProblem(
                    CEL_DATE,
                    argument.start,
                    argument.end,
                    found=shown(self.expression.at(argument)),
                )
            )


_SPECIAL: dict[str, Callable[[_Checker, Operation], CelType]] = {
    "?:": _Checker.choice,
    "==": _Checker.equal,
    "!=": _Checker.equal,
    "<": _Checker.ordered,
    "<=": _Checker.ordered,
    ">": _Checker.ordered,
    ">=": _Checker.ordered,
    "in": _Checker.member,
    "[]": _Checker.item,
}


def _type_of_constant(node: Constant) -> CelType:
    match node.value:
        case None:
            return NULL
        case bool():
            return BOOL
        case str():
            return TEXT
        case date():
            return DATE
    return NUMBER
