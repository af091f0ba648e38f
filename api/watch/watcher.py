"""The watcher: a thread of each service process. Whichever comes first looks; the others wait for their turn."""

import logging
import threading
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from api.service import Service
from api.settings import Settings
from api.store.audit import Author
from api.store.notices import hold_turn, open_notices, take_turn
from api.store.tables import Notice
from api.watch.gathering import KnownRoutes, gather
from api.watch.looking import Danger, look
from api.watch.scene import LeadTimes

_LOG = logging.getLogger("roundsman.watch")
_AUTHOR = "watcher"
_SINCE = datetime(2020, 1, 1, tzinfo=UTC)
_JOIN_S = 15
_OWN_TURN_SHARE = 0.9  # the process that looked last is not kept from its next turn by a clock that is slow by a hair


class Watcher:
    """Started and stopped with the service process."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._known = KnownRoutes()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(_JOIN_S)

    def look(self) -> None:
        """Look once, and bring the notices in the store up to date."""
        service, now = self._service, self._service.clock()
        leads = lead_times(service.settings)
        with service.store.reading() as session:
            scene = gather(session, self._known, leads, now)
        dangers = look(scene, leads)
        with service.store.writing(Author(_AUTHOR, service.clock)) as session:
            hold_turn(session)
            settle(session, dangers, now)

    def _run(self) -> None:
        while not self._over.wait(self._service.settings.watch_s):
            try:
                if self._may_look():
                    self.look()
            except SQLAlchemyError as error:
                _LOG.warning("the watcher cannot use the store, and looks again soon: %s", error)
            except Exception:  # noqa: BLE001 -- logged; the thread lives on
                _LOG.exception("the watcher stumbled, and goes on")

    def _may_look(self) -> bool:
        service = self._service
        now_s = int((service.clock() - _SINCE).total_seconds())
        with service.store.writing(Author(_AUTHOR, service.clock)) as session:
            return take_turn(session, now_s, service.settings.watch_s * _OWN_TURN_SHARE)


def lead_times(settings: Settings) -> LeadTimes:
    """Read how early to warn."""
    return LeadTimes(
        timedelta(seconds=settings.warn_respond_s),
        timedelta(seconds=settings.warn_on_site_s),
        timedelta(seconds=settings.warn_restore_s),
        timedelta(seconds=settings.warn_paper_s),
        timedelta(days=settings.warn_certificate_days),
        timedelta(seconds=settings.warn_hold_s),
        timedelta(seconds=settings.warn_behind_s),
    )


def settle(session: Session, dangers: list[Danger], now: datetime) -> None:
    """Raise what is new, clear what is over; what goes on is told as it stands now, and not raised again."""
    known = {(row.kind, row.subject_kind, row.subject_id): row for row in open_notices(session)}
    for danger in dangers:
        row = known.pop(danger.key, None)
        if row is None:
            session.add(_notice(danger, now))
        elif (row.message, row.due_at) != (danger.message, danger.due_at):
            row.message, row.due_at, row.data = danger.message, danger.due_at, dict(danger.data)
    for row in known.values():
        row.cleared_at = now


def _notice(danger: Danger, now: datetime) -> Notice:
    return Notice(
        territory_id=danger.territory,
        kind=danger.kind,
        subject_kind=danger.subject_kind,
        subject_id=danger.subject_id,
        due_at=danger.due_at,
        message=danger.message,
        data=dict(danger.data),
        raised_at=now,
    )
