"""All shifts of some days: duties, covers of events, residents and those who stand in for them, on-call."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

from optimiser.book import Book, RosterEngineer
from optimiser.calendars import calendars_of
from optimiser.roster.absences import missed, present
from optimiser.roster.covers import cover_shifts, rests_around
from optimiser.roster.duties import ONE_DAY, Duties
from optimiser.roster.residents import Dated, Post, StandIns
from optimiser.roster.rota import Rota, on_call_shifts
from optimiser.roster.shifts import Gap, Roster, RosterShift, too_close


def shifts_of(book: Book, first: date, last: date, rota: Rota | None = None) -> Roster:
    """The shifts that start on the days from `first` to `last`, by the clocks of the book.

    Absences take the shifts that start on their days, or the part of them in which somebody is away. A shift at a named
    event takes the place of the duties that overlap it or leave too little rest; whoever stands in for a resident
    engineer gives up their own shifts of the day, or that part of them for which the resident is away; on-call hours in
    which somebody is at work already are no shift of their own. The answer for a day does not depend on `first` and
    `last`.

    Raises
    ------
    FaultyInput
        Where a calendar names an unknown time zone or region.
    """
    return Rostering(book).shifts(first, last, rota)


class Rostering:
    """Makes the rosters of a book, for one span of days after the other, and keeps what they have in common.

    Parameters
    ----------
    book : Book

    Raises
    ------
    FaultyInput
        Where a calendar names an unknown time zone or region.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._calendars = calendars_of(book)
        self._duties = Duties(self._calendars)
        self._covers: dict[Hashable, tuple[list[RosterShift], list[Gap]]] = {}

    def shifts(
        self, first: date, last: date, rota: Rota | None = None, engineers: Sequence[RosterEngineer] | None = None
    ) -> Roster:
        """As :func:`shifts_of`.

        Parameters
        ----------
        first, last : date
        rota : Rota, optional
        engineers : sequence of RosterEngineer, optional
            Those of the book, in their order, with other absences.
        """
        book = self._book if engineers is None else replace(self._book, engineers=engineers)
        since = date(first.year, 1, 1) if any(_needs_stand_in(e, first, last) for e in book.engineers) else first
        until = last + timedelta(days=6 - last.weekday())  # who stands in is chosen for whole weeks
        due = {
            engineer.id: self._duties.shifts(engineer, since - _NEIGHBOUR, until + _NEIGHBOUR)
            for engineer in book.engineers
        }
        covers, gaps = self._covers_of(book)
        kept = {engineer.id: _kept(engineer, due[engineer.id], covers, book) for engineer in book.engineers}
        stand_ins = StandIns(book.engineers, kept, _by_engineer(covers))
        stand_ins.fill([post for e in book.engineers for post in _posts(e, due[e.id], since, until)])
        at_work = [
            own for name, dated in kept.items() for day, all_ in dated for own in stand_ins.left(name, day, all_)
        ]
        at_work += [*covers, *(shift for _, shift in stand_ins.shifts)]
        everything = [*at_work, *on_call_shifts(book, rota, at_work, first, last)]
        doubts = [sentence for calendar in self._calendars.values() for sentence in calendar.warnings_for(first, last)]
        return _roster(book, first, last, everything, [*gaps, *stand_ins.gaps, *(rota.gaps if rota else ())], doubts)

    def _covers_of(self, book: Book) -> tuple[list[RosterShift], list[Gap]]:
        """Who is where at the covers; worked out anew where somebody else is away in their days."""
        if not book.covers:
            return [], []
        first, last = min(c.start for c in book.covers).date(), max(c.end for c in book.covers).date()
        away = tuple(
            (engineer.id, replace(absence, reason=""))
            for engineer in book.engineers
            for absence in engineer.absences
            if absence.first <= last + ONE_DAY and first - ONE_DAY <= absence.last
        )
        if away not in self._covers:
            self._covers[away] = cover_shifts(book, self._calendars)
        return self._covers[away]


_NEIGHBOUR = timedelta(days=3)  # shifts next to the days asked for may leave too little rest


def _needs_stand_in(engineer: RosterEngineer, first: date, last: date) -> bool:
    return engineer.resident_at is not None and any(a.first <= last and first <= a.last for a in engineer.absences)


def _kept(engineer: RosterEngineer, due: Sequence[Dated], covers: Iterable[RosterShift], book: Book) -> Sequence[Dated]:
    """What absences leave of duties that no cover displaces."""
    rests = rests_around(book.covers, engineer)
    own = [shift for shift in covers if shift.engineer == engineer.id]
    return [
        (day, shift)
        for day, whole in due
        for shift in present(engineer, day, whole)
        if not any(too_close(cover, shift, rests[cover.serves_only_site or ""]) for cover in own)
    ]


def _posts(engineer: RosterEngineer, due: Sequence[Dated], since: date, until: date) -> list[Post]:
    """The days on which a resident engineer is away, or for a part of them, and would have worked."""
    if engineer.resident_at is None:
        return []
    days: defaultdict[date, list[RosterShift]] = defaultdict(list)
    for day, shift in due:
        if since <= day <= until:
            days[day].append(shift)
    posts = []
    for day, shifts in days.items():
        parts = [part for shift in shifts for part in missed(engineer, day, shift)]
        if parts:
            posts.append(Post(engineer, day, parts, not any(present(engineer, day, shift) for shift in shifts)))
    return posts


def _by_engineer(shifts: Iterable[RosterShift]) -> Mapping[str, list[RosterShift]]:
    out: defaultdict[str, list[RosterShift]] = defaultdict(list)
    for shift in shifts:
        out[shift.engineer].append(shift)
    return out


def _roster(
    book: Book,
    first: date,
    last: date,
    shifts: Iterable[RosterShift],
    gaps: Iterable[Gap],
    doubts: Iterable[str],
) -> Roster:
    zone = ZoneInfo(book.time_zone)
    inside = [shift for shift in shifts if first <= shift.start.date() <= last]
    found = sorted((gap for gap in gaps if first <= gap.start.astimezone(zone).date() <= last), key=lambda g: g.start)
    grouped = _by_engineer(sorted(inside, key=lambda shift: (shift.start.astimezone(UTC), shift.length)))
    named = {engineer.id: _with_ids(grouped.get(engineer.id, [])) for engineer in book.engineers}
    return Roster(first, last, named, tuple(found), tuple(doubts))


def _with_ids(shifts: Sequence[RosterShift]) -> tuple[RosterShift, ...]:
    """Shifts with their ids: engineer, day and kind, and a number from the second of them on."""
    seen: Counter[str] = Counter()
    out = []
    for shift in shifts:
        name = f"{shift.engineer} {shift.start:%Y-%m-%d} {shift.kind}"
        seen[name] += 1
        out.append(replace(shift, id=name if seen[name] == 1 else f"{name} {seen[name]}"))
    return tuple(out)
