"""What a worker does: live through one case, tell now and then how far it is, and stop when nobody waits for it."""

import pickle
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from optimiser import Fault, FaultyInput
from scenarios.measures.tally import Tally
from scenarios.service import Service
from scenarios.studies.lived import pack

_TELL_EVERY_S = 1.0


class Live(Protocol):
    """How a case is lived through: a pure function of everything but the last two, which `simulate` is."""

    def __call__(
        self,
        service: Service,
        policy: str,
        first: date,
        days: int,
        seed: int,
        replication: int,
        *,
        on_day: Callable[[int], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> Tally:
        """Live through some days; see `scenarios.simulation.simulate`."""


@dataclass(frozen=True)
class Errand:
    """What a worker is asked to do.

    Attributes
    ----------
    live : Live or None
        None: `scenarios.simulation.simulate`, which is loaded where it is needed, with all that the search needs.
    policy, first, days, seed, replication
        What it is given, besides the service.
    topic, name : str
        Where, and under what name, to tell how far it is.
    """

    live: Live | None
    policy: str
    first: date
    days: int
    seed: int
    replication: int
    topic: str
    name: str


@dataclass(frozen=True)
class Outcome:
    """What came of an errand: the case, packed, or what is wrong with the inputs."""

    packed: bytes | None
    faults: tuple[Fault, ...] = ()


def sealed(service: Service) -> bytes:
    """Make a service ready to travel to workers."""
    return zlib.compress(pickle.dumps(service), level=1)


def opened(service: bytes) -> Service:
    """Take a service that has travelled."""
    found: Service = pickle.loads(zlib.decompress(service))  # noqa: S301 -- sealed by whoever started this worker
    return found


def run_errand(errand: Errand, service: Service) -> Outcome:
    """Live through a case, in a worker of Dask's."""
    pulse = _Pulse(errand)
    began = time.perf_counter()
    try:
        tally = (errand.live or _simulate())(
            service, errand.policy, errand.first, errand.days, errand.seed, errand.replication,
            on_day=pulse.on_day, should_stop=pulse.should_stop,
        )  # fmt: skip
    except FaultyInput as error:  # what it holds would not survive the journey as an exception
        return Outcome(None, tuple(error.faults))
    return Outcome(pack(tally, time.perf_counter() - began))


def _simulate() -> Live:
    from scenarios.simulation import simulate

    return simulate


class _Pulse:
    """Tells how far a case is, and asks whether anybody still waits for it, about once a second."""

    def __init__(self, errand: Errand) -> None:
        from distributed import get_worker

        self._errand = errand
        self._worker = get_worker()
        self._task = self._worker.get_current_task()
        self._began = self._told = self._asked = time.perf_counter()
        self._is_cancelled = False

    def on_day(self, days: int) -> None:
        """Tell how many days are over, if that was not told just now."""
        now = time.perf_counter()
        if now - self._told >= _TELL_EVERY_S:
            self._told = now
            self._worker.log_event(self._errand.topic, (self._errand.name, days, now - self._began))

    def should_stop(self) -> bool:
        """Ask whether the task was given up: cancelled, or whoever asked for it is gone."""
        now = time.perf_counter()
        if now - self._asked >= _TELL_EVERY_S:
            self._asked = now
            task = self._worker.state.tasks.get(self._task)
            self._is_cancelled = task is None or task.state == "cancelled"
        return self._is_cancelled
