"""Watching over running jobs: which have fallen silent, and which go on although their time is over."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from api.store.jobs import RunningJob


@dataclass(frozen=True)
class Found:
    """What a look at the running jobs found."""

    silent: list[RunningJob]
    overrun: list[RunningJob]


@dataclass
class _Seen:
    heartbeat_at: datetime | None
    changed_s: float
    first_s: float


class Watch:
    """Remembers when each attempt's heartbeat was last seen to change.

    Parameters
    ----------
    lost_after_s : float
        For how long a heartbeat may stand still. A job that is over its limit has as long to come to an end.
    seconds : callable
        Seconds since any instant, never going back.
    """

    def __init__(self, lost_after_s: float, seconds: Callable[[], float]) -> None:
        self._lost_after_s, self._seconds = lost_after_s, seconds
        self._seen: dict[str, _Seen] = {}

    def look(self, jobs: Iterable[RunningJob]) -> Found:
        """Look at all jobs that are running now."""
        now_s = self._seconds()
        seen: dict[str, _Seen] = {}
        found = Found([], [])
        for job in jobs:
            claim = job.attempt.claim
            known = self._seen.get(claim) or _Seen(job.heartbeat_at, now_s, now_s)
            if known.heartbeat_at != job.heartbeat_at:
                known.heartbeat_at, known.changed_s = job.heartbeat_at, now_s
            seen[claim] = known
            if now_s - known.changed_s > self._lost_after_s:
                found.silent.append(job)
            elif now_s - known.first_s > job.limit_s + self._lost_after_s:
                found.overrun.append(job)
        self._seen = seen
        return found
