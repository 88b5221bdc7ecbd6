"""How a cell shows its number: a format makes 0.95 look like 95 %, and 45000 like a day.

The reader needs no more of the styles than this: whether a number is shown as a percentage,
as a date, or divided by thousands.
"""

import re
from typing import Literal

Look = Literal["", "percent", "date", "scaled"]

_BUILT_IN: dict[int, Look] = {
    **dict.fromkeys((9, 10), "percent"),
    **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), "date"),
}
# Quoted text, colours and locales in brackets, escaped characters say nothing of the number.
_DECORATION = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].|General', re.IGNORECASE)
_SCALED = re.compile(r"[0#?!.],+(?![0#?,])")


def look_of_format(code: str) -> Look:
    """Tell how a number format such as ``0.00%`` or ``yyyy-mm-dd`` shows a number."""
    bare = _DECORATION.sub("", code).partition(";")[0]
    if "%" in bare:
        return "percent"
    if re.search("[ymdhs]", bare, re.IGNORECASE):
        return "date"
    return "scaled" if _SCALED.search(bare) else ""


class Styles:
    """The looks of a workbook's cell styles, in the order in which cells refer to them."""

    def __init__(self) -> None:
        self.looks: list[Look] = []
        self._formats: dict[int, Look] = {}
        self._in_cells = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt":
            number = int(attributes.get("numFmtId", "0"))
            self._formats[number] = look_of_format(attributes.get("formatCode", "")[:400])
        elif tag == "cellXfs":
            self._in_cells = True
        elif tag == "xf" and self._in_cells:
            number = int(attributes.get("numFmtId", "0"))
            self.looks.append(self._formats.get(number, _BUILT_IN.get(number, "")))

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._in_cells = False

    def look(self, style: str | None) -> Look:
        index = int(style or 0)
        return self.looks[index] if 0 <= index < len(self.looks) else ""
