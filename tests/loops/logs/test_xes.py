"""XES is read and written exactly, and a hostile file is refused."""

import gzip
import io
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from defusedxml.ElementTree import fromstring

from bihuan.ledger.words import Refused
from bihuan.loops.engine.logs.model import (
    STANDARD_EXTENSIONS,
    Classifier,
    Heading,
    Id,
    Nested,
    Trace,
)
from bihuan.loops.engine.logs.xes_reading import read
from bihuan.loops.engine.logs.xes_writing import write

CHINA = timezone(timedelta(hours=8))


def everything() -> tuple[Heading, list[Trace]]:
    event = {
        "concept:name": "立案 <&> \"'\n\t",
        "time:timestamp": datetime(2025, 1, 26, 9, 0, 0, 123456, CHINA),
        "seen": datetime(2025, 1, 26, 1, tzinfo=UTC),
        "whole": -7,
        "exact": Decimal("1.50"),
        "endless": Decimal("-Infinity"),
        "is": True,
        "is_not": False,
        "id": Id("a-1"),
        "nested": Nested("value", "x", [("y", Nested("value", 1, [("z", Id("q"))])), ("y2", 2)]),
        "list": Nested("list", None, [("a", 1), ("a", 2), ("in", Nested("list", None, []))]),
        "box": Nested("container", None, [("b", "t"), ("c", Nested("container", None, []))]),
        "last": "end",
    }
    heading = Heading(
        features="nested-attributes",
        extensions=list(STANDARD_EXTENSIONS),
        globals=[("trace", {"concept:name": "?"}), ("event", {"concept:name": "?", "n": 0})],
        classifiers=[Classifier("Activity", "concept:name 'a b'", "event"), Classifier("T", "x")],
        attributes={"concept:name": "log", "deep": Nested("value", 1, [("k", "v")])},
        loose=[{"concept:name": "loose"}],
    )
    return heading, [Trace({"concept:name": "1"}, [event, {}]), Trace()]


def test_what_is_written_is_read_back_equal():
    heading, traces = everything()
    for pack in (bytes, gzip.compress):
        again, found = read(io.BytesIO(pack(b"".join(write(heading, traces)))))
        assert list(found) == traces
        assert again == heading


def test_a_second_reader_finds_the_same_values():
    heading, traces = everything()
    root = fromstring(b"".join(write(heading, traces)))
    space = "{http://www.xes-standard.org/}"
    event = root.find(f"{space}trace/{space}event")
    top = {each.get("key"): each.get("value") for each in event}
    assert top["concept:name"] == traces[0].events[0]["concept:name"]
    assert datetime.fromisoformat(top["time:timestamp"]).utcoffset() == timedelta(hours=8)
    assert top["exact"] == "1.50"
    assert [each.tag for each in root][:4] == [f"{space}extension"] * 4


LOG = '<log xes.version="1849-2016">{}</log>'


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('<!DOCTYPE log [<!ENTITY a "b">]><log/>', "document type"),
        ('<!DOCTYPE log SYSTEM "file:///etc/passwd"><log/>', "document type"),
        ("<html/>", "no XES log"),
        ("<log>", "breaks off"),
        ("", "breaks off"),
        (LOG.format('<date key="t" value="2025-01-01T00:00:00"/>'), "zone"),
        (LOG.format('<int key="n" value="many"/>'), "is no int"),
        (LOG.format('<int key="n" value="1"/><int key="n" value="2"/>'), "twice"),
        (LOG.format('<string key="n"/>'), "lacks key or value"),
        (LOG.format('<string key="a" value="b">' * 40 + "</string>" * 40), "too deep"),
        (LOG.format("<x>" * 40 + "</x>" * 40), "too deep"),
        (LOG.format("<trace><trace/></trace>"), "holds a trace"),
    ],
)
def test_a_log_that_is_wrong_or_hostile_is_refused_with_its_reason(content, why):
    with pytest.raises(Refused, match=why):
        list(read(io.BytesIO(content.encode()))[1])


def test_a_file_that_unpacks_to_far_more_than_its_size_is_refused():
    bomb = gzip.compress(b"<log>" + b" " * (80 << 20))
    with pytest.raises(Refused, match="unpacks"):
        list(read(io.BytesIO(bomb))[1])


def test_a_character_that_xml_cannot_hold_is_not_written():
    with pytest.raises(Refused, match=r"U\+0000"):
        list(write(Heading(), [Trace({"a": "\0"})]))
