"""The pages in a browser: they fit, they are accessible, they answer, they call nobody else."""

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from shutil import which

import pytest
from playwright.sync_api import sync_playwright

from tests.boards import cast
from tests.web import outside
from tests.web.outside import award, citation

AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
BOARD = "/boards/race/2025Q4"
TRIED = f"{BOARD}/what-if?lang=en&w:growth=10&m:funds=zscore&u1=zhuxi&i1=growth&v1=99"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (320, 360, 768, 1024, 1280)
BOTTOM = """Math.max(...[...document.querySelectorAll("main > *")]
    .map(part => part.getBoundingClientRect().bottom))"""
SIZES = """Math.min(...[...document.querySelectorAll("main :is(p, td, th, li, a, small, span)")]
    .filter(part => part.offsetParent && part.textContent.trim())
    .map(part => parseFloat(getComputedStyle(part).fontSize)))"""
CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")


@pytest.fixture(scope="module")
def chromium():
    """A browser in a thread of its own: its event loop would part this one from its database."""
    with ThreadPoolExecutor(1) as thread:
        play = thread.submit(lambda: sync_playwright().start()).result()
        launch = partial(play.chromium.launch, executable_path=CHROMIUM, args=FLAGS)
        browser = thread.submit(launch).result()
        yield partial(_look, thread, browser)
        thread.submit(browser.close).result()
        thread.submit(play.stop).result()


@pytest.fixture
def visit(chromium, live_server, transactional_db):  # noqa: ARG001
    """Open a page of the district with two published quarters and look at it."""
    code = cast.two_quarters().code.replace(" ", "")

    def open_page(path, look, **window):
        return chromium(live_server.url, path.format(code=code), look, **window)

    return open_page


def _look(thread, browser, here, path, look, **window):
    return thread.submit(_looked, browser, here, path, look, **window).result()


