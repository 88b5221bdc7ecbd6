"""What this room refuses, in words."""

from collections.abc import Iterable

from bihuan.ledger import viewer
from bihuan.ledger.viewer import Role
from bihuan.ledger.words import Message, Text

# Those who work inside the offices; the public reads what was published.
ROLES: dict[Role, Text] = {
    role: title
    for role, title in viewer.ROLES.items()
    if role not in {"citizen", "enterprise_user", "public"}
}
STATES = {
    "draft": Text("a draft", "草稿"),
    "collecting": Text("collecting", "数据采集"),
    "locked": Text("locked", "数据锁定"),
    "trial": Text("a trial", "试算"),
    "confirming": Text("being confirmed by units", "单位确认"),
    "objections": Text("open to objections", "公示中"),
    "reviewed": Text("reviewed", "已复核"),
    "approved": Text("approved", "已审定"),
    "published": Text("published", "已公布"),
    "revised": Text("revised", "已修订"),
    "revoked": Text("revoked", "已撤回"),
}


EFFECTS = {
    "bonus": Text("bonus", "加分规则"),
    "deduction": Text("deduction", "扣分规则"),
    "veto": Text("veto", "一票否决规则"),
}


def listed(texts: Iterable[Text]) -> Text:
    """Return several words as one list."""
    found = list(texts)
    return Text(", ".join(each.en for each in found), "、".join(each.zh for each in found))


def any_of(roles: Iterable[Role]) -> Text:
    """Return roles in words, any of which will do."""
    found = [ROLES[role] for role in roles]
    *others, last = [each.en for each in found]
    en = f"{', '.join(others)} or {last}" if others else last
    return Text(en, "、".join(each.zh for each in found))


