"""A unit's score explained as a colleague would: what it earned, how, from which cell, and why."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bihuan.ledger.words import Language, Text
from bihuan.schemes.engine.numbers.digits import about
from bihuan.schemes.engine.result import (
    AdjustmentLine,
    LeafLine,
    Result,
    SourceLine,
    UnitRow,
    Words,
)
from bihuan.schemes.engine.telling.node_words import said_of

_EARNED = Text("What it earned", "得分构成")
_MOVED = Text("Bonuses and deductions", "加减分")
_STRUCK = Text("Vetoes", "一票否决")
_BETWEEN = Text("Between the parts and the total", "各项合计与总分之差")
_CHOICES = Text("How the scheme decides", "本办法的规定")
_WEIGHTS = Text("Where weights come from", "权重的确定")
_OUTLIERS = Text("Outliers among the values", "数值中的离群值")
_RULES = Text("The rules used", "依据")
_CHECK = Text("How to check it", "如何核验")
_TITLE_OF_KIND = {
    "Scheme": Text("Scheme", "考核办法"),
    "Indicator": Text("Indicator", "指标"),
}
_FLAGS = {
    "late": Text("the value came after the cut-off", "数据迟报"),
    "no_target": Text("no target", "缺目标值"),
    "base_not_positive": Text("the base is zero or negative", "基数为零或负数"),
    "alone": Text("nobody else has a value to compare with", "没有其他单位可比"),
    "constant": Text("the values compared are all equal", "参与比较的数值均相同"),
    "no_past": Text("no earlier value to compare with", "没有往期数据可比"),
    "no_reference": Text("nothing to compare the value with", "缺对照值"),
    "not_imputed": Text("nothing to fill the value in from", "无可据以插补的数值"),
    "no_denominator": Text("no denominator above zero", "分母缺失或不为正"),
    "no_function": Text("the value has no such logarithm or power", "数值无法取对数或乘方"),
    "no_quotient": Text("what is divided by is zero or negative", "除数为零或负数"),
}
# Whom a leaf compares a unit with.
_AMONG = {
    "group": Text(", rank {rank} of {of} in the group", "，组内第{rank}名（共{of}个）"),
    "all": Text(", rank {rank} of all {of} units", "，全部单位中第{rank}名（共{of}个）"),
    "panel": Text(
        ", rank {rank} of {of} values of all periods compared",
        "，各期数据合并第{rank}位（共{of}个）",
    ),
}


def explain(result: Result, unit: str, language: Language) -> str:
    """Return the explanation of one unit's score as plain text; KeyError for an unknown unit."""
    rows = {row["unit"]: row for row in result["rows"]}
    return "\n".join(_Explanation(result, rows[unit], language).lines()) + "\n"


