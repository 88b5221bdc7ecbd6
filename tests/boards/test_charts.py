from concurrent.futures import ThreadPoolExecutor

from defusedxml.ElementTree import fromstring

from bihuan.boards.engine.charts import Frame, draw
from bihuan.boards.engine.pictures import short_period

RANKS = {
    "periods": ["三季", "四季"],
    "units": [{"name": "云岭镇", "ranks": [2, 1]}, {"name": "白石镇", "ranks": [1, 2]}],
}
SQUARES = [
    {"name": "云岭", "sub": "第1", "col": 0, "row": 0, "value": 97.3},
    {"name": "白石", "sub": "第2", "col": 1, "row": 0, "value": 94.9},
]
SIZE = Frame(380, 240)


def test_the_same_data_gives_the_same_drawing():
    assert draw("bump", RANKS, SIZE, name="a") == draw("bump", RANKS, SIZE, name="a")
    assert draw("tile", SQUARES, SIZE, name="a") == draw("tile", SQUARES, SIZE, name="a")


def test_a_drawing_needs_no_style_and_no_script():
    for svg in (draw("bump", RANKS, SIZE, name="a"), draw("tile", SQUARES, SIZE, name="b")):
        root = fromstring(svg)
        for element in root.iter():
            assert element.tag.split("}")[1] not in {"style", "script", "foreignObject"}
            assert not {"style", "class"} & set(element.attrib)
            assert not any(name.startswith("on") for name in element.attrib)
        assert {"云岭镇", "云岭"} & set(root.itertext())


def test_a_name_is_text_whatever_it_holds():
    names = ['<script>alert("1")</script>', "{a}{b}", "a\\u0022'b"]
    ranks = {"periods": ["1", "2"], "units": [{"name": n, "ranks": [1, 2]} for n in names]}
    root = fromstring(draw("bump", ranks, SIZE, name="a"))
    assert set(names) <= set(root.itertext())


def test_ids_of_two_drawings_on_one_page_do_not_meet():
    first, second = (fromstring(draw("bump", RANKS, SIZE, name=name)) for name in ("a", "b"))
    ids = [{e.get("id") for e in root.iter() if e.get("id")} for root in (first, second)]
    assert not ids[0] & ids[1]


def test_drawings_may_be_asked_for_from_several_threads():
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda _: draw("bump", RANKS, SIZE, name="a"), range(12)))
    assert len(set(drawn)) == 1


def test_periods_are_named_shortly():
    assert short_period("2025Q2", "zh") == ("二季", "25年")
    assert short_period("2025H2", "en") == ("H2", "2025")
    assert short_period("2025-08", "zh") == ("8月", "25年")
    assert short_period("2023-01..2023-09", "zh") == ("至9月", "23年")
    assert short_period("2023", "zh") == ("2023年", "")
    assert short_period("2023-01..2023-09", "en") == ("M9", "2023")
