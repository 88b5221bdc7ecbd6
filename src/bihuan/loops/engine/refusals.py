"""Why an act is refused."""

from __future__ import annotations

from bihuan.ledger.words import Message, Text

ACT_UNKNOWN = Message(
    "act-unknown",
    Text(en='this loop has no act "{act}"', zh="本闭环没有“{act}”这项操作"),
    Text(en="it has: {acts}", zh="可用的有：{acts}"),
)
ACT_NOT_HERE = Message(
    "act-not-here",
    Text(en='"{act}" cannot be done at the stage "{stage}"', zh="事项处于“{stage}”，不能“{act}”"),
    Text(en="it can be done at: {stages}", zh="可在以下环节办理：{stages}"),
)
ACT_NOT_YOURS = Message(
    "act-not-yours",
    Text(en='"{act}" is not yours to do in this matter', zh="您在本事项中无权“{act}”"),
    Text(en="it is done by: {duties}", zh="由以下职责办理：{duties}"),
)
ACT_CONFLICT = Message(
    "act-conflict",
    Text(
        en="who acted as {did} in this matter cannot act as {duty} in it",
        zh="已在本事项中担任“{did}”的人员，不能再担任“{duty}”",
    ),
    Text(
        en="ask a colleague who took no such part; a deputy of the same person is no other person",
        zh="请由未参与该环节的其他人员办理；代理人与被代理人视为同一人",
    ),
)
ACT_REPORTED = Message(
    "act-reported",
    Text(
        en="the unit or person that is reported takes no part in the matter",
        zh="被反映的单位或个人不得参与办理本事项",
    ),
    Text(en="name a unit that is not concerned", zh="请另行指定与此无关的单位"),
)
ACT_TOO_OFTEN = Message(
    "act-too-often",
    Text(
        en='"{act}" can be done {times} time(s) in one round, and was',
        zh="每轮办理中“{act}”最多 {times} 次，已用完",
    ),
    Text(en="go on with the matter as it stands", zh="请按现有环节继续办理"),
)
ACT_TOO_LATE = Message(
    "act-too-late",
    Text(en='the time for "{act}" ended on {day}', zh="“{act}”的时限已于 {day} 届满"),
    Text(en="go on with the matter as it stands", zh="请按现有环节继续办理"),
)
ACT_TOO_EARLY = Message(
    "act-too-early",
    Text(en='"{act}" may be done only after {clock} has run out', zh="“{clock}”期满后方可“{act}”"),
    Text(
        en="wait for its end; if it has not been started, do that first",
        zh="请待期满后办理；尚未起算的，请先办理起算的操作",
    ),
)
ACT_AT = Message(
    "act-at-another-time",
    Text(
        en="it cannot have happened then: not before {since}, and not later than now",
        zh="发生时间有误：不得早于 {since}，也不得晚于现在",
    ),
    Text(en="correct the time at which it happened", zh="请更正发生时间"),
)
ACT_NOT_READY = Message(
    "act-not-ready",
    Text(en='"{act}" cannot be done yet: {lacks}', zh="现在还不能“{act}”：{lacks}"),
    Text(en="add what is missing, then try again", zh="请补齐后再办理"),
)
FINAL = Message(
    "finally-designated",
    Text(
        en="the lead was finally designated and may not return the matter",
        zh="该承办单位系最终指定，不得再次退回",
    ),
    Text(
        en="handle it; say in a progress entry what stands in the way",
        zh="请予办理；如有困难，请在进展中说明",
    ),
)
UNIT_UNKNOWN = Message(
    "act-unit-unknown",
    Text(en='no unit "{unit}" stands today', zh="没有单位“{unit}”，或该单位已撤销"),
    Text(en="choose a unit of the organisation", zh="请从现有单位中选择"),
)
CLAIMED = Message(
    "already-claimed",
    Text(en="{lead} has claimed the matter", zh="该事项已由 {lead} 认领"),
    Text(en="choose another one from the pool", zh="请从待认领事项中另选"),
)
NOT_IN_PANEL = Message(
    "panel-refused",
    Text(en="the panel {panel}: {why}", zh="会商“{panel}”：{why}"),
    Text(en="see its rule in the loop's file", zh="请查看该闭环文件中的会商规则"),
)
OTHER_MATTER = Message(
    "other-matter",
    Text(en='"{act}" cannot name this matter: {why}', zh="“{act}”所指的事项有误：{why}"),
    Text(en="look the other matter up and give its number", zh="请查到该事项后填写其编号"),
)
NO_SUCH_WORD = Message(
    "act-word-unknown",
    Text(en='no {what} is called "{written}" here', zh="没有名为“{written}”的{what}"),
    Text(en="those of the loop's file: {known}", zh="闭环文件中的有：{known}"),
)
