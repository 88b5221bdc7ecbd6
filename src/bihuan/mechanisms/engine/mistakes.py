"""What can be wrong with a key or a value, in words."""

from __future__ import annotations

from datetime import date

from bihuan.ledger.words import Message, Text

UNKNOWN_KEY = Message(
    "unknown-key",
    Text(en='no key "{key}" here', zh="此处没有“{key}”这个键"),
    Text(en="the keys here are: {allowed}", zh="此处可用的键：{allowed}"),
)
MISSING_KEY = Message(
    "missing-key",
    Text(en="missing here: {keys}", zh="此处缺少：{keys}"),
    Text(en="add it; nothing is guessed", zh="请补上；系统不作猜测"),
)
WRONG_TYPE = Message(
    "wrong-type",
    Text(en="{wanted} is wanted here, not {found}", zh="此处应为{wanted}，而不是{found}"),
    Text(en="{how}", zh="{how}"),
)
NOT_ONE_OF = Message(
    "not-one-of",
    Text(en='"{written}" is not allowed here', zh="此处不能写“{written}”"),
    Text(en="write one of: {allowed}", zh="请从中选一：{allowed}"),
)
UNKNOWN_METHOD = Message(
    "unknown-method",
    Text(en='no scoring method "{written}"', zh="没有“{written}”这种计分方法"),
    Text(en="the methods are: {allowed}", zh="可用的方法：{allowed}"),
)
BAD_SLUG = Message(
    "bad-slug",
    Text(en='"{written}" is not a short name', zh="“{written}”不是合格的短名"),
    Text(
        en="begin with a letter a to z; then letters, digits, - and _, at most 63 in all",
        zh="以小写字母 a–z 开头，后接小写字母、数字、- 或 _，总长不超过 63",
    ),
)
BAD_FORM = Message(
    "bad-form",
    Text(en='"{written}" does not have the right form', zh="“{written}”格式不对"),
    Text(en="write it like {example}", zh="写法示例：{example}"),
)
TOO_LONG = Message(
    "too-long",
    Text(en="more than {most} characters or entries", zh="超过 {most} 个字符或条目"),
    Text(en="shorten it", zh="请缩短"),
)
TOO_SHORT = Message(
    "too-short",
    Text(
        en="too little stands here: at least {least} wanted", zh="此处内容过少，至少需要 {least} 个"
    ),
    Text(en="fill it in, or delete the key", zh="请填写，或删去这个键"),
)
OUT_OF_RANGE = Message(
    "out-of-range",
    Text(en="{written} is out of range", zh="{written} 超出范围"),
    Text(en="write {limit}", zh="{limit}"),
)
BAD_VALUE = Message(
    "bad-value",
    Text(en='"{written}" is not allowed here', zh="此处不能写“{written}”"),
    Text(
        en="the reference of this kind says what may stand here", zh="可填内容见该类文件的参考说明"
    ),
)

NAMES: dict[type, Text] = {
    dict: Text("a group of keys", "一组键"),
    list: Text("a list", "列表"),
    bool: Text("true or false", "真假值"),
    int: Text("a whole number", "整数"),
    str: Text("a text", "文字"),
    date: Text("a day", "日期"),
}
NUMBER = Text("a number", "数字")
AT_MOST = Text("at most {limit}", "不得大于 {limit}")
AT_LEAST = Text("at least {limit}", "不得小于 {limit}")
ONE_TEXT = Text("write one text", "请只写一段文字")
HOW: dict[type, Text] = {
    dict: Text(
        "write key: value on lines of their own, indented", "请另起一行，缩进后写 key: value"
    ),
    list: Text(
        "write each entry on a line of its own after a dash", "请每项另起一行，以短横线开头"
    ),
    bool: Text("write true or false", "请写 true 或 false"),
    int: Text("write the digits alone", "请只写数字"),
    str: Text("put it in quotes", "请加引号"),
    date: Text("write the day as 2025-04-01", "日期请写作 2025-04-01"),
}
WITH_KEYS = Text("{how}; the keys are: {keys}", "{how}；可用的键：{keys}")
BY_KEY = Text("write {{by: {word}}}", "请写作 {{by: {word}}}")
