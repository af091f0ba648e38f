"""Who may serve what, and what it costs besides travel and time."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from optimiser.facts import LIMIT, START, Floats, Ints, ShiftKey
from optimiser.inputs import Engineer, Problem, Visit
from optimiser.ties import SeriesDays, day_of

Bools = NDArray[np.bool_]
Spans = Sequence[tuple[int, int]]


def has_skills(engineer: Engineer, skills: Mapping[str, float], day: date) -> bool:
    """Whether the engineer has every skill at its level, with a certificate that is valid on that day."""
    return all(
        level <= 0 or (engineer.skills.get(name, 0) >= level and day <= engineer.certificates.get(name, day))
        for name, level in skills.items()
    )


def days_waited(visit: Visit, day: date, start_at: datetime) -> int:
    """The days from the one on which a visit could first be served to the one given; never negative.

    Parameters
    ----------
    start_at : datetime
        The start of the horizon, at a fixed offset.
    """
    first = min((w.open for w in visit.windows), default=start_at).astimezone(start_at.tzinfo).date()
    return max(0, (day - first).days)


def move_price(visit: Visit, shift: str) -> float:
    """What it costs that the shift is not the one in which the visit was planned before."""
    return 0.0 if visit.planned is None or visit.planned.shift == shift else visit.planned.move_cost


class Serving:
    """Answers for all shifts at once who may serve a visit."""

    def __init__(self, problem: Problem, shifts: Sequence[ShiftKey], series: SeriesDays, start_at: datetime) -> None:
        self.problem, self.series, self.start_at = problem, series, start_at
        self.engineer = [problem.engineers[key.engineer] for key in shifts]
        self.shift = [problem.engineers[key.engineer].shifts[key.shift] for key in shifts]
        self.day = [day_of(problem, key) for key in shifts]
        self.number = np.array([key.engineer for key in shifts], dtype=np.int64)
        self.id_of = {e.id: k for k, e in enumerate(problem.engineers)}
        self.only = [s for s, shift in enumerate(self.shift) if shift.serves_only is not None]
        self.skilled: dict[frozenset[tuple[str, float]], Bools] = {}

    def may(self, visit: Visit) -> Bools:
        """By shift: whether skills, exclusions, pins, its places and the visit's series allow it."""
        may = self._able(visit.skills).copy()
        for name in visit.excluded_engineers:
            if name in self.id_of:
                may &= self.number != self.id_of[name]
        for s in self.only:
            may[s] &= visit.place in (self.shift[s].serves_only or ())
        if visit.id in self.series.of:
            may &= self.series.allowed(visit.id)
        if visit.pin and visit.pin.engineer is not None:
            may &= _flags(engineer.id == visit.pin.engineer for engineer in self.engineer)
        if visit.pin and visit.pin.shift is not None:
            may &= _flags(shift.id == visit.pin.shift for shift in self.shift)
        return may

    def _able(self, skills: Mapping[str, float]) -> Bools:
        key = frozenset(skills.items())
        if key not in self.skilled:
            rows = [has_skills(e, skills, day) for e, day in zip(self.engineer, self.day, strict=True)]
            self.skilled[key] = np.array(rows, dtype=bool)
        return self.skilled[key]

    def price(self, visit: Visit) -> Floats:
        """By shift: what the preference for its engineer, waiting for its day and moving to it cost."""
        by_engineer = np.array([visit.preference_costs.get(e.id, 0.0) for e in self.problem.engineers])
        extra = by_engineer[self.number] if len(by_engineer) else np.zeros(len(self.number))
        if visit.wait_cost_per_day:
            waited = {day: days_waited(visit, day, self.start_at) for day in set(self.day)}
            extra = extra + visit.wait_cost_per_day * np.array([waited[day] for day in self.day], dtype=float)
        if visit.planned is not None:
            extra = extra + np.array([move_price(visit, shift.id) for shift in self.shift], dtype=float)
        return extra

    def prices(self, chosen: Sequence[int], spans: Sequence[Spans], shift_i: Ints) -> Floats:
        """What giving each chosen visit to each shift costs besides travel and time; infinite where it may not be."""
        assign = np.full((len(chosen), len(self.shift)), math.inf)
        for row, index, own in zip(assign, chosen, spans, strict=True):
            visit = self.problem.visits[index]
            on = np.zeros(len(row), dtype=bool)  # some allowed start lies within the shift, travel left aside
            for lo, hi in own:
                on |= (lo <= shift_i[:, LIMIT]) & (hi >= shift_i[:, START])
            on &= self.may(visit)
            if on.any():
                row[on] = self.price(visit)[on]
        return assign


def _flags(values: Iterable[bool]) -> Bools:
    """Put truth values into an array that is one of truth values even where there are none."""
    return np.fromiter(values, dtype=bool)
