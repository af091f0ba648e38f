"""The page of a book: its year, before and after smoothing."""

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from api.page import render_year
from api.page.columns import HEIGHT, Entry, columns_of
from api.page.year import year_of
from optimiser.book import WEEKDAYS, Book, Calendar, Contract, Hours, InspectionRule, Policy, RosterEngineer, Site, Zone

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
JANUARY = date(2026, 1, 1)


def yearly(number: int, month: int, tolerance: int) -> InspectionRule:
    return InspectionRule(
        f"r{number}", f"s{number}", "FREQ=YEARLY", date(2025, month, 15), timedelta(hours=10),
        last_done_on=date(2025, month, 15), tolerance_before=tolerance, tolerance_after=tolerance, calendar="office",
    )  # fmt: skip


def heap(tolerance: int, months: Sequence[int] = (3,)) -> Book:
    """Twelve sites whose yearly inspections are due in the same months: all in March."""
    return Book(
        "heap <b>", "UTC", [Calendar("office", "UTC", [Hours(WEEKDAYS[:5], time(8), time(17))])], [Policy("p", [], [])],
        [Zone("z")], [Contract("c", "customer", "p")], [Site(f"s{k}", "c", 36.0, 120.0) for k in range(12)],
        [RosterEngineer("e", 36.0, 120.0)], rules=[yearly(k, months[k % len(months)], tolerance) for k in range(12)],
    )  # fmt: skip


def test_smoothing_brings_every_month_below_the_limit_where_tolerances_allow_it() -> None:
    year = year_of(heap(170, (3, 9)), JANUARY)
    assert [month.name for month in year.months][::11] == ["2026-01", "2026-12"]
    assert year.fullest("before").times("before") == pytest.approx(6.0)
    assert year.fullest("after").times("after") <= 1.2
    assert sum(month.after for month in year.months) == pytest.approx(year.hours) == pytest.approx(120.0)
    assert year.held == []


def test_a_month_that_cannot_be_levelled_is_named_with_what_holds_it() -> None:
    year = year_of(heap(5), JANUARY)
    assert [(held.month.name, held.count) for held in year.held] == [("2026-03", 12)]
    html = render_year(heap(5), JANUARY)
    assert "12 inspections fit into no month that has less" in html
    assert "12 项巡检不能改到更空的时间" in html
    assert 'class="over"' in html


def test_a_year_begins_with_the_month_of_any_of_its_days() -> None:
    months = [month.name for month in year_of(heap(5), date(2026, 4, 30)).months]
    assert (months[0], months[-1], len(months)) == ("2026-04", "2027-03", 12)


def test_the_page_holds_both_languages_and_no_markup_of_the_book() -> None:
    html = render_year(heap(5), JANUARY, "zh")
    assert '<html lang="zh-CN">' in html
    assert "Due hours per month" in html and "各月应完成工时" in html
    assert "heap &lt;b&gt;" in html and "heap <b>" not in html


def test_a_book_without_rules_has_a_page_that_says_so() -> None:
    html = render_year(replace(heap(5), rules=[]), JANUARY)
    assert "No inspection is due in these months." in html
    assert '<svg class="columns"' not in html


def test_there_are_two_languages() -> None:
    with pytest.raises(ValueError, match="'fr'"):
        render_year(heap(5), JANUARY, "fr")


def test_bars_are_as_high_as_their_values() -> None:
    chart = columns_of([Entry("a", "", [(50.0, "before"), (100.0, "after")], "")], 90.0)
    low, high = chart.columns[0].bars
    assert high.height == pytest.approx(2 * low.height, abs=0.02)
    assert high.y + high.height == low.y + low.height == HEIGHT - 40
    assert [tick.label for tick in chart.ticks] == ["0", "20", "40", "60", "80", "100"]


@pytest.fixture
def view(tmp_path: Path) -> Iterator[Page]:
    """A browser's page; in the end there were no errors."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium on the path (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page, complaints = browser.new_page(), list[str]()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        (tmp_path / "year.html").write_text(render_year(heap(5), JANUARY), encoding="utf-8")
        page.goto((tmp_path / "year.html").as_uri())
        yield page
        browser.close()
        assert complaints == []


def test_the_chart_is_drawn_and_the_language_switches(view: Page) -> None:
    bars = view.locator("g[data-month='2026-03'] rect:not(.hit-area)")
    assert bars.count() == 2
    assert bars.nth(0).evaluate("bar => bar.getBoundingClientRect().height") > 100
    view.get_by_role("button", name="简体中文").click()
    assert re.match("2026-01 – 2026-12", view.title())
    assert view.locator("#chart-title").inner_text() == "均衡前后各月应完成工时"
    assert view.evaluate("document.documentElement.scrollWidth <= innerWidth")
