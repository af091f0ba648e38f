"""Ctrl-C ends a search early with the best plan so far; a second one gives up."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .days import day
from .running import COMMAND, environment, roundsman, written

ENDLESS = ["--seconds", "900", "--progress", "json"]


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    return written(tmp_path, "problem.json", day(visits=60, engineers=5, places=40))


def searching(problem: Path, *more: str) -> subprocess.Popen[str]:
    """A search that runs for long, at the moment at which it has its first plan."""
    command = [*COMMAND, "solve", str(problem), *ENDLESS, *more]
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(), encoding="utf-8"
    )
    assert running.stderr is not None
    for line in running.stderr:
        if line.startswith("{"):
            return running
    raise AssertionError("it ended before there was a plan")


@pytest.mark.parametrize("engine", ["ours", "routing"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_ends_the_search_with_a_plan_that_keeps_every_rule(
    number: signal.Signals, engine: str, problem: Path, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.json"
    running = searching(problem, "-o", str(plan), "--engine", engine)
    running.send_signal(number)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 0, err
    assert "stopping with the best plan so far" in err
    assert "Traceback" not in err
    assert out == ""
    assert roundsman("check", problem, plan).status == 0


def test_an_interrupted_pipe_still_holds_one_plan(problem: Path) -> None:
    running = searching(problem)
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=60)
    assert json.loads(out)["status"] in ("feasible", "optimal")


def test_a_second_ctrl_c_gives_up_at_once() -> None:
    program = """
import os, signal
from api.cli.interrupt import stoppable
with stoppable() as stop:
    for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGINT):
        print(stop(), flush=True)
        os.kill(os.getpid(), number)
print("not reached")
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment(), check=False
    )
    assert ran.returncode == 130
    assert ran.stdout.split() == ["False", "True", "True"]
    assert "Ctrl-C again gives up" in ran.stderr
    assert "Traceback" not in ran.stderr
