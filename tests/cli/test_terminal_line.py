"""On a terminal a live line shows how the search goes; the plan is still alone on standard output."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .days import day
from .running import COMMAND, environment, written

pty = pytest.importorskip("pty", reason="needs a pseudo-terminal")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_the_live_line_shows_elapsed_cost_served_and_late_and_goes_away(tmp_path: Path) -> None:
    problem = written(tmp_path, "problem.json", day(visits=40, engineers=4, places=30))
    master, slave = pty.openpty()
    running = subprocess.Popen(
        [*COMMAND, "solve", str(problem), "--seconds", "1.5"],
        stdout=subprocess.PIPE,
        stderr=slave,
        env=environment(TERM="xterm-256color"),
    )
    os.close(slave)
    seen = b""
    try:
        while piece := os.read(master, 4096):
            seen += piece
    except OSError:  # the other end is closed: how Linux says the end
        pass
    out, _ = running.communicate(timeout=60)
    os.close(master)
    assert running.returncode == 0
    assert json.loads(out)["routes"]
    text = seen.decode()
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)
    assert re.search(r"\d\.\d s +cost [\d,.]+ +served \d+ +late \d+", plain)
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l"), "the cursor is shown again"
