"""Appointments as visits: installations, trainings, customer calls, support at a fixed time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from optimiser.agenda.desk import Desk
from optimiser.agenda.entries import Entry, Source, Waiting
from optimiser.agenda.frame import Frame
from optimiser.agenda.names import Names
from optimiser.agenda.paperwork import report_of
from optimiser.agenda.people import People
from optimiser.book import Appointment
from optimiser.inputs import Pin, Visit, Window

_STEP = timedelta(minutes=30)
_TICK = timedelta(seconds=1)


class AppointmentRoom:
    """Makes visits of appointments.

    An appointment is agreed with the customer: the hours of the site are not asked again. One for several engineers
    becomes as many visits that all start at one instant. As they overlap, no engineer can serve two of them; the search
    may still leave some of them out and serve the others.

    Attributes
    ----------
    entries : list of Entry
    waiting : list of Waiting
        Those that begin after the agenda, and desk work that nobody is there for.
    warnings : list of str
    """

    def __init__(self, frame: Frame, people: People, desk: Desk, places: Mapping[str, str], names: Names) -> None:
        self._frame, self._people, self._desk, self._places, self._names = frame, people, desk, places, names
        self.entries: list[Entry] = []
        self.waiting: list[Waiting] = []
        self.warnings: list[str] = []

    def add(self, appointments: Sequence[Appointment]) -> None:
        """Take appointments in; those that lie before the agenda are over."""
        horizon = self._frame.horizon
        for each in appointments:
            if each.latest < horizon.start or (self._frame.now is not None and each.latest < self._frame.now):
                continue
            if each.earliest >= horizon.end:
                self._wait(each, "later")
            elif each.remote:
                self._at_desk(each)
            else:
                self._on_site(each)

    def _wait(self, appointment: Appointment, waits_for: Literal["later", "engineer"]) -> None:
        self.waiting.append(Waiting("appointment", appointment.id, appointment.site, waits_for))

    def _on_site(self, appointment: Appointment) -> None:
        window = self._window(appointment)
        for k in range(1, appointment.engineers + 1):
            self._keep(replace(self._visit(appointment, k), windows=(window,)), self._source(appointment, k))

    def _at_desk(self, appointment: Appointment) -> None:
        """Give desk work to as many different engineers as are needed, and say where they are too few."""
        window = self._window(appointment)
        spans = [(window.open, self._frame.later(window.close, appointment.duration))]
        seated: set[str] = set()
        for k in range(1, appointment.engineers + 1):
            seat = self._desk.seat(appointment.site, appointment.skills, spans, appointment.duration, not_=seated)
            if seat is None:
                missing_count = appointment.engineers - len(seated)
                self.warnings.append(
                    f"Appointment {appointment.id} is desk work for {appointment.engineers}: {missing_count} missing, "
                    "as nobody else who could do it has a shift then."
                )
                if not seated:
                    self._wait(appointment, "engineer")
                return
            seated.add(seat.engineer)
            visit = replace(self._visit(appointment, k), place=seat.place, windows=tuple(seat.windows))
            self._keep(replace(visit, pin=Pin(engineer=seat.engineer)), self._source(appointment, k))

    def _window(self, appointment: Appointment) -> Window:
        """When it may start, of what lies in the horizon: one instant where several engineers must be there."""
        frame = self._frame
        opens = max(appointment.earliest, frame.horizon.start)
        closes = max(min(appointment.latest, frame.later(frame.horizon.end, -_TICK)), opens)
        if appointment.engineers > 1:
            opens = closes = self._common_start(appointment, opens, closes)
        return Window(frame.local(opens), frame.local(closes))

    def _common_start(self, appointment: Appointment, opens: datetime, closes: datetime) -> datetime:
        """Find the first time, by half-hours, at which enough who can do it are on shift, or else most of them."""
        later = self._frame.later
        best, most = opens, -1
        at = opens if self._frame.now is None else max(opens, self._frame.now)
        while at <= closes and most < appointment.engineers:
            count = self._people.on_shift(appointment.skills, appointment.site, (at, later(at, appointment.duration)))
            best, most = (at, count) if count > most else (best, most)
            at = later(at, _STEP)
        return best

    def _visit(self, appointment: Appointment, part: int) -> Visit:
        several = appointment.engineers > 1
        return Visit(
            id=self._names.give(f"{appointment.id}#{part}" if several else appointment.id, "appointment"),
            place=self._places[appointment.site],
            duration=appointment.duration,
            skip_cost=appointment.skip_cost,
            kind=appointment.kind,
            skills=dict(appointment.skills),
            carried=dict(appointment.carried),
        )

    def _source(self, appointment: Appointment, part: int) -> Source:
        return Source(
            "appointment",
            appointment.id,
            appointment.site,
            part=part,
            parts=appointment.engineers,
            desk=appointment.remote,
        )

    def _keep(self, visit: Visit, source: Source) -> None:
        report = report_of(self._frame.policy_of(source.site), visit.kind or "")
        self.entries.append(Entry(visit, source, report if source.part == 1 else None))
