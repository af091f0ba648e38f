"""The Gantt chart in numbers: per shift one row, each piece of the day a span in per cent of the time axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from unicodedata import east_asian_width

from api.page.figures import Figures, engineer_name, visit_name
from api.page.formats import clock, span
from api.page.routes import ShownShift, ShownVisit

HOUR = timedelta(hours=1)
HOUR_PX = 72
"""The narrowest that an hour is drawn; the axis stretches to the width of the page beyond that."""

LONGEST_OVERTIME = timedelta(hours=4)
"""How much of an unused overtime limit may lengthen the axis."""

CHARACTER_PX = 6.2


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
    """One shift."""

    index: int
    name: str
    note: str
    idle: bool
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
class Gantt:
    """The whole chart."""

    hours: int
    ticks: Sequence[Tick]
    rows: Sequence[Row]
    now_x: float | None

    @property
    def width_px(self) -> int:
        """The narrowest that the axis may be."""
        return self.hours * HOUR_PX


def gantt(shown: Figures) -> Gantt:
    """Lay out the chart."""
    axis = _Axis(shown)
    now = shown.problem.now
    return Gantt(
        hours=axis.hours,
        ticks=axis.ticks(),
        rows=[_row(axis, index, shift) for index, shift in enumerate(shown.shifts)],
        now_x=axis.x(now) if now and axis.start <= now <= axis.end else None,
    )


class _Axis:
    """From the hour in which the first thing begins to the hour in which the last one ends, in local time."""

    def __init__(self, shown: Figures) -> None:
        self.shown = shown
        begins, ends = [shown.base_at], [shown.base_at + HOUR]
        for shift in shown.shifts:
            ends += [shift.shift.end + min(shift.shift.overtime_limit, LONGEST_OVERTIME)]
            begins += [shift.shift.start, *(stop.start_at for stop in shift.stops)]
            ends += [stop.end_at for stop in shift.stops]
            begins += [shift.leave_at] if shift.leave_at else []
            ends += [shift.back_at] if shift.back_at else []
        self.start = min(begins).astimezone(shown.zone).replace(minute=0, second=0, microsecond=0)
        self.hours = max(1, ceil((max(ends) - self.start) / HOUR))
        self.end = self.start + self.hours * HOUR

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
        return clock(at, self.shown.base_at, self.shown.zone)


def _row(axis: _Axis, index: int, shift: ShownShift) -> Row:
    """One shift's row."""
    limit = shift.shift.overtime_limit
    stops = shift.visits
    return Row(
        index=index,
        name=engineer_name(shift.engineer),
        note=shift.shift.id,
        idle=shift.idle,
        visit_count=len(stops),
        late_count=sum(stop.late for stop in stops),
        shift=axis.bar(shift.shift.start, shift.shift.end),
        overtime=axis.bar(shift.shift.end, shift.shift.end + limit) if limit else None,
        travel=[axis.bar(leg.start_at, leg.end_at) for leg in shift.legs if leg.travel_s],
        setups=[axis.bar(*stop.setup) for stop in stops if stop.setup],
        breaks=[axis.bar(stop.start_at, stop.end_at) for stop in shift.stops if not stop.visit],
        visits=[_visit_bar(axis, shift, stop) for stop in stops],
    )


def _visit_bar(axis: _Axis, shift: ShownShift, stop: ShownVisit) -> VisitBar:
    """One visit's bar. The deadline drawn is the one missed by most, else the one to be on site."""
    visit = stop.visit
    missed = max(stop.missed, key=lambda one: one.late_s, default=None)
    due_at = missed.due_at if missed else visit.onsite_by or visit.restore_by
    on_axis = due_at is not None and axis.start <= due_at <= axis.end
    late_until = stop.end_at if missed and missed.deadline == "restore" else stop.start_at
    width_px = (stop.end_at - stop.start_at) / HOUR * HOUR_PX
    return VisitBar(
        bar=axis.bar(stop.start_at, stop.end_at),
        id=visit.id,
        label=fitted(visit.id, width_px - 4),
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
    lines = [" · ".join(filter(None, [visit.id, visit_name(visit)]))]
    lines.append(
        f"{engineer_name(shift.engineer)} #{stop.number}   {axis.clock(stop.start_at)}–{axis.clock(stop.end_at)}"
    )
    if due_at:
        lines.append(f"≤ {axis.clock(due_at)}" + (f"   +{span(stop.late_s)}" if stop.late else ""))
    return "\n".join(lines)


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
