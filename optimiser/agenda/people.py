"""Who there is: the roster's engineers as the search sees them, with a home, shifts, skills and limits."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import UTC, timedelta

from geopy.distance import great_circle

from optimiser.agenda.frame import Frame, Span
from optimiser.book import RosterEngineer, Site
from optimiser.inputs import Break, Engineer, GreatCircle, Limit, Position, Shift
from optimiser.roster import RosterShift, can_do

Shifts = Mapping[str, Sequence[RosterShift]]
_AS_THE_CROW_FLIES = GreatCircle(detour=1.3, speed_kmh=30.0)


class People:
    """The engineers of a book and their shifts in the days of the agenda.

    What an engineer has worked and driven before these days nobody counts: a limit for a week that began earlier holds
    for what is left of it.

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
        self._dated = {id_: [(frame.day_of(each.start), each) for each in own] for id_, own in self.shifts.items()}
        self._ways: dict[tuple[str, str], timedelta] = {}
        self._longest: dict[tuple[Hashable, ...], timedelta | None] = {}

    def shifts_for(self, engineer: str, skills: Mapping[str, float], site: str) -> list[RosterShift]:
        """The shifts of an engineer in which the skills hold and the site may be served."""
        return [
            shift
            for day, shift in self._dated.get(engineer, ())
            if shift.serves_only_site in (None, site) and can_do(self.all[engineer], skills, day)
        ]

    def on_shift(self, skills: Mapping[str, float], site: str, span: Span) -> int:
        """How many have a shift around the whole of a span."""
        begins, ends = span
        return sum(
            any(shift.start <= begins and ends <= shift.end for shift in self.shifts_for(id_, skills, site))
            for id_ in self.all
        )

    def room(self, site: Site, skills: Mapping[str, float], preferred: str | None) -> timedelta | None:
        """How long work at a site can be and still fit a shift, the way there and back and the breaks taken off.

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
        staying, moving = (self._longest_work(engineer, skills, only) for only in (site.id, None))
        rooms = [] if staying is None else [max(staying - site.setup, staying / 2)]
        if moving is not None:
            rooms.append(max(moving - site.setup - 2 * self._way(engineer, site), moving / 2))
        return max(rooms, default=None)

    def _longest_work(self, engineer: str, skills: Mapping[str, float], only: str | None) -> timedelta | None:
        """The longest working time, without breaks, of an engineer's shifts that serve only one site, or any site."""
        key = (engineer, only, tuple(sorted(skills.items())))
        if key not in self._longest:
            able = (
                shift
                for day, shift in self._dated[engineer]
                if shift.serves_only_site == only and can_do(self.all[engineer], skills, day)
            )
            self._longest[key] = max(map(_worked, able), default=None)
        return self._longest[key]

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
        following = [*own[1:], None][: len(own)]
        return Engineer(
            id=engineer.id,
            shifts=tuple(
                self._shift(shift, after, positions.get(shift.id), places)
                for shift, after in zip(own, following, strict=True)
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
        self, shift: RosterShift, after: RosterShift | None, at: Position | None, places: Mapping[str, str]
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
            overtime_limit=_overtime(shift, after),
            fixed_cost=shift.fixed_cost,
            at=at,
            breaks=tuple(Break(local(each.earliest), local(each.latest), each.duration) for each in shift.breaks),
            serves_only=None if stays is None else (places[stays],),
            carried={"x_kind": shift.kind},
        )


def _worked(shift: RosterShift) -> timedelta:
    return shift.length - sum((pause.duration for pause in shift.breaks), timedelta(0))


def _overtime(shift: RosterShift, after: RosterShift | None) -> timedelta:
    """Overtime ends where the engineer's next shift begins: nobody works two at once."""
    if after is None:
        return shift.overtime_limit
    free = after.start.astimezone(UTC) - shift.end.astimezone(UTC)
    return min(shift.overtime_limit, max(free, timedelta(0)))


def _limits(engineer: RosterEngineer) -> list[Limit]:
    limits = [
        Limit("day", engineer.hours_per_day, engineer.driving_per_day),
        Limit("week", engineer.hours_per_week, engineer.driving_per_week),
    ]
    return [limit for limit in limits if limit.working_time is not None or limit.driving_time is not None]
