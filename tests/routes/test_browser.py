"""Route and slip in a real browser: on a phone, on A4."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from api.page.route_page import render_route
from api.page.slip_page import render_slip
from api.schemas.routes import PartPlace, StopPart

from .samples import filled_slip, mixed_route, open_slip, route, site, ticket_stop

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium on the path (apt-get install chromium)")

Opener = Callable[..., Page]

A4_WIDTH = 695
"""Of the sheet within its margins, in CSS pixels."""

LONG = "Zuchongzhi" * 12 + "客户" * 40

SEVERAL = (PartPlace(), PartPlace(count=2, depot="d1", name="North, by the ring road"), PartPlace(count=2, depot="d2"))

PAGES = {
    "route": lambda language: render_route(mixed_route(), language),
    "long-names": lambda language: render_route(
        route(
            ticket_stop(0, customer=LONG, checklist=(LONG,), site=site(0, name=LONG, address=LONG, access_note=LONG)),
            engineer_name=LONG,
        ),
        language,
    ),
    "parts-of-several-depots": lambda language: render_route(
        route(
            ticket_stop(0, parts=(StopPart(part="FAN-120", count=6, take=SEVERAL, missing=1),)),
            ticket_stop(1, parts=(StopPart(part="PSU", name=LONG, take=(PartPlace(depot="d3", name=LONG),)),)),
        ),
        language,
    ),
    "open-slip": lambda language: render_slip(open_slip(), language),
    "filled-slip": lambda language: render_slip(filled_slip(), language),
    "long-slip": lambda language: render_slip(
        filled_slip().model_copy(update={"number": LONG[:200], "customer": LONG, "work_done": LONG}), language
    ),
}


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
    file, complaints, views = tmp_path / "paper.html", list[str](), list[Page]()

    def open_(html: str, **options: object) -> Page:
        file.write_text(html, encoding="utf-8")
        view = chromium.new_page(**options)  # type: ignore[arg-type]
        views.append(view)
        view.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
        view.on("pageerror", lambda error: complaints.append(str(error)))
        view.on("request", lambda request: complaints.append(request.url))
        view.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        view.goto(file.as_uri())
        return view

    yield open_
    for view in views:
        view.close()
    assert [one for one in complaints if one != file.as_uri() and not one.startswith("data:")] == []


@pytest.mark.parametrize("name", sorted(PAGES))
@pytest.mark.parametrize(("width", "media"), [(390, "screen"), (A4_WIDTH, "print")])
def test_nothing_is_wider_than_the_phone_or_the_sheet(opened: Opener, name: str, width: int, media: str) -> None:
    for language in ["en", "zh"]:
        view = opened(PAGES[name](language), viewport={"width": width, "height": 844})
        view.emulate_media(media=media)  # type: ignore[arg-type]
        assert view.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, A4_WIDTH])
def test_times_stand_in_one_line_beside_the_title(opened: Opener, width: int) -> None:
    view = opened(render_route(mixed_route()), viewport={"width": width, "height": 844})
    faulty = view.evaluate("""() => [...document.querySelectorAll('.stop')].filter((stop) => {
      const time = document.createRange(); time.selectNodeContents(stop.querySelector('.when b'));
      const title = stop.querySelector('h2');
      if (!title) return false;
      const one = time.getBoundingClientRect(), other = title.getBoundingClientRect();
      return one.height > 24 || one.right > other.left && one.bottom > other.top && other.bottom > one.top;
    }).length""")
    assert faulty == 0


def test_a_slip_fits_one_sheet(opened: Opener) -> None:
    for slip in [open_slip(), filled_slip()]:
        view = opened(render_slip(slip))
        assert view.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1


def test_links_are_for_screens_and_not_for_paper(opened: Opener) -> None:
    view = opened(render_route(mixed_route()))
    link = view.get_by_role("link", name="Amap").first
    assert link.is_visible() and (link.get_attribute("href") or "").startswith(
        "https://uri.amap.com/navigation?to=121.5"
    )
    view.emulate_media(media="print")
    assert not link.is_visible()


def test_links_are_large_enough_for_a_thumb(opened: Opener) -> None:
    view = opened(render_route(mixed_route(), "zh"), viewport={"width": 390, "height": 844})
    sizes = view.locator(".links a").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert len(sizes) == 12 and min(sizes) >= 34


def test_in_the_dark_paper_stays_white(opened: Opener) -> None:
    view = opened(render_slip(filled_slip()))
    colour = "getComputedStyle(document.body).backgroundColor"
    view.emulate_media(color_scheme="dark")
    assert view.evaluate(colour) == "rgb(18, 22, 28)"
    view.emulate_media(color_scheme="dark", media="print")
    assert view.evaluate(colour) == "rgb(255, 255, 255)"


def test_the_signature_is_shown_though_nothing_may_be_loaded(opened: Opener) -> None:
    view = opened(render_slip(filled_slip()))
    assert view.locator("img").evaluate("one => one.complete && one.naturalWidth") == 1


def test_hostile_texts_run_nothing(opened: Opener) -> None:
    bad = '</style><script>alert(1)</script><img src=x onerror=alert(2)>" onclick="alert(3)'
    view = opened(render_route(route(ticket_stop(0, id=bad[:200], customer=bad, checklist=(bad,)), engineer_name=bad)))
    view.locator("h2").first.click()
    assert bad in view.locator("h1").inner_text()
