"""A service is killed again and again on one database, and held to what it answered."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from api.store.engine import Store, open_store
from tests.kill.activities import MOST, Life
from tests.kill.house import OFFICE_KEY
from tests.kill.invariants import doubled, lost, torn
from tests.kill.serving import Manner, Served, served
from tests.kill.writes import Activity, Ledger, Moment, Write
from tests.service.campus import NOW
from tests.service.working import eventually

STRUCK_DURING: tuple[Activity, ...] = ("import", "solve", "publish", "report", "ticket")
KILLS_PER_DATABASE = len(STRUCK_DURING)
_ENDED = ("done", "failed", "stopped")
_SENT_AGAIN = 10
_LONGEST_DELAY_S = 0.05


@dataclass
class Tally:
    """What became of all writes.

    Attributes
    ----------
    killed : Counter of (str, str)
        How often which processes were killed during what.
    answered_count : int
        Writes that were answered before anything was sent again.
    retried_count : int
        Writes without an answer, sent again until they had one.
    replayed_count : int
        Those of them that had been done: their answer was lost, not they. Of those that carry an Idempotency-Key.
    lost, doubled, torn, put_off : list of str
        What should not be, a line each; put off are writes that wait for each other for ever in the database.
    """

    killed: Counter[tuple[str, str]] = field(default_factory=Counter)
    answered_count: int = 0
    retried_count: int = 0
    replayed_count: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    put_off: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """All that should not be."""
        return [*self.lost, *self.doubled, *self.torn, *self.put_off]

    def add(self, other: "Tally") -> None:
        """Count another tally in."""
        self.killed += other.killed
        self.answered_count += other.answered_count
        self.retried_count += other.retried_count
        self.replayed_count += other.replayed_count
        self.lost += other.lost
        self.doubled += other.doubled
        self.torn += other.torn
        self.put_off += other.put_off


def kill_often(url: str, seed: int, log: Path) -> Tally:
    """Kill a service on a database in which the house was laid, once during each activity.

    Parameters
    ----------
    seed : int
        Draws the order, the moments and what is killed.
    log : Path
        Where the services' own words go.
    """
    chance = random.Random(seed)
    tally, ledger, store = Tally(), Ledger(), open_store(url)
    manners, activities = _manners(store, chance), chance.sample(STRUCK_DURING, KILLS_PER_DATABASE)
    try:
        with served(url, NOW, log) as service:
            for number, (manner, activity) in enumerate(zip(manners, activities, strict=True)):
                moment = _moment(activity, chance)
                _live_and_die(service, ledger, Life(service, ledger, number, chance), moment, manner)
                tally.killed[manner, activity] += 1
                tally.lost += lost(store, ledger)
                if manner != "database":
                    tally.put_off += [write.mark for write in ledger.newest if write.was_put_off]
                _send_again(service, ledger, tally)
                _wait_for_jobs(service, ledger)
                tally.lost += lost(store, ledger)
                tally.doubled += doubled(store, ledger)
                tally.torn += torn(store)
    finally:
        store.close()
    return tally


def _moment(activity: Activity, chance: random.Random) -> Moment:
    """Draw a moment that comes: not the last requests of an activity, which a slow service never sees."""
    return Moment(activity, chance.randint(1, MOST[activity] * 2 // 3), chance.uniform(0, _LONGEST_DELAY_S))


def _manners(store: Store, chance: random.Random) -> Sequence[Manner]:
    """Draw what is killed each time; a database in a file has no processes."""
    manners: list[Manner] = ["service", "service", "answering", "all", "service" if store.is_sqlite else "database"]
    chance.shuffle(manners)
    return manners


def _live_and_die(service: Served, ledger: Ledger, life: Life, moment: Moment, manner: Manner) -> None:
    """Let everybody write, strike at the moment, and start the service again."""
    ledger.wait_for(moment)
    with life.lived(planning=moment.activity == "solve"):
        eventually(ledger.reached.is_set, f"request {moment.request_count} of {moment.activity}")
        life.go_on(moment.delay_s)
        service.strike(manner)
    if manner != "database":
        service.require_no_orphans()
        service.start()
    service.wait_until_ready()


def _send_again(service: Served, ledger: Ledger, tally: Tally) -> None:
    """Send again what has no answer, and some that have one: these must be answered as before."""
    unanswered = [write for write in ledger.writes if write.is_open]
    answered = [write for write in ledger.writes if write.is_answered and write.headers.get("Idempotency-Key")]
    tally.answered_count += sum(write.is_answered for write in ledger.newest)
    tally.retried_count += len(unanswered)
    with service.client(OFFICE_KEY) as client:
        for write in unanswered:
            eventually(lambda write=write: _is_answered(write, client, tally), f"an answer to {write.mark}")  # type: ignore[misc]
            if write.refusal and write.activity != "publish":  # somebody else may have published meanwhile
                tally.lost.append(f"{write.mark} was sent again, and refused: {write.refusal}")
        for write in answered[-_SENT_AGAIN:]:
            again = write.again()
            again.send(client)
            if again.answer != write.answer:
                tally.doubled.append(f"{write.mark} was sent again: {again.answer or again.refusal}")


def _is_answered(write: Write, client: httpx.Client, tally: Tally) -> bool:
    write.send(client)
    tally.replayed_count += write.was_replayed
    return not write.is_open


def _wait_for_jobs(service: Served, ledger: Ledger) -> None:
    with service.client(OFFICE_KEY) as client:
        for write in ledger.of("solve"):
            path = f"/v1/jobs/{write.answer['id']}"  # type: ignore[index]  # all are answered by now
            eventually(lambda path=path: client.get(path).json()["state"] in _ENDED, f"the end of {path}")  # type: ignore[misc]
