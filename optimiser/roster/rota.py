"""The on-call rota: who is called when, fairly; what standing by is paid; who keeps a case."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from optimiser.book import Book, OnCall, RosterEngineer, Ticket
from optimiser.calendars import calendars_of
from optimiser.roster.absences import is_away, present
from optimiser.roster.covers import cover_shifts, rests_around
from optimiser.roster.duties import ONE_DAY, duty_shifts
from optimiser.roster.hours import (
    STANDBY_KINDS,
    Busy,
    StandbyDay,
    StandbyKind,
    begins_at_night,
    standby_days,
    until_nights_end,
)
from optimiser.roster.shifts import Gap, RosterShift, can_do
from optimiser.roster.turns import assigned
from optimiser.sla.history import known_events

_HOUR = timedelta(hours=1)
_OTHER_CLOCK = timedelta(days=2)  # by which the date of an instant may differ from one clock to another, and more


@dataclass(frozen=True)
class Stint:
    """Hours in which an engineer is on call: on the evening of a working day, on a weekend, on a holiday."""

    engineer: str
    day: date
    start: datetime
    end: datetime
    kind: StandbyKind

    @property
    def length(self) -> timedelta:
        """Time between start and end, changes of the clock included."""
        return self.end.astimezone(UTC) - self.start.astimezone(UTC)


@dataclass(frozen=True)
class Rota:
    """Who is on call from `first` to `last`.

    Attributes
    ----------
    first, last : date
    stints : sequence of Stint
        In order.
    gaps : sequence of Gap
        Days on which somebody is missing.
    day_counts : mapping of str to mapping of str to int
        Days on call, by engineer and kind of day: ``evening``, ``weekend``, ``holiday``.
    standby_pay : mapping of str to float
        Pay for standing by, by engineer.
    warnings : sequence of str
        What is doubtful about all of it; the gaps say theirs themselves.
    """

    first: date
    last: date
    stints: Sequence[Stint] = ()
    gaps: Sequence[Gap] = ()
    day_counts: Mapping[str, Mapping[StandbyKind, int]] = field(default_factory=dict)
    standby_pay: Mapping[str, float] = field(default_factory=dict)
    warnings: Sequence[str] = ()

    @cached_property
    def in_utc(self) -> Sequence[tuple[str, datetime, datetime]]:
        """Engineer, beginning and end of every stint, in order; in UTC, where times compare right and fast."""
        return [(each.engineer, each.start.astimezone(UTC), each.end.astimezone(UTC)) for each in self.stints]


def plan_rota(book: Book, first: date, last: date, earlier: Rota | None = None) -> Rota:
    """The on-call rota from `first` to `last`; without any stint where the book has no on-call.

    Those who come into question are the engineers marked as `on_call` who have the skills. Evenings, weekends and
    holidays are counted in days, and each is spread evenly among them, as far as turns of a week or a month allow.
    Whoever is away, at work for half of a day's hours, or in any of them at a named event or in the rest around it, is
    not on call that day; somebody stands in.
    Where several have had as little, the turn goes round in the order of the book, counted by the calendar: so it also
    does where each month is planned by itself.

    Parameters
    ----------
    earlier : Rota or None
        A rota before this one: what was uneven in it is made up for.

    Raises
    ------
    FaultyInput
        Where a calendar names an unknown time zone or region.
    """
    if book.on_call is None:
        return Rota(first, last)
    calendars = calendars_of(book)
    working = calendars[book.on_call.working]
    days = standby_days(book.on_call, working, first, last)
    free = _free(book, days)
    before: dict[tuple[str, StandbyKind], int] = {}
    if earlier is not None:
        before = {(name, kind): n for name, kinds in earlier.day_counts.items() for kind, n in kinds.items()}
    chosen = assigned(days, free, book.on_call.people, before)
    stints = [
        Stint(name, day.day, start, end, day.kind)
        for day, names in zip(days, chosen, strict=True)
        for start, end in day.spans
        for name in names
    ]
    gaps = [
        _gap(day, book.on_call.people - len(names))
        for day, names in zip(days, chosen, strict=True)
        if len(names) < book.on_call.people
    ]
    warnings = (*working.warnings_for(first, last), *_doubts(book.on_call, days, free))
    pay = _standby_pay(stints, free, book.on_call.pay_per_hour)
    return Rota(first, last, tuple(stints), tuple(gaps), _day_counts(days, chosen, free), pay, warnings)


def rota_of_days(book: Book, days: Iterable[date]) -> Rota:
    """The on-call rota of all months in which `days` lie, each planned by itself.

    So who is on call on a day is the same whatever other days are asked about. A week belongs to the month of its
    Monday, so that no turn is torn.
    """
    return MonthlyRotas(book).of(days)


class MonthlyRotas:
    """The on-call rotas of a book, each month's planned once, whatever days are asked about.

    Parameters
    ----------
    book : Book
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._planned: dict[tuple[date, date], Rota] = {}

    def of(self, days: Iterable[date]) -> Rota:
        """As :func:`rota_of_days`."""
        if self._book.on_call is not None and begins_at_night(self._book.on_call):
            days = {each for day in days for each in (day - ONE_DAY, day)}
        weekly = self._book.on_call is not None and self._book.on_call.turn == "week"
        return _joined([self._month(*month) for month in sorted({_month(day, weekly) for day in days})])

    def _month(self, first: date, last: date) -> Rota:
        if (first, last) not in self._planned:
            self._planned[first, last] = plan_rota(self._book, first, last)
        return self._planned[first, last]


