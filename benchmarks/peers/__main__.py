"""One peer on one problem, in a process of its own: ``python -m benchmarks.peers pyvrp PROBLEM PLAN --seconds 60``."""

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.errors import BenchmarkError, NoPlan, NotExpressible, NotInstalled
from benchmarks.hardform import beyond, read
from benchmarks.peers import PEERS
from benchmarks.plandocument import write_plan

EXIT_CODES: dict[type[BenchmarkError], int] = {NotExpressible: 3, NotInstalled: 4, NoPlan: 5}


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the problem, ask the peer, write the plan."""
    asked = _parser().parse_args(arguments)
    try:
        solve(asked.peer, asked.problem, asked.plan, asked.seconds, asked.seed, asked.threads)
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return EXIT_CODES.get(type(error), 1)
    return 0


def solve(peer: str, problem: Path, plan: Path, seconds: float | None, seed: int, threads: int) -> None:
    """Let a peer plan the problem document `problem` and write the plan document `plan`.

    Raises
    ------
    NotExpressible
        Where the problem has a rule that the peer cannot be told.
    NotInstalled
        Where the peer's package is missing.
    NoPlan
        Where it ends without a plan that it calls feasible.
    """
    rules = beyond(json.loads(problem.read_text()))
    if rules:
        raise NotExpressible(peer, rules)
    try:
        module = importlib.import_module(f"benchmarks.peers.{peer}")
    except ImportError as error:
        raise NotInstalled(f"{peer} is not installed ({error}): pip install 'roundsman[peers]'") from error
    hard = read(problem)
    if rules := module.beyond(hard):
        raise NotExpressible(peer, rules)
    orders = module.solve(hard, seconds, seed, threads) if hard.visits and hard.shifts else {}
    write_plan(hard, orders, plan)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("problem", type=Path)
    parser.add_argument("plan", type=Path)
    parser.add_argument("--seconds", type=float, default=None, help="none: the time that the peer takes by itself")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    return parser


if __name__ == "__main__":
    sys.exit(main())
