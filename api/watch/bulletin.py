"""One reader of the notices for all who listen: a thread that reads while somebody listens, and hands the news on.

Listeners take neither a thread nor a connection to the database: each has a queue in its own event loop.
"""

import asyncio
import logging
import threading
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.exc import SQLAlchemyError

from api.identity.actor import Actor
from api.service import Service
from api.store.notices import last_notice_id, news_of_notices, open_notices
from api.store.tables import Notice

_LOG = logging.getLogger("roundsman.watch")
_POLL_S = 1.0
_IDLE_S = 5.0
_MOST_WAITING = 1000
_JOIN_S = 15


@dataclass(frozen=True)
class News:
    """A notice that was raised, or cleared."""

    what: Literal["raised", "cleared"]
    notice: Notice


class Listener:
    """Somebody who listens: gets what is for them."""

    def __init__(self, actor: Actor, territory: str | None) -> None:
        self._actor, self._territory = actor, territory
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[News | None] = asyncio.Queue()

    async def next(self, wait_s: float) -> News | None:
        """Wait for news; None when nothing came in time, or the stream is to end."""
        try:
            async with asyncio.timeout(wait_s):
                return await self._queue.get()
        except TimeoutError:
            return None

    def tell(self, news: News | None) -> None:
        """Hand on news, from any thread; whoever does not keep up is cut off, and comes back for the rest."""
        if news is not None and not self.is_for(news.notice):
            return
        if self._queue.qsize() >= _MOST_WAITING:
            news = None
        try:
            self._loop.call_soon_threadsafe(self._queue.put_nowait, news)
        except RuntimeError:  # its event loop is closed: nobody is there any more
            _LOG.debug("a listener is gone")

    def is_for(self, notice: Notice) -> bool:
        """Whether a notice is for this listener to see."""
        territory = notice.territory_id
        return self._actor.sees_territory(territory) and self._territory in (None, territory)


class Bulletin:
    """The notices as they come, for all listeners of a service process."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._listeners: set[Listener] = set()
        self._lock = threading.Lock()
        self._news, self._over = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._last_id = 0
        self._open: set[int] = set()

    def join(self, listener: Listener) -> None:
        """Begin to listen: what is raised from now on is told. Reads the store: not for an event loop to call."""
        with self._lock:
            if self._ends:
                listener.tell(None)
                return
            if not self._listeners:
                self._begin()
            self._listeners.add(listener)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="bulletin", daemon=True)
                self._thread.start()
        self._news.set()

    def leave(self, listener: Listener) -> None:
        """Listen no more."""
        self._listeners.discard(listener)

    def stop(self) -> None:
        """End all streams."""
        self._over.set()
        self._news.set()
        if self._thread is not None:
            self._thread.join(_JOIN_S)

    @property
    def _ends(self) -> bool:
        return self._over.is_set() or self._service.closing.is_set()

    def _run(self) -> None:
        while not self._ends:
            with self._lock:
                if self._listeners:
                    self._read()
            self._news.wait(_POLL_S if self._listeners else _IDLE_S)
            self._news.clear()
        with self._lock:
            for listener in list(self._listeners):
                listener.tell(None)
            self._listeners.clear()

    def _begin(self) -> None:
        with self._service.store.reading() as session:
            self._open = {row.id for row in open_notices(session)}
            self._last_id = last_notice_id(session)

    def _read(self) -> None:
        try:
            with self._service.store.reading() as session:
                raised, cleared = news_of_notices(session, self._last_id, self._open)
                session.expunge_all()
        except SQLAlchemyError as error:
            _LOG.warning("the notices cannot be read, and are looked at again soon: %s", error)
            return
        self._open -= {row.id for row in cleared}
        self._open |= {row.id for row in raised if row.cleared_at is None}
        self._last_id = max((row.id for row in raised), default=self._last_id)
        for news in [*(News("raised", row) for row in raised), *(News("cleared", row) for row in cleared)]:
            for listener in list(self._listeners):
                listener.tell(news)


def bulletin_of(service: Service) -> Bulletin:
    """Find the bulletin of a service process; there is one."""
    found: Bulletin = service.rooms.setdefault("bulletin", Bulletin(service))
    return found
