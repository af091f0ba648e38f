"""The page of a study in a real browser."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from scenarios.report import Found, report_page
from scenarios.report.words import Language

from .results import NAMES, drawn_result, drawn_selection
from .test_page import HOSTILE

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


@pytest.fixture(scope="module")
def pages() -> dict[Language, str]:
    """A study with everything, in both languages; with long and hostile names."""
    result = drawn_result(
        (*NAMES[:2], *HOSTILE), replications=3, days=30, engineers=("李工", *HOSTILE), name=HOSTILE[3]
    )
    return {"en": report_page(result, "en", found=Found(drawn_selection())), "zh": report_page(result, "zh")}


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path) -> Iterator[Opener]:
    """Opens a page from a file; in the end there were no errors and no request to anywhere."""
    file, complaints, contexts = tmp_path / "report.html", list[str](), []

    def open_(html: str, **options: object) -> Page:
        file.write_text(html, encoding="utf-8")
        contexts.append(chromium.new_context(**options))  # type: ignore[arg-type]
        view = contexts[-1].new_page()
        view.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        view.on("pageerror", lambda error: complaints.append(str(error)))
        view.on("request", lambda request: complaints.append(request.url) if request.url != file.as_uri() else None)
        view.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        view.goto(file.as_uri())
        return view

    yield open_
    for one in contexts:
        one.close()
    assert [complaint for complaint in complaints if complaint != "data:,"] == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_body_never_scrolls_sideways(opened: Opener, pages: dict[Language, str], language: Language) -> None:
    view = opened(pages[language], viewport={"width": 390, "height": 844})
    view.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    for width in (390, 820, 1360):
        view.set_viewport_size({"width": width, "height": 844})
        assert view.evaluate("document.documentElement.scrollWidth") <= width


def test_labels_of_an_axis_do_not_touch(opened: Opener, pages: dict[Language, str]) -> None:
    view = opened(pages["en"], viewport={"width": 390, "height": 844})
    touching = view.evaluate("""() => {
      const faults = [];
      for (const plot of document.querySelectorAll('.plot, svg.axis')) {
        const boxes = [...plot.querySelectorAll('text.across, text.along, :scope.axis > text')].map(
          one => one.getBoundingClientRect());
        boxes.forEach((a, i) => boxes.slice(i + 1).forEach(b => {
          if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
            faults.push(plot.closest('section').id);
        }));
      }
      return faults;
    }""")
    assert touching == []


def test_no_text_is_smaller_than_a_person_reads(opened: Opener, pages: dict[Language, str]) -> None:
    view = opened(pages["en"], viewport={"width": 390, "height": 844})
    sizes = view.evaluate("""() => [...document.querySelectorAll('body *')].filter(one => !one.matches('.mark, .mark *')
      && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()) && !one.closest('title, desc'))
      .map(one => parseFloat(getComputedStyle(one).fontSize))""")
    assert min(sizes) >= 11


def test_dark_and_light_differ_and_neither_is_red(opened: Opener, pages: dict[Language, str]) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        view = opened(pages["zh"], color_scheme=scheme, viewport={"width": 1200, "height": 900})
        grounds.append(view.evaluate("getComputedStyle(document.body).backgroundColor"))
        ways = "['color', 'fill', 'stroke', 'backgroundColor']"
        colours = view.evaluate(f"""() => [...new Set([...document.querySelectorAll('body *')].flatMap(
          one => {ways}.map(way => getComputedStyle(one)[way])))]""")
        assert {"rgb(195, 16, 47)", "rgb(255, 107, 120)"}.isdisjoint(colours)
    assert grounds[0] != grounds[1]


def test_whoever_does_not_see_a_chart_is_told_what_it_shows(opened: Opener, pages: dict[Language, str]) -> None:
    view = opened(pages["en"])
    charts = view.locator("svg[role=img]")
    assert charts.count() >= 20
    told = charts.evaluate_all("all => all.map(one => [...one.children].filter(c => /title|desc/.test(c.tagName))"
                               ".map(c => c.textContent.trim().length))")  # fmt: skip
    assert all(len(lengths) == 2 and min(lengths) > 0 for lengths in told)
