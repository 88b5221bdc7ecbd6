"""What may not be recorded, said in words."""

from __future__ import annotations

from bihuan.ledger.words import Message, Text

VALUE_STANDS = Message(
    "value-stands",
    Text(
        en="{unit}, {indicator}, {period} already has another value",
        zh="{unit}的“{indicator}”（{period}）已有不同的数据",
    ),
    Text(
        en="correct it and give the reason; what it said before stays readable",
        zh="请说明原因后更正，原数据仍可查阅",
    ),
)
IS_COUNTED = Message(
    "is-counted",
    Text(
        en="{indicator} is counted from the loop {loop}; nobody enters or changes it",
        zh="“{indicator}”由流程“{loop}”自动统计，不能填报或更改",
    ),
    Text(
        en="set the matter right, then count again: bihuan derive",
        zh="请先更正有关事项，再重新统计：bihuan derive",
    ),
)
NOTHING_CHANGES = Message(
    "nothing-changes",
    Text(en="the value already says this", zh="数据与现有的相同，无需更正"),
    Text(en="leave it, or correct another value", zh="请保留原数据，或更正其他数据"),
)
NO_VALUE = Message(
    "nothing-stands",
    Text(
        en="{unit}, {indicator}, {period} has no value yet",
        zh="{unit}的“{indicator}”（{period}）尚无数据",
    ),
    Text(en="enter it first", zh="请先填报"),
)
REASON_NEEDED = Message(
    "reason-needed",
    Text(en="a correction or withdrawal needs a reason", zh="更正或撤回须说明原因"),
    Text(
        en="say in one sentence why (--reason); it is published with the value",
        zh="请用一句话说明原因（--reason），该说明随数据公布",
    ),
)
SAME_PERSON = Message(
    "verifier-entered-it",
    Text(
        en="whoever entered a value cannot confirm it",
        zh="填报人不能核实自己填报的数据",
    ),
    Text(
        en="let a second person confirm it, deputies included", zh="请由另一人核实，代办人同样如此"
    ),
)
MAY_NOT_VERIFY = Message(
    "may-not-verify",
    Text(en="this account may not confirm values of {unit}", zh="该账号无权核实{unit}的数据"),
    Text(en="the unit's head or the lead office confirms", zh="应由单位负责人或牵头单位核实"),
)
MAY_NOT_ADJUST = Message(
    "may-not-adjust",
    Text(
        en="this account may not add to or take from the points of {unit}",
        zh="该账号无权对{unit}加分或扣分",
    ),
    Text(en="the assessment office records it", zh="应由考核办登记"),
)
MAY_NOT_AWARD = Message(
    "may-not-award",
    Text(en="this account may not record awards", zh="该账号无权登记奖项"),
    Text(en="the assessment office of the district records them", zh="应由本区考核办登记"),
)
GROUND_NEEDED = Message(
    "ground-needed",
    Text(en="a bonus, a deduction or a veto needs its ground", zh="加分、扣分或一票否决须写明依据"),
    Text(
        en="say in one sentence what happened (--reason); it is published with it",
        zh="请用一句话写明事由（--reason），该说明随结果公布",
    ),
)
POINTS_MISSING = Message(
    "points-missing",
    Text(en="a bonus or a deduction needs its points", zh="加分或扣分须写明分值"),
    Text(en="write how many: --points 1.5", zh="请写明分值，如 --points 1.5"),
)
POINTS_POSITIVE = Message(
    "points-positive",
    Text(en='"{points}" is not a number of points above 0', zh="“{points}”不是大于 0 的分值"),
    Text(
        en="write the points without a sign; the rule says whether they are added or taken",
        zh="请填写不带正负号的分值，加分或扣分由规则决定",
    ),
)
ROW_TWICE = Message(
    "row-twice",
    Text(
        en="{unit}, {indicator}, {period} stands twice in one import",
        zh="同一次导入中{unit}的“{indicator}”（{period}）出现两次",
    ),
    Text(en="leave one of the two rows", zh="请只保留其中一行"),
)
AWARD_STANDS = Message(
    "award-stands",
    Text(
        en="{unit}, {award}, {period} is recorded with other words",
        zh="{unit}的“{award}”（{period}）已登记，内容不同",
    ),
    Text(
        en="compare both with the source; to replace what is recorded, give the reason",
        zh="请与来源核对；确需更正的，请说明原因",
    ),
)
CITATION_STANDS = Message(
    "citation-stands",
    Text(
        en="{unit}, {indicator}, {period} is cited already, from another place",
        zh="{unit}的“{indicator}”（{period}）已注明出处，内容不同",
    ),
    Text(
        en="compare both with the source; to replace what is recorded, give the reason",
        zh="请与来源核对；确需更正的，请说明原因",
    ),
)
CITED_ELSEWHERE = Message(
    "citation-of-another",
    Text(
        en="the value of {unit}, {indicator}, {period} was not read from {file}",
        zh="{unit}的“{indicator}”（{period}）现行数据并非取自 {file}",
    ),
    Text(
        en="it was corrected or entered since; cite the place where this value was printed",
        zh="该数据已被更正或另行填报，请引用登载现行数据的出处",
    ),
)
