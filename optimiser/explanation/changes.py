"""A change of the problem that concerns one visit and one shift: applied to the inputs, and written as a JSON Patch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from optimiser.documents.dates import write_date
from optimiser.documents.values import write_duration, write_time
from optimiser.explanation.surveys import HOUR_S, TOLL_PER_M, TOLL_PER_STOP
from optimiser.inputs import NOTHING, Break, Engineer, Horizon, Limit, Pin, Shift, Visit, Window

PER_LEVEL_S = 4.0 * HOUR_S
PER_PERSON_S = 8.0 * HOUR_S
PER_PAPER_S = 2.0 * HOUR_S
"""What training by one level, changing somebody's mind, and a new certificate, place or pattern count as beside seconds
of a window or a shift."""

Operation = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """By how much each bound moves; everything at zero is no change.

    Attributes
    ----------
    skills : mapping of str to float
        The engineer's new levels.
    certificates : mapping of str to date
        The engineer's certificates that hold for longer, with their new ends.
    limits : mapping of int to Limit
        The engineer's limits that are raised, by their position.
    raised_s : int
        By how much, all together.
    rest_s : int
        The engineer's rest is shorter.
    served_place : bool
        The shift serves the visit's place too.
    pattern : sequence of date
        A pattern that the visit's series has besides; empty for none.
    welcome : bool
        The visit no longer excludes the engineer.
    unpin : str
        What of the pin goes: ``who``, ``start`` or ``all``.
    window : int
        Which window of the visit opens and closes otherwise.
    open_s, close_s : int
        Earlier, and later.
    start_s, overtime_s, duration_s : int
        The shift starts earlier, its overtime limit and its longest duration grow.
    metres, stops : int
    capacity : mapping of str to float
        What is added to the van's room.
    pause, pause_earlier_s, pause_later_s : int
        Which break may start earlier, or later.
    skip_cost : float, optional
        The visit's new price.
    """

    skills: Mapping[str, float] = field(default_factory=dict)
    certificates: Mapping[str, date] = field(default_factory=dict)
    limits: Mapping[int, Limit] = field(default_factory=dict)
    raised_s: int = 0
    rest_s: int = 0
    served_place: bool = False
    pattern: Sequence[date] = ()
    welcome: bool = False
    unpin: str = ""
    window: int = 0
    open_s: int = 0
    close_s: int = 0
    start_s: int = 0
    overtime_s: int = 0
    duration_s: int = 0
    metres: int = 0
    stops: int = 0
    capacity: Mapping[str, float] = field(default_factory=dict)
    pause: int = 0
    pause_earlier_s: int = 0
    pause_later_s: int = 0
    skip_cost: float | None = None

    @property
    def spans_s(self) -> int:
        """By how much times move, all together."""
        moved = self.open_s + self.close_s + self.start_s + self.overtime_s + self.duration_s
        return moved + self.pause_earlier_s + self.pause_later_s + self.rest_s + self.raised_s

    @property
    def size_s(self) -> float:
        """How much is asked for, in seconds of somebody's day."""
        people = len(self.skills) * PER_LEVEL_S + PER_PERSON_S * (self.welcome + bool(self.unpin))
        papers = PER_PAPER_S * (len(self.certificates) + len(self.limits) + self.served_place + bool(self.pattern))
        van = self.metres * TOLL_PER_M + (self.stops + len(self.capacity)) * TOLL_PER_STOP
        return self.spans_s + people + papers + van

    def besides(self, lacking: "Change") -> "Change":
        """Return the change of times and limits, and what else keeps the visit out of the shift put right."""
        return replace(
            self,
            skills=lacking.skills,
            certificates=lacking.certificates,
            served_place=lacking.served_place,
            pattern=lacking.pattern,
            welcome=lacking.welcome,
            unpin=lacking.unpin,
        )

    def of_visit(self, visit: Visit, engineer: Engineer, horizon: Horizon) -> Visit:
        """The visit after the change."""
        out = replace(visit, pin=self._pin(visit.pin)) if self.unpin else visit
        if self.open_s or self.close_s:
            out = replace(out, windows=self._windows(visit, horizon))
        if self.welcome:
            out = replace(out, excluded_engineers=tuple(k for k in visit.excluded_engineers if k != engineer.id))
        return out

    def of_engineer(self, engineer: Engineer) -> Engineer:
        """The engineer after the change, as far as it concerns times."""
        if not (self.limits or self.rest_s):
            return engineer
        limits = tuple(self.limits.get(k, limit) for k, limit in enumerate(engineer.limits))
        return replace(engineer, limits=limits, min_rest=engineer.min_rest - timedelta(seconds=self.rest_s))

    def of_shift(self, shift: Shift) -> Shift:
        """The shift after the change."""
        out = replace(
            shift,
            start=shift.start - timedelta(seconds=self.start_s),
            overtime_limit=shift.overtime_limit + timedelta(seconds=self.overtime_s),
        )
        if self.duration_s and shift.max_duration is not None:
            out = replace(out, max_duration=shift.max_duration + timedelta(seconds=self.duration_s))
        if self.metres and shift.max_distance_m is not None:
            out = replace(out, max_distance_m=shift.max_distance_m + self.metres)
        if self.stops and shift.max_stops is not None:
            out = replace(out, max_stops=shift.max_stops + self.stops)
        if self.capacity:
            grown = {name: shift.capacity.get(name, 0.0) + more for name, more in self.capacity.items()}
            out = replace(out, capacity={**shift.capacity, **grown})
        if self.pause_earlier_s or self.pause_later_s:
            out = replace(out, breaks=tuple(self._break(k, pause) for k, pause in enumerate(shift.breaks)))
        return out

    def _break(self, k: int, pause: Break) -> Break:
        if k != self.pause:
            return pause
        earlier, later = timedelta(seconds=self.pause_earlier_s), timedelta(seconds=self.pause_later_s)
        return replace(pause, earliest=pause.earliest - earlier, latest=pause.latest + later)

    def _pin(self, pin: Pin | None) -> Pin | None:
        if pin is None or self.unpin == "all":
            return None
        left = replace(pin, start=None) if self.unpin == "start" else replace(pin, engineer=None, shift=None)
        return None if left == Pin() else left

    def _windows(self, visit: Visit, horizon: Horizon) -> tuple[Window, ...]:
        windows = tuple(visit.windows) or (Window(horizon.start, horizon.end),)
        own = windows[self.window]
        wider = Window(own.open - timedelta(seconds=self.open_s), own.close + timedelta(seconds=self.close_s))
        return (*windows[: self.window], wider, *windows[self.window + 1 :])


