"""The foreman: a thread of each service process that takes jobs from the queue and sees to it that they are done.

What the cluster believes is a hint; what is in the table holds. A worker that dies is noticed at once by the foreman
who sent it, and after a while by every foreman: its job's heartbeat stands still. Time is counted on the foreman's own
clock, from when it saw a heartbeat change, so that the clocks of the machines need not agree.
"""

import logging
import threading
import time
from collections.abc import Mapping

from sqlalchemy.exc import SQLAlchemyError

from api.jobs.cluster import Cluster, Handed
from api.jobs.queue import Held, forget, give_back, overrun, take
from api.jobs.watching import Watch
from api.jobs.working import Errand
from api.service import Service
from api.store.jobs import LANES, Lane, queued_counts, running_jobs

_LOG = logging.getLogger("roundsman.jobs")
_POLL_S = 0.5
_PER_WORKER: Mapping[Lane, int] = {"urgent": 4, "ordinary": 1, "patient": 1}
_JOIN_S = 15
_TIDY_S = 3600
_IDLE_BEFORE_WARMING_S = 5


class Foreman:
    """Started and stopped with the service process."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._cluster = Cluster(service.settings)
        self._handed: list[Handed] = []
        self._watch = Watch(service.settings.lost_after_s, time.monotonic)
        self._looked_s = self._tidied_s = -1e9
        self._begin_s, self._warm = time.monotonic(), False
        self._news, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="foreman", daemon=True)

    def start(self) -> None:
        """Begin to take jobs."""
        self._thread.start()

    def wake(self) -> None:
        """Look into the queue now."""
        self._news.set()

    def stop(self) -> None:
        """Take no more jobs, give back those that are not done, end the workers."""
        self._over.set()
        self._news.set()
        self._thread.join(_JOIN_S)
        self._cluster.close()
        for handed in self._handed:
            self._give_back(handed, "the service was stopped", tried=False)
        self._handed.clear()

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                self._settle()
                self._look_after()
                self._hand_out()
                self._warm_up()
                self._tidy()
            except SQLAlchemyError as error:
                _LOG.warning("the queue cannot be read, and is looked at again soon: %s", error)
            except Exception:  # noqa: BLE001 -- one bad round must not end all work
                _LOG.exception("the foreman stumbled, and goes on")
            self._news.wait(_POLL_S)
            self._news.clear()

    def _settle(self) -> None:
        """Put back what the cluster did not finish; what was finished is in the table already."""
        for handed in [each for each in self._handed if each.is_over]:
            complaint = handed.complaint()
            if complaint:
                _LOG.warning("job %s: %s", handed.errand.attempt.job, complaint)
            self._give_back(handed, complaint or "its worker ended without a result", tried=True)
            self._handed.remove(handed)

    def _give_back(self, handed: Handed, why: str, *, tried: bool) -> None:
        service = self._service
        give_back(service.store, service.clock, handed.errand.attempt, why, tried=tried)

    def _look_after(self) -> None:
        """Look at the heartbeats of all running jobs, whoever sent them off."""
        settings, now_s = self._service.settings, time.monotonic()
        if now_s - self._looked_s < min(settings.heartbeat_s, settings.lost_after_s / 4):
            return
        self._looked_s = now_s
        with self._service.store.reading() as session:
            jobs = running_jobs(session)
        found = self._watch.look(jobs)
        for job in found.silent:
            why = f"nothing was heard of it for {settings.lost_after_s:g} s"
            _LOG.warning("job %s: %s", job.attempt.job, why)
            give_back(self._service.store, self._service.clock, job.attempt, why)
        for job in found.overrun:
            overrun(self._service.store, self._service.clock, job.attempt, job.limit_s)
        given_up = {job.attempt for job in (*found.silent, *found.overrun)}
        self._handed = [each for each in self._handed if each.errand.attempt not in given_up]

    def _tidy(self) -> None:
        """Forget old jobs, now and then."""
        if time.monotonic() - self._tidied_s > _TIDY_S:
            self._tidied_s = time.monotonic()
            forget(self._service.store, self._service.clock)

    def _hand_out(self) -> None:
        """Hand out what waits, the urgent first, as far as there is room."""
        service = self._service
        with service.store.reading() as session:  # most looks find nothing, and should not keep writers waiting
            waiting = queued_counts(session)
        for lane in LANES:
            while waiting[lane] and self._room(lane):
                held = take(service.store, service.clock, lane)
                if held is None:
                    break
                self._hand(held)

    def _warm_up(self) -> None:
        """Start the workers before the first job comes: the first urgent one should not wait for that."""
        if not self._warm and time.monotonic() - self._begin_s > _IDLE_BEFORE_WARMING_S:
            self._warm = True
            if not self._handed and not self._over.is_set():
                self._cluster.warm_up()

    def _room(self, lane: Lane) -> bool:
        """Urgent jobs never wait for plans, nor plans for studies; each queue has its own room."""
        if self._over.is_set():
            return False
        busy = sum(each.lane == lane for each in self._handed)
        return busy < self._cluster.size() * _PER_WORKER[lane]

    def _hand(self, held: Held) -> None:
        settings = self._service.settings
        errand = Errand(
            held.attempt, settings.url, settings.heartbeat_s, self._service.clock(), settings.threads_per_solve
        )
        try:
            self._handed.append(self._cluster.hand(errand, held.lane, self.wake))
        except Exception as error:
            give_back(self._service.store, self._service.clock, held.attempt, "no worker took it", tried=False)
            _LOG.warning("job %s: the cluster cannot be reached: %s", held.attempt.job, error)
            raise
