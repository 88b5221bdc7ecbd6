"""The page that tries other choices on a published result: a form, what comes of it, the draft.

Everything stands in the address, so that a trial can be sent to somebody; nothing is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bihuan.boards import queries
from bihuan.boards.engine.numbers import plain, shown
from bihuan.boards.queries import Published
from bihuan.ledger.words import Refused
from bihuan.mechanisms.diagnostics import Findings
from bihuan.mechanisms.planning import differences
from bihuan.schemes.public_what_if import PublicTrial, of_published, refuse_more_units
from bihuan.schemes.supposing import Supposed
from bihuan.web.board_view import find
from bihuan.web.labels import headline
from bihuan.web.page import answer
from bihuan.web.reader import Reader, reader
from bihuan.web.suppose_words import METHODS, told
from bihuan.web.where import where
from bihuan.web.words import WORDS

if TYPE_CHECKING:
    from bihuan.schemes.engine.result import Result, UnitRow
    from bihuan.schemes.engine.running.trial import Stood

FIGURES = 3
MOST_TYPED = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """One leaf in the form, as published and as typed."""

    path: str
    title: str
    indicator: str
    weight: str
    target: str
    method: str
    new_weight: str
    new_target: str
    new_method: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the form for another figure of a unit."""

    number: int
    unit: str
    indicator: str
    value: str


