"""Whose turn it is to be on call: a model that spreads evenings, weekends and holidays evenly."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from optimiser.roster.fairness import solved, unevenness
from optimiser.roster.guess import Counts, DayKey, OwnerKey, Turn, first_guess
from optimiser.roster.hours import STANDBY_KINDS, StandbyDay

_STAND_IN_COST, _UNEVEN_COST, _STAND_IN_DAY_COST, _AGAIN_COST = 300, 100, 10, 1
"""One more engineer who stands in during a turn; a day off the even share; a day of standing in; two turns in a row:
our choice."""


def assigned(
    days: Sequence[StandbyDay], free: Mapping[str, frozenset[date]], people: int, before: Counts
) -> list[list[str]]:
    """Who is on call on each of `days`, in the order of `free`: as many as `people`, or all who are free.

    An engineer whose turn it is does all days of it but those on which they are not free; others stand in then. Nobody
    takes a turn of which they are not free on half of the days at least.

    Parameters
    ----------
    days : sequence of StandbyDay
        In order.
    free : mapping of str to set of date
        The engineers who come into question, and when.
    people : int
        How many are on call at a time.
    before : mapping of (str, str) to int
        Days so far, by engineer and kind of day; they count as if they were of this rota.
    """
    if not any(free.values()):
        return [[] for _ in days]
    turns = _turns(days, free)
    rota = _RotaModel(turns, free, people)
    rota.make_even(days, before)
    rota.start_from(*first_guess(turns, free, people, before))
    return rota.answer(days)


def _turns(days: Sequence[StandbyDay], free: Mapping[str, frozenset[date]]) -> list[Turn]:
    grouped: defaultdict[int, list[StandbyDay]] = defaultdict(list)
    for day in days:
        grouped[day.turn].append(day)
    return [
        Turn(number, of_turn, [e for e in free if 2 * sum(d.day in free[e] for d in of_turn) >= len(of_turn)])
        for number, of_turn in grouped.items()
    ]


class _RotaModel:
    """Variables: whose turn it is (`owns`), and who stands in on a day (`stands_in`) where an owner may be away."""

    def __init__(self, turns: Sequence[Turn], free: Mapping[str, frozenset[date]], people: int) -> None:
        from ortools.sat.python import cp_model

        self._model = cp_model.CpModel()
        self._free = free
        self._people = people
        self._owns: dict[OwnerKey, Any] = {}
        self._stands_in: dict[DayKey, Any] = {}
        self._on: dict[DayKey, Any] = {}
        self._cost: list[Any] = []
        for turn in turns:
            self._share_out(turn)
        for one, other in pairwise(turns):
            self._vary(one, other)

    def _share_out(self, turn: Turn) -> None:
        """One turn: as many owners as there can be, and others for them on days on which they are away."""
        model, owners = self._model, {name: self._model.new_bool_var("") for name in turn.able}
        self._owns |= {(name, turn.number): owner for name, owner in owners.items()}
        model.add(sum(owners.values()) == min(self._people, len(owners)))
        helpers: dict[str, Any] = {}
        for day in turn.days:
            there = [name for name in self._free if day.day in self._free[name]]
            on: dict[str, Any] = {name: owners.get(name, 0) for name in there}
            if len(owners) < self._people or not set(owners) <= set(there):
                for name in there:
                    stands_in = self._stands_in[name, day.day] = model.new_bool_var("")
                    helper = helpers.setdefault(name, model.new_bool_var(""))
                    model.add_implication(stands_in, helper)
                    on[name] = on[name] + stands_in
                    model.add(on[name] <= 1)
                    self._cost.append(_STAND_IN_DAY_COST * stands_in)
                model.add(sum(on.values()) == min(self._people, len(there)))
            self._on |= {(name, day.day): expression for name, expression in on.items()}
        self._cost += [_STAND_IN_COST * helper for helper in helpers.values()]

    def _vary(self, one: Turn, other: Turn) -> None:
        """Two turns in a row of the same engineer cost something."""
        for name in (name for name in one.able if name in other.able):
            again = self._model.new_bool_var("")
            self._model.add(again >= self._owns[name, one.number] + self._owns[name, other.number] - 1)
            self._cost.append(_AGAIN_COST * again)

    def make_even(self, days: Sequence[StandbyDay], before: Counts) -> None:
        """What is uneven costs: each kind of day for itself, among those who are free on any of them."""
        for kind in STANDBY_KINDS:
            of_kind = [day.day for day in days if day.kind == kind]
            names = [name for name in self._free if not self._free[name].isdisjoint(of_kind)]
            so_far = [before.get((name, kind), 0) for name in names]
            counts = [
                sum(self._on[name, day] for day in of_kind if (name, day) in self._on) + days_before
                for name, days_before in zip(names, so_far, strict=True)
            ]
            total = sum(min(self._people, sum(day in self._free[name] for name in names)) for day in of_kind)
            most = len(of_kind) + max(so_far, default=0)
            self._cost.append(_UNEVEN_COST * unevenness(self._model, counts, most, total + sum(so_far)))

    def start_from(self, owns: set[OwnerKey], stands_in: set[DayKey]) -> None:
        """Tell the solver of a rota to begin with."""
        for owner, variable in self._owns.items():
            self._model.add_hint(variable, owner in owns)
        for stand_in, variable in self._stands_in.items():
            self._model.add_hint(variable, stand_in in stands_in)

    def answer(self, days: Sequence[StandbyDay]) -> list[list[str]]:
        self._model.minimize(sum(self._cost))
        solver = solved(self._model)
        return [
            [name for name in self._free if (name, day.day) in self._on and solver.value(self._on[name, day.day])]
            for day in days
        ]