@dataclass(frozen=True)
class Subject:
    """What a change is about, and where it stands in the document: positions of engineer, shift and visit."""

    engineer: Engineer
    shift: Shift
    visit: Visit
    horizon: Horizon
    engineer_at: int
    shift_at: int
    visit_at: int
    series_at: int | None = None

    def patch(self, change: Change) -> tuple[Operation, ...]:
        """The change as a JSON Patch that applies to every document of the problem, whatever that leaves out."""
        return (*self._engineer(change), *self._shift(change), *self._visit(change), *self._series(change))

    def _engineer(self, change: Change) -> list[Operation]:
        path, old, new = f"/engineers/{self.engineer_at}", self.engineer, change.of_engineer(self.engineer)
        out = _members(f"{path}/skills", old.skills, change.skills)
        ends = {name: write_date(end) for name, end in change.certificates.items()}
        out += _members(f"{path}/certificates", old.certificates, ends)
        if change.rest_s:
            out.append({"op": "replace", "path": f"{path}/min_rest", "value": write_duration(new.min_rest)})
        for k, limit in change.limits.items():
            for key in ("working_time", "driving_time"):
                most = getattr(limit, key)
                if most is not None and most != getattr(old.limits[k], key):
                    out.append({"op": "replace", "path": f"{path}/limits/{k}/{key}", "value": write_duration(most)})
        return out

    def _series(self, change: Change) -> list[Operation]:
        if not change.pattern or self.series_at is None:
            return []
        path = f"/series/{self.series_at}/patterns/-"
        return [{"op": "add", "path": path, "value": [write_date(day) for day in change.pattern]}]

    def _shift(self, change: Change) -> list[Operation]:
        path, shift, new = (
            f"/engineers/{self.engineer_at}/shifts/{self.shift_at}",
            self.shift,
            change.of_shift(self.shift),
        )
        out: list[Operation] = []
        if change.start_s:
            out.append({"op": "replace", "path": f"{path}/start", "value": write_time(new.start)})
        if change.overtime_s:
            verb = "add" if shift.overtime_limit == NOTHING else "replace"
            out.append({"op": verb, "path": f"{path}/overtime_limit", "value": write_duration(new.overtime_limit)})
        if change.duration_s and new.max_duration is not None:
            out.append({"op": "replace", "path": f"{path}/max_duration", "value": write_duration(new.max_duration)})
        if change.metres:
            out.append({"op": "replace", "path": f"{path}/max_distance_m", "value": new.max_distance_m})
        if change.stops:
            out.append({"op": "replace", "path": f"{path}/max_stops", "value": new.max_stops})
        pause = f"{path}/breaks/{change.pause}"
        if change.pause_earlier_s:
            value = write_time(new.breaks[change.pause].earliest)
            out.append({"op": "replace", "path": f"{pause}/earliest", "value": value})
        if change.pause_later_s:
            out.append(
                {"op": "replace", "path": f"{pause}/latest", "value": write_time(new.breaks[change.pause].latest)}
            )
        if change.served_place:
            out.append({"op": "add", "path": f"{path}/serves_only/-", "value": self.visit.place})
        rooms = {name: new.capacity[name] for name in change.capacity}
        return out + _members(f"{path}/capacity", shift.capacity, rooms)

    def _visit(self, change: Change) -> list[Operation]:
        path, visit, new = (
            f"/visits/{self.visit_at}",
            self.visit,
            change.of_visit(self.visit, self.engineer, self.horizon),
        )
        out: list[Operation] = []
        if change.open_s or change.close_s:
            out += self._window(change, new.windows[change.window])
        if change.welcome:
            places = [k for k, name in enumerate(visit.excluded_engineers) if name == self.engineer.id]
            out += [{"op": "remove", "path": f"{path}/excluded_engineers/{k}"} for k in reversed(places)]
        if change.unpin and new.pin is None:
            out.append({"op": "remove", "path": f"{path}/pin"})
        elif change.unpin and new.pin is not None:
            out.append({"op": "replace", "path": f"{path}/pin", "value": _pin(new.pin)})
        if change.skip_cost is not None:
            out.append({"op": "replace", "path": f"{path}/skip_cost", "value": change.skip_cost})
        return out

    def _window(self, change: Change, new: Window) -> list[Operation]:
        path = f"/visits/{self.visit_at}/windows"
        if not self.visit.windows:
            value = [{"open": write_time(new.open), "close": write_time(new.close)}]
            return [{"op": "add", "path": path, "value": value}]
        out: list[Operation] = []
        if change.open_s:
            out.append({"op": "replace", "path": f"{path}/{change.window}/open", "value": write_time(new.open)})
        if change.close_s:
            out.append({"op": "replace", "path": f"{path}/{change.window}/close", "value": write_time(new.close)})
        return out


def _members(path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Operation]:
    """Set members of an object that the document may not have at all."""
    if not new:
        return []
    if not old:
        return [{"op": "add", "path": path, "value": dict(new)}]
    return [
        {"op": "replace" if name in old else "add", "path": f"{path}/{_escaped(name)}", "value": value}
        for name, value in new.items()
    ]


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _pin(pin: Pin) -> dict[str, Any]:
    members = {
        "engineer": pin.engineer,
        "shift": pin.shift,
        "start": pin.start and write_time(pin.start),
        "under_way": pin.under_way or None,
    }
    return {key: value for key, value in members.items() if value is not None}
