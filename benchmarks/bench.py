"""One run of the benchmarks: solvers on problems, one after another; every row is kept as soon as it is there."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks import ours
from benchmarks.children import Ended, run
from benchmarks.errors import BenchmarkError
from benchmarks.judging import judge
from benchmarks.known import best_known
from benchmarks.peers import PEERS
from benchmarks.problems import City, draw
from benchmarks.rows import Measure, Row, gap_to, median_row, write_rows

SOLVERS = (*ours.ENGINES, *PEERS)
"""Everyone who can be measured, the software itself first; ``routing`` is OR-Tools inside it."""
SOFT_SOLVERS = tuple(ours.ENGINES)
"""Those who can read soft deadlines and overtime."""
GRACE_S = 120.0
"""How far a solver may overrun its limit, its start included, before it is told to stop."""


def say(text: str) -> None:
    """Tell the person at the terminal how far the run is."""
    print(text, file=sys.stderr, flush=True)


@dataclass
class Bench:
    """What one run shares: where things lie, what it was asked, and the rows so far.

    Attributes
    ----------
    data : Path
        The shared folder with ``bench/city.py`` and ``bench/judge.py``.
    out : Path
        The JSON list of rows; rewritten after each of them, so that an interrupted run keeps what it has.
    folder : Path
        Where problems and plans are written.
    threads : int
        How many threads each solver may use.
    only : tuple of str
        The solvers that are wanted.
    repeats : int
        How often each is run, with another seed; the middle one counts.
    """

    data: Path
    out: Path
    folder: Path
    threads: int
    only: tuple[str, ...] = SOLVERS
    repeats: int = 1
    rows: list[Row | Measure] = field(default_factory=list)
    known: dict[str, float] = field(default_factory=best_known)

    def __post_init__(self) -> None:
        self.data, self.out, self.folder = self.data.resolve(), self.out.resolve(), self.folder.resolve()

    def problem(self, city: City) -> Path:
        """Draw a city day and return its path."""
        return draw(city, self.data, self.folder / "problems")

    def wanted(self, city: City) -> list[str]:
        """The solvers that are wanted and can read this day."""
        return [name for name in SOLVERS if name in self.only and (city.form == "hard" or name in SOFT_SOLVERS)]

    def add(self, row: Row | Measure) -> None:
        """Keep a row."""
        self.rows.append(row)
        write_rows(self.rows, self.out)

    def solve(self, solver: str, city: City, limit_s: float | None, seed: int = 0) -> Row:
        """Run a solver on a day, `repeats` times with seeds from `seed` on, and keep the middle row."""
        found = [self._once(solver, city, limit_s, seed + n) for n in range(self.repeats)]
        row = median_row(found)
        self.add(row)
        return row

    def plan_path(self, solver: str, city: City, limit_s: float | None, seed: int) -> Path:
        """Where a solver's plan of a day is written."""
        limit = "own" if limit_s is None else f"{limit_s:g}s"
        return self.folder / "plans" / f"{city.name}.{solver}.{limit}.{seed}.json"

    def _once(self, solver: str, city: City, limit_s: float | None, seed: int) -> Row:
        limit = "its own time" if limit_s is None else f"{limit_s:g} s"
        say(f"{city.name}: {solver}, {limit}, seed {seed} ...")
        plan = self.plan_path(solver, city, limit_s, seed)
        problem = self.problem(city)
        row = Row(city.name, solver, None, self.known.get(city.name), None, 0.0, None, None, limit_s, seed)
        try:
            ended = self._run(solver, problem, plan, limit_s, seed)
        except BenchmarkError as error:
            row = replace(row, note=str(error))
        else:
            row = self._judged(
                replace(row, seconds=round(ended.seconds, 2), peak_mb=round(ended.peak_mb)), problem, plan
            )
        say(f"    {_outcome(row)}")
        return row

    def _run(self, solver: str, problem: Path, plan: Path, limit_s: float | None, seed: int) -> Ended:
        plan.parent.mkdir(parents=True, exist_ok=True)
        plan.unlink(missing_ok=True)
        asked = COMMANDS[solver](solver, problem, plan, limit_s, seed, self.threads)
        ended = run(asked, None if limit_s is None else limit_s + GRACE_S)
        if ended.code != 0 or not plan.exists():
            raise BenchmarkError(f"{solver} ended with {ended.code}: {ended.last_words}")
        return ended

    def _judged(self, row: Row, problem: Path, plan: Path) -> Row:
        verdict = judge(problem, plan, self.data)
        return replace(
            row,
            cost=verdict.cost,
            gap=gap_to(verdict.cost, row.best_known),
            served=verdict.served,
            violations=verdict.violations,
            note=verdict.complaints[0] if verdict.complaints else "",
        )


def _outcome(row: Row) -> str:
    if row.cost is None:
        return f"no plan: {row.note}"
    wrong = f", {row.violations} VIOLATIONS: {row.note}" if row.violations else ""
    return f"{row.cost:.2f}, {row.served} served, {row.seconds:.1f} s, {row.peak_mb:.0f} MB{wrong}"


Command = Callable[[str, Path, Path, float | None, int, int], list[str]]


def _ask_ours(engine: str, problem: Path, plan: Path, limit_s: float | None, seed: int, threads: int) -> list[str]:
    if limit_s is None:
        raise BenchmarkError(f"{engine} needs a limit")
    return ours.solve_command(problem, plan, engine=engine, seconds=limit_s, seed=seed, threads=threads)


def _ask_peer(peer: str, problem: Path, plan: Path, limit_s: float | None, seed: int, threads: int) -> list[str]:
    asked = [sys.executable, "-m", "benchmarks.peers", peer, str(problem), str(plan)]
    limit = [] if limit_s is None else ["--seconds", f"{limit_s:g}"]
    return [*asked, *limit, "--seed", str(seed), "--threads", str(threads)]


COMMANDS: dict[str, Command] = {**dict.fromkeys(ours.ENGINES, _ask_ours), **dict.fromkeys(PEERS, _ask_peer)}
"""How each solver is asked."""
