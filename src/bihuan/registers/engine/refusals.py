"""What is wrong with a value that was typed into a field, said in words."""

from __future__ import annotations

from bihuan.ledger.words import Message, Text

CHOICE_UNKNOWN = Message(
    "choice-unknown",
    Text(en='"{written}" is none of the choices', zh="“{written}”不在选项之中"),
    Text(en="choose one of: {choices}", zh="请从下列选项中选择：{choices}"),
)
FORM_WRONG = Message(
    "value-of-other-form",
    Text(en='"{written}" is not written in the form {form}', zh="“{written}”不符合规定格式 {form}"),
    Text(en="write it as in the form, such as on the certificate", zh="请按规定格式填写"),
)
TEXT_EXPECTED = Message(
    "value-of-other-kind",
    Text(en='"{written}" is not {kind}', zh="“{written}”不是{kind}"),
    Text(en="write {example}", zh="请填写，例如：{example}"),
)
VALUE_TOO_LONG = Message(
    "value-too-long",
    Text(
        en="it has {count} characters; at most {most} are kept", zh="共 {count} 字，最多 {most} 字"
    ),
    Text(
        en="shorten it, or keep the whole as a document",
        zh="请精简，或将全文作为附件保存",
    ),
)
LIST_TOO_LONG = Message(
    "list-too-long",
    Text(en="it has {count} entries; at most {most} are kept", zh="共 {count} 项，最多 {most} 项"),
    Text(en="leave out what is not needed", zh="请删去不必要的项目"),
)
OTHER_UNIT = Message(
    "value-in-other-unit",
    Text(
        en='"{written}" in "{text}" cannot be turned into {unit}',
        zh="“{text}”中的“{written}”不能换算为“{unit}”",
    ),
    Text(en="write the value in {unit}", zh="请填写以“{unit}”为单位的数字"),
)
TOO_FINE = Message(
    "value-too-fine",
    Text(
        en='"{text}" has more decimals than are kept: {decimals}',
        zh="“{text}”的小数位超过所保留的 {decimals} 位",
    ),
    Text(en="round it half up", zh="请四舍五入后填写"),
)
TOO_LARGE = Message(
    "value-too-large",
    Text(en='"{text}" is larger than can be kept exactly', zh="“{text}”过大，无法精确保存"),
    Text(en="look for a slip in its digits or its unit", zh="请核对位数和计量单位"),
)
OUT_OF_BOUNDS = Message(
    "value-out-of-bounds",
    Text(en="{text} is not between {min} and {max}", zh="{text} 不在 {min} 至 {max} 之间"),
    Text(en="look for a slip in its digits or its unit", zh="请核对位数和计量单位"),
)
BEFORE = Message(
    "day-too-early",
    Text(en="{day} lies before {first}", zh="{day} 早于 {first}"),
    Text(en="look at the year", zh="请核对年份"),
)
OTHER_SYSTEM = Message(
    "coordinates-of-other-system",
    Text(
        en="the coordinates are in {written}; this field keeps {system}",
        zh="坐标采用 {written}，本字段采用 {system}",
    ),
    Text(
        en="take the coordinates anew in {system}; the two differ by some hundred metres",
        zh="请重新采集 {system} 坐标，两种坐标系相差数百米，不能混用",
    ),
)
COORDINATES_WRONG = Message(
    "coordinates-wrong",
    Text(en='"{written}" is no place on the earth', zh="“{written}”不是有效的坐标"),
    Text(
        en="write degrees of latitude, then of longitude: 28.9716, 118.8801",
        zh="请先写纬度、后写经度，单位为度，如 28.9716, 118.8801",
    ),
)
COORDINATES_TURNED = Message(
    "coordinates-turned",
    Text(en='"{written}" has longitude first', zh="“{written}”把经度写在了前面"),
    Text(
        en="latitude comes first: {turned}",
        zh="应先写纬度：{turned}",
    ),
)
DIGEST_WRONG = Message(
    "not-a-digest",
    Text(en='"{written}" is not the digest of a document', zh="“{written}”不是文件摘要"),
    Text(en="keep the document first, and name it by its SHA-256", zh="请先保存文件，再填写其摘要"),
)
