"""Charts drawn on the server, from the chart kit ``charts.js`` and the vendored ECharts.

The SVG stands in a page whose Content-Security-Policy allows no inline style, in a
PDF and on a poster: so every style becomes a presentation attribute, and what is
meant for a mouse is taken out.
"""

from __future__ import annotations

import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from xml.etree.ElementTree import Element, register_namespace, tostring

import quickjs
from defusedxml.ElementTree import fromstring

Theme = Literal["light", "screen"]

HERE = Path(__file__).parent
SOURCES = (HERE / "vendor" / "echarts-6.1.0.min.js", HERE / "charts.js")
SVG = "http://www.w3.org/2000/svg"
# ECharts asks for these host names; a drawing on the server never calls them.
HOST = """globalThis.self = globalThis; globalThis.setTimeout = () => 0;
globalThis.clearTimeout = () => {}; globalThis.console = {log() {}, warn() {}, error() {}};"""
# "font: 600 12.5px Family, ..." and the longhands, as the renderer writes them.
SHORTHAND = re.compile(r"(?:(?P<weight>\d+|bold) )?(?P<size>[\d.]+px) (?P<family>.+)")
KEPT_STYLES = {"font-size", "font-family", "font-weight"}

register_namespace("", SVG)

# A QuickJS context belongs to one thread: every drawing is made in this one.
_DRAWERS = ThreadPoolExecutor(1, thread_name_prefix="charts")
_OWN = threading.local()


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a drawing in pixels, and its colours."""

    width: int
    height: int
    theme: Theme = "light"


def draw(kind: str, data: object, frame: Frame, *, name: str, **more: int) -> str:
    """Draw one chart of the kit (``bump`` or ``tile``) as SVG without style or script.

    Args:
        kind: the chart.
        data: what it shows; see ``charts.js``.
        frame: how large, in which colours.
        name: begins every id in the drawing, so that several stand on one page.
        more: further numbers for the chart, such as ``focus``.
    """
    text = json.dumps(data, ensure_ascii=False)
    size = (frame.width, frame.height)
    drawn = _DRAWERS.submit(_draw, kind, text, frame.theme, *size, json.dumps(more)).result()
    # The engine counts its drawings in the ids; the same data must give the same bytes.
    return _plain(re.sub(r"\bzr\d+-", f"{name}-", drawn))


def _draw(*arguments: Any) -> str:
    if not hasattr(_OWN, "context"):
        _OWN.context = quickjs.Context()
        _OWN.context.eval(HOST)
        for source in SOURCES:
            _OWN.context.eval(source.read_text(encoding="utf-8"))
        _OWN.draw = _OWN.context.get("bhDraw")
    return str(json.loads(_OWN.draw(*arguments)))


def _plain(svg: str) -> str:
    root = fromstring(svg)
    for parent in root.iter():
        for child in list(parent):
            if child.tag == f"{{{SVG}}}style":
                parent.remove(child)
    for element in root.iter():
        _plain_element(element)
    root.attrib.pop("baseProfile", None)
    root.set("aria-hidden", "true")
    return tostring(root, encoding="unicode")


def _plain_element(element: Element) -> None:
    for name in list(element.attrib):
        if name == "class" or name.startswith("ecmeta") or name == "pointer-events":
            del element.attrib[name]
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = declaration.partition(":")
        if name == "font" and (found := SHORTHAND.fullmatch(value.strip())):
            element.set("font-weight", found["weight"] or "400")
            element.set("font-size", found["size"])
            element.set("font-family", found["family"])
        elif name in KEPT_STYLES:
            element.set(name, value)