NOT_YOUR_ROLE = Message(
    "not-your-role",
    Text(en="{what} is not among what you may do here", zh="您无权{what}"),
    Text(en="ask somebody who is {roles}", zh="请由具有以下角色的人员办理：{roles}"),
)
NO_RUN = Message(
    "no-run",
    Text(en="{scheme} has not been run for {period}", zh="{scheme} 在 {period} 尚未计算"),
    Text(
        en="run it first: bihuan score {scheme} {period}",
        zh="请先计算：bihuan score {scheme} {period}",
    ),
)
NOT_APPROVED = Message(
    "not-approved",
    Text(
        en="no result of {scheme} for {period} is approved, so nobody holds an award yet",
        zh="{scheme} {period} 尚无已审定的结果，奖项未定",
    ),
    Text(
        en="score the period again, or let the committee approve the run",
        zh="请重新计算，或提请考核委员会审定",
    ),
)
RUN_UNKNOWN = Message(
    "run-unknown",
    Text(en="there is no run {key} here", zh="没有编号为 {key} 的计算结果"),
    Text(en="look it up again by scheme and period", zh="请按考核办法和考核期重新查找"),
)
RUN_CHANGED = Message(
    "run-changed",
    Text(
        en="{scheme} for {period} changed meanwhile: now it is run {number}, {state}",
        zh="{scheme} {period} 的结果已有变化：现为第 {number} 次计算，{state}",
    ),
    Text(en="look at it again, then decide", zh="请重新查看后再办理"),
)
NO_UNIT_IN_RUN = Message(
    "no-unit-in-run",
    Text(
        en='"{unit}" takes no part in {scheme} for {period}',
        zh="“{unit}”未参加 {scheme} {period} 的考核",
    ),
    Text(en="those who do: {units}", zh="参评单位：{units}"),
)
WRONG_PERIOD_TYPE = Message(
    "wrong-period-type",
    Text(
        en="{scheme} is held every {every}; {period} is not one",
        zh="{scheme} 的考核期为{every}，{period} 不是",
    ),
    Text(en="write it like {example}", zh="请写作 {example} 的形式"),
)
NO_SUCH_STEP = Message(
    "no-such-step",
    Text(
        en="a run that is {state} cannot become {to}", zh="状态为“{state}”的结果不能直接变为“{to}”"
    ),
    Text(en="next it may become: {next}", zh="下一步只能是：{next}"),
)
SAME_PERSON = Message(
    "same-person",
    Text(
        en="whoever prepared a result cannot also approve, publish or withdraw it",
        zh="结果的编制人不能审定、公布或撤回同一结果",
    ),
    Text(en="let a second person do it (--as)", zh="请由第二人办理（--as）"),
)
TOOK_PART = Message(
    "approver-took-part",
    Text(
        en="whoever recorded {what} of {unit} that counts in a result cannot approve it",
        zh="结果中{unit}的{what}由您登记，您不能审定该结果",
    ),
    Text(
        en="let somebody else of the committee, or a leader in charge, approve it (--as)",
        zh="请由考核委员会其他成员或分管领导审定（--as）",
    ),
)
RESULT_BLOCKED = Message(
    "result-blocked",
    Text(
        en="{count} units have no total because values are missing: {units}",
        zh="{count} 个单位因缺少数据没有总分：{units}",
    ),
    Text(
        en="enter the values, or state another rule under spec.missing",
        zh="请补报数据，或在 spec.missing 中规定缺项的处理办法",
    ),
)
NOTHING_TO_SCORE = Message(
    "nothing-to-score",
    Text(
        en="no unit has a value of {scheme} for {period}",
        zh="{period} 没有任何单位填报 {scheme} 的数据",
    ),
    Text(
        en="import the period's form first: bihuan import FILE",
        zh="请先导入本期填报表：bihuan import 文件",
    ),
)
RULE_UNKNOWN = Message(
    "rule-unknown",
    Text(
        en='{scheme} has no {effect} called "{rule}"',
        zh="{scheme}没有名为“{rule}”的{effect}",
    ),
    Text(en="those it has: {candidates}", zh="现有：{candidates}"),
)
POINTS_ABOVE_MOST = Message(
    "points-above-most",
    Text(
        en="{points} points are more than the {most} that {rule} may move a unit in a period",
        zh="{points} 分超过“{rule}”每期最多 {most} 分的限额",
    ),
    Text(en="record {most} points or fewer", zh="请登记不超过 {most} 分"),
)
VETO_WITH_POINTS = Message(
    "veto-with-points",
    Text(en="{rule} is a veto, and a veto has no points", zh="“{rule}”是一票否决，不计分值"),
    Text(en="leave --points out", zh="请去掉 --points"),
)
FIGURES_CHANGED = Message(
    "figures-changed",
    Text(
        en="figures of {scheme} for {period} changed after the result was scored",
        zh="{scheme} {period} 的数据在计算之后有变动",
    ),
    Text(
        en="score and approve the period again, then publish: bihuan score {scheme} {period}",
        zh="请重新计算并审定后再公布：bihuan score {scheme} {period}",
    ),
)
PERIOD_NOT_OVER = Message(
    "period-not-over",
    Text(
        en="{period} ends on {last}; its result cannot be approved before that day is over",
        zh="{period} 到 {last} 才结束，此前不能审定结果",
    ),
    Text(
        en="score and approve it once the period is over; a trial may be scored at any time",
        zh="请在考核期结束后计算并审定；试算不受限制",
    ),
)
NO_SUCH_AWARD = Message(
    "no-such-award",
    Text(en='{unit} does not hold "{award}" for {period}', zh="{unit} 未获得 {period} 的“{award}”"),
    Text(
        en="see who does: bihuan score {scheme} {period}",
        zh="查看获奖单位：bihuan score {scheme} {period}",
    ),
)
ALREADY_REVOKED = Message(
    "already-revoked",
    Text(
        en='"{award}" of {unit} for {period} was taken back already, by decision {decision}',
        zh="{unit} {period} 的“{award}”已由“{decision}”撤销",
    ),
    Text(
        en="score, approve and publish the period again, if that is still to do",
        zh="如尚未办理，请重新计算、审定并公布本期结果",
    ),
)
DECISION_NEEDED = Message(
    "decision-needed",
    Text(
        en="an award is taken back by a decision with a number of up to {most} characters",
        zh="撤销奖项须有决定文号（不超过 {most} 字）",
    ),
    Text(en="write the number of the decision", zh="请填写决定文号"),
)
REVOCATION_NEEDS_REASON = Message(
    "revocation-needs-reason",
    Text(en="what is taken back needs a reason", zh="撤回结果或撤销奖项须写明原因"),
    Text(en="say why, in a sentence", zh="请用一句话说明原因"),
)
