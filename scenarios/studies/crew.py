"""Who lives through cases: the workers of a Dask cluster, our own on this machine or somebody else's."""

import itertools
import logging
import os
import queue
import secrets
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from optimiser import FaultyInput, RoundsmanError
from scenarios.service import Service
from scenarios.studies.digest import edition
from scenarios.studies.lived import Case
from scenarios.studies.living import Errand, Live, Outcome, opened, run_errand, sealed
from scenarios.studies.study import Study
from scenarios.studies.workers import own_workers

if TYPE_CHECKING:
    from distributed import Client, Future

_CONNECT_S = 10
_COUNT_EVERY = 50


class Ended(NamedTuple):
    """A case that was lived through, packed."""

    case: Case
    packed: bytes


class _Over(NamedTuple):
    """A case that the cluster has done with, one way or another."""

    case: Case
    name: str


class Underway(NamedTuple):
    """How far a case is: days lived, and how long they took."""

    case: Case
    days: int
    seconds: float


@contextmanager
def crew_of(study: Study, live: Live | None, cluster: str | None, workers: int | None) -> Iterator["Crew"]:
    """Connect to a cluster, or start workers of our own and end them afterwards.

    Parameters
    ----------
    study : Study
    live : Live or None
        How a case is lived through.
    cluster : str or None
        Address of the scheduler of a Dask cluster that runs; None: workers of our own on this machine.
    workers : int or None
        How many of our own; None: one for each core.

    Raises
    ------
    RoundsmanError
        Where no cluster answers, or no workers start.
    """
    if cluster is not None:
        with _connected(cluster, None) as client:
            _require_same_program(client)
            yield Crew(client, study, live)
        return
    from distributed import Security

    with own_workers(workers or cores()) as own:
        security = Security(**own["security"])  # type: ignore[no-untyped-call]
        with _connected(own["address"], security) as client:
            yield Crew(client, study, live)


def cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _connected(address: str, security: Any) -> Iterator["Client"]:
    from distributed import Client

    try:
        client = Client(  # type: ignore[no-untyped-call]
            address, security=security, set_as_default=False, timeout=_CONNECT_S
        )
    except (OSError, ValueError) as error:
        raise RoundsmanError(
            f"no Dask cluster answers at {address!r} ({error}); give the address that its scheduler printed when it "
            "started, as 'tcp://10.0.0.5:8786'"
        ) from error
    log = logging.getLogger("distributed")
    level = log.level
    log.setLevel(logging.CRITICAL)  # what matters of it, the study tells
    try:
        _await_workers(client, address)
        yield client
    finally:
        client.close()  # type: ignore[no-untyped-call]
        log.setLevel(level)


def _await_workers(client: "Client", address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_CONNECT_S)
    except TimeoutError as error:
        raise RoundsmanError(
            f"the Dask cluster at {address!r} has no workers; start some, with `dask worker`"
        ) from error


def _require_same_program(client: "Client") -> None:
    """Find out before anything runs whether others would find other numbers."""
    ours = edition()
    for worker, theirs in client.run(edition).items():
        if theirs != ours:
            raise RoundsmanError(
                f"the worker {worker} of the cluster has another version of roundsman ({theirs}, and not {ours}), "
                "whose numbers may differ; install the same on all"
            )


class Crew:
    """Workers, and what they have been asked to do.

    They are given two cases each, the one they are at and the next: so cases are done in the order in which they are
    asked for, which a cluster that had them all would not keep to, and whoever is done need not wait for us.
    """

    def __init__(self, client: "Client", study: Study, live: Live | None) -> None:
        self._client, self._study, self._live = client, study, live
        self._run = f"study-{secrets.token_hex(8)}"  # two studies on one cluster never share anything
        self._numbers = itertools.count()
        self._news: queue.SimpleQueue[_Over | Underway] = queue.SimpleQueue()
        self._waiting: deque[tuple[Case, Service]] = deque()
        self._sent: dict[str, Future[Service]] = {}
        self._left: Counter[str] = Counter()  # cases that still need the service of a scenario
        self._given: dict[str, tuple[Case, Future[Outcome]]] = {}
        self.size = self._counted()
        client.subscribe_topic(self._run, self._hear)  # type: ignore[no-untyped-call]

    def ask(self, cases: Iterable[Case], services: Mapping[str, Service]) -> None:
        """Have cases lived through.

        Parameters
        ----------
        cases : iterable of Case
            In the order in which they are to be done.
        services : mapping of str to Service
            By scenario. Each is sent once; workers get it from each other, and again where one that had it died.
        """
        for case in cases:
            self._waiting.append((case, services[case.scenario]))
            self._left[case.scenario] += 1
        self._give()

    def news(self, timeout_s: float) -> Ended | Underway | None:
        """Wait for what happens next; None where nothing does for a while.

        Raises
        ------
        RoundsmanError
            Where a case cannot be lived through: it went wrong, or took down its worker again and again.
        """
        try:
            heard = self._news.get(timeout=timeout_s)
        except queue.Empty:
            self.size = self._counted()
            self._give()
            return None
        if isinstance(heard, Underway):
            return heard
        future = self._given.pop(heard.name)[1]
        self._left[heard.case.scenario] -= 1
        if not self._left[heard.case.scenario]:
            del self._sent[heard.case.scenario]  # which lets the workers forget it
        self._give()
        return Ended(heard.case, self._packed(heard.case, future))

    def _counted(self) -> int:
        """How many cases are lived through at a time; workers may come and go."""
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        return max(1, sum(int(each["nthreads"]) for each in workers))

    def _give(self) -> None:
        while self._waiting and len(self._given) < 2 * self.size:
            case, service = self._waiting.popleft()
            number = next(self._numbers)
            if number % _COUNT_EVERY == 0:
                self.size = self._counted()
            if case.scenario not in self._sent:
                self._sent[case.scenario] = self._client.submit(opened, sealed(service), pure=False)
            name = f"{self._run}-{number}"
            future = self._client.submit(run_errand, self._errand(case, name), self._sent[case.scenario], key=name)
            self._given[name] = (case, future)
            future.add_done_callback(partial(self._over, _Over(case, name)))  # type: ignore[no-untyped-call]

    def _over(self, over: _Over, _future: "Future[Outcome]") -> None:
        self._news.put(over)

    def _errand(self, case: Case, name: str) -> Errand:
        study = self._study
        return Errand(self._live, case.policy, study.first, study.days, study.seed, case.replication, self._run, name)

    def _hear(self, event: tuple[float, tuple[str, int, float]]) -> None:
        name, days, seconds = event[1]
        if given := self._given.get(name):
            self._news.put(Underway(given[0], days, seconds))

    def _packed(self, case: Case, future: "Future[Outcome]") -> bytes:
        try:
            outcome: Outcome = future.result()
        except CancelledError as error:
            raise RoundsmanError("the Dask cluster is gone; what was lived through so far is kept") from error
        except RoundsmanError as error:
            error.add_note(str(case))
            raise
        except Exception as error:
            raise RoundsmanError(f"{case} cannot be lived through: {_reason(error)}") from error
        if outcome.packed is None:
            faulty = FaultyInput(outcome.faults)
            faulty.add_note(str(case))
            raise faulty
        return outcome.packed


def _reason(error: Exception) -> str:
    if type(error).__name__ == "KilledWorker":
        return "each worker that tried died; see whether its memory is enough"
    return f"{type(error).__name__}: {error}"
