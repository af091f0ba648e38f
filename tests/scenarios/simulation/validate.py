"""``python -m tests.scenarios.simulation.validate``: hold long simulations against theory, in docs/validation.md."""

import argparse
import os
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from scipy.stats import binom

from benchmarks.machine import Machine, this_machine
from tests.scenarios.simulation.cases import HYPERCUBE, MG1, PRIORITIES, SERVERS, SPANS, mmc
from tests.scenarios.simulation.claims import CONFIDENCE, Case, Claim

PAGE = Path(__file__).parents[3] / "docs" / "validation.md"
RARE = 0.001
"""How likely as many figures outside of their intervals as make this command fail are to be there by chance."""
FAMILIES = {
    "First come, first served: Erlang C": [mmc(servers, load, (0.5, 0.1)) for servers in SERVERS for load in SPANS],
    "One engineer, other work times: Pollaczek and Khinchine": list(MG1.values()),
    "The most severe first: Cobham": list(PRIORITIES.values()),
    "Spread over a city, the nearest free unit sent: Larson's hypercube": [HYPERCUBE],
}
_HEAD = """# The simulation, held against queueing theory

Written by `python -m tests.scenarios.simulation.validate`; do not edit. Where work is exponential, shifts go around the
clock and nobody travels, a service is a queue of which theory knows the truth. These are simulated by the same code as
any study: days, shifts, tickets, dispatch policies. Tickets come as a Poisson process; c engineers who are alike work c
minutes on a ticket, on average. Each interval holds 99 % and is Student's, from the means of {batches} batches of days
after those in which the queue settles: one in a hundred misses the truth by chance, several figures of one queue
together as they depend on each other, and of the few long waits under heavy load a few more, since they come in bursts.
Seeds were fixed before anybody looked.

In the queues in which recursions say how long each single ticket waits (Lindley 1952; Kiefer & Wolfowitz 1955),
simulated waits are compared with these ticket by ticket, to the second.
"""


@dataclass(frozen=True)
class Checked:
    """What came of a case; `differing_count` is None where no recursion says how long each ticket waits."""

    case: Case
    claims: list[Claim]
    ticket_count: int
    differing_count: int | None
    cpu_s: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Simulate, and write the page; the status is 1 where more fails than chance lets fail."""
    parser = argparse.ArgumentParser(prog="python -m tests.scenarios.simulation.validate", description=__doc__)
    parser.add_argument(
        "--times", type=int, default=10, help="how much longer batches are than the tests' (default: 10)"
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--page", type=Path, default=PAGE)
    asked = parser.parse_args(arguments)
    cases = [replace(case, span=case.span.longer(asked.times)) for family in FAMILIES.values() for case in family]
    with ProcessPoolExecutor(asked.workers, get_context("spawn"), max_tasks_per_child=1) as pool:
        results = {each.case.name: each for each in _told(pool.map(check, cases))}
    asked.page.write_text(page(this_machine(), results))
    return 0 if is_sound(results.values()) else 1


def check(case: Case) -> Checked:
    """Live through a case, and hold it against theory."""
    begin_s = time.process_time()
    lived = case.live()
    cpu_s = time.process_time() - begin_s
    differing = None if case.recursion is None else len(case.differing(lived))
    return Checked(case, case.claimed(lived), len(lived.visits), differing, cpu_s)


def _told(results: Iterable[Checked]) -> Iterable[Checked]:
    for each in results:
        outside = [f"outside: {claim}" for claim in each.claims if not claim.holds]
        told = f"{each.case.name}: {each.ticket_count} tickets in {each.cpu_s:.0f} s, {each.differing_count} differ"
        print(told, *outside, sep="\n  ", file=sys.stderr, flush=True)
        yield each


def _outside(results: Iterable[Checked]) -> tuple[int, int, int]:
    """How many figures there are, how many lie outside, and how many may at most."""
    claims = [claim for each in results for claim in each.claims]
    most = int(binom.ppf(1.0 - RARE, len(claims), 1.0 - CONFIDENCE))
    return len(claims), sum(not claim.holds for claim in claims), most


def is_sound(results: Iterable[Checked]) -> bool:
    """Whether no ticket differs, and no more figures lie outside than chance allows."""
    results = list(results)
    _, outside, most = _outside(results)
    return outside <= most and not any(each.differing_count for each in results)


def page(machine: Machine, results: dict[str, Checked]) -> str:
    """Write the page."""
    first = next(iter(results.values()))
    parts = [_HEAD.format(batches=first.case.span.batches), _summary(results.values())]
    for title, cases in FAMILIES.items():
        parts.append(f"## {title}\n")
        parts.append(_table([results[case.name] for case in cases]) + "\n")
    cpu_min = sum(each.cpu_s for each in results.values()) / 60
    parts.append(
        f"Measured on {machine.measured_on} at commit {machine.commit}: {machine.cpu}, {machine.core_count} cores, "
        f"{machine.memory_gb:g} GB, {machine.system}, Python {machine.python}; {cpu_min:.0f} minutes of one core.\n"
    )
    return "\n".join(parts)


def _summary(results: Iterable[Checked]) -> str:
    results = list(results)
    count, outside, most = _outside(results)
    told = [(each.differing_count, each.ticket_count) for each in results if each.differing_count is not None]
    differing, tickets = map(sum, zip(*told, strict=True))
    return (
        f"**{outside} of {count} figures** lie outside of their intervals. {count * (1 - CONFIDENCE):.1f} are expected "
        f"to by chance; more than {most} would on one such page of {1 / RARE:.0f}.\n"
        f"**{differing} of {tickets} tickets** waited other than their recursion says.\n"
    )


def _table(results: Sequence[Checked]) -> str:
    lines = [
        "| queue | days | tickets | figure | theory | simulated | 99 % interval |",
        "|---|---:|---:|---|---:|---:|---|",
    ]
    for each in results:
        head = [each.case.name, f"{each.case.span.days}", f"{each.ticket_count}"]
        for claim in each.claims:
            found = claim.found
            interval = f"{found.low:.4g} … {found.high:.4g}" + ("" if claim.holds else " **outside**")
            cells = [*head, claim.figure, f"{claim.theory:.4g}", f"{found.mean:.4g}", interval]
            lines.append(f"| {' | '.join(cells)} |")
            head = ["", "", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
