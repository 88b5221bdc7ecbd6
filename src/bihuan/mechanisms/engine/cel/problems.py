"""What can be wrong with an expression, and where in its text."""

from __future__ import annotations

from bihuan.ledger.words import Message, Refused, Text


class CelProblem(Refused):
    """One mistake in an expression, at characters `start` to `end` of its text, counted from 0.

    Args:
        message: what is wrong; the parameters fill it.
        guess: the did-you-mean, empty if there is none.
    """

    def __init__(
        self, message: Message, start: int, end: int, *, guess: str = "", **parameters: object
    ) -> None:
        super().__init__(message, **parameters)
        self.start = start
        self.end = end
        self.guess = guess


CEL_LIMIT = Message(
    "cel-limit",
    Text(
        en="this expression has more than {most} {what}",
        zh="表达式的{what}超过 {most}",
    ),
    Text(en="say it in several smaller expressions", zh="请拆成几个较短的表达式"),
)
CHARACTERS = Text(en="characters", zh="字符数")
LEVELS = Text(en="levels or parts in a row", zh="嵌套层数或连续项数")
ITEMS = Text(en="items in one list", zh="单个列表项数")

CEL_CHARACTER = Message(
    "cel-character",
    Text(en='"{found}" has no meaning in an expression', zh="表达式中不能使用“{found}”"),
    Text(
        en="operators and brackets are half-width: + - * / % == != < <= > >= && || ! ? : ( ) [ ]",
        zh="运算符和括号用半角：+ - * / % == != < <= > >= && || ! ? : ( ) [ ]",
    ),
)

CEL_TEXT = Message(
    "cel-text",
    Text(en="this text is not written as CEL reads it", zh="这段文字的写法有误"),
    Text(
        en="close the text with the quote that opened it, on the same line; "
        r"after a backslash write one of n t r \ ' and the double quote, or u and four digits",
        zh="开头和结尾用同一种引号，且在同一行内；"
        r"反斜杠后只能是 n、t、r、\、引号，或 u 加四位十六进制数",
    ),
)

CEL_NUMBER = Message(
    "cel-number",
    Text(en="{found} is not a plain decimal number", zh="{found} 不是普通的十进制数"),
    Text(
        en="write digits with at most 13 before the point and 12 after it, such as 0.25 or 1200",
        zh="只写数字和小数点，整数部分最多 13 位，小数部分最多 12 位，例如 0.25 或 1200",
    ),
)

CEL_SYNTAX = Message(
    "cel-syntax",
    Text(en="{expected} is expected here, not {found}", zh="此处应为{expected}，实际是{found}"),
    Text(
        en="put one operator between two values, and close every bracket",
        zh="两个值之间要有一个运算符，括号要成对",
    ),
)
A_VALUE = Text(en="a value", zh="一个值")
AN_OPERATOR = Text(en="an operator or the end", zh="运算符或结尾")
A_NAME = Text(en="a name", zh="名称")
THE_END = Text(en="the end of the expression", zh="表达式结尾")
A_RESERVED_WORD = Text(en='the reserved word "{word}"', zh="保留字“{word}”")
QUOTED = Text(en='"{word}"', zh="“{word}”")

CEL_UNKNOWN_NAME = Message(
    "cel-unknown-name",
    Text(en='there is no "{name}" here', zh="这里没有“{name}”"),
    Text(en="names that can be used here: {names}", zh="这里可用的名称：{names}"),
)

CEL_UNKNOWN_FUNCTION = Message(
    "cel-unknown-function",
    Text(en='there is no function "{name}"', zh="没有函数“{name}”"),
    Text(en="functions: {names}", zh="可用的函数：{names}"),
)

CEL_CALL = Message(
    "cel-call",
    Text(en='"{name}" is not called like this', zh="函数“{name}”的写法有误"),
    Text(en="write {form}", zh="写作 {form}"),
)

CEL_TYPE = Message(
    "cel-type",
    Text(
        en="{expected} is needed here, and this is {found}", zh="此处需要{expected}，实际是{found}"
    ),
    Text(
        en="a comparison such as value >= 3 gives true or false; arithmetic is for numbers",
        zh="比较（如 value >= 3）得到真假值；四则运算只用于数字，结果也是数字",
    ),
)
A_LIST = Text(en="a list", zh="列表")
TEXT_OR_LIST = Text(en="text or a list", zh="文字或列表")
IN_ORDER = Text(en="a number, text or a date", zh="数字、文字或日期")
A_SINGLE_VALUE = Text(en="a single value", zh="单个值")

CEL_DATE = Message(
    "cel-date",
    Text(en="{found} is not a date", zh="{found} 不是日期"),
    Text(en='write date("2023-08-31")', zh='写作 date("2023-08-31")'),
)

CEL_NOT_COMPILABLE = Message(
    "cel-not-compilable",
    Text(
        en="{part} cannot be used where a whole set is selected",
        zh="按条件筛选一批记录时不能使用 {part}",
    ),
    Text(
        en="ln, exp, sqrt and pow, except pow of a whole literal exponent that stays exact, "
        "are computed one record at a time",
        zh="ln、exp、sqrt 和 pow 只能逐条计算；pow 的指数为整数字面值且结果精确时除外",
    ),
)

CEL_TOO_LARGE = Message(
    "cel-too-large",
    Text(
        en="the number at {part} has more than 13 digits before the point",
        zh="{part} 处的数整数部分超过 13 位",
    ),
    Text(
        en="use a coarser unit of measure, such as 万元 instead of 元, or correct the value",
        zh="请改用更大的计量单位（如以万元代替元），或更正数值",
    ),
)