def _joined(rotas: Sequence[Rota]) -> Rota:
    """Several rotas, in order, as one."""
    counts: defaultdict[str, Counter[StandbyKind]] = defaultdict(Counter)
    pay: defaultdict[str, float] = defaultdict(float)
    for rota in rotas:
        for name, of_kind in rota.day_counts.items():
            counts[name].update(of_kind)
        for name, amount in rota.standby_pay.items():
            pay[name] += amount
    return Rota(
        rotas[0].first,
        rotas[-1].last,
        tuple(stint for rota in rotas for stint in rota.stints),
        tuple(gap for rota in rotas for gap in rota.gaps),
        {name: dict(of_kind) for name, of_kind in counts.items()},
        dict(pay),
        tuple(dict.fromkeys(sentence for rota in rotas for sentence in rota.warnings)),
    )


def _month(day: date, weekly: bool) -> tuple[date, date]:
    """First and last day of the month of a day; of whole weeks, where turns are weekly."""
    begin = (day - ONE_DAY * day.weekday() if weekly else day).replace(day=1)
    after = (begin + ONE_DAY * 31).replace(day=1)
    first, last = (each + ONE_DAY * (-each.weekday() % 7 if weekly else 0) for each in (begin, after))
    return first, last - ONE_DAY


def who_is_on_call(rota: Rota, at: datetime) -> tuple[str, ...]:
    """The engineers who are on call at an instant."""
    now = at.astimezone(UTC)
    return tuple(engineer for engineer, start, end in rota.in_utc if start <= now < end)


def owner_of(book: Book, rota: Rota, ticket: Ticket, now: datetime | None = None) -> str | None:
    """The engineer who keeps a ticket until it is solved; None where nobody does yet.

    It is the owner that the ticket names, else the one who came to it last, else whoever is on call when it is
    reported: of several, the first who has the skills that it needs, or the first of all.

    Parameters
    ----------
    book : Book
    rota : Rota
    ticket : Ticket
    now : datetime or None
        What happened later is not known yet; None: all is.
    """
    came = [event.by for event in known_events(ticket, now) if event.kind in ("arrived", "repair_failed") and event.by]
    if ticket.owner is not None or came:
        return ticket.owner or came[-1]
    called = who_is_on_call(rota, ticket.reported_at)
    engineers = {engineer.id: engineer for engineer in book.engineers}
    able = [name for name in called if can_do(engineers[name], ticket.skills, ticket.reported_at.date())]
    return next(iter([*able, *called]), None)


def on_call_shifts(
    book: Book, rota: Rota | None, at_work: Sequence[RosterShift], first: date, last: date
) -> list[RosterShift]:
    """The stints of a rota as shifts from home, without the time in which their engineers are at work or away.

    A shift ends where the night does, for what comes after that belongs to another day's work.
    All that start on the days from `first` to `last` are there, whatever clock counts these; maybe some near them.
    """
    if rota is None or book.on_call is None:
        return []
    near = [s for s in rota.stints if s.end.date() >= first - _OTHER_CLOCK and s.start.date() <= last + _OTHER_CLOCK]
    shifts: dict[str, list[RosterShift]] = {engineer.id: [] for engineer in book.engineers}
    for shift in at_work:
        shifts[shift.engineer].append(shift)
    busy = {name: Busy(shifts[name]) for name in {stint.engineer for stint in near}}
    engineers = {engineer.id: engineer for engineer in book.engineers}
    return [
        shift
        for stint in near
        for start, end in until_nights_end(busy[stint.engineer].left(stint.day, [(stint.start, stint.end)]))
        for shift in present(engineers[stint.engineer], stint.day, _called(stint.engineer, start, end, book.on_call))
    ]


