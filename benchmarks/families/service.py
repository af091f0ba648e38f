"""The service under load: routes pulled while a day is planned, a full store, and questions that people wait for."""

import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.store.engine import Store
from benchmarks import targets
from benchmarks.bench import Bench, say
from benchmarks.errors import BenchmarkError
from benchmarks.load import Latency, Order, Pull, Seen
from benchmarks.problems import City
from benchmarks.rows import Goal, Measure
from benchmarks.servicedata import (
    DAY,
    city_book,
    copy_sqlite,
    fill,
    fresh_store,
    put_city,
    put_engineer_keys,
    put_office_key,
)
from benchmarks.serviceprocess import Running, postgresql, pull, service
from optimiser import check, read_plan, read_problem, travel_times

LIMIT_S = 15.0
"""How long each load lasts."""
MIDDLE, LARGE = City(300, 32, 2, "plain"), City(800, 300, 3, "plain")
TICKETS, ENGINEERS = 100_000, 1_000
ROUNDS, ROUND_S = 10, 2.0
"""How often, and how long at a time, the small store and the full one are asked in turn."""

_PLANNED_S, _SOLVE_SPARE_S = 5.0, 20.0
_ASKED, _REPLANNED = 20, 5
_CONNECTIONS, _PACED_CONNECTIONS = 16, 32
_KEYS_EACH = 16  # a key may ask 1 200 times in a minute
_WARM_S = 2.0


@dataclass(frozen=True)
class Place:
    """Where one figure is measured: the run it belongs to, and how it is called in the rows."""

    bench: Bench
    instance: str

    def add(self, measure: str, value: float, unit: str, target: float | None = None, goal: Goal = "at most") -> None:
        """Keep a figure and say it."""
        row = Measure(measure, self.instance, round(value, 4), unit, target, goal=goal)
        say(f"    {measure}, {self.instance}: {row.value:g} {unit}")
        self.bench.add(row)

    def latency(self, measure: str, found: Latency, p99_target_ms: float | None = None) -> None:
        """Keep how long answers took."""
        self.add(f"{measure}, median", found.median_ms, "ms")
        self.add(f"{measure}, p99", found.p99_ms, "ms", p99_target_ms)


def run(bench: Bench, limit_s: float = LIMIT_S) -> None:
    """Measure everything: on SQLite with one process, on PostgreSQL with two."""
    folder = bench.folder / "service"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.db*"):
        old.unlink()
    with _sqlite(folder / "small.db") as (url, store):
        key = put_office_key(store)
        put_city(store, city_book(_drawn(bench, MIDDLE), "day"), "day")
        put_city(store, city_book(_drawn(bench, LARGE), "large"), "large")
        with service(url, key, folder / "sqlite.log") as running:
            plans = {territory: _published(running, territory) for territory in ("day", "large")}
            pulls = put_engineer_keys(store, "day", _KEYS_EACH)
            _beside_a_solve(bench, running, pulls, limit_s)
            _questions(bench, running, plans)
        _full_store(bench, folder, key, pulls)
    try:
        _two_processes(bench, folder, limit_s)
    except BenchmarkError as error:
        bench.add(Measure("pulls a second", "PostgreSQL, two processes", None, "/s", note=str(error)))


@contextmanager
def _sqlite(file: Path) -> Iterator[tuple[str, Store]]:
    url = f"sqlite:///{file}"
    store = fresh_store(url)
    try:
        yield url, store
    finally:
        store.close()


def _drawn(bench: Bench, city: City) -> dict[str, object]:
    document: dict[str, object] = json.loads(bench.problem(city).read_text())
    return document


def _published(running: Running, territory: str) -> str:
    """Plan a territory's day and publish it; returns the plan's id."""
    say(f"planning the territory {territory!r} ...")
    asked = {"territory": territory, "first": DAY.isoformat(), "seconds": _PLANNED_S}
    plan: str = running.finished(running.ask("POST", "/v1/plans", asked).headers["Location"])["plan"]
    etag = running.ask("GET", f"/v1/plans/{plan}").headers["ETag"]
    running.ask("POST", f"/v1/plans/{plan}/publish", **{"If-Match": etag})
    return plan


