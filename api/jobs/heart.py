"""The heart of an attempt: a thread that shows in the job table that it is alive, and listens there."""

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from api.clock import Clock
from api.store.audit import Author
from api.store.engine import Store
from api.store.jobs import Attempt, beat

_LOG = logging.getLogger("roundsman.jobs")
_SHORTEST_S = 0.25
"""News come by the thousand at the start of a search; the table hears of them at most this often."""


class Lost(Exception):
    """The attempt was given up, and the job is no longer its own."""


class Heart:
    """Beats while an attempt goes on; a context manager.

    Parameters
    ----------
    every_s : float
        How often it beats at least; news make it beat sooner.
    limit_s : float
        After how long the work is to stop.
    seconds : callable
        Seconds since any instant, never going back.
    """

    def __init__(
        self, store: Store, attempt: Attempt, clock: Clock, every_s: float, limit_s: float, seconds: Callable[[], float]
    ) -> None:
        self._store, self._attempt, self._clock, self._every_s = store, attempt, clock, every_s
        self._seconds, self._until_s, self._begin_s = seconds, seconds() + limit_s, seconds()
        self._progress: dict[str, Any] = {}
        self._lock, self._news, self._over = threading.Lock(), threading.Event(), threading.Event()
        self.lost = self.stop_asked = False
        self._thread = threading.Thread(target=self._run, name=f"heart of {attempt.job}", daemon=True)

    def __enter__(self) -> "Heart":
        """Begin to beat."""
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Stop beating."""
        self._over.set()
        self._news.set()
        self._thread.join()

    @property
    def progress(self) -> dict[str, Any]:
        """What was told last."""
        with self._lock:
            return dict(self._progress)

    def tell(self, **news: Any) -> None:
        """Tell how far the work is."""
        with self._lock:
            count = self._progress.get("news_count", 0) + 1
            elapsed_s = round(self._seconds() - self._begin_s, 3)
            self._progress = {**self._progress, "elapsed_s": elapsed_s, **news, "news_count": count}
        self._news.set()

    def should_stop(self) -> bool:
        """Whether to end with the best that there is."""
        return self.stop_asked or self.lost or self._seconds() >= self._until_s

    def require_own(self) -> None:
        """End here if the attempt was given up.

        Raises
        ------
        Lost
            Where it was.
        """
        if self.lost:
            raise Lost

    def _run(self) -> None:
        while not self._over.is_set():
            self._beat()
            self._news.wait(self._every_s)
            self._over.wait(_SHORTEST_S)
            self._news.clear()

    def _beat(self) -> None:
        try:
            with self._store.writing(Author("worker", self._clock)) as session:
                heard = beat(session, self._attempt, self.progress, self._clock())
        except SQLAlchemyError as error:  # the database may be back for the next beat; if not, the attempt is lost
            _LOG.warning("job %s: a heartbeat did not get through: %s", self._attempt.job, error)
            return
        if heard is None:
            self.lost = True
        elif heard.stop_asked:
            self.stop_asked = True
