"""The pages about the service say what is so: their examples run, their tables are whole."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import copy, which
from typing import Any

import pytest
from pydantic import SecretStr

from api.app import make_app
from api.demonstration import demonstrate
from api.identity.actor import ROLES
from api.identity.permissions import OPEN, OPERATIONS
from api.settings import Settings
from scenarios.library import regime
from tests.service.conftest import HandClock, Running
from tests.service.listening import listening

DOCS = Path(__file__).parents[2] / "docs"
SERVED = re.compile(r"<!-- served -->\n```console\n(.*?)```", re.DOTALL)
END = "==end of one=="
DAY = regime("elv_campus")


@pytest.fixture(scope="module")
def surroundings(blank_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The demonstration, and what its pages call address, keys, engineer and day."""
    missing = [tool for tool in ("bash", "curl", "jq") if which(tool) is None]
    if missing:
        pytest.skip(f"the examples use {', '.join(missing)}")
    file = tmp_path_factory.mktemp("docs") / "service.db"
    copy(blank_sqlite, file)
    clock = HandClock(DAY.now)
    settings = Settings(database_url=SecretStr(f"sqlite:///{file}"), threads_per_solve=1)
    running = Running(make_app(settings, clock), clock)
    with listening(running) as address:
        shown = demonstrate(running.service, DAY, 1.0, lambda _job: None)
        yield {
            "AT": address,
            "KEY": shown.dispatcher_key,
            "PHONE": shown.engineer_key,
            "ME": shown.engineer,
            "DAY": DAY.day.isoformat(),
        }
    running.close()


def steps(page: str) -> list[tuple[str, str]]:
    """Each command of a page, with what it prints."""
    found: list[tuple[str, str]] = []
    for block in SERVED.findall((DOCS / page).read_text(encoding="utf-8")):
        for line in block.splitlines(keepends=True):
            if line.startswith("$ "):
                found.append((line[2:].rstrip(), ""))
            else:
                found[-1] = (found[-1][0], found[-1][1] + line)
    return found


@pytest.mark.parametrize("page", ["api.md", "phone.md"])
def test_the_examples_of_a_page_run_and_print_what_it_says(page: str, surroundings: dict[str, str]) -> None:
    wanted = steps(page)
    assert wanted
    script = "".join(f"{command}\necho '{END}'\n" for command, _ in wanted)
    ran = subprocess.run(
        ["bash", "-c", script], env=surroundings | {"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, timeout=300
    )
    printed = ran.stdout.split(f"{END}\n")
    for (command, expected), got in zip(wanted, printed, strict=False):
        assert got == expected, f"{command}\n{ran.stderr}"
    assert len(printed) == len(wanted) + 1
