"""The demonstration of the service, as a person starts and ends it."""

import os
import re
import signal
import socket
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.service.processes import await_end, children_of

from .running import COMMAND, environment, roundsman

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds processes in /proc"),
]

LINGERING_S = 10
"""Milliseconds are what it takes: see :func:`await_end`."""


def started(folder: Path) -> subprocess.Popen[str]:
    settings = environment(PYTHONUNBUFFERED="1", ROUNDSMAN_THREADS_PER_SOLVE="1")
    command = [*COMMAND, "demo", "--serve", "--port", "0", "--seconds", "1"]
    return subprocess.Popen(
        command, cwd=folder, env=settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def said_of(process: subprocess.Popen[str], last: str) -> str:
    """What it prints, up to a line that holds some words."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if last in line:
            return said
    raise AssertionError(said + (process.stderr.read() if process.stderr else ""))


def test_a_planned_day_is_served_until_it_is_ended_and_nothing_is_left_behind(tmp_path: Path) -> None:
    process = started(tmp_path)
    try:
        said = said_of(process, "Ctrl-C")
        keys = re.findall(r"rk_\S+", said)
        plan, route = re.findall(r"(http\S+)/page", said)
        docs = re.findall(r"http\S+/docs", said)[0]
        assert httpx.get(route, headers={"X-API-Key": keys[1]}).json()["stops"]
        for page in plan, route:
            asking = httpx.get(f"{page}/page", headers={"Accept": "text/html"})
            assert (asking.status_code, asking.headers["WWW-Authenticate"].split()[0]) == (401, "Basic")
            shown = httpx.get(f"{page}/page", auth=("anybody", keys[0]), timeout=60)
            assert (shown.status_code, shown.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert httpx.get(docs).status_code == 200
        workers = children_of(process.pid)
        assert workers
        os.kill(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=120)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0, err
    assert "Traceback" not in err
    await_end(workers, LINGERING_S)
    assert (tmp_path / "out" / "demo-service" / "demo.db").exists()


def test_it_can_be_ended_before_there_is_a_plan(tmp_path: Path) -> None:
    process = started(tmp_path)
    try:
        said_of(process, "Planning")
        os.kill(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=120)
    finally:
        process.kill()
        process.wait()
    assert process.returncode in (0, 130), err
    assert "Traceback" not in err


def test_a_port_that_is_taken_is_told_and_the_day_that_is_served_there_is_left_alone(tmp_path: Path) -> None:
    database = tmp_path / "demo.db"
    database.write_bytes(b"of the other one")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = roundsman("demo", "--serve", "--port", taken.getsockname()[1], "-o", tmp_path)
    assert ran.status == 4
    assert "another program does already" in ran.err
    assert database.read_bytes() == b"of the other one"
