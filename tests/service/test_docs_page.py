"""The page of endpoints in a real browser."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.service.conftest import Running
from tests.service.listening import listening

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium on the path (apt-get install chromium)")
PATIENCE_MS = 60_000


@pytest.fixture
def endpoints(running_on_sqlite: Running) -> Iterator[Page]:
    """The page, and in the end no complaint about it."""
    complaints: list[str] = []
    with listening(running_on_sqlite) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        view = browser.new_page()
        view.set_default_timeout(PATIENCE_MS)
        view.on("pageerror", lambda error: complaints.append(str(error)))
        view.on("request", lambda request: None if address in request.url else complaints.append(request.url))
        view.goto(f"{address}/docs#/tickets/create_ticket")
        yield view
        browser.close()
    assert [each for each in complaints if not each.startswith("data:")] == []


def test_an_operation_is_shown_with_its_example_and_what_may_be_left_out(endpoints: Page) -> None:
    operation = endpoints.locator("#operations-tickets-create_ticket")
    example = operation.locator(".body-param__example")
    example.first.wait_for()
    assert '"site": "hb-zhongshan"' in example.first.inner_text()
    assert endpoints.locator(".opblock-tag").count() > 20
    assert endpoints.locator(".errors-wrapper").count() == 0
    operation.get_by_text("Try it out").click()
    operation.get_by_text("Execute").click()
    operation.locator(".live-responses-table td.response-col_status").filter(has_text="401").wait_for()