def _called(engineer: str, start: datetime, end: datetime, rule: OnCall) -> RosterShift:
    limit, pay = rule.overtime_limit, rule.pay_per_call
    return RosterShift(engineer, "", start, end, overtime_limit=limit, fixed_cost=pay, kind="on_call")


def _doubts(on_call: OnCall, days: Sequence[StandbyDay], free: Mapping[str, object]) -> list[str]:
    if not days:
        return [f"nobody is on call: calendar {on_call.working} is open in all of the on-call hours of these days"]
    return [] if free else ["nobody is on call: mark engineers as `on_call`"]


def _free(book: Book, days: Sequence[StandbyDay]) -> dict[str, frozenset[date]]:
    """Who comes into question, and on which of the days."""
    if book.on_call is None or not days:
        return {}
    calendars = calendars_of(book)
    first, last = days[0].day - ONE_DAY, days[-1].day + ONE_DAY
    duties = {
        engineer.id: [shift for _, shift in duty_shifts(engineer, calendars, first, last)]
        for engineer in book.engineers
    }
    covers, _ = cover_shifts(book, calendars)
    out = {}
    for engineer in book.engineers:
        if engineer.on_call:
            events = [cover for cover in covers if cover.engineer == engineer.id]
            at_work, rests = Busy([*duties[engineer.id], *events]), rests_around(book.covers, engineer)
            at_event = [_with_rest(cover, rests[cover.serves_only_site or ""]) for cover in events]
            able = (day for day in days if _is_able(engineer, book.on_call, day))
            out[engineer.id] = frozenset(day.day for day in able if _is_free(day, at_work, at_event))
    return out


def _is_able(engineer: RosterEngineer, on_call: OnCall, day: StandbyDay) -> bool:
    """Whether an engineer has the skills, and is not away in any of a day's hours."""
    away = any(is_away(engineer, each, start, end) for start, end in day.spans for each in (day.day, start.date()))
    return not away and can_do(engineer, on_call.skills, day.day)


def _with_rest(cover: RosterShift, rest: timedelta) -> tuple[datetime, datetime]:
    """A shift at a named event, and the rest before and after it."""
    return cover.start.astimezone(UTC) - rest, cover.end.astimezone(UTC) + rest


def _is_free(day: StandbyDay, at_work: Busy, at_event: Sequence[tuple[datetime, datetime]]) -> bool:
    """Whether most of a day's hours are free, and none of them at a named event or in the rest around it."""
    if any(start < until and from_ < end for start, end in day.spans for from_, until in at_event):
        return False
    return 2 * _time(at_work.left(day.day, day.spans)) > _time(day.spans)


def _time(spans: Sequence[tuple[datetime, datetime]]) -> timedelta:
    return sum((end.astimezone(UTC) - start.astimezone(UTC) for start, end in spans), timedelta(0))


def _day_counts(
    days: Sequence[StandbyDay], chosen: Sequence[Sequence[str]], free: Mapping[str, object]
) -> dict[str, dict[StandbyKind, int]]:
    found = Counter((name, day.kind) for day, names in zip(days, chosen, strict=True) for name in names)
    return {name: {kind: found[name, kind] for kind in STANDBY_KINDS} for name in free}


def _standby_pay(stints: Sequence[Stint], free: Mapping[str, object], per_hour: float) -> dict[str, float]:
    out = dict.fromkeys(free, 0.0)
    for stint in stints:
        out[stint.engineer] += per_hour * (stint.length / _HOUR)
    return out


def _gap(day: StandbyDay, missing_count: int) -> Gap:
    message = (
        f"{missing_count} missing on call on {day.day} ({day.kind}): nobody else has the skills and is neither away, "
        "at work nor in the rest around a named event; mark more engineers as `on_call`"
    )
    return Gap("on_call", day.spans[0][0], day.spans[-1][1], missing_count, message)
