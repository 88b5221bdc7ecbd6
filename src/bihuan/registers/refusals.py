"""What may not be recorded in a register, said in words."""

from __future__ import annotations

from bihuan.ledger.words import Message, Text

FIELD_UNKNOWN = Message(
    "field-unknown",
    Text(en='{register} has no field "{field}"', zh="“{register}”没有字段“{field}”"),
    Text(en="its fields are: {fields}", zh="可用的字段有：{fields}"),
)
REQUIRED_MISSING = Message(
    "field-missing",
    Text(en='"{field}" is missing', zh="缺少“{field}”"),
    Text(en="fill it in: {purpose}", zh="请填写，用途：{purpose}"),
)
MAY_NOT_RECORD = Message(
    "may-not-record",
    Text(
        en="this account may not record in {register} for {unit}",
        zh="该账号无权为{unit}登记“{register}”",
    ),
    Text(
        en="ask for one of these roles over the unit: {roles}",
        zh="请申请该单位的下列任一角色：{roles}",
    ),
)
MAY_NOT_WRITE_FIELD = Message(
    "may-not-write-field",
    Text(en='this account may not write "{field}"', zh="该账号无权填写“{field}”"),
    Text(
        en="leave it out, or ask for one of these roles over the unit: {roles}",
        zh="请不要填写该项，或申请该单位的下列任一角色：{roles}",
    ),
)
UNIT_NEEDED = Message(
    "unit-needed",
    Text(
        en="this account acts for several units; say whose record it is",
        zh="该账号可为多个单位登记，请指明属于哪个单位",
    ),
    Text(en="name one of: {units}", zh="请指明其中之一：{units}"),
)
RECORD_UNKNOWN = Message(
    "record-unknown",
    Text(en="there is no record {record} here", zh="此处没有记录 {record}"),
    Text(
        en="check its id or its key; a record of another unit is not shown",
        zh="请核对编号或唯一键；其他单位的记录不予显示",
    ),
)
RECORD_ENDED = Message(
    "record-ended",
    Text(en="the record ended on {ended}", zh="该记录已于 {ended} 注销"),
    Text(
        en="correct it if it was recorded wrongly; what happens anew is a record of its own",
        zh="登记有误的请更正；新发生的事项请另行登记",
    ),
)
KEY_TAKEN = Message(
    "key-taken",
    Text(
        en="another record has the same {fields}: {values}",
        zh="已有记录的{fields}与此相同：{values}",
    ),
    Text(
        en="change that record, or look for a slip in what was typed",
        zh="请更改该记录，或核对填写的内容",
    ),
)
KEYS_TAKEN = Message(
    "key-taken-meanwhile",
    Text(
        en="somebody else recorded the same key meanwhile",
        zh="他人刚刚登记了相同的唯一键",
    ),
    Text(
        en="look at the record that stands now, and change that one", zh="请查看现有记录并对其更改"
    ),
)
NOTHING_CHANGES = Message(
    "record-says-so",
    Text(en="the record says all this already", zh="记录内容与此相同，无需更改"),
    Text(en="leave it, or change another field", zh="请保留原内容，或更改其他字段"),
)
REASON_NEEDED = Message(
    "record-reason",
    Text(en="ending or correcting a record needs a reason", zh="注销或更正记录须说明原因"),
    Text(en="say in one sentence why", zh="请用一句话说明原因"),
)
REFERENCE_UNKNOWN = Message(
    "reference-unknown",
    Text(
        en='no record of {register} has the key "{written}"',
        zh="“{register}”中没有唯一键为“{written}”的记录",
    ),
    Text(
        en="write its key as it stands in that register, or record it there first",
        zh="请按该台账填写唯一键，或先在其中登记",
    ),
)
PARENT_ITSELF = Message(
    "parent-below-itself",
    Text(en="the record would lie below itself", zh="该记录将成为自身的下级"),
    Text(en="choose another record above it", zh="请选择其他上级记录"),
)
FIELD_NOT_READ = Message(
    "field-not-read",
    Text(en='this account may not look by "{field}"', zh="该账号无权按“{field}”查找"),
    Text(en="look by another field", zh="请按其他字段查找"),
)
NOT_FILTERED = Message(
    "field-not-filtered",
    Text(en='lists are not filtered by "{field}"', zh="“{field}”未设为筛选字段"),
    Text(
        en="write filtered: true in the register, or look by one of: {fields}",
        zh="请在台账文件中写明 filtered: true，或按下列字段筛选：{fields}",
    ),
)
SEARCH_SHORT = Message(
    "search-short",
    Text(en="one character finds too much", zh="只有一个字，范围过大"),
    Text(en="write two characters or more", zh="请输入两个字以上"),
)
PAGE_LARGE = Message(
    "page-too-large",
    Text(en="a page holds at most {most} records", zh="每页最多 {most} 条记录"),
    Text(en="ask for the next page with the cursor of this one", zh="请用本页的游标取下一页"),
)
ROW_REPEATED = Message(
    "row-of-same-key",
    Text(en="a row with the same key stands in {place}", zh="唯一键相同的行已见于 {place}"),
    Text(en="keep one of the two", zh="请只保留其中一行"),
)
TWO_RECORDS = Message(
    "row-of-two-records",
    Text(en="its keys belong to two records", zh="其唯一键分别属于两条记录"),
    Text(
        en="look which of the two is meant, and correct the other key",
        zh="请核对所指的记录，并更正另一唯一键",
    ),
)
FIELD_WRONG = Message(
    "field-of-row-wrong",
    Text(en="{field}: {why}", zh="{field}：{why}"),
    Text(en="{do}", zh="{do}"),
)
NOTHING_TO_IMPORT = Message(
    "no-rows",
    Text(en="there is no row in {file}", zh="{file} 中没有数据行"),
    Text(en="fill in rows under the headings and send it again", zh="请在表头下填写数据后重新发送"),
)
MAY_NOT_EXPIRE = Message(
    "may-not-expire",
    Text(
        en="only an operator may let personal values expire",
        zh="只有系统管理员可以清理到期的个人信息",
    ),
    Text(en="ask the operator, who runs it each day", zh="请联系系统管理员，由其每日运行"),
)
