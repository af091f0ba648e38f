"""The pages about the service say what is so: their examples run, their tables are whole."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import copy, which

import pytest
from pydantic import SecretStr

from api.app import make_app
from api.demonstration import demonstrate
from api.roles_page import PAGE, roles_page
from api.settings import Settings
from scenarios.library import regime
from tests.service.conftest import HandClock, Running
from tests.service.listening import listening

DOCS = Path(__file__).parents[2] / "docs"
SERVED = re.compile(r"<!-- served -->\n```console\n(.*?)```", re.DOTALL)
SETTING = re.compile(r"^\| `ROUNDSMAN_(\w+)` \| (.*?) \| (.*?) \|$", re.MULTILINE)
END = "==end of one=="
DAY = regime("elv_campus")


@pytest.fixture
def surroundings(blank_sqlite: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The demonstration, and what its pages call address, keys, engineer and day."""
    missing = [tool for tool in ("bash", "curl", "jq") if which(tool) is None]
    if missing:
        pytest.skip(f"the examples use {', '.join(missing)}")
    file = tmp_path / "service.db"
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


def steps(guide: str) -> list[tuple[str, str]]:
    """Each command of a page, with what it prints."""
    found: list[tuple[str, str]] = []
    for block in SERVED.findall((DOCS / guide).read_text(encoding="utf-8")):
        for line in block.splitlines(keepends=True):
            if line.startswith("$ "):
                found.append((line[2:].rstrip(), ""))
            else:
                found[-1] = (found[-1][0], found[-1][1] + line)
    return found


@pytest.mark.parametrize("guide", ["api.md", "phone.md"])
def test_the_examples_of_a_guide_run_and_print_what_it_says(guide: str, surroundings: dict[str, str]) -> None:
    wanted = steps(guide)
    assert wanted
    script = "".join(f"{command}\necho '{END}'\n" for command, _ in wanted)
    ran = subprocess.run(
        ["bash", "-c", script],
        env=surroundings | {"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    printed = ran.stdout.split(f"{END}\n")
    for (command, expected), got in zip(wanted, printed, strict=False):
        assert got == expected, f"{command}\n{ran.stderr}"
    assert len(printed) == len(wanted) + 1


def test_the_table_of_settings_names_all_of_them_with_their_defaults() -> None:
    told = {name.lower(): default for name, default, _ in SETTING.findall((DOCS / "service.md").read_text("utf-8"))}
    assert list(told) == list(Settings.model_fields)
    for name, field in Settings.model_fields.items():
        if name != "database_url":
            written = {None: "–", (): "`[]`"}.get(field.default, str(field.default))
            assert told[name] == written, name


def test_the_page_of_roles_is_as_the_permissions_are(running_on_sqlite: Running) -> None:
    """Written anew by: python -m api.roles_page docs/."""
    assert (DOCS / PAGE).read_text(encoding="utf-8") == roles_page(running_on_sqlite.app)
