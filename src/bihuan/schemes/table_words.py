"""What a long-form table is refused for, in words."""

from __future__ import annotations

from bihuan.ledger.words import Message, Text

NO_TABLE = Message(
    "table-unreadable",
    Text(en="no table that can be read here", zh="此处没有可读取的表"),
    Text(
        en="name a CSV file in UTF-8 or GB18030, of at most {most} bytes",
        zh="请指定 UTF-8 或 GB18030 编码、不超过 {most} 字节的 CSV 文件",
    ),
)
COLUMN_MISSING = Message(
    "table-column-missing",
    Text(en='the table has no column "{column}"', zh="表中没有“{column}”列"),
    Text(
        en="the first line names the columns: unit,period,indicator,value",
        zh="第一行为列名：unit,period,indicator,value",
    ),
)
COLUMN_UNKNOWN = Message(
    "table-column-unknown",
    Text(en='no column is called "{column}"', zh="没有“{column}”这一列"),
    Text(en="the columns are: {allowed}", zh="可用的列：{allowed}"),
)
COLUMN_TWICE = Message(
    "table-column-twice",
    Text(en='the column "{column}" stands there twice', zh="“{column}”列重复出现"),
    Text(en="keep one of them", zh="请只保留一列"),
)
CELLS_DIFFER = Message(
    "table-line-cells",
    Text(
        en="this line has {found} cells, the first line has {expected}",
        zh="本行有 {found} 格，首行有 {expected} 格",
    ),
    Text(
        en="put a text that holds a comma between double quotes",
        zh="含逗号的文字请用英文双引号括起来",
    ),
)
CELL_EMPTY = Message(
    "table-cell-empty",
    Text(en='nothing stands under "{column}"', zh="“{column}”列未填写"),
    Text(en="every row of this kind needs it", zh="这类行必须填写该列"),
)
ROW_UNKNOWN = Message(
    "table-row-unknown",
    Text(en='"{row}" is no kind of row', zh="“{row}”不是行的类别"),
    Text(
        en="write observation, rating, bonus, deduction or veto",
        zh="请写 observation、rating、bonus、deduction 或 veto",
    ),
)
INDICATOR_UNKNOWN = Message(
    "table-indicator-unknown",
    Text(
        en='the scheme does not know an indicator "{indicator}"',
        zh="考核办法中没有指标“{indicator}”",
    ),
    Text(en="its indicators are: {allowed}", zh="其指标为：{allowed}"),
)
RULE_UNKNOWN = Message(
    "table-rule-unknown",
    Text(en='the scheme has no {row} rule "{rule}"', zh="考核办法中没有名为“{rule}”的{row}规则"),
    Text(en="its rules are: {allowed}", zh="其规则为：{allowed}"),
)
UNIT_UNKNOWN = Message(
    "table-unit-unknown",
    Text(en='"{unit}" is not among the units of the scheme', zh="“{unit}”不在参评单位之列"),
    Text(
        en="write the unit as the scheme names it, or add it there",
        zh="请按考核办法中的写法填写，或在其中补列该单位",
    ),
)
VALUE_TWICE = Message(
    "table-value-twice",
    Text(
        en="{unit} has a value of {indicator} for {period} in line {line} already",
        zh="{unit} {period} 的“{indicator}”在第 {line} 行已有数值",
    ),
    Text(en="keep the right one", zh="请只保留正确的一行"),
)
GROUP_TWICE = Message(
    "table-group-twice",
    Text(
        en="{unit} stands in the group {other} in line {line}",
        zh="{unit} 在第 {line} 行属于“{other}”组",
    ),
    Text(en="a unit is ranked in one group", zh="一个单位只能在一个组内排名"),
)
PERIOD_OTHER = Message(
    "table-period-other",
    Text(
        en="the scheme is held every {every}; {period} is not one",
        zh="考核期为{every}，{period} 不是",
    ),
    Text(
        en="write a period of that length, or cumulative months such as 2023-01..2023-09",
        zh="请填写相应长度的考核期，或如 2023-01..2023-09 的累计月份",
    ),
)
NO_ROWS = Message(
    "table-empty",
    Text(en="the table has no rows", zh="表中没有数据行"),
    Text(en="write one line for each unit and indicator", zh="请按单位和指标逐行填写"),
)

ENTRY = {
    "bonus": Text("bonus", "加分"),
    "deduction": Text("deduction", "扣分"),
    "veto": Text("veto", "一票否决"),
}
