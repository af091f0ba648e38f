"""``roundsman serve`` as a person starts it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copy

import httpx
import pytest

from tests.cli.running import COMMAND, environment, roundsman

HEAVY = ["ortools", "pandas", "distributed", "networkx", "osmium"]
"""Solvers, the cluster, road networks: workers have them. Questions about plans are answered here, by the kernels."""


@pytest.fixture
def url(blank_sqlite: Path, tmp_path: Path) -> str:
    copy(blank_sqlite, tmp_path / "service.db")
    return f"sqlite:///{tmp_path / 'service.db'}"


@contextmanager
def served(url: str) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    """Start the command; yields its process, its address and what it said until it was ready."""
    command = [*COMMAND, "serve", "--port", "0"]
    settings = environment(ROUNDSMAN_DATABASE_URL=url, PYTHONUNBUFFERED="1")
    with subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            said = []
            assert process.stdout is not None
            for line in process.stdout:
                said.append(line.strip())
                if "Ctrl-C" in line:
                    break
            assert said, process.stderr.read() if process.stderr else ""
            yield process, said[0].split()[3].rstrip(";"), said
        finally:
            if process.poll() is None:
                process.kill()


def ended(process: subprocess.Popen[str], number: int) -> tuple[int, str]:
    os.kill(process.pid, number)
    _, err = process.communicate(timeout=60)
    return process.returncode, err


def test_the_first_start_prints_a_link_with_which_somebody_signs_in(url: str, tmp_path: Path) -> None:
    with served(url) as (process, address, said):
        assert any(str(tmp_path / "service.db") in line for line in said)
        link = next(line for line in said if "/setup#" in line)
        assert link.startswith(address)
        assert httpx.get(link).status_code == 200
        setup = {"token": link.partition("#")[2], "name": "lin", "password": "rainy days in Qingdao"}
        assert httpx.post(f"{address}/v1/setup", json=setup).status_code == 200
        status, err = ended(process, signal.SIGINT)
    assert status == 0
    assert "Traceback" not in err
    with served(url) as (process, _, said):
        assert not any("/setup#" in line for line in said)
        assert ended(process, signal.SIGTERM)[0] in (0, -signal.SIGTERM)


def test_a_key_of_the_command_line_opens_the_running_service(url: str) -> None:
    with served(url) as (process, address, _):
        key = roundsman("key", "create", "x", "--role", "planner", ROUNDSMAN_DATABASE_URL=url).out.strip()
        assert httpx.get(f"{address}/v1/me", headers={"X-API-Key": key}).json()["role"] == "planner"
        ended(process, signal.SIGINT)


def test_a_port_that_is_taken_is_told_in_a_sentence(url: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = roundsman("serve", "--port", port, ROUNDSMAN_DATABASE_URL=url)
    assert ran.status == 4
    assert ran.err.startswith(f"cannot listen at 127.0.0.1, port {port}: ")
    assert "--port" in ran.err


@pytest.mark.parametrize(
    ("settings", "status", "told"),
    [
        ({"ROUNDSMAN_DATABASE_URL": "nonsense"}, 2, "postgresql+psycopg://"),
        ({"ROUNDSMAN_DATABASE_URL": "oracle+nothing://x"}, 2, "ROUNDSMAN_DATABASE_URL"),
        ({"ROUNDSMAN_WORKERS": "many"}, 2, "ROUNDSMAN_WORKERS"),
        ({"ROUNDSMAN_DATABASE_URL": "postgresql+psycopg://x:hidden@127.0.0.1:1/x"}, 4, "is it running"),
        ({"ROUNDSMAN_DATABASE_URL": "sqlite:////proc/nowhere.db"}, 4, "/proc/nowhere.db"),
    ],
    ids=["no address", "unknown kind", "no number", "nobody answers", "no file"],
)
def test_wrong_settings_are_told_in_a_sentence(url: str, settings: dict[str, str], status: int, told: str) -> None:
    ran = roundsman("serve", "--port", 0, **{"ROUNDSMAN_DATABASE_URL": url, **settings})
    assert ran.status == status, ran.err
    assert told in ran.err
    assert "hidden" not in ran.err


def test_the_database_says_how_old_it_is_and_is_brought_up_to_date(tmp_path: Path) -> None:
    url = {"ROUNDSMAN_DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}"}
    assert "database: no tables yet" in roundsman("db", "revision", **url).out
    upgraded = roundsman("db", "upgrade", **url)
    assert upgraded.status == 0
    newest = upgraded.out.split()[-1].rstrip(".")
    assert f"database: {newest}\nrelease:  {newest}" in roundsman("db", "revision", **url).out


def test_the_web_process_loads_nothing_that_only_solving_needs() -> None:
    program = f"import sys, api.app; print(sorted(set({HEAVY}) & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment(), check=True)
    assert ran.stdout == "[]\n"