class _Explanation:
    def __init__(self, result: Result, row: UnitRow, language: Language) -> None:
        self.result, self.row, self.language = result, row, language
        self.shown: int = result["parameters"]["rounding"]["shown"]
        sheets = {group["name"]: group["sheet"] for group in result["parameters"]["groups"]}
        sheet = result["parameters"]["sheets"][sheets[row["group"]]]
        self.written = {node["path"]: node for node in sheet["nodes"]}
        self.among = {
            leaf["path"]: "panel" if leaf.get("panel") else leaf.get("over", "group")
            for sheet in result["parameters"]["sheets"]
            for leaf in sheet["leaves"]
            if leaf["method"] != "cyclical"
        }

    def say(self, text: Text, **parameters: object) -> str:
        return text.fill(**parameters).said_in(self.language)

    def of(self, words: Words) -> str:
        return words[self.language]

    def about(self, number: str) -> str:
        return about(number, self.shown)

    def lines(self) -> Iterator[str]:
        yield from self._head()
        yield from self._section(_EARNED, self._leaves())
        yield from self._section(_MOVED, self._adjustments())
        yield from self._section(_STRUCK, self._vetoes())
        yield from self._section(_BETWEEN, self._remainders())
        yield from self._sum()
        yield from self._section(_CHOICES, self._choices())
        yield from self._section(_WEIGHTS, self._weights())
        yield from self._section(_OUTLIERS, self._outliers())
        yield from self._section(_RULES, self._mechanisms())
        yield from self._section(_CHECK, self._check())

    def _section(self, title: Text, lines: Iterator[str]) -> Iterator[str]:
        """Yield a section with its title, or nothing if it is empty."""
        body = list(lines)
        if body:
            yield ""
            yield self.say(title)
            yield from (f"  {line}" for line in body)

    def _head(self) -> Iterator[str]:
        result, row = self.result, self.row
        yield f"{self.of(result['title'])}  {self.of(result['period_title'])}"
        group = next(g for g in result["groups"] if g["name"] == row["group"])
        yield self.say(
            Text("{unit} ({group})", "{unit} · {group}"),
            unit=self.of(row["title"]), group=self.of(group["title"]),
        )  # fmt: skip
        yield ""
        yield self.of(row["sentence"])
        if row["previous_rank"] is not None:
            said = Text("Rank in the last period: {rank}.", "上期名次：第{rank}名。")
            yield self.say(said, rank=row["previous_rank"])
        yield from self._honours()

    def _honours(self) -> Iterator[str]:
        titles = {award["name"]: award["title"] for award in self.result["awards"]}
        tiers = {tier["name"]: tier["title"] for tier in self.result["parameters"]["tiers"]}
        if self.row["tier"]:
            title = self.of(tiers[self.row["tier"]])
            yield self.say(Text("Tier: {title}.", "等次：{title}。"), title=title)
        held = [self._award(titles[name], self._streak(name)) for name in self.row["awards"]]
        if held:
            said = Text("Awards: {awards}.", "获奖：{awards}。")
            yield self.say(said, awards=self.say(Text(", ", "、")).join(held))

    def _award(self, title: Words, streak: int) -> str:
        if streak < 2:  # noqa: PLR2004  won once is no streak
            return self.of(title)
        said = Text("{title} ({streak} in a row)", "{title}（连续{streak}期）")
        return self.say(said, title=self.of(title), streak=streak)

    def _streak(self, name: str) -> int:
        return next(
            winner["streak"]
            for award in self.result["awards"]
            if award["name"] == name
            for group in award["groups"]
            for winner in group["winners"]
            if winner["unit"] == self.row["unit"]
        )

    def _leaves(self) -> Iterator[str]:
        nodes = {node["path"]: node for node in self.row["nodes"]}
        met: set[str] = set()
        for leaf in self.row["leaves"]:
            parts = leaf["path"].split("/")
            for depth in range(1, len(parts)):
                path = "/".join(parts[:depth])
                if path in nodes and path not in met:
                    met.add(path)
                    node = nodes[path]
                    said = Text("{title}: {points}", "{title}：{points}分")
                    points = self.about(node["contribution"])
                    yield "  " * (depth - 1) + self.say(
                        said, title=self.of(node["title"]), points=points
                    )
                    for text in said_of(self.written[path], node, self.shown):
                        yield "  " * depth + self.say(text)
            yield from ("  " * (len(parts) - 1) + line for line in self._leaf(leaf))

    def _leaf(self, leaf: LeafLine) -> Iterator[str]:
        title = self.of(leaf["title"])
        if leaf["points"] == "":
            yield self.say(Text("{title}: –", "{title}：–"), title=title)
        else:
            yield self.say(
                Text("{title}: {points} of at most {most}{place}",
                     "{title}：{points}分（最高{most}分）{place}"),
                title=title, points=self.about(leaf["contribution"]),
                most=self.about(leaf["most"]), place=self._place(leaf),
            )  # fmt: skip
        yield "  " + self.of(leaf["formula"])
        # A result that was kept before there were goals has none.
        if goal := leaf.get("goal"):
            yield "  " + self.say(
                Text("goal reached: {goal}", "达到目标：{goal}"), goal=self.of(goal)
            )
        if Decimal(leaf["contribution"]) != Decimal(leaf["points"] or 0):
            said = Text("weighted: {points}", "按权重折算：{points}分")
            yield "  " + self.say(said, points=self.about(leaf["contribution"]))
        # What was filled in or treated stands in the sum already.
        for flag in (flag for flag in leaf["flags"] if flag not in ("imputed", "treated")):
            yield "  " + self.say(_FLAGS.get(flag, Text(flag, flag)))
        yield from ("  " + line for line in self._source(leaf["source"]))

    def _place(self, leaf: LeafLine) -> Text:
        # The sum in numbers of a score by rank begins with the place.
        if leaf["rank"] is None or leaf["method"].startswith("rank_"):
            return Text("", "")
        return _AMONG[self.among.get(leaf["path"], "group")].fill(rank=leaf["rank"], of=leaf["of"])

    def _source(self, source: SourceLine | None) -> Iterator[str]:
        if not source:
            return
        where = [source["name"] or source["document"][:12]]
        if source["sheet"]:
            where.append(self.say(Text("sheet {sheet}", "工作表“{sheet}”"), sheet=source["sheet"]))
        if source["cell"]:
            where.append(source["cell"])
        if not where[0]:
            where = [self.say(Text("fact {fact}", "记录 {fact}"), fact=source["fact"])]
        listed = self.say(Text(", ", "，")).join(where)
        yield self.say(Text("source: {where}", "来源：{where}"), where=listed)

    def _adjustments(self) -> Iterator[str]:
        for line in self.row["adjustments"]:
            yield self._adjustment(line)
            yield from ("  " + source for source in self._source(line["source"]))

    def _adjustment(self, line: AdjustmentLine) -> str:
        counted, raw = self.about(line["counted"]), self.about(line["raw"])
        said = Text("{title}: {counted}", "{title}：{counted}分")
        if counted != raw:
            said = Text("{title}: {counted} ({raw} entered; {why})",
                        "{title}：{counted}分（申报{raw}分，{why}）")  # fmt: skip
        text = self.say(
            said, title=self.of(line["title"]), counted=counted, raw=raw, why=self.of(line["why"])
        )
        return f"{text}  {line['reason']}" if line["reason"] else text

    def _vetoes(self) -> Iterator[str]:
        for veto in self.row["vetoes"]:
            said = Text("{title}, by {basis}", "{title}，依据{basis}")
            yield self.say(said, title=self.of(veto["title"]), basis=veto["basis"])
            yield from ("  " + source for source in self._source(veto["source"]))

    def _remainders(self) -> Iterator[str]:
        for line in self.row["remainders"]:
            sign = "" if line["amount"].startswith("-") else "+"
            amount = f"{sign}{line['amount']}".replace("-", "−")
            yield self.say(Text("{why}: {amount}", "{why}：{amount}"),
                           why=self.of(line["why"]), amount=amount)  # fmt: skip

    def _sum(self) -> Iterator[str]:
        if self.row["total"] is None:
            return
        numbers = [leaf["contribution"] for leaf in self.row["leaves"]]
        numbers += [line["counted"] for line in self.row["adjustments"]]
        numbers += [line["amount"] for line in self.row["remainders"]]
        parts = [Decimal(number) for number in numbers if Decimal(number)]
        text = " + ".join(f"{part:f}" for part in parts).replace("+ -", "− ")
        yield ""
        total = Text("Total {total} = {sum}", "总分 {total} = {sum}")
        yield self.say(total, total=self.row["total"], sum=text or "0")

    def _choices(self) -> Iterator[str]:
        for choice in self.result["choices"]:
            words = self.of(choice["words"])
            if not choice["stated"]:
                words = self.say(Text("{words} (default)", "{words}（默认）"), words=words)
            yield words

    def _weights(self) -> Iterator[str]:
        """Yield where weights come from that the scheme does not write; and the unit's own."""
        for line in self.result.get("weighing", ()):
            if self.row["group"] not in line["groups"]:
                continue
            yield self.of(line["words"])
            for own in line.get("own", ()):
                if own["unit"] == self.row["unit"]:
                    parts = zip(line["parts"], own["shares"], strict=True)
                    shares = [f"{self.of(part['title'])} {share}" for part, share in parts]
                    said = Text("own shares: {shares}", "本单位权重：{shares}")
                    yield self.say(said, shares=self.say(Text(", ", "、")).join(shares))

    def _outliers(self) -> Iterator[str]:
        """Yield what was found and done about outliers among the values of the unit's group."""
        for line in self.result.get("outliers", ()):
            if self.row["group"] in line["groups"]:
                yield self.of(line["words"])

    def _mechanisms(self) -> Iterator[str]:
        used = {leaf["indicator"] for leaf in self.row["leaves"]}
        for rule in self.result["mechanisms"]:
            if rule["kind"] != "Indicator" or rule["name"] in used:
                kind = self.say(_TITLE_OF_KIND.get(rule["kind"], Text(rule["kind"], rule["kind"])))
                said = Text("{kind}: {title}, in force from {effective}, version {digest}",
                            "{kind}：{title}，自{effective}起施行，版本 {digest}")  # fmt: skip
                yield self.say(
                    said, kind=kind, title=self.of(rule["title"]),
                    effective=rule["effective"], digest=rule["digest"][:12],
                )  # fmt: skip

    def _check(self) -> Iterator[str]:
        if self.result["as_of"]:
            said = Text(
                "computed from the first {count} facts of the log",
                "依据账本前{count}条记录计算",
            )
            yield self.say(said, count=self.result["as_of"])
        yield self.say(
            Text(
                "anybody can compute it again offline: bihuan verify BUNDLE, or the bundle’s own "
                "verify.py",
                "任何人都可离线复算：bihuan verify 核验包，或运行核验包内的 verify.py",
            )
        )
