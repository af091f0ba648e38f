"""The Gantt chart in numbers: a chart a day, a row a shift, each piece of the day a span in per cent of the axis."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil, floor
from unicodedata import east_asian_width

from api.page.days import ShownDay
from api.page.figures import Figures
from api.page.formats import span
from api.page.names import engineer_name
from api.page.routes import ShownShift, ShownVisit

HOUR = timedelta(hours=1)
HOUR_PX = 72
"""The narrowest that an hour is drawn; the axis stretches to the width of the page beyond that."""

NARROW_PX, SCREEN_PX = 38, 1150
"""Where so many hours would not fit a wide screen, they are drawn narrower, down to this."""

LONGEST_OVERTIME = timedelta(hours=4)
"""How much of an unused overtime limit may lengthen the axis."""

CHARACTER_PX = 6.6

TOLD_PX = 80
"""What somebody stands by for is written into bars of at least this width."""

_DATED = re.compile(r":\d{4}-\d{2}-\d{2}(?=:\d+$|$)")
"""Of an inspection, the day that names it; the number of its part may follow."""


@dataclass(frozen=True)
class Bar:
    """A span on the axis, in per cent."""

    x: float
    width: float


@dataclass(frozen=True)
class VisitBar:
    """A visit with its label (shortened to what fits), its deadline and lateness, and what pointing at it tells."""

    bar: Bar
    id: str
    label: str
    tip: str
    ticket: bool
    late: bool
    pinned: bool
    due_x: float | None
    late_bar: Bar | None


@dataclass(frozen=True)
class Row:
    """One shift; what it ``stands`` for beside its visits, if it does, at which place.

    ``is_told`` where nothing else is in its bar and there is room to say so.
    """

    index: int
    hue: int
    name: str
    note: str
    idle: bool
    stands: str | None
    stands_at: str
    is_told: bool
    visit_count: int
    late_count: int
    shift: Bar
    overtime: Bar | None
    travel: Sequence[Bar]
    setups: Sequence[Bar]
    breaks: Sequence[Bar]
    visits: Sequence[VisitBar]


@dataclass(frozen=True)
class Tick:
    """An hour of the axis."""

    x: float
    label: str
    midnight: bool


@dataclass(frozen=True)
class DayChart:
    """The chart of one day."""

    shown: ShownDay
    ticks: Sequence[Tick]
    rows: Sequence[Row]
    now_x: float | None


@dataclass(frozen=True)
class Gantt:
    """The charts of all days, over the same hours of the day, so that one can be held against the other."""

    hours: int
    days: Sequence[DayChart]

    @property
    def width_px(self) -> int:
        """The narrowest that the axis may be."""
        return self.hours * hour_px(self.hours)


def hour_px(hours: int) -> int:
    """The narrowest that an hour is drawn on an axis of so many."""
    return max(NARROW_PX, min(HOUR_PX, SCREEN_PX // hours))


def gantt(shown: Figures) -> Gantt:
    """Lay out the charts."""
    reaches = [_reach(shown, day) for day in shown.days]
    first = floor(min((begins for begins, _ in reaches), default=0.0))
    hours = max(1, ceil(max((ends for _, ends in reaches), default=0.0) - first))
    labels = short_names([stop.visit.id for shift in shown.shifts for stop in shift.visits])
    return Gantt(hours, [_day_chart(_Axis(shown, day.day, first, hours), day, labels) for day in shown.days])


def _day_chart(axis: "_Axis", day: ShownDay, labels: Mapping[str, str]) -> DayChart:
    now = axis.shown.problem.now
    return DayChart(
        shown=day,
        ticks=axis.ticks(),
        rows=[_row(axis, index, shift, labels) for index, shift in day.shifts],
        now_x=axis.x(now) if now and axis.start <= now <= axis.end else None,
    )


def _reach(shown: Figures, day: ShownDay) -> tuple[float, float]:
    """From when to when things happen on a day, in hours after its midnight."""
    begins: list[datetime] = []
    ends: list[datetime] = []
    for _, shift in day.shifts:
        begins += [shift.shift.start, *(stop.start_at for stop in shift.stops)]
        ends += [shift.shift.start + HOUR, shift.shift.end + min(shift.shift.overtime_limit, LONGEST_OVERTIME)]
        ends += [stop.end_at for stop in shift.stops]
        begins += [shift.leave_at] if shift.leave_at else []
        ends += [shift.back_at] if shift.back_at else []
    midnight = shown.midnight(day.day)
    return (min(begins) - midnight) / HOUR, (max(ends) - midnight) / HOUR


class _Axis:
    """So many hours of one day, in local time."""

    def __init__(self, shown: Figures, day: date, first: int, hours: int) -> None:
        self.shown, self.day, self.hours = shown, day, hours
        self.start = shown.midnight(day) + first * HOUR
        self.end = self.start + hours * HOUR

    def x(self, at: datetime) -> float:
        """A moment in per cent, kept on the axis."""
        return 100 * min(max((at - self.start) / (self.hours * HOUR), 0.0), 1.0)

    def bar(self, start_at: datetime, end_at: datetime) -> Bar:
        """A span in per cent."""
        x = self.x(start_at)
        return Bar(x, max(0.0, self.x(end_at) - x))

    def ticks(self) -> list[Tick]:
        """Every hour; midnight says which day begins."""
        moments = [self.start + hour * HOUR for hour in range(self.hours)]
        return [Tick(self.x(at), f"{at:%m-%d}" if at.hour == 0 else f"{at:%H:%M}", at.hour == 0) for at in moments]

    def clock(self, at: datetime) -> str:
        """A moment in words."""
        return self.shown.clock(at, self.day)


def _row(axis: _Axis, index: int, shift: ShownShift, labels: Mapping[str, str]) -> Row:
    """One shift's row."""
    limit = shift.shift.overtime_limit
    stops = shift.visits
    bar = axis.bar(shift.shift.start, shift.shift.end)
    return Row(
        index=index,
        hue=axis.shown.hues[shift.engineer.id],
        name=engineer_name(shift.engineer),
        note=shift.shift.id,
        idle=shift.idle,
        stands=shift.stands,
        stands_at=axis.shown.place_name(shift.shift.from_),
        visit_count=len(stops),
        late_count=sum(stop.late for stop in stops),
        is_told=shift.idle and bool(shift.stands) and bar.width / 100 * axis.hours * hour_px(axis.hours) >= TOLD_PX,
        shift=bar,
        overtime=axis.bar(shift.shift.end, shift.shift.end + limit) if limit else None,
        travel=[axis.bar(leg.start_at, leg.end_at) for leg in shift.legs if leg.travel_s],
        setups=[axis.bar(*stop.setup) for stop in stops if stop.setup],
        breaks=[axis.bar(stop.start_at, stop.end_at) for stop in shift.stops if not stop.visit],
        visits=[_visit_bar(axis, shift, stop, labels[stop.visit.id]) for stop in stops],
    )


