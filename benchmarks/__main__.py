"""``python -m benchmarks FAMILY``: run one family of benchmarks, all of them, or assemble the page."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.bench import SOLVERS, Bench, say
from benchmarks.children import ROOT
from benchmarks.errors import BenchmarkError
from benchmarks.families import city, deadlines, fresh, periodic, quarter, seeds, service, speed, studies, week
from benchmarks.known import note_better
from benchmarks.machine import this_machine, write_machine
from benchmarks.report import render_rows, write_report
from benchmarks.rows import Row, read_rows

FAMILIES = ("city", "fresh", "seeds", "speed", "deadlines", "week", "periodic", "quarter", "service", "studies")
OUT = ROOT / "out" / "benchmarks"
PAGE = ROOT / "docs" / "benchmarks.md"
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks; what was measured before Ctrl-C or an error is kept."""
    asked = _parser().parse_args(arguments)
    try:
        for family in FAMILIES if asked.family == "all" else [asked.family]:
            if family != "report":
                _measure(family, asked)
        if asked.family in ("all", "report"):
            _report(OUT)
    except KeyboardInterrupt:
        say("interrupted; what was measured is kept")
        return INTERRUPTED
    except BenchmarkError as error:
        say(str(error))
        return 1
    return 0


def _measure(family: str, asked: argparse.Namespace) -> None:
    """Run a family and print its tables, whether or not it comes to its end."""
    out = asked.json if asked.json is not None and asked.family != "all" else OUT / f"{family}.json"
    bench = Bench(asked.data, out, OUT, asked.threads, tuple(asked.only), asked.repeats)
    write_machine(this_machine(), bench.out)
    try:
        _run(family, bench, asked)
    finally:
        if bench.rows:
            print(render_rows(family, bench.rows), flush=True)
            say(f"rows: {bench.out}")


def _run(family: str, bench: Bench, asked: argparse.Namespace) -> None:
    first_limit_s = asked.seconds[0] if asked.seconds else None
    if family == "city":
        city.run(bench, asked.seconds or city.LIMITS_S, asked.skip_slow)
    elif family == "fresh":
        fresh.run(bench, first_limit_s or fresh.LIMIT_S, asked.seed, asked.count)
    elif family == "week":
        week.run(bench, first_limit_s or week.LIMIT_S)
    elif family == "periodic":
        periodic.run(bench, first_limit_s or periodic.LIMIT_S)
    elif family == "quarter":
        quarter.run(bench, first_limit_s or quarter.LIMIT_S)
    elif family == "seeds":
        seeds.run(bench, first_limit_s or seeds.LIMIT_S)
    elif family == "service":
        service.run(bench, first_limit_s or service.LIMIT_S)
    elif family == "studies":
        studies.run(bench)
    elif family == "deadlines":
        deadlines.run(bench)
    else:
        speed.run(bench, first_limit_s or speed.LIMIT_S)


def _report(folder: Path) -> None:
    rows = [row for family in ("city", "seeds") for row in read_rows(folder / f"{family}.json") if isinstance(row, Row)]
    for name in note_better(rows):
        say(f"{name}: a cheaper plan than any before")
    write_report(folder, PAGE)
    say(f"page: {PAGE}")


def _solvers(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in SOLVERS]
    if unknown or not names:
        raise argparse.ArgumentTypeError(f"no solver {', '.join(unknown)!r}: choose from {', '.join(SOLVERS)}")
    return names


def _positive(text: str) -> float:
    if not 0 < float(text) < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return float(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    add = parser.add_argument
    add("family", choices=[*FAMILIES, "all", "report"])
    add(
        "--data",
        type=Path,
        default=ROOT.parent / "shared",
        help="the shared folder with bench/city.py and bench/judge.py",
    )
    add("--seconds", type=_positive, nargs="+", help="limit of each solve; city takes several")
    add("--only", type=_solvers, default=list(SOLVERS), help=f"solvers with commas: {','.join(SOLVERS)}")
    add("--json", type=Path, metavar="OUT", help="where the rows go; else out/benchmarks/FAMILY.json")
    add("--threads", type=int, default=os.cpu_count() or 1, help="threads of each solver")
    add("--repeats", type=int, default=1, help="runs of each solver, of which the middle one counts")
    add("--seed", type=int, default=None, help="fresh: draw the same problems again")
    add("--count", type=int, default=fresh.COUNT, help="fresh: how many problems")
    add("--skip-slow", action="store_true", help="city: leave VROOM out where it takes minutes")
    return parser


if __name__ == "__main__":
    sys.exit(main())
