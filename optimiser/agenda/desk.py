"""Desk work: it is done at the home of one engineer, chosen fairly, so that no trip arises."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from optimiser.agenda.frame import Frame, Span
from optimiser.agenda.people import People
from optimiser.agenda.windows import cut, meet
from optimiser.inputs import Window
from optimiser.roster import RosterShift

_STANDING_BY = "on_call"


@dataclass(frozen=True)
class Seat:
    """Who does a piece of desk work, at which of the problem's places, and when it may start."""

    engineer: str
    place: str
    windows: Sequence[Window]


class Desk:
    """Gives desk work out, each time to whoever has the smallest share of it in their working time.

    Whoever stays at the site in question comes before all but the preferred engineer: the site is at their feet.
    Hours on call are left free, and nobody gets two pieces of work that start at fixed times and overlap.
    """

    def __init__(self, frame: Frame, people: People, places: Mapping[str, str]) -> None:
        self._frame, self._people, self._places = frame, people, places
        self._given = dict.fromkeys(people.all, timedelta(0))
        self._fixed: dict[str, list[Span]] = {id_: [] for id_ in people.all}
        self._working = {
            id_: sum((shift.length for shift in shifts if works(shift)), timedelta(0))
            for id_, shifts in people.shifts.items()
        }
        self._order = {id_: k for k, id_ in enumerate(people.all)}
        self._staying = {
            (id_, shift.serves_only_site) for id_, shifts in people.shifts.items() for shift in shifts if works(shift)
        }

    def seat(
        self,
        site: str,
        skills: Mapping[str, float],
        spans: Sequence[Span],
        duration: timedelta,
        preferred: str | None = None,
        not_: Collection[str] = (),
    ) -> Seat | None:
        """Choose who does it, none of `not_`; None where nobody who has the skills has a shift then."""
        allowed = cut(self._frame, spans)
        ids = [id_ for id_, working in self._working.items() if working and id_ not in not_]
        for id_ in sorted(ids, key=lambda id_: self._turn(id_, site, preferred)):
            windows = self._starts(id_, site, skills, allowed, duration)
            if windows:
                self._given[id_] += duration
                if windows[0].open == windows[-1].close:
                    self._fixed[id_].append((windows[0].open, self._frame.later(windows[0].open, duration)))
                stays = (id_, site) in self._staying
                return Seat(id_, self._places[site] if stays else self._people.homes[id_], windows)
        return None

    def _turn(self, engineer: str, site: str, preferred: str | None) -> tuple[bool, bool, float, int]:
        """By what it is decided who comes first."""
        share = self._given[engineer] / self._working[engineer]
        return engineer != preferred, (engineer, site) not in self._staying, share, self._order[engineer]

    def _starts(
        self, engineer: str, site: str, skills: Mapping[str, float], allowed: Sequence[Span], duration: timedelta
    ) -> list[Window]:
        """When an engineer may start it; one who stays at the site, only in the shifts there."""
        only = site if (engineer, site) in self._staying else None
        shifts = self._people.shifts_for(engineer, skills, site)
        hours = [(each.start, each.end) for each in shifts if works(each) and each.serves_only_site == only]
        later = self._frame.later
        free = meet(allowed, cut(self._frame, hours))
        windows = [Window(a, later(b, -duration)) for a, b in free if later(a, duration) <= b]
        if len(windows) == 1 and windows[0].open == windows[0].close and meet(free, self._fixed[engineer]):
            return []
        return windows


def works(shift: RosterShift) -> bool:
    """Whether a shift is working time, not time on call."""
    return shift.kind != _STANDING_BY
