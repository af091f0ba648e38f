"""Who there is: the roster's engineers as the search sees them, with a home, shifts, skills and limits."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import UTC, date, timedelta

from geopy.distance import great_circle

from optimiser.agenda.frame import Frame, Span
from optimiser.book import RosterEngineer, Site
from optimiser.inputs import Break, Engineer, GreatCircle, Limit, Position, Shift
from optimiser.roster import RosterShift, can_do

Shifts = Mapping[str, Sequence[RosterShift]]
Lengths = frozenset[tuple[timedelta, timedelta]]
_AS_THE_CROW_FLIES = GreatCircle(detour=1.3, speed_kmh=30.0)


class People:
    """The engineers of a book and their shifts in the days of the agenda.

    What an engineer has worked and driven before these days a book does not know; who does adds it to the problem, as
    :class:`~optimiser.inputs.Spent`.

    Parameters
    ----------
    frame : Frame
    shifts : mapping of str to sequence of RosterShift
        By engineer.
    homes : mapping of str to str
        The id of each engineer's home among the problem's places.
    """

    def __init__(self, frame: Frame, shifts: Shifts, homes: Mapping[str, str]) -> None:
        self.frame, self.homes = frame, homes
        self.all: dict[str, RosterEngineer] = {each.id: each for each in frame.book.engineers}
        self.shifts = {id_: sorted(shifts.get(id_, ()), key=lambda shift: shift.start) for id_ in self.all}
        self._dated = {id_: [(self._day(each), each) for each in own] for id_, own in self.shifts.items()}
        self._ways: dict[tuple[str, str], timedelta] = {}
        self._kept_lengths: dict[tuple[Hashable, ...], Lengths] = {}

    def _day(self, shift: RosterShift) -> date:
        """The day to which a shift belongs, by the clock of the book."""
        return self.frame.day_of(shift.start) - timedelta(days=shift.of_eve)

    def shifts_for(self, engineer: str, skills: Mapping[str, float], site: str) -> list[RosterShift]:
        """The shifts of an engineer in which the skills hold and the site may be served."""
        return [
            shift
            for day, shift in self._dated.get(engineer, ())
            if shift.serves_only_site in (None, site) and can_do(self.all[engineer], skills, day)
        ]

    def preferring(self, one: str | None, skills: Mapping[str, float], site: str, cost: float) -> dict[str, float]:
        """Preference costs that favour one engineer over all others; none where that one has no shift for the work."""
        can_come = one is not None and bool(self.shifts_for(one, skills, site))
        return {id_: cost for id_ in self.all if id_ != one} if can_come else {}

    def on_shift(self, skills: Mapping[str, float], site: str, span: Span) -> int:
        """How many have a shift around the whole of a span."""
        begins, ends = span
        return sum(
            any(shift.start <= begins and ends <= shift.end for shift in self.shifts_for(id_, skills, site))
            for id_ in self.all
        )

    def room(self, site: Site, skills: Mapping[str, float], preferred: str | None) -> timedelta | None:
        """How long work at a site can be and still fit a shift, with the ways there and back, beside its breaks.

        At least half of what is worked: to divide work does not help where the way takes the rest. The middle one of
        those who can do it, so that half of them or more are left to choose from; of the preferred engineer alone,
        where that one can. None where nobody can.
        """
        rooms = {id_: self._room(id_, site, skills) for id_ in self.all}
        if preferred is not None and rooms.get(preferred) is not None:
            return rooms[preferred]
        found = sorted(room for room in rooms.values() if room is not None)
        return found[(len(found) - 1) // 2] if found else None

    def _room(self, engineer: str, site: Site, skills: Mapping[str, float]) -> timedelta | None:
        """The longest work at a site: nothing interrupts it, so it lies on one side of a break, with a way to it."""
        way, setup = self._way(engineer, site), site.setup
        rooms = [max(stretch - setup, stretch / 2) for _, stretch in self._lengths(engineer, skills, site.id)]
        rooms += [
            max(min(worked - 2 * way, stretch - way) - setup, min(worked, stretch) / 2)
            for worked, stretch in self._lengths(engineer, skills, None)
        ]
        return max(rooms, default=None)

    def _lengths(self, engineer: str, skills: Mapping[str, float], only: str | None) -> Lengths:
        """Working time without breaks and longest stretch between them, of the shifts that serve one site, or any."""
        key = (engineer, only, tuple(sorted(skills.items())))
        if key not in self._kept_lengths:
            self._kept_lengths[key] = frozenset(
                (shift.worked, shift.longest_stretch)
                for day, shift in self._dated[engineer]
                if shift.serves_only_site == only and can_do(self.all[engineer], skills, day)
            )
        return self._kept_lengths[key]

    def _way(self, engineer: str, site: Site) -> timedelta:
        key = (engineer, site.id)
        if key not in self._ways:
            travel, home = self.frame.book.travel, self.all[engineer]
            flown = travel if isinstance(travel, GreatCircle) else _AS_THE_CROW_FLIES
            metres = flown.detour * float(great_circle((home.lat, home.lon), (site.lat, site.lon)).m)
            self._ways[key] = timedelta(hours=metres / 1000 / flown.speed_kmh)
        return self._ways[key]

    def engineers(self, positions: Mapping[str, Position], places: Mapping[str, str]) -> list[Engineer]:
        """The engineers of the problem.

        Parameters
        ----------
        positions : mapping of str to Position
            Where those who are at work now were last known to be, by shift.
        places : mapping of str to str
            The id of each site among the problem's places.
        """
        return [self._engineer(each, positions, places) for each in self.all.values()]

    def _engineer(
        self, engineer: RosterEngineer, positions: Mapping[str, Position], places: Mapping[str, str]
    ) -> Engineer:
        own = self.shifts[engineer.id]
        return Engineer(
            id=engineer.id,
            shifts=tuple(
                self._shift(shift, own[k:], positions.get(shift.id), places) for k, shift in enumerate(own, start=1)
            ),
            skills=dict(engineer.skills),
            cost_per_km=engineer.cost_per_km,
            cost_per_travel_hour=engineer.cost_per_travel_hour,
            cost_per_overtime_hour=engineer.cost_per_overtime_hour,
            certificates=dict(engineer.certificates),
            limits=tuple(_limits(engineer)),
            min_rest=engineer.min_rest,
            carried=dict(engineer.carried),
        )

    def _shift(
        self, shift: RosterShift, later: Sequence[RosterShift], at: Position | None, places: Mapping[str, str]
    ) -> Shift:
        """Make one shift. Who stays at one site begins and ends there: the way to work is no part of the work."""
        local, stays = self.frame.local, shift.serves_only_site
        base = self.homes[shift.engineer] if stays is None else places[stays]
        return Shift(
            id=shift.id,
            start=local(shift.start),
            end=local(shift.end),
            from_=base,
            to=base,
            overtime_limit=_overtime(shift, later),
            fixed_cost=shift.fixed_cost,
            at=at,
            breaks=tuple(Break(local(each.earliest), local(each.latest), each.duration) for each in shift.breaks),
            serves_only=None if stays is None else (places[stays],),
            dated=self._day(shift) if shift.of_eve else None,
            carried={"x_kind": shift.kind},
        )


def _overtime(shift: RosterShift, later: Sequence[RosterShift]) -> timedelta:
    """Overtime ends where the engineer has to be elsewhere; whoever is called then is free when the work is done.

    So it may reach into the engineer's own hours on call, and what was begun on call into the duty after it, until the
    duty's first break at the latest.
    """
    after = next((each for each in later if each.kind != "on_call"), None)
    if after is None:
        return shift.overtime_limit
    goes_on = shift.kind == "on_call" and after.kind == "duty"
    until = min((pause.latest for pause in after.breaks), default=after.end) if goes_on else after.start
    free = until.astimezone(UTC) - shift.end.astimezone(UTC)
    return min(shift.overtime_limit, max(free, timedelta(0)))


def _limits(engineer: RosterEngineer) -> list[Limit]:
    limits = [
        Limit("day", engineer.hours_per_day, engineer.driving_per_day),
        Limit("week", engineer.hours_per_week, engineer.driving_per_week),
    ]
    return [limit for limit in limits if limit.working_time is not None or limit.driving_time is not None]
