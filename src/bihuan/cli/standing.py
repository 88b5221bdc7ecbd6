"""Commands about what stands: correct, confirm or withdraw a value; add or take points."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from bihuan.calendars.queries import Period
from bihuan.cli.door import DOOR, say
from bihuan.cli.options import AsJson, IndicatorName, PeriodName, Reason, SchemeName, UnitName
from bihuan.cli.printing import as_data, line
from bihuan.ledger.facts import Fact
from bihuan.measures import actions as measures
from bihuan.measures.observations import Entry
from bihuan.orgs.queries import resolve
from bihuan.schemes import actions as schemes


def _slug(unit: str, period: str) -> str:
    return resolve(DOOR.viewer(), unit, Period.parse(period).last).slug


def correct(  # noqa: PLR0913, PLR0917 - a command has its options
    indicator: IndicatorName,
    unit: UnitName,
    period: PeriodName,
    value: Annotated[str, typer.Argument(help=say("The right value.", "更正后的数值。"))],
    reason: Reason = "",
    json: AsJson = False,
) -> None:
    """Correct one value; the old one stays readable."""
    DOOR.json = json
    entry = Entry(indicator, _slug(unit, period), period, value)
    fact = measures.correct(entry, reason=reason, by=DOOR.viewer(), at=DOOR.now)
    _tell(fact, say("Corrected; the old value stays readable.", "已更正，原值仍可查。"))


def confirm(
    indicator: IndicatorName, unit: UnitName, period: PeriodName, json: AsJson = False
) -> None:
    """Note that a second person found the value right."""
    DOOR.json = json
    slug = _slug(unit, period)
    fact = measures.verify(indicator, slug, period, by=DOOR.viewer(), at=DOOR.now)
    _tell(fact, say("Confirmed by a second person.", "已由第二人核实。"))


def retract(
    indicator: IndicatorName,
    unit: UnitName,
    period: PeriodName,
    reason: Reason = "",
    json: AsJson = False,
) -> None:
    """Withdraw one value, so that none stands; the old one stays readable."""
    DOOR.json = json
    slug = _slug(unit, period)
    fact = measures.retract(indicator, slug, period, reason=reason, by=DOOR.viewer(), at=DOOR.now)
    _tell(fact, say("Withdrawn; no value stands now.", "已撤回，该项现无数据，原值仍可查。"))


def adjust(  # noqa: PLR0913, PLR0917 - a command has its options
    effect: Annotated[
        Literal["bonus", "deduction", "veto"], typer.Argument(help="bonus | deduction | veto")
    ],
    scheme: SchemeName,
    rule: Annotated[str, typer.Argument(help=say("Name of the rule.", "规则标识。"))],
    unit: UnitName,
    period: PeriodName,
    points: Annotated[
        str | None, typer.Option(help=say("Points, for all but a veto.", "分值，一票否决不填。"))
    ] = None,
    reason: Reason = "",
    json: AsJson = False,
) -> None:
    """Record a bonus, a deduction or a veto under a rule of a scheme."""
    DOOR.json = json
    fact = schemes.adjust(
        scheme, effect=effect, rule=rule, unit=_slug(unit, period), period=period, points=points,
        reason=reason, by=DOOR.viewer(), at=DOOR.now,
    )  # fmt: skip
    _tell(fact, say("Recorded.", "已登记。"))


def withdraw_adjustment(
    fact: Annotated[
        str, typer.Argument(metavar="FACT", help=say("Number of its fact.", "登记时的记录编号。"))
    ],
    reason: Reason = "",
    json: AsJson = False,
) -> None:
    """Withdraw a bonus, a deduction or a veto."""
    DOOR.json = json
    done = measures.withdraw_adjustment(fact, reason=reason, by=DOOR.viewer(), at=DOOR.now)
    _tell(done, say("Withdrawn; it counts no more.", "已撤回，不再计入。"))


def _tell(fact: Fact, sentence: str) -> None:
    """Print what was done, and the fact that says so."""
    if DOOR.json:
        as_data({"fact": fact.id, "supersedes": fact.supersedes})
        return
    line(f"{sentence}{say(' Fact', '记录编号')} {fact.id}")


def add_to(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command(help=say("Correct one value.", "更正一项数据。"))(correct)
    app.command(help=say("Confirm another's value.", "核实他人填报的一项数据。"))(confirm)
    app.command(help=say("Withdraw one value.", "撤回一项数据。"))(retract)
    adjusting = say("Record a bonus, deduction or veto.", "登记加分、扣分或一票否决。")
    app.command(help=adjusting)(adjust)
    withdrawing = say("Withdraw a bonus, deduction or veto.", "撤回加分、扣分或一票否决。")
    app.command("withdraw-adjustment", help=withdrawing)(withdraw_adjustment)