def _looked(browser, here, path, look, *, width=1440, height=900, script=True):  # noqa: PLR0913
    """Return what `look` sees; other hosts cannot be reached, and no error may be told."""
    seen = []
    context = browser.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=script, locale="zh-CN"
    )
    context.route("**/*", lambda route: _only_here(route, here, seen))
    page = context.new_page()
    page.on("console", lambda told: seen.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.goto(here + path)
    found = look(page)
    context.close()
    assert not seen
    return found


def _only_here(route, here, seen):
    if route.request.url.startswith(here):
        route.continue_()
    else:
        seen.append(route.request.url)
        route.abort()


def overflows(page):
    """Return by how much the page is wider than the window, for each width at which it is."""
    by = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found[width] = page.evaluate(by)
    return {width: over for width, over in found.items() if over > 0}


def violations(page):
    # Evaluated by the browser's tooling, which the page's policy does not bind.
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(f"axe.run({{runOnly: {RULES}}})")["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in found]


def test_no_page_is_wider_than_the_window(visit):
    for path in (BOARD, f"{BOARD}?lang=en&group=bureaus", f"{BOARD}?lang=zh&size=large", "/",
                 "/public/verify/{code}", TRIED, f"{TRIED}&lang=zh&size=large"):  # fmt: skip
        assert visit(path, overflows) == {}, path


def test_axe_finds_nothing_at_any_size(visit):
    for path, width in (
        (BOARD, 1440), (BOARD, 390), (f"{BOARD}?mode=screen", 1920), (f"{BOARD}?lang=en", 1280),
        (f"{BOARD}?lang=zh&size=large", 1280), ("/", 390), ("/public/verify", 1280),
        ("/public/verify/{code}", 390), ("/public/verify/{code}", 1280),
        (f"{BOARD}/what-if", 1280), (TRIED, 320), (f"{TRIED}&lang=zh&size=large", 390),
    ):  # fmt: skip
        assert visit(path, violations, width=width, height=1080) == [], (path, width)


def test_the_page_of_awards_fits_and_axe_finds_nothing(visit):
    by = outside.enacted("qujiang")
    outside.awarded(by, *(award("yunling", f"2024Q{n}") for n in range(1, 5)))
    outside.printed(by, *map(citation, ("households", "signed", "rate")))
    for query, width in (("", 1440), ("", 390), ("?lang=en", 768), ("?lang=zh&size=large", 1280)):
        page = f"/honours/qujiang{query}"
        assert visit(page, overflows) == {}, page
        assert visit(page, violations, width=width) == [], page


def test_a_row_opens_with_and_without_script(visit):
    def look(page):
        why = page.locator(".bh-why").nth(1)
        before = why.is_visible()
        page.locator(".bh-row summary").nth(1).click()
        return before, why.is_visible(), why.inner_text()

    for script in (True, False):
        before, after, text = visit(BOARD, look, script=script)
        assert (before, after) == (False, True)
        assert "÷" in text


def test_a_row_opens_by_keyboard(visit):
    def look(page):
        page.locator(".bh-row summary").nth(1).focus()
        page.keyboard.press("Enter")
        return page.locator(".bh-why").nth(1).is_visible()

    assert visit(BOARD, look)


def test_without_script_everything_but_trying_weights_is_there(visit):
    def look(page):
        return (
            page.locator("#bh-try").is_hidden(),
            page.locator("#bh-needs-script").is_visible(),
            page.locator(".bh-chart svg").count(),
            page.locator(".bh-row").count(),
        )

    assert visit(BOARD, look, script=False) == (True, True, 2, 6)


def test_sliders_answer_in_the_page_and_change_nothing_published(visit):
    def look(page):
        answer, rows = page.locator("#bh-sum"), page.locator(".bh-row")
        seen = [(answer.inner_text(), rows.all_inner_texts())]
        page.locator("#bh-try input").first.fill("0")
        seen.append((answer.inner_text(), rows.all_inner_texts()))
        page.locator("#bh-reset").click()
        return [*seen, (answer.inner_text(), rows.all_inner_texts())]

    first, tried, restored = visit(BOARD, look)
    assert first[0] == "名次不变，金牛奖不变，流动红旗不变"
    assert "家名次变化" in tried[0]
    assert tried[1] == first[1]
    assert restored == first


def test_sliders_compute_what_the_scheme_would(visit):
    def look(page):
        for slider in (0, 1):
            page.locator("#bh-try input").nth(slider).fill("0")
        return page.locator("#bh-diff li:not(:has(.bh-badge))").all_inner_texts()

    # Projects alone count then, brought to 100 points: Baishi 100, Yunling and Shuangqiao 88,
    # Shimen 64, Yuehu 64 less 0.5, Zhuxi 40 and its bonus of 1.5.
    found = [re.match(r"(\w+)\s+第 (\d) 名 → 第 (\d) 名", line) for line in visit(BOARD, look)]
    moved = {one[1]: (int(one[2]), int(one[3])) for one in found}
    assert moved == {"石门镇": (5, 4), "月湖街道": (6, 5), "竹溪乡": (4, 6)}


def test_the_big_screen_fits_without_scrolling_and_shows_no_controls(visit):
    def look(page):
        return page.evaluate(BOTTOM), page.locator(".bh-acts").is_hidden()

    bottom, hidden = visit(f"{BOARD}?mode=screen", look, width=1920, height=1080)
    assert bottom <= 1080
    assert hidden


def test_large_text_is_large(visit):
    def look(page):
        return page.evaluate(SIZES), page.locator(".bh-row summary").first.bounding_box()

    smallest, target = visit(f"{BOARD}?size=large", look, width=1280)
    assert smallest >= 18
    assert min(target["width"], target["height"]) >= 60


def test_paper_shows_the_ranking_and_no_buttons(visit):
    def look(page):
        page.emulate_media(media="print")
        hidden = (".bh-acts", ".bh-side", ".bh-top", ".bh-whatif")
        return (
            [page.locator(name).is_hidden() for name in hidden],
            page.locator(".bh-row").first.is_visible(),
        )

    assert visit(BOARD, look) == ([True] * 4, True)


def test_other_choices_are_tried_with_and_without_script(visit):
    def look(page):
        page.locator('input[name="w:growth"]').fill("10")
        page.get_by_role("button", name="测算").click()
        page.wait_for_url("**#outcome")
        return page.locator("#outcome").inner_text(), page.locator(
            '[name="w:growth"]'
        ).input_value()

    for script in (True, False):
        text, kept = visit(f"{BOARD}/what-if", look, script=script, width=320)
        assert "50 → 10" in text
        assert kept == "10"