@require_safe
def suppose(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """Show the form and what comes of it, or hand out the draft as a file."""
    who, published = reader(request), find(request, scheme, period)
    result = queries.result(published)
    if refusal := _too_large(result):
        return _page(request, published, result, tried={"refusals": _refusals(refusal, who)})
    leaves, figures = _leaves(request, result, who), _figures(request)
    supposed = _supposed(leaves, figures)
    slips = _slips(figures, who)
    tried: dict[str, Any] = {"refusals": slips} if slips else {}
    if supposed.size and not slips:
        try:
            ruling, draft, trial = of_published(result, supposed)
        except Refused as refusal:
            tried = {"refusals": _refusals(refusal, who)}
        else:
            if request.GET.get("as") == "yaml":
                return _file(draft.text, f"{scheme}-draft.yaml")
            tried = {
                "differences": [told(each, _titles(result, who), who.language)
                                for each in differences(ruling, draft)],
                "figures": _supposed_lines(result, supposed, who), "groups": _moves(trial, who),
            }  # fmt: skip
    return _page(
        request, published, result, tried,
        leaves=leaves, figures=figures, methods=[(word, text.said_in(who.language))
                                                 for word, text in METHODS.items()],
        units=[(row["unit"], row["title"][who.language]) for row in result["rows"]],
        indicators=_indicators(result, who), supposed=supposed.size,
        draft_href=f"?{request.GET.urlencode()}&as=yaml",
    )  # fmt: skip


def _page(
    request: HttpRequest, published: Published, result: Result, tried: dict[str, Any], **form: Any
) -> HttpResponse:
    """Answer with the page; without `leaves` there is no form."""
    who, place = reader(request), where(request)
    here, v = f"/boards/{published.scheme}/{published.period}", request.GET.get("v", "")
    return answer(
        request, who, place, "web/suppose.html",
        published=published, result=result, headline=headline(result, who),
        board_href=place.link(here, v=v), clear_href=place.link(f"{here}/what-if", v=v),
        stands=_stands(published, who), tried=tried,
        status=422 if "refusals" in tried else 200, **form,
    )  # fmt: skip


def _too_large(result: Result) -> Refused | None:
    try:
        refuse_more_units(result)
    except Refused as refusal:
        return refusal
    return None


def _typed(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").strip()[:MOST_TYPED]


def _leaves(request: HttpRequest, result: Result, who: Reader) -> list[Asked]:
    found: dict[str, Asked] = {}
    for sheet in result["parameters"]["sheets"]:
        for leaf in sheet["leaves"]:
            path = leaf["path"]
            target = "" if leaf["target"] is None else f"{_number(leaf)}"
            found.setdefault(
                path,
                Asked(
                    path=path, title=leaf["title"][who.language], indicator=leaf["indicator"],
                    weight=_weight(result, path), target=target, method=leaf["method"],
                    new_weight=_typed(request, f"w:{path}"),
                    new_target=_typed(request, f"t:{path}"),
                    new_method=_typed(request, f"m:{path}"),
                ),
            )  # fmt: skip
    return list(found.values())


def _number(leaf: Any) -> Decimal:
    return Decimal(leaf["target"]).scaleb(-leaf["take_decimals"])


def _weight(result: Result, path: str) -> str:
    return next(plain(line["weight"]) for line in result["indicators"] if line["path"] == path)


def _figures(request: HttpRequest) -> list[Figure]:
    return [
        Figure(n, _typed(request, f"u{n}"), _typed(request, f"i{n}"), _typed(request, f"v{n}"))
        for n in range(1, FIGURES + 1)
    ]


def _supposed(leaves: list[Asked], figures: list[Figure]) -> Supposed:
    return Supposed(
        weights={one.path: one.new_weight for one in leaves if one.new_weight},
        targets={one.path: one.new_target for one in leaves if one.new_target},
        methods={
            one.path: one.new_method
            for one in leaves
            if one.new_method in METHODS and one.new_method != one.method
        },
        values={
            (one.unit, one.indicator): one.value
            for one in figures
            if one.unit and one.indicator and one.value
        },
    )


def _slips(figures: list[Figure], who: Reader) -> list[tuple[str, str]]:
    """Return what is wrong with the lines of figures: one that is half filled in, or two alike."""
    filled = [one for one in figures if one.unit or one.indicator or one.value]
    found = []
    if any(not (one.unit and one.indicator and one.value) for one in filled):
        found.append("suppose_half")
    if len({(one.unit, one.indicator) for one in filled}) < len(filled):
        found.append("suppose_twice")
    return [(WORDS[word].said_in(who.language), "") for word in found]


def _stands(published: Published, who: Reader) -> str:
    """Return what became of a version that is no longer in force; empty where it is."""
    if published.state == "withdrawn":
        return WORDS["why_withdrawn"].fill(reason=published.reason).said_in(who.language)
    if published.state == "superseded":
        return WORDS["suppose_replaced"].fill(n=published.version).said_in(who.language)
    return ""


def _indicators(result: Result, who: Reader) -> list[tuple[str, str]]:
    return [
        (one["name"], f"{one['title'][who.language]} ({one['unit_of_measure']})")
        for one in result["parameters"]["indicators"]
    ]


def _titles(result: Result, who: Reader) -> dict[str, str]:
    """Return the titles of the parts by path."""
    sheets = result["parameters"]["sheets"]
    parts = [part for sheet in sheets for part in (*sheet["nodes"], *sheet["leaves"])]
    return {part["path"]: part["title"][who.language] for part in parts if part["path"]}


def _supposed_lines(result: Result, supposed: Supposed, who: Reader) -> list[str]:
    """Return each supposed figure as a line: unit, indicator, value."""
    units = {row["unit"]: row["title"][who.language] for row in result["rows"]}
    titles = dict(_indicators(result, who))
    return [
        f"{units[unit]} · {titles[indicator]} → {value}"
        for (unit, indicator), value in supposed.values.items()
    ]


def _refusals(refusal: Refused, who: Reader) -> list[tuple[str, str]]:
    saids = refusal.diagnostics if isinstance(refusal, Findings) else (refusal.said,)
    return [
        (said.text.said_in(who.language), said.help.said_in(who.language) if said.help else "")
        for said in saids
    ]


def _moves(trial: PublicTrial, who: Reader) -> list[dict[str, Any]]:
    """Return each group with its units as they would stand, and what each gains or loses."""
    awards = {name: title[who.language] for name, title in trial.awards.items()}
    was = {row["unit"]: row for row in trial.before["rows"]}
    groups = []
    for group in trial.before["groups"]:
        rows = [row for row in trial.after if row["group"] == group["name"]]
        lines = [_line(was[row["unit"]], row, awards, who) for row in rows]
        groups.append({"title": group["title"][who.language], "rows": lines,
                       "moved": sum(1 for one in lines if one["up"] or one["down"])})  # fmt: skip
    return groups


def _line(old: UnitRow, new: Stood, awards: dict[str, str], who: Reader) -> dict[str, Any]:
    by = old["rank"] - new["rank"] if old["rank"] and new["rank"] else 0
    return {
        "title": old["title"][who.language],
        "rank": new["rank"], "old_rank": old["rank"], "up": max(by, 0), "down": max(-by, 0),
        "total": _minus(shown(new["total"])), "old_total": _minus(shown(old["total"])),
        "gained": [awards[name] for name in new["awards"] if name not in old["awards"]],
        "lost": [awards[name] for name in old["awards"] if name not in new["awards"]],
    }  # fmt: skip


def _minus(number: str) -> str:
    return number.replace("-", "−")


def _file(text: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
