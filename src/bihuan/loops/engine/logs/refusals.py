"""What is said of an event log that cannot be read or written."""

from __future__ import annotations

from bihuan.ledger.words import Message, Text

UNREADABLE = Message(
    "log-unreadable",
    Text(en="this is no event log that can be read: {why}", zh="无法读取事件日志：{why}"),
    Text(
        en="export it again from the program that it comes from",
        zh="请从原系统重新导出",
    ),
)
TOO_LARGE = Message(
    "log-too-large",
    Text(en="the event log is too large: {why}", zh="事件日志过大：{why}"),
    Text(en="export it in parts, by period", zh="请按时段分批导出"),
)
UNWRITABLE = Message(
    "log-unwritable",
    Text(
        en="the log holds a character that no XES file may hold: U+{number}",
        zh="日志中有 XES 文件不允许的字符：U+{number}",
    ),
    Text(en="correct the text, or export CSV or OCEL", zh="请更正该文字，或导出 CSV、OCEL 格式"),
)
NO_COLUMN = Message(
    "log-column-missing",
    Text(en='the table has no column "{column}"', zh="表中没有“{column}”列"),
    Text(en="its columns are: {columns}", zh="表中各列为：{columns}"),
)
BAD_CELL = Message(
    "log-cell",
    Text(
        en='column {column} holds "{written}", which is no {wanted}',
        zh="“{column}”列的“{written}”不是{wanted}",
    ),
    Text(
        en="correct the cell, or the format in the mapping file",
        zh="请更正该单元格，或修改映射文件中的格式",
    ),
)
NO_MAPPING = Message(
    "log-mapping-needed",
    Text(en="a table needs a mapping file", zh="表格需要映射文件"),
    Text(
        en="name one with --mapping; it says which column is the case, the time and the activity",
        zh="请用 --mapping 指明，其中写明哪一列是事项、时间和环节",
    ),
)
