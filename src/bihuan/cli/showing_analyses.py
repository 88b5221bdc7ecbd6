"""An analysis of a result in a terminal: weights, correlations, alpha, components."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from bihuan.cli.door import say
from bihuan.cli.printing import line, table
from bihuan.cli.showing import words
from bihuan.schemes import readings
from bihuan.schemes.queries import Result
from bihuan.schemes.readings import Alpha, Analysis, Coefficient, Components, Pair, Weight

_COMMA = say(", ", "、")
_NONE = "–"
_MARKS = {
    "collinear": say("say nearly the same", "高度重合"),
    "negative": say("contradict each other", "相互抵触"),
}


def show_analyses(result: Result, found: Iterable[Analysis]) -> None:
    """Print the analysis of each group of a result."""
    line(f"{words(result['title'])}  {words(result['period_title'])}")
    for each in found:
        _Shown(each).show()


def _number(number: Fraction | None) -> str:
    return _NONE if number is None else readings.text_of(number).replace("-", "−")


def _r(r: Coefficient | None) -> str:
    return _NONE if r is None else r.text().replace("-", "−")


def _percent(share: Fraction | None) -> str:
    return _NONE if share is None else readings.text_of(share * 100, 2).replace("-", "−")


class _Shown:
    """One group while it is printed."""

    def __init__(self, found: Analysis) -> None:
        self.found, self.sample = found, found.sample
        self.titles = {part.path: words(part.title) for part in self.sample.parts}

    def show(self) -> None:
        named = _COMMA.join(map(words, self.sample.titles))
        line()
        line(f"{named}  {len(self.sample.rows)}")
        if self.sample.without:
            units = _COMMA.join(self.sample.without)
            line(say(f"! left out, no total: {units}", f"! 暂无总分，未计入：{units}"))
        if not self.found.effective.lines:
            line(
                say(
                    "Fewer than three units have a total, or all totals are the same: "
                    "there is nothing to read.",
                    "有总分的单位不足三个，或总分全部相同，无可分析。",
                )
            )
            return
        self._weights()
        self._correlations()
        self._pairs()
        self._alphas()
        self._components()

    def _title(self, path: str) -> str:
        """Return a title indented by its level."""
        return "  " * path.count("/") + self.titles[path]

    # What drives the ranking

    def _weights(self) -> None:
        weights = self.found.effective
        by_path = {each.key.name: each for each in (*weights.nodes, *weights.lines)
                   if each.key.kind == "leaf"}  # fmt: skip
        # Those that add up to one are seen to do so.
        shares = readings.apportioned([each.effective for each in weights.lines], Fraction(1), 4)
        cut = dict(zip((each.key for each in weights.lines), shares, strict=True))
        rows = [
            _weight_row(self._title(part.path), each, cut.get(each.key, each.effective))
            for part in self.sample.parts
            if (each := by_path.get(part.path))
        ]
        rest = [each for each in weights.lines if each.key.kind != "leaf"]
        rows += [_weight_row(f"({words(each.title)})", each, cut[each.key]) for each in rest]
        line()
        line(say("What sets totals apart", "总分差异的来源"))
        classes = weights.classes
        heads = (say("part", "指标"), say("nominal (%)", "名义权重（%）"),
                 say("effective (%)", "实际权重（%）"), "r",
                 say(f"η² ({classes} classes)", f"η²（{classes}组）"))  # fmt: skip
        table(heads, rows, right=range(1, 5))

    # Which indicators say the same thing

    def _correlations(self) -> None:
        above: dict[str, list[Pair]] = {}
        for pair in self.found.between:
            above.setdefault(pair.first, []).append(pair)
        rows = []
        for path, (nearest, *_, total) in ((path, [*of, of[-1]]) for path, of in above.items()):
            inside = () if nearest is total else (self.titles[nearest.second], _r(nearest.r))
            rows.append((self._title(path), _r(total.r), *(inside or ("", ""))))
        if not any(row[2] for row in rows):
            return  # nothing stands above but the total, beside which r stands already
        line()
        line(say("Correlation with what stands above", "与总分及上级的相关系数"))
        heads = (say("part", "指标"), say("with the total", "与总分"), say("above", "上级"),
                 say("with it", "与上级"))  # fmt: skip
        table(heads, rows, right=(1, 3))

    def _pairs(self) -> None:
        pairs = {(pair.first, pair.second): pair for pair in self.found.within}
        pairs |= {(pair.first, pair.second): pair for pair in self.found.leaves}
        marked = [pair for pair in pairs.values() if pair.mark in _MARKS]
        still = {path for pair in pairs.values() for path in pair.constant}
        line()
        if marked:
            line(say("Pairs to look at", "需要关注的成对指标"))
            heads = (say("part", "指标"), say("and", "与"), "r", "")
            table(heads, (self._pair(pair) for pair in marked), right=(2,))
        else:
            line(
                say(
                    f"None of {len(pairs)} pairs say nearly the same or contradict each other.",
                    f"{len(pairs)}对指标中，没有高度重合或相互抵触的。",
                )
            )
        self._still(still)

    def _pair(self, pair: Pair) -> tuple[str, ...]:
        return (
            self.titles[pair.first], self.titles[pair.second], _r(pair.r), _MARKS[pair.mark]
        )  # fmt: skip

    def _still(self, paths: Iterable[str]) -> None:
        found = [part for part in self.sample.parts if part.path in set(paths)]
        if found:
            named = _COMMA.join(words(part.title) for part in found)
            line(say(f"The same for all units: {named}", f"各单位得分相同：{named}"))

    # Whether a block hangs together

    def _alphas(self) -> None:
        if not self.found.alphas:
            return
        line()
        line(
            say("Whether a block hangs together (Cronbach’s alpha)", "内部一致性（克隆巴赫α系数）")
        )
        heads = (say("block", "板块"), say("units", "单位数"), "α", say("standardised", "标准化α"),
                 say("α if left out", "剔除后α"),
                 say("r with the rest", "与其余部分r"))  # fmt: skip
        table(heads, self._alpha_rows(self.found.alphas), right=range(1, 6))

    def _alpha_rows(self, alphas: Iterable[Alpha]) -> Iterator[tuple[str, ...]]:
        for alpha in alphas:
            yield (
                self.titles[alpha.path], str(alpha.units), _number(alpha.alpha),
                _number(alpha.standardised), "", "",
            )  # fmt: skip
            for item in alpha.items:
                left_out, with_rest = _number(item.alpha_without), _r(item.with_rest)
                yield (f"  − {self.titles[item.path]}", "", "", "", left_out, with_rest)

    def _components(self) -> None:
        for found in self.found.components:
            if found.components:
                self._component(found)

    def _component(self, found: Components) -> None:
        kept = found.components[: max(found.kept, 1)]
        title, kmo = self.titles[found.path], _number(found.kmo)
        line()
        line(
            say(
                f"Principal components of {title}: {found.kept} with an eigenvalue above 1, "
                f"KMO {kmo}, {found.units} units",
                f"{title}的主成分：特征值大于1的有{found.kept}个，KMO {kmo}，{found.units}个单位",
            )
        )
        heads = (say("indicator", "指标"), *(str(at) for at in range(1, len(kept) + 1)))
        rows = [
            (say("eigenvalue", "特征值"), *(_number(each.eigenvalue) for each in kept)),
            (say("share (percent)", "方差贡献率（%）"), *(_percent(each.share) for each in kept)),
            *(
                (self.titles[path], *(_number(each.loadings[at]) for each in kept))
                for at, path in enumerate(found.leaves)
            ),
        ]
        table(heads, rows, right=range(1, len(heads)))


def _weight_row(title: str, weight: Weight, share: Fraction) -> tuple[str, ...]:
    nominal, main = _percent(weight.nominal), _number(weight.main)
    return (title, nominal, _percent(share), _r(weight.r), main)
