"""``python -m tests.kill``: kill the service many times on each kind of database; the result goes to docs/kill.md."""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.machine import Machine, this_machine
from tests.kill.house import lay
from tests.kill.killing import KILLS_PER_DATABASE, STRUCK_DURING, Tally, kill_often
from tests.service import postgres
from tests.service.processes import ROOT

PAGE = ROOT / "docs" / "kill.md"
KINDS = ("SQLite", "PostgreSQL")
_FIRST_SEED = 1000
_HEAD = """# Killed at random moments

Written by `make kill`; do not edit. A real service runs with its workers. An office imports sites, takes tickets in,
asks for plans, makes slips and publishes (two dispatchers in competition); engineers report their stops. A random while
after a random request one of these is ended with SIGKILL: the service's own process, whose workers must then end by
themselves; the service with all its workers; the service's own process right after it has committed a request and
before the answer leaves; or, on PostgreSQL, a process of the database, which throws all others out and recovers. The
service starts again on the same database; every request without an answer is sent again, with the same Idempotency-Key
or the same id, and so are some that were answered. Then the tables are looked at, past the service:

- every answered write is there, and each write once: tickets, reports, parts taken out of the vans, numbers of slips,
  versions of plans, jobs and their plans;
- an import is there as a whole or not at all;
- one plan holds for the day, all routes are of it, and every stop stands on its route as it was reported;
- every job ended, and made one plan; the audit log tells of each row's beginning once;
- nothing that a dead service started goes on without it; and before it died it told nobody to come again because
  requests waited for each other in the database.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill as often as is asked for; the page is written even where something was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=50, help="on each kind of database; at least (default: 50)")
    parser.add_argument("--seed", type=int, default=_FIRST_SEED, help="of the first database")
    parser.add_argument("--page", type=Path, default=PAGE)
    asked = parser.parse_args(arguments)
    tallies = {kind: _killed(kind, asked.kills, asked.seed) for kind in KINDS}
    asked.page.write_text(page(this_machine(), tallies))
    print(asked.page.read_text())
    return 1 if any(tally.faults for tally in tallies.values()) else 0


def page(machine: Machine, tallies: dict[str, Tally]) -> str:
    """Write the page."""
    rows: list[tuple[str, Sequence[object]]] = [
        ("kills", [tally.killed.total() for tally in tallies.values()]),
        *((f"… during {during}", [_count(tally, 1, during) for tally in tallies.values()]) for during in STRUCK_DURING),
        *((f"… of {what}", [_count(tally, 0, manner) for tally in tallies.values()]) for manner, what in _WHAT.items()),
        ("writes answered before a kill", [tally.answered_count for tally in tallies.values()]),
        ("writes without an answer, sent again", [tally.retried_count for tally in tallies.values()]),
        ("… of them done already, and answered from what was kept", [each.replayed_count for each in tallies.values()]),
        ("lost", [len(tally.lost) for tally in tallies.values()]),
        ("doubled", [len(tally.doubled) for tally in tallies.values()]),
        ("torn", [len(tally.torn) for tally in tallies.values()]),
        ("put off while the database was there", [len(tally.put_off) for tally in tallies.values()]),
    ]
    lines = [_HEAD, f"| | {' | '.join(tallies)} |", f"|---|{'---:|' * len(tallies)}"]
    lines += [f"| {name} | {' | '.join(map(str, cells))} |" for name, cells in rows]
    lines += ["", f"{machine.measured_on}, {machine.cpu}, {machine.core_count} cores, {machine.memory_gb} GB,"]
    lines += [f"{machine.system}, Python {machine.python}, commit {machine.commit}.", ""]
    lines += [f"- {fault}" for tally in tallies.values() for fault in tally.faults]
    return "\n".join(lines).rstrip() + "\n"


_WHAT = {
    "service": "the service's own process",
    "all": "the service and its workers",
    "answering": "the service between commit and answer",
    "database": "a process of the database",
}


def _count(tally: Tally, place: int, name: str) -> int:
    return Counter({key: count for key, count in tally.killed.items() if key[place] == name}).total()


def _killed(kind: str, kill_count: int, first_seed: int) -> Tally:
    """Kill on one fresh database after the other."""
    whole, begin_s = Tally(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="roundsman-kill-") as folder, _databases(kind, Path(folder)) as urls:
        for seed in range(first_seed, first_seed + -(-kill_count // KILLS_PER_DATABASE)):
            url = next(urls)
            lay(url)
            tally = kill_often(url, seed, Path(folder) / "log")
            whole.add(tally)
            told = f"{kind}, seed {seed}: {whole.killed.total()} kills in {time.monotonic() - begin_s:.0f} s"
            print(f"{told}, {len(whole.faults)} faults", *tally.faults, sep="\n  ", file=sys.stderr, flush=True)
    return whole


@contextmanager
def _databases(kind: str, folder: Path) -> Iterator[Iterator[str]]:
    """Make empty databases of a kind."""
    if kind == "SQLite":
        yield (f"sqlite:///{folder / f'{number}.db'}" for number in range(1, 10_000))
    else:
        with postgres.server(durable=True) as address:
            yield (postgres.make_database(address, f"killed_{number}") for number in range(1, 10_000))


if __name__ == "__main__":
    sys.exit(main())
