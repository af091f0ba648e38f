"""``docs/benchmarks.md``: the tables of all families, with what they were measured on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import tables
from benchmarks.machine import Machine, read_machine
from benchmarks.rows import Measure, Row, read_rows

HEAD = """# Benchmarks

Written by `make bench`; do not edit. `python -m benchmarks --help` runs one family alone.

Every solver runs alone on the machine, in a process of its own, with as many threads as there are cores; PyVRP has one
thread only, and VROOM ends by itself, so that its own time stands beside its cost. PyVRP's settings were chosen on the
hard city days themselves, in its favour; VROOM is run twice, in two units of cost, where its time allows. Every plan is
priced and checked by the independent judge, from the documents alone. *plain* days have soft deadlines and overtime,
which PyVRP and VROOM cannot be asked; in *hard* days every deadline is the close of a window. A ratio below 1 is in our
favour.
"""


@dataclass(frozen=True)
class Section:
    """One family of the page: its file of rows, its title, what it shows, its tables."""

    family: str
    title: str
    introduction: str
    render: Callable[[Sequence[Any]], str]


def _city(rows: Sequence[Row]) -> str:
    return (
        f"{tables.city_table(rows)}\n\nThe peers beside what they were seen to reach:\n\n{tables.yardstick_table(rows)}"
    )


SECTIONS = (
    Section("city", "City days", "Visits/engineers/seed of `city.py`; total cost.", _city),
    Section(
        "fresh",
        "Fresh problems",
        "Drawn anew at each run: 30 to 120 visits, half tight, half loose, hard.",
        tables.fresh_table,
    ),
    Section("seeds", "Spread over seeds", "The same day with ten seeds of the search.", tables.seeds_table),
    Section(
        "speed", "Speed and memory", "Warm: the kernels have been compiled on this machine before.", tables.speed_table
    ),
    Section(
        "deadlines",
        "Deadlines",
        "Tickets with ten promises each, on calendars around the clock and with holidays; on one core.",
        tables.speed_table,
    ),
    Section(
        "week",
        "A week in one solve",
        "The week of `bench/week.py`, five days at once, against the same solver day by day with every visit that may "
        "wait on its first allowed day.",
        tables.speed_table,
    ),
    Section(
        "periodic",
        "Published periodic problems",
        "Cordeau, Gendreau & Laporte 1997: gap to the best known total distance, Euclidean in double precision; every "
        "customer on one of its day combinations, as many vehicles every day. Plans are made with distances rounded to "
        "a thousandth of a unit and measured unrounded. In brackets the best known.",
        tables.speed_table,
    ),
    Section(
        "quarter",
        "A quarter of inspections",
        "Books of our own under the rules of `elv_campus`, three seeds: a day and an engineer for each inspection.",
        tables.speed_table,
    ),
    Section(
        "service",
        "The service",
        "Over HTTP on loopback, the client in a process of its own on the same cores. A pull is an engineer's GET of "
        "the own route with the own key, every other time with the ETag that was answered before: *sent* brings the "
        "route, *unchanged* answers 304. At a given rate requests are sent at fixed instants whether or not answers "
        "come, and a latency counts from the instant at which the request was due; *the most* is 16 connections that "
        "ask again as soon as they are answered. The solve beside it is a `POST /v1/plans` of the same day, with as "
        "many threads as cores, that outlasts the measurement. PostgreSQL runs as it comes, with fsync. Questions are "
        "timed from the request to its whole answer, after a first one that is not counted.",
        tables.speed_table,
    ),
    Section(
        "studies",
        "Studies",
        "The library's campus, `elv_campus`, as it is: 25 engineers, a plan every morning, a replan for every urgent "
        "ticket, all other tickets placed as they come. One replication of a year is one process on one core. The "
        "effort is compared over replications with common random numbers; a measure has moved where its mean differs "
        "by more than the half width of its own 95 % interval.",
        tables.speed_table,
    ),
)


def render(folder: Path) -> str:
    """The whole page, from the files of rows in `folder`."""
    parts = [HEAD]
    for section in SECTIONS:
        rows = read_rows(folder / f"{section.family}.json")
        if rows:
            machine = read_machine(folder / f"{section.family}.json")
            parts.append(f"## {section.title}\n\n{section.introduction}{_limits(rows)}\n")
            parts.append(render_rows(section.family, rows) + "\n")
            parts.append(machine_sentence(machine) + "\n")
    return "\n".join(parts)


def render_rows(family: str, rows: Sequence[Row | Measure]) -> str:
    """The tables of one family."""
    section = next(one for one in SECTIONS if one.family == family)
    kind = Measure if family in ("speed", "deadlines", "week", "periodic", "quarter", "service", "studies") else Row
    return section.render([row for row in rows if isinstance(row, kind)])


def write_report(folder: Path, page: Path) -> None:
    """Assemble the page."""
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(render(folder))


def machine_sentence(machine: Machine | None) -> str:
    """What the rows above were measured on."""
    if machine is None:
        return "Measured on: not recorded."
    packages = ", ".join(f"{name} {number}" for name, number in machine.packages.items())
    return (
        f"Measured on {machine.measured_on} at commit {machine.commit}: {machine.cpu}, {machine.core_count} cores, "
        f"{machine.memory_gb:g} GB, {machine.system}, Python {machine.python}; {packages}."
    )


def _limits(rows: Sequence[Row | Measure]) -> str:
    limits = sorted({row.limit_s for row in rows if isinstance(row, Row) and row.limit_s is not None})
    return f" Limits: {', '.join(f'{limit:g} s' for limit in limits)}." if limits else ""