def _visit_bar(axis: _Axis, shift: ShownShift, stop: ShownVisit, name: str) -> VisitBar:
    """One visit's bar. The deadline drawn is the one missed by most, else the one to be on site."""
    visit = stop.visit
    missed = max(stop.missed, key=lambda one: one.late_s, default=None)
    due_at = missed.due_at if missed else visit.onsite_by or visit.restore_by
    on_axis = due_at is not None and axis.start <= due_at <= axis.end
    late_until = stop.end_at if missed and missed.deadline == "restore" else stop.start_at
    width_px = (stop.end_at - stop.start_at) / HOUR * hour_px(axis.hours)
    return VisitBar(
        bar=axis.bar(stop.start_at, stop.end_at),
        id=visit.id,
        label=visit.id if width_of(visit.id) <= width_px - 4 else fitted(name, width_px - 4),
        tip=tip(axis, shift, stop, due_at),
        ticket=visit.kind == "ticket",
        late=stop.late,
        pinned=visit.pin is not None,
        due_x=axis.x(due_at) if due_at and on_axis else None,
        late_bar=axis.bar(due_at, late_until) if missed and due_at else None,
    )


def tip(axis: _Axis, shift: ShownShift, stop: ShownVisit, due_at: datetime | None) -> str:
    """What pointing at a visit tells: in any language the same."""
    visit = stop.visit
    lines = [" · ".join(filter(None, [visit.id, axis.shown.note(visit)]))]
    lines.append(
        f"{engineer_name(shift.engineer)} #{stop.number}   {axis.clock(stop.start_at)}–{axis.clock(stop.end_at)}"
    )
    if due_at:
        lines.append(f"≤ {axis.clock(due_at)}" + (f"   +{span(stop.late_s)}" if stop.late else ""))
    return "\n".join(lines)


def short_names(ids: Sequence[str]) -> dict[str, str]:
    """Ids without the date that inspections end with, where what is left still tells one from the other."""
    short = {id_: _DATED.sub("", id_) or id_ for id_ in ids}
    count = Counter(short.values())
    return {id_: name if count[name] == 1 else id_ for id_, name in short.items()}


def fitted(label: str, room_px: float) -> str:
    """A label that fits: whole, else its end (ids differ at their end), else nothing."""
    if width_of(label) <= room_px:
        return label
    for start in range(1, len(label)):
        if width_of(label[start:]) + CHARACTER_PX <= room_px and len(label) - start >= 2:
            return "…" + label[start:]
    return ""


def width_of(text: str) -> float:
    """About how wide a text is, in pixels."""
    return sum(CHARACTER_PX * (1.75 if east_asian_width(character) in "WF" else 1.0) for character in text)
