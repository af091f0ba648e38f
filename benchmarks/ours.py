"""The software that is measured, through its command line. What that line is called and says is known only here."""

import json
import shutil
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.children import Ended, run
from benchmarks.errors import BenchmarkError, NotInstalled

ENGINES = {"ours": [], "routing": ["--engine", "routing"]}
"""The solvers that the command line offers, and how each is asked for."""


@dataclass(frozen=True)
class Progress:
    """One line of progress: a complete plan and when it was found, counted from where the search began."""

    elapsed_s: float
    cost: float
    served: int
    late: int
    written_s: float
    """When the line was written, counted from where the process began."""


def command() -> list[str]:
    """How the command line is started: the script beside this Python, else the one on the path.

    Raises
    ------
    NotInstalled
        Where there is neither.
    """
    beside = Path(sys.executable).with_name("roundsman")
    found = str(beside) if beside.exists() else shutil.which("roundsman")
    if found is None:
        raise NotInstalled("roundsman is not installed: run `make bench`, which installs it")
    return [found]


def solve_command(
    problem: Path, plan: Path, *, engine: str = "ours", seconds: float, seed: int, threads: int, progress: bool = False
) -> list[str]:
    """The command that plans `problem` and writes `plan`."""
    asked = ["solve", str(problem), "-o", str(plan), "--seconds", f"{seconds:g}", "--seed", str(seed)]
    asked += ["--threads", str(threads), *ENGINES[engine]]
    return [*command(), *asked, *(["--progress", "json"] if progress else [])]


def warm_up(problem: Path, plan: Path, threads: int) -> None:
    """Let the kernels be compiled, so that what follows is measured warm."""
    ended = run(solve_command(problem, plan, seconds=1, seed=0, threads=threads))
    if ended.code != 0:
        raise BenchmarkError(f"roundsman solve ended with {ended.code}: {ended.last_words}")


def progress_lines(ended: Ended) -> list[Progress]:
    """The lines of progress among what a solve said, in order."""
    lines = []
    for written_s, text in ended.said:
        if text.startswith("{"):
            said = json.loads(text)
            if "elapsed_s" in said:
                lines.append(Progress(said["elapsed_s"], said["cost"], said["served"], said["late"], written_s))
    return lines


def explain_seconds(problem: Path, plan: Path) -> float:
    """How long ``roundsman explain`` takes for a whole plan, its start included."""
    ended = run([*command(), "explain", str(problem), str(plan)])
    if ended.code != 0:
        raise BenchmarkError(f"roundsman explain ended with {ended.code}: {ended.last_words}")
    return ended.seconds


def place_seconds(problem: Path, plan: Path, visits: Sequence[str]) -> float:
    """The middle one of the times that placing each of `visits` takes, problem and plan being loaded.

    It runs in a process of its own; see :mod:`benchmarks.placing`.
    """
    ended = run([sys.executable, "-m", "benchmarks.placing", str(problem), str(plan), *visits])
    if ended.code != 0:
        raise BenchmarkError(f"placing ended with {ended.code}: {ended.last_words}")
    times: list[float] = json.loads(ended.last_words)
    return statistics.median(times)
