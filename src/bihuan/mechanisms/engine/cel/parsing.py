"""From tokens to a tree, by binding power (Pratt): the part of CEL that is read here."""

from __future__ import annotations

from dataclasses import replace

from bihuan.ledger.words import Text
from bihuan.mechanisms.engine.cel.lexing import Token, tokens
from bihuan.mechanisms.engine.cel.problems import (
    A_NAME,
    A_RESERVED_WORD,
    A_VALUE,
    AN_OPERATOR,
    CEL_LIMIT,
    CEL_SYNTAX,
    ITEMS,
    LEVELS,
    QUOTED,
    THE_END,
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
    height,
    parts,
)
from bihuan.mechanisms.engine.characters import shown

DEEPEST = 100
MOST_ITEMS = 200

_CONDITION, _OR, _AND, _RELATION, _SUM, _PRODUCT, _UNARY = range(1, 8)
_POWER = {
    "?": _CONDITION, "||": _OR, "&&": _AND,
    "==": _RELATION, "!=": _RELATION, "<": _RELATION, "<=": _RELATION,
    ">": _RELATION, ">=": _RELATION, "in": _RELATION,
    "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "%": _PRODUCT,
}  # fmt: skip
_CONSTANTS = {"true": True, "false": False, "null": None}
# Words that CEL keeps for the languages it lives in.
_RESERVED = frozenset({
    "as", "break", "const", "continue", "else", "for", "function", "if", "import", "in", "let",
    "loop", "package", "namespace", "return", "var", "void", "while",
})  # fmt: skip
_MEANT = {
    "and": "&&", "or": "||", "not": "!", "AND": "&&", "OR": "||", "NOT": "!",
    "True": "true", "False": "false", "None": "null", "if": "condition ? value : other",
}  # fmt: skip


def parse(text: str) -> Expression:
    """Return the expression that the text states; raises the first `CelProblem` in it."""
    parser = _Parser(text)
    root = parser.whole()
    if height(root) > DEEPEST:
        raise parser.too_deep(root.start, root.end)
    return Expression(text, root)


class _Parser:
    """Reads tokens one after another. Each method leaves the reader behind what it has read."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens(text)
        self.at = 0
        self.depth = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.next
        self.at += 1
        return token

    def took(self, mark: str) -> bool:
        if self.next.kind != "mark" or self.next.text != mark:
            return False
        self.at += 1
        return True

    def need(self, mark: str) -> int:
        """Read the mark and return where it ends."""
        if not self.took(mark):
            raise self.unexpected(QUOTED.fill(word=mark))
        return self.tokens[self.at - 1].end

    def unexpected(self, expected: Text) -> CelProblem:
        token = self.next
        found = QUOTED.fill(word=shown(token.text)) if token.text else THE_END
        if token.text in _RESERVED:
            found = A_RESERVED_WORD.fill(word=token.text)
        return CelProblem(
            CEL_SYNTAX,
            token.start,
            token.end,
            guess=_MEANT.get(token.text, ""),
            expected=expected,
            found=found,
        )

    def too_deep(self, start: int, end: int) -> CelProblem:
        return CelProblem(CEL_LIMIT, start, end, most=DEEPEST, what=LEVELS)

    def whole(self) -> Node:
        node = self.expression()
        if self.next.kind != "end":
            raise self.unexpected(AN_OPERATOR)
        return node

    def expression(self, least: int = _CONDITION) -> Node:
        """Read an expression whose operators bind at least so strongly."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.too_deep(self.next.start, self.next.end)
        left = self.unary()
        while (power := self.power()) >= least:
            left = self.condition(left) if power == _CONDITION else self.binary(left, power)
        self.depth -= 1
        return left

    def power(self) -> int:
        if self.next.kind == "mark" or self.next.text == "in":
            return _POWER.get(self.next.text, 0)
        return 0

    def binary(self, left: Node, power: int) -> Node:
        operator = self.take().text
        right = self.expression(power + 1)
        return Operation(left.start, right.end, operator, (left, right))

    def condition(self, test: Node) -> Node:
        self.need("?")
        yes = self.expression(_OR)
        self.need(":")
        no = self.expression(_CONDITION)
        return Operation(test.start, no.end, "?:", (test, yes, no))

    def unary(self) -> Node:
        start = self.next.start
        for mark in "!-":
            if self.took(mark):
                operand = self.expression(_UNARY)
                return Operation(start, operand.end, mark, (operand,))
        return self.member()

    def member(self) -> Node:
        """Read a value and what follows it: ``.name``, ``.call(...)``, ``[0]``."""
        node = self.primary()
        while True:
            if self.took("."):
                node = self.selected(node)
            elif self.took("["):
                place = self.expression()
                node = Operation(node.start, self.need("]"), "[]", (node, place))
            else:
                return node

    def selected(self, node: Node) -> Node:
        name = self.next
        if name.kind != "name" or name.text in _RESERVED:
            raise self.unexpected(A_NAME)
        self.take()
        if self.took("("):
            arguments, end = self.list_until(")")
            return Call(node.start, end, name.text, name.start, (node, *arguments), True)
        if not isinstance(node, Field):
            self.at -= 1
            raise self.unexpected(AN_OPERATOR)
        return Field(node.start, name.end, f"{node.name}.{name.text}")

    def primary(self) -> Node:
        token = self.next
        if token.kind == "name":
            return self.named()
        if token.kind in {"number", "text"}:
            self.take()
            return Constant(token.start, token.end, token.value)
        if self.took("("):
            node = self.expression()
            end = self.need(")")
            # The text of an operation shows its brackets; a name stays without them.
            return replace(node, start=token.start, end=end) if parts(node) else node
        if self.took("["):
            items, end = self.list_until("]")
            return Items(token.start, end, items)
        raise self.unexpected(A_VALUE)

    def named(self) -> Node:
        token = self.next
        if token.text in _RESERVED:
            raise self.unexpected(A_VALUE)
        self.take()
        if token.text in _CONSTANTS:
            return Constant(token.start, token.end, _CONSTANTS[token.text])
        if self.took("("):
            arguments, end = self.list_until(")")
            return Call(token.start, end, token.text, token.start, arguments, False)
        return Field(token.start, token.end, token.text)

    def list_until(self, mark: str) -> tuple[tuple[Node, ...], int]:
        """Read values between commas up to the closing mark; also return where that ends."""
        items: list[Node] = []
        while not self.took(mark):
            if items:
                self.need(",")
            items.append(self.expression())
            if len(items) > MOST_ITEMS:
                raise CelProblem(
                    CEL_LIMIT, items[-1].start, items[-1].end, most=MOST_ITEMS, what=ITEMS
                )
        return tuple(items), self.tokens[self.at - 1].end
