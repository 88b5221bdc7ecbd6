"""Where weights came from, as it stands in a result: the shares, what led to them, and in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bihuan.ledger.words import Text
from bihuan.schemes.engine.definition.exact import WHOLE
from bihuan.schemes.engine.numbers.digits import plain
from bihuan.schemes.engine.result import MeasureLine, OwnShares, ShareLine, WeighingLine, Words
from bihuan.schemes.engine.weighing.ways import GIVEN

Json = dict[str, Any]
NINE = 9
NAMED_AT_MOST = 10

WAY_WORDS = {
    "equal": Text("equal shares", "等权"),
    "entropy": Text("information entropy", "熵权法"),
    "critic": Text("CRITIC (contrast and conflict)", "CRITIC法（对比强度与冲突性）"),
    "merec": Text("MEREC (effect of removal)", "MEREC法（剔除效应）"),
    "deviation": Text("standard deviation", "标准差法"),
    "principal": Text("principal components", "主成分法"),
    "targets": Text("target correlations", "目标相关系数法"),
    "budget": Text("budget allocation by experts", "专家预算分配法"),
    "ahp": Text("judgements in pairs (AHP)", "层次分析法（AHP）"),
    "doubt": Text(
        "benefit of the doubt: each unit has its own, means are shown",
        "数据包络（BoD）法：各单位权重不同，所列为平均值",
    ),
}
MEASURES = {
    "deviation": Text("standard deviation", "标准差"),
    "conflict": Text("conflict with the others", "冲突性"),
    "information": Text("amount of information", "信息量"),
    "entropy": Text("entropy", "熵值"),
    "diversity": Text("degree of divergence", "差异系数"),
    "removal": Text("effect of its removal", "剔除效应"),
    "eigenvalue": Text("eigenvalue", "特征值"),
    "explained": Text("share of the explained variance", "占已解释方差的比重"),
    "factor": Text("share in its factor", "在所属因子中的比重"),
    "loading": Text("loading", "载荷"),
    "correlation": Text("correlation with the node", "与上级得分的相关系数"),
    "misfit": Text("largest distance from the targets", "与目标的最大偏差"),
    "least": Text("lowest share given", "最低赋权"),
    "most": Text("highest share given", "最高赋权"),
    "largest": Text("largest eigenvalue", "最大特征根"),
    "consistency-index": Text("consistency index", "一致性指标"),
    "consistency-ratio": Text("consistency ratio", "一致性比率"),
}
_TOTAL = Text("the total", "总分")


def weighing_lines(parameters: Json) -> list[WeighingLine]:
    """Return a line for each node whose shares came from elsewhere than its parts' weights."""
    return [
        _line(parameters, number, sheet, node)
        for number, sheet in enumerate(parameters["sheets"])
        for node in sheet["nodes"]
        if "weighed" in node
    ]


def _line(parameters: Json, number: int, sheet: Json, node: Json) -> WeighingLine:
    weighed, titles = node["weighed"], _titles(sheet)
    line = WeighingLine(
        path=node["path"],
        title=node["title"],
        by=weighed["by"],
        groups=[group["name"] for group in parameters["groups"] if group["sheet"] == number],
        units=weighed["units"],
        parts=[
            ShareLine(path=path, title=titles[path], share=_text(share))
            for path, share in weighed["parts"]
        ],
        measures=[_measure(*row) for row in weighed["measures"]],
        left=list(weighed["left"]),
        words=_words(_said(node, weighed, titles)),
    )
    if "shares" in weighed:
        line["own"] = [
            OwnShares(unit=unit, shares=[_text(share) for share in shares])
            for unit, *shares in weighed["shares"]
        ]
    return line


def _titles(sheet: Json) -> dict[str, Words]:
    return {part["path"]: part["title"] for part in (*sheet["leaves"], *sheet["nodes"])}


def _measure(name: str, path: str, at: int, number: int) -> MeasureLine:
    return MeasureLine(
        name=name, path=path, at=at, value=_text(number), words=_words(MEASURES[name])
    )


def _text(number: int) -> str:
    return plain(number, NINE) or "0"


def _words(text: Text) -> Words:
    return Words(zh=text.zh, en=text.en)


def _title(node: Json) -> Text:
    if not node["path"]:
        return _TOTAL
    return Text(en=node["title"]["en"], zh=f"“{node['title']['zh']}”")


def _said(node: Json, weighed: Json, titles: dict[str, Words]) -> Text:
    """Return in one line: the node, the way, and the shares in percent."""
    shares = [
        Text(
            en=f"{titles[path]['en']} {plain(share, NINE - 2)}%",
            zh=f"{titles[path]['zh']}{plain(share, NINE - 2)}%",
        )
        for path, share in weighed["parts"]
    ]
    parts = Text(", ".join(share.en for share in shares), "、".join(share.zh for share in shares))
    way = WAY_WORDS[weighed["by"]]
    ratio = next((row[3] for row in weighed["measures"] if row[0] == "consistency-ratio"), None)
    if ratio is None:
        said = Text("{node}, by {way}: {parts}", "{node}下级权重按{way}确定：{parts}")
        return said.fill(node=_title(node), way=way, parts=parts)
    said = Text(
        "{node}, by {way}, consistency ratio {ratio}: {parts}",
        "{node}下级权重按{way}确定（一致性比率{ratio}）：{parts}",
    )
    return said.fill(node=_title(node), way=way, ratio=_text(round(ratio, -5)), parts=parts)


def weighing_warnings(parameters: Json) -> Iterator[Text]:
    """Yield what a reader should know of weights that were found from scores."""
    for sheet in parameters["sheets"]:
        for node in sheet["nodes"]:
            if "weighed" in node and node["weighed"]["by"] not in GIVEN:
                yield from _warned(node, _titles(sheet))


def _warned(node: Json, titles: dict[str, Words]) -> Iterator[Text]:
    weighed, title = node["weighed"], _title(node)
    if not weighed["units"]:
        said = Text(
            "{node}: no unit has all parts, so all weigh the same",
            "{node}：没有单位各项齐全，下级按等权计",
        )
        yield said.fill(node=title)
    elif weighed["by"] != "doubt" and len(weighed["left"]) == len(weighed["parts"]):
        said = Text(
            "{node}: no part tells units apart, so all weigh the same",
            "{node}：各项得分均无差异，下级按等权计",
        )
        yield said.fill(node=title)
    elif weighed["left"]:
        left = [titles[path] for path in weighed["left"][:NAMED_AT_MOST]]
        named = Text(", ".join(one["en"] for one in left), "、".join(one["zh"] for one in left))
        said = Text(
            "{node}: {parts} tell no units apart and weigh nothing",
            "{node}：{parts}各单位得分相同，权重为零",
        )
        yield said.fill(node=title, parts=named)
    misfit = next((row[3] for row in weighed["measures"] if row[0] == "misfit"), 0)
    if misfit * 1000 >= WHOLE:
        said = Text(
            "{node}: the target correlations cannot be reached without negative weights; the "
            "nearest ones were taken",
            "{node}：不用负权重无法达到目标相关系数，取最接近的一组权重",
        )
        yield said.fill(node=title)
