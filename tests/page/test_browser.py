"""The page in a real browser."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from api.page import render

from .days import small_day
from .weeks import small_week

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium on the path (apt-get install chromium)")

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for this file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path) -> Iterator[Opener]:
    """Opens a page from a file; in the end there were no errors and no request to anywhere."""
    file, complaints = tmp_path / "plan.html", list[str]()
    context = []

    def open_(html: str, **options: object) -> Page:
        file.write_text(html, encoding="utf-8")
        context.append(chromium.new_context(**options))  # type: ignore[arg-type]
        view = context[-1].new_page()
        view.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        view.on("pageerror", lambda error: complaints.append(str(error)))
        view.on("request", lambda request: complaints.append(request.url) if request.url != file.as_uri() else None)
        view.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        view.goto(file.as_uri())
        return view

    yield open_
    for one in context:
        one.close()
    assert [complaint for complaint in complaints if complaint != "data:,"] == []


def small_page(language: str = "en") -> str:
    """The page of the small day."""
    day = small_day()
    return render(day.problem, day.plan, day.seconds, day.metres, language)


def test_the_language_switches_everywhere_at_once(opened: Opener) -> None:
    view = opened(small_page())
    heading = view.locator("#gantt-title")
    assert heading.inner_text() == "Who does what, when"
    view.get_by_role("button", name="简体中文").click()
    assert heading.inner_text() == "谁在何时做什么"
    assert view.title() == "2026-11-23 排班计划"
    assert view.get_by_role("button", name="简体中文").get_attribute("aria-pressed") == "true"
    view.get_by_role("button", name="English").click()
    assert heading.inner_text() == "Who does what, when"


def test_without_script_the_page_shows_the_language_that_it_was_written_in(opened: Opener) -> None:
    view = opened(small_page("zh"), java_script_enabled=False)
    assert view.locator("#gantt-title").inner_text() == "谁在何时做什么"


@pytest.mark.parametrize("width", [390, 820, 1360])
def test_the_body_never_scrolls_sideways(opened: Opener, width: int) -> None:
    day = small_day(["v0", "INC-" + "9" * 90, "客户" * 40, "v3"], ["e0", "x" * 80, "工程师" * 30])
    view = opened(render(day.problem, day.plan, day.seconds, day.metres), viewport={"width": width, "height": 844})
    assert view.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_the_chart_scrolls_in_its_box_and_keeps_the_names(opened: Opener) -> None:
    view = opened(small_page(), viewport={"width": 390, "height": 844})
    name = view.locator("button.name").first
    before = name.bounding_box()
    view.locator(".gantt").evaluate("box => { box.scrollLeft = 400 }")
    assert view.locator(".gantt").evaluate("box => box.scrollLeft") == 400
    assert name.bounding_box() == before


def test_an_engineer_is_followed_in_chart_and_map_and_let_go_with_escape(opened: Opener) -> None:
    view = opened(small_page())
    row = view.locator("[data-pick='1']")
    row.focus()
    view.keyboard.press("Enter")
    assert row.get_attribute("aria-pressed") == "true"
    assert view.locator("#plane .route.on").count() == 2, "its line and its markers"
    assert set(view.locator(".on[data-route]").evaluate_all("all => all.map(one => one.dataset.route)")) == {"1"}
    view.keyboard.press("Escape")
    assert view.locator(".on").count() == 0


def test_pointing_at_a_visit_tells_about_it_and_lights_it_up_on_the_map(opened: Opener) -> None:
    view = opened(small_page())
    view.locator(".lane [data-visit='v1'] .v").hover()
    assert "≤ 12:00   +0:30" in view.locator("#tip").inner_text()
    assert view.locator("#plane [data-visit='v1'].hit").count() == 1


def test_the_map_zooms_and_comes_back(opened: Opener) -> None:
    view = opened(small_page(), viewport={"width": 1200, "height": 900})
    plane = view.locator("#plane")
    whole = plane.get_attribute("viewBox")
    view.get_by_role("button", name="Zoom in").click()
    near = plane.get_attribute("viewBox")
    assert whole and near and float(near.split()[2]) < float(whole.split()[2])
    plane.focus()
    view.keyboard.press("ArrowLeft")
    assert plane.get_attribute("viewBox") != near
    view.keyboard.press("0")
    assert plane.get_attribute("viewBox") == whole


def test_the_wheel_scrolls_the_page_until_the_map_is_clicked(opened: Opener) -> None:
    view = opened(small_page(), viewport={"width": 1200, "height": 900})
    plane = view.locator("#plane")
    plane.scroll_into_view_if_needed()
    whole = plane.get_attribute("viewBox")
    plane.hover(position={"x": 60, "y": 60})
    view.mouse.wheel(0, -100)
    view.wait_for_function("() => new Promise(done => requestAnimationFrame(() => done(true)))")
    assert plane.get_attribute("viewBox") == whole
    plane.scroll_into_view_if_needed()
    plane.click(position={"x": 60, "y": 60})
    view.mouse.wheel(0, -200)
    view.wait_for_function("whole => document.getElementById('plane').getAttribute('viewBox') !== whole", arg=whole)


def test_red_is_for_lateness_only(opened: Opener) -> None:
    view = opened(small_page())
    reds = view.evaluate("""() => {
      const late = getComputedStyle(document.documentElement).getPropertyValue('--late').trim();
      const probe = document.createElement('i'); probe.style.color = late; document.body.append(probe);
      const red = getComputedStyle(probe).color; probe.remove();
      const ways = ['color', 'fill', 'stroke', 'backgroundColor'];
      const coloured = (one) => ways.some((way) => getComputedStyle(one)[way] === red);
      return [...document.querySelectorAll('main *, header *')].filter(coloured)
        .filter((one) => !one.closest('.late, .alarm, .by, .sample')).map((one) => one.outerHTML.slice(0, 80));
    }""")
    assert reds == []


def week_page() -> str:
    """The page of the small week."""
    week = small_week()
    return render(week.problem, week.plan, week.seconds, week.metres)


def test_a_day_is_chosen_in_chart_map_and_tables_at_once(opened: Opener) -> None:
    view = opened(week_page())
    shown = "all => all.filter(one => getComputedStyle(one).display !== 'none').map(one => one.dataset.day)"
    days = view.locator("[data-day]")
    assert set(days.evaluate_all(shown)) == {"2026-11-23", "2026-11-24", "2026-11-25"}
    view.locator("button.name[data-pick='0']").click()
    view.get_by_role("button", name="Tue 11-24").click()
    assert set(days.evaluate_all(shown)) == {"2026-11-24"}
    assert view.locator(".on").count() == 0, "nobody is followed who is not shown"
    view.get_by_role("button", name="All days").click()
    assert len(set(days.evaluate_all(shown))) == 3


@pytest.mark.parametrize("width", [390, 1360])
def test_several_days_fit_any_width(opened: Opener, width: int) -> None:
    view = opened(week_page(), viewport={"width": width, "height": 844})
    assert view.evaluate("document.documentElement.scrollWidth") <= width
    text = view.locator("[data-day='2026-11-23'] .stands [lang=en]").first
    assert text.inner_text() == "resident at East Gate"
    assert text.evaluate("one => one.getBoundingClientRect().height > 8")


def test_a_wide_chart_begins_with_its_first_visit(opened: Opener) -> None:
    view = opened(week_page(), viewport={"width": 390, "height": 844})
    box = view.locator("[data-day='2026-11-24'] .gantt")
    first = box.locator(".visit .v").first.bounding_box()
    names = box.locator(".name").first.bounding_box()
    assert first and names and names["x"] + names["width"] <= first["x"] < 390


def test_hostile_ids_run_nothing(opened: Opener) -> None:
    day = small_day(
        [
            "<script>alert(1)</script>",
            "'\"><img src=x onerror=alert(1)>",
            "</script><script>alert(2)</script>",
            "<svg onload=alert(3)>",
        ],
        ['" onclick="alert(4)', "<b>e1</b>", "</style>"],
    )
    view = opened(render(day.problem, day.plan, day.seconds, day.metres))
    view.locator(".lane .visit .v").nth(1).hover()
    assert "<img src=x" in view.locator("#tip").inner_text()


@pytest.mark.parametrize("width", [1400, 1100, 900, 700, 400])
def test_no_figure_stands_alone_in_its_row_and_none_is_cut_off(opened: Opener, width: int) -> None:
    view = opened(small_page(), viewport={"width": width, "height": 800})
    cards = view.locator(".cards > div")
    rows = [round(box["y"]) for box in (cards.nth(k).bounding_box() for k in range(cards.count())) if box]
    counts = [rows.count(row) for row in sorted(set(rows))]
    assert len(rows) == 9
    assert max(counts) - min(counts) <= 1
    wide = view.evaluate(
        "[...document.querySelectorAll('.cards dd')].filter(e => e.scrollWidth > e.clientWidth).length"
    )
    assert wide == 0
