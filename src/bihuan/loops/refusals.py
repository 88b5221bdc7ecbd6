"""What may not be asked of matters, or done to them, said in words."""

from __future__ import annotations

from bihuan.ledger.words import Message, Text

MATTER_UNKNOWN = Message(
    "matter-unknown",
    Text(en='there is no matter "{matter}" here', zh="此处没有事项“{matter}”"),
    Text(
        en="check the number; a matter of other units is not shown",
        zh="请核对编号；其他单位的事项不予显示",
    ),
)
RECEIPT_UNKNOWN = Message(
    "receipt-unknown",
    Text(en="no matter has this number and code", zh="没有与该编号和查询码相符的事项"),
    Text(
        en="compare both with the receipt; capitals and small letters are the same",
        zh="请对照回执核对编号和查询码，不区分大小写",
    ),
)
CURSOR_WRONG = Message(
    "matter-cursor-wrong",
    Text(en="this page cannot be continued from there", zh="无法从该处继续翻页"),
    Text(en="open the list again from its beginning", zh="请从头打开列表"),
)
NOT_MOVABLE = Message(
    "matters-not-movable",
    Text(
        en='the file in force of "{loop}" does not take over matters of version {version}',
        zh="“{loop}”现行文件未声明接收版本 {version} 的事项",
    ),
    Text(
        en="write takes_over with the stages in the new file, or let them finish under theirs",
        zh="请在新文件的 takes_over 中写明环节对应关系，或让其按原版本办结",
    ),
)
MAY_NOT_MOVE = Message(
    "may-not-move-matters",
    Text(
        en="this account may not move open matters to another version",
        zh="该账号无权将在办事项转入新版本",
    ),
    Text(en="the operator does it, after the plan was read", zh="由系统管理员核对方案后办理"),
)
SELECTION_TOO_LARGE = Message(
    "selection-too-large",
    Text(
        en="{count} matters were chosen; at most {most} at once",
        zh="所选事项共 {count} 件，一次最多 {most} 件",
    ),
    Text(en="choose fewer, and repeat", zh="请减少数量，分次办理"),
)
EVENTS_OUT_OF_ORDER = Message(
    "events-out-of-order",
    Text(
        en="row {row}: the events of a matter stand together, numbered from 1",
        zh="第 {row} 行：同一事项的记录应连续排列，并从 1 起编号",
    ),
    Text(en="sort the rows by matter and number", zh="请按事项和序号排序"),
)
MAY_NOT_IMPORT = Message(
    "may-not-import-matters",
    Text(en="this account may not import matters", zh="该账号无权导入事项"),
    Text(
        en="an operator or the lead office of the district imports",
        zh="应由系统管理员或本区牵头单位导入",
    ),
)
MAY_NOT_RECOUNT = Message(
    "may-not-recount",
    Text(en="this account may not count open limits anew", zh="该账号无权重新计算在办时限"),
    Text(
        en="the operator does it after a holiday notice was loaded",
        zh="由系统管理员在载入放假通知后办理",
    ),
)
