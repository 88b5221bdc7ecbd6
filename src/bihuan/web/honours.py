"""The page of what others awarded and published about a district. It needs no login."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bihuan.boards import honours as queries
from bihuan.boards.honours import Figure, Honour, Number, Roll, Sheet
from bihuan.ledger.words import Language, Text
from bihuan.measures.unit_names import named
from bihuan.web.page import answer
from bihuan.web.reader import reader
from bihuan.web.where import where
from bihuan.web.words import WORDS

# Awards that have an emblem of their own; others show a cup.
LOOKS = {"golden-ox": "gold", "red-flag": "flag"}
# The unit of measure of a rank, and those that stand close to their number.
RANK, CLOSE = "位", frozenset({"%", "‰"})


@require_safe
def honours(request: HttpRequest, origin: str) -> HttpResponse:
    """Show the awards of a district and the figures printed about it, each with its source."""
    place = where(request).at(origin)
    if not place.has_awards:
        raise Http404(origin)
    who = reader(request)
    said = Saying(who.language)
    return answer(
        request, who, place, "web/outside.html",
        here="honours",
        levels=said.levels(queries.honours(origin)),
        sheets=[said.sheet(sheet) for sheet in queries.sheets(origin)],
    )  # fmt: skip


class Saying:
    """What the page says, in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def say(self, word: str, /, **parameters: object) -> str:
        return WORDS[word].fill(**parameters).said_in(self.language)

    def names(self, titles: Sequence[Text]) -> str:
        return self.say("js_and").join(title.said_in(self.language) for title in titles)

    def levels(self, given: Sequence[Honour]) -> list[dict[str, Any]]:
        """Return the awards by level, the highest level first."""
        levels = dict.fromkeys(honour.level for honour in given)
        return [
            self.level(level, [honour for honour in given if honour.level == level])
            for level in levels
        ]

    def level(self, level: str, given: list[Honour]) -> dict[str, Any]:
        return {
            "name": level, "title": self.say(f"level_{level}"), "counts": self.counts(given),
            "honours": [self.honour(honour) for honour in given],
        }  # fmt: skip

    def counts(self, given: list[Honour]) -> str:
        """Return how many places and units there were, where several awards have one period."""
        periods = {honour.latest.period for honour in given}
        if len(given) == 1 or len(periods) > 1:
            return ""
        holders = [holder.unit for honour in given for holder in honour.latest.holders]
        return self.say(
            "level_counts", period=periods.pop().title, places=len(holders),
            units=len(set(holders)),
        )  # fmt: skip

    def honour(self, honour: Honour) -> dict[str, Any]:
        latest, before = honour.latest, honour.previous
        return {
            "id": f"{honour.level}-{honour.award}", "look": LOOKS.get(honour.award, ""),
            "title": honour.title.said_in(self.language),
            "given_by": self.say("given_by", name=honour.given_by),
            "latest": self.say("latest_list", period=latest.period.title),
            "holders": [
                {"title": holder.title.said_in(self.language), **self.streak(honour, place)}
                for place, holder in enumerate(latest.holders)
            ],
            "shared": [
                self.say("also_holds", award=title, names=self.names(both))
                for title, both in honour.shared
            ],
            "before": self.say(
                "period_before", period=latest.period.previous().title,
                names=self.listed(before) if before else WORDS["not_published"],
            ),
            "rolls": [
                self.roll(roll, above)
                for roll, above in zip(honour.rolls, (None, *honour.rolls), strict=False)
            ],
        }  # fmt: skip

    def streak(self, honour: Honour, place: int) -> dict[str, str]:
        """Return how often in a row, from when to when; once is no streak."""
        latest = honour.latest
        run = latest.holders[place].streak
        if run.count == 1:
            return {}
        first = latest.period.previous(run.count - 1)
        return {
            "streak": self.say(f"streak_{latest.period.kind}", n=run.count),
            "span": self.say("from_to_period", first=first.title, last=latest.period.title),
        }

    def listed(self, roll: Roll) -> str:
        return self.names([holder.title for holder in roll.holders])

    def roll(self, roll: Roll, above: Roll | None) -> dict[str, Any]:
        """Return one line of the record; words that the line above quotes are not said again."""
        said = {source.quote for source in above.sources} if above else set()
        return {
            "period": roll.period.title.said_in(self.language), "names": self.listed(roll),
            "sources": [
                {
                    "place": source.place,
                    "on": source.on,
                    "quote": "" if source.quote in said else self.quoted(source.quote),
                }
                for source in roll.sources
            ],
        }  # fmt: skip

    def quoted(self, quote: str) -> str:
        return self.say("quoted", quote=quote) if quote else ""

    def sheet(self, sheet: Sheet) -> dict[str, Any]:
        return {
            "unit": sheet.title.said_in(self.language),
            "period": sheet.period.title.said_in(self.language),
            "source": sheet.printed,
            "figures": [self.figure(figure) for figure in sheet.figures],
        }

    def figure(self, figure: Figure) -> dict[str, Any]:
        own = [what for what in ("value", "period") if what in figure.derived]
        return {
            "title": figure.number.title.said_in(self.language),
            "value": self.measured(figure.number.value, figure.number.unit_of_measure),
            "parts": self.parts(figure), "basis": figure.basis.said_in(self.language),
            "derived": [self.say(f"derived_{what}") for what in own],
            "quote": self.quoted(figure.quote),
            "doubts": [self.doubt(figure, because) for because in figure.doubts],
        }  # fmt: skip

    def parts(self, figure: Figure) -> list[dict[str, str]]:
        """Return what stands beside the value; what is derived carries the word for it."""
        derived = self.say("derived")
        parts = [
            {
                "says": self.say(
                    f"figure_{what}", n=self.measured(number, figure.number.unit_of_measure)
                ),
                "derived": derived if what in figure.derived else "",
            }
            for what, number in (("target", figure.target), ("prior", figure.prior))
            if number
        ]  # fmt: skip
        # A ratio of a derived number is derived as well.
        from_target = derived if {"target", "value"} & set(figure.derived) else ""
        if figure.completion:
            says = self.say("figure_completion", n=figure.completion)
            parts.append({"says": says, "derived": from_target})
        if figure.progress:
            says = self.say("figure_progress", n=figure.progress, elapsed=figure.elapsed)
            parts.append({"says": says, "derived": from_target})
        return parts

    def doubt(self, figure: Figure, because: Text) -> str:
        unit = figure.number.unit_of_measure
        said: dict[str, object] = {"value": self.measured(figure.number.value, unit)}
        if not figure.beside:
            return self.say("doubtful_alone", because=because, **said)
        said["beside"] = self.say("js_and").join(self.named(number) for number in figure.beside)
        if figure.expected:
            return self.say("contradiction", expected=self.measured(figure.expected, unit), **said)
        return self.say("doubtful", because=because, **said)

    def measured(self, number: str, unit: str) -> str:
        """Return a number with its unit of measure: 95.45%, 27 亿元, 第 4 位."""
        if unit == RANK:
            return self.say("rank_number", n=number)
        if unit in CLOSE:
            return f"{number}{unit}"
        return f"{number} {named(unit).said_in(self.language)}".strip()

    def named(self, number: Number) -> str:
        return self.say(
            "named_number", title=number.title,
            number=self.measured(number.value, number.unit_of_measure),
        )  # fmt: skip
