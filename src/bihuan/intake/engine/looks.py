"""How the cells of the form look: what is to be filled is white, all else is shaded and locked."""

from typing import Any

from bihuan.measures.observations import Declared

_FONT = {"font_name": "Microsoft YaHei", "font_size": 10}
# Thin diagonal lines, by their number in the file format.
_HATCHED = 14
_LINE = {"border": 1, "border_color": "#C5CBD3"}


class Looks:
    """The cell formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._figures: dict[str, Any] = {}
        self.title = self._make(bold=True, font_size=15, shrink=True, valign="vcenter")
        self.hint = self._make(font_color="#5B6573", text_wrap=True, valign="vcenter")
        self.heading = self._make(
            **_LINE, bold=True, align="center", valign="vcenter", text_wrap=True, bg_color="#E8ECF2"
        )
        self.name = self._make(**_LINE, bg_color="#F4F6F9", valign="vcenter", shrink=True)
        self.not_asked = self._make(
            **_LINE, pattern=_HATCHED, fg_color="#C5CBD3", bg_color="#F4F6F9", locked=True
        )
        self.key = self._make(font_color="#9AA3AF")
        self.text = self._make(text_wrap=True, valign="top")
        self.example = self._make(**_LINE, font_color="#8A5A00", bg_color="#FFF6E0")
        self.warning = self._make(bold=True, font_size=13, font_color="#8A5A00")

    def figure(self, indicator: Declared) -> Any:
        """Return the look of a cell to be filled."""
        form = number_format(indicator)
        if form not in self._figures:
            self._figures[form] = self._make(
                **_LINE, num_format=form, locked=False, align="right", valign="vcenter"
            )
        return self._figures[form]

    def _make(self, **more: Any) -> Any:
        return self._book.add_format({**_FONT, **more})


def number_format(indicator: Declared) -> str:
    """Return the number format of an indicator's cells."""
    # A cell that is formatted beforehand takes a typed 95% as 0.95 and shows no sign of it.
    if indicator.spec.unit_of_measure in {"%", "‰"}:
        return "General"
    decimals = indicator.spec.decimals
    return "#,##0." + "0" * decimals if decimals else "#,##0"