def _beside_a_solve(bench: Bench, running: Running, pulls: Sequence[Pull], limit_s: float) -> None:
    """Pull routes of one process while one of its workers searches."""
    place, rate = Place(bench, "SQLite, one process, beside a solve"), targets.PULLS_PER_S["sqlite"]
    with _solving(running, 2 * (limit_s + _WARM_S) + _SOLVE_SPARE_S):
        say(f"{rate:g} pulls a second for {limit_s:g} s, then the most ...")
        paced = pull(Order([running.port], pulls, limit_s, _PACED_CONNECTIONS, rate, _WARM_S))
        most = pull(Order([running.port], pulls, limit_s, _CONNECTIONS, None, _WARM_S))
    _add_paced(place, paced, rate, targets.PULL_P99_MS)
    _add_most(place, most, rate)


@contextmanager
def _solving(running: Running, seconds: float) -> Iterator[None]:
    """Let a worker search for as long as it takes.

    Raises
    ------
    BenchmarkError
        Where it was over before.
    """
    asked = {"territory": "day", "first": DAY.isoformat(), "seconds": seconds}
    job = running.ask("POST", "/v1/plans", asked).headers["Location"]
    while running.ask("GET", job).json()["progress"]["cost"] is None:
        time.sleep(0.1)
    yield
    if running.ask("GET", job).json()["state"] != "running":
        raise BenchmarkError("the solve was over before the pulls were")
    running.ask("POST", f"{job}/stop")
    running.finished(job)


def _add_paced(place: Place, seen: Seen, rate: float, p99_target_ms: float | None) -> None:
    place.latency(f"pull at {rate:g}/s", seen.every, p99_target_ms)
    place.latency(f"pull at {rate:g}/s, sent", seen.full)
    place.latency(f"pull at {rate:g}/s, unchanged", seen.unchanged)
    place.add(f"pull at {rate:g}/s, the slowest", seen.every.most_ms, "ms")


def _add_most(place: Place, seen: Seen, rate: float) -> None:
    place.add("pulls a second, the most", seen.rate, "/s", rate, "at least")
    place.add("pull at the most, p99", seen.every.p99_ms, "ms")


def _questions(bench: Bench, running: Running, plans: dict[str, str]) -> None:
    """Ask what people wait for, one question after the other."""
    say("questions ...")
    large, middle = Place(bench, "800 visits, 300 engineers"), Place(bench, "300 visits, 32 engineers")
    load = _timed(lambda _: running.ask("GET", f"/v1/plans/{plans['large']}"))
    _add_asked(large, "a published day loads", load, targets.LARGE_DAY_MS)

    def first_there(number: int) -> object:
        return running.ask("POST", "/v1/first-there", {"territory": "large", "site": f"large-p{number * 7}"})

    _add_asked(large, "who can be there first", _timed(first_there), targets.FIRST_THERE_MS)

    def slots(number: int) -> object:
        asked = {"territory": "day", "site": f"day-p{number * 7}", "first": DAY.isoformat()}
        return running.ask("POST", "/v1/slots", asked)

    _add_asked(middle, "slots that can be offered", _timed(slots), targets.SLOTS_MS)
    _replans(middle, running, plans["day"])


def _timed(ask: Callable[[int], object]) -> list[float]:
    """How many milliseconds each of some questions takes, after one that is not counted."""
    ask(0)
    took_ms = []
    for number in range(1, _ASKED + 1):
        began_s = time.perf_counter()
        ask(number)
        took_ms.append((time.perf_counter() - began_s) * 1000)
    return took_ms


def _add_asked(place: Place, measure: str, took_ms: Sequence[float], target_ms: float) -> None:
    place.add(f"{measure}, median of {len(took_ms)}", statistics.median(took_ms), "ms", target_ms)
    place.add(f"{measure}, the slowest", max(took_ms), "ms")


def _replans(place: Place, running: Running, plan: str) -> None:
    """Report urgent tickets one after the other, and plan the day anew for each; the checker looks at every plan."""
    took_s, violation_count = [], 0
    for number in range(_REPLANNED + 1):
        running.ask("POST", "/v1/tickets", {"site": f"day-p{number * 11}", "severity": "1", "duration": "PT1H"})
        began_s = time.perf_counter()
        answer = running.ask("POST", f"/v1/plans/{plan}/replan", {})
        took_s.append(time.perf_counter() - began_s)
        if answer.status_code != 201:
            raise BenchmarkError(f"replanning took too long to be answered at once: {answer.status_code}")
        violation_count += _violations(running, answer.json()["plan"]["id"])
    place.add(f"replanned after an urgent ticket, median of {_REPLANNED}", statistics.median(took_s[1:]), "s",
              targets.REPLAN_S)  # fmt: skip
    place.add("replanned after an urgent ticket, the slowest", max(took_s[1:]), "s")
    place.add("violations found in these plans", violation_count, "", 0.0)


def _violations(running: Running, plan: str) -> int:
    problem = read_problem(running.ask("GET", f"/v1/plans/{plan}/problem").json())
    document = running.ask("GET", f"/v1/plans/{plan}").json()["plan"]
    travel = travel_times(problem)
    return len(check(problem, read_plan(document, problem), travel.seconds, travel.metres).violations)


def _full_store(bench: Bench, folder: Path, key: str, pulls: Sequence[Pull]) -> None:
    """Pull routes from a small store and from a full one in turn, over one connection."""
    say(f"filling a store with {TICKETS} tickets ...")
    copy_sqlite(folder / "small.db", folder / "full.db")
    url = f"sqlite:///{folder / 'full.db'}"
    full_store = fresh_store(url)
    fill(full_store, "large", TICKETS, ENGINEERS)
    full_store.close()
    seen: dict[str, list[float]] = {"small": [], "full": []}
    with (
        service(f"sqlite:///{folder / 'small.db'}", key, folder / "small.log") as small,
        service(url, key, folder / "full.log") as full,
    ):
        for _ in range(ROUNDS):
            for name, running in (("small", small), ("full", full)):
                found = pull(Order([running.port], pulls, ROUND_S, 1, None, warm_s=0.5))
                seen[name].append(found.every.median_ms)
    small_ms, full_ms = (statistics.median(seen[name]) for name in ("small", "full"))
    place = Place(bench, f"SQLite, {TICKETS} tickets and {ENGINEERS} engineers more")
    place.add("pull, one connection, median", full_ms, "ms")
    place.add("the same without them", small_ms, "ms")
    place.add("times as long", full_ms / small_ms, "", targets.FULL_STORE_RATIO)


def _two_processes(bench: Bench, folder: Path, limit_s: float) -> None:
    place, rate = Place(bench, "PostgreSQL, two processes"), targets.PULLS_PER_S["postgresql"]
    with postgresql() as url:
        store = fresh_store(url)
        key = put_office_key(store)
        put_city(store, city_book(_drawn(bench, MIDDLE), "day"), "day")
        with service(url, key, folder / "first.log") as first, service(url, key, folder / "second.log") as second:
            _published(first, "day")
            pulls = put_engineer_keys(store, "day", _KEYS_EACH)
            ports = [first.port, second.port]
            say(f"{rate:g} pulls a second for {limit_s:g} s, then the most ...")
            paced = pull(Order(ports, pulls, limit_s, _PACED_CONNECTIONS, rate, _WARM_S))
            most = pull(Order(ports, pulls, limit_s, _CONNECTIONS, None, _WARM_S))
        store.close()
    _add_paced(place, paced, rate, None)
    _add_most(place, most, rate)
