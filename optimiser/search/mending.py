"""Make sequences keep every rule exactly, by dropping visits: for engines that only know the rules roughly."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from optimiser.facts import ENGINEER, FROM, LIMIT, MAX_METRES, MAX_STOPS, PLACE, SKIP, START, TO, Facts, ProblemArrays
from optimiser.labels import LEAVE, TIME, labels
from optimiser.timeline import best_timing


def mended(arrays: ProblemArrays, sequences: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    """Drop visits until each sequence keeps the rules of its shift and no engineer is on two routes at once.

    Parameters
    ----------
    sequences : mapping of int to sequence of int
        The visits of each shift in order, both by their index in the arrays.

    Returns
    -------
    dict of int to list of int
        The same without what had to go; shifts without visits are left out.
    """
    facts = arrays.facts
    kept = {s: _shortened(facts, s, visits) for s, visits in sequences.items()}
    for shifts in _shifts_by_engineer(facts):
        if len(shifts) > 1:
            _set_apart(arrays, shifts, kept)
    return {s: visits for s, visits in sorted(kept.items()) if visits}


def keeps_rules(facts: Facts, s: int, visits: Sequence[int]) -> bool:
    """Whether shift `s` can serve these visits in this order."""
    row = facts.shift_i[s]
    if len(visits) > row[MAX_STOPS] or not np.isfinite(facts.assign[visits, s]).all():
        return False
    places = [row[FROM], *facts.visit_i[visits, PLACE], row[TO]]
    metres = int(facts.legs[places[:-1], places[1:], 1].sum(dtype=np.int64))
    return metres <= row[MAX_METRES] and _fits_van(facts, s, visits) and span_of(facts, s, visits) is not None


def span_of(facts: Facts, s: int, visits: Sequence[int]) -> tuple[int, int] | None:
    """When a route leaves and is back at its cheapest timing; None where no timing keeps the rules."""
    room, row = labels(len(visits)), facts.shift_i[s]
    k = int(best_timing(np.asarray(visits, dtype=np.int64), len(visits), s, row[START], row[LIMIT], facts, room))
    if k < 0:
        return None
    fact = room.fact[len(visits), k]
    return int(fact[LEAVE]), int(fact[TIME])


def _fits_van(facts: Facts, s: int, visits: Sequence[int]) -> bool:
    """Whether there is room for everything on every leg."""
    brought, taken = facts.delivered[visits], facts.collected[visits]
    later = brought.sum(axis=0) + np.cumsum(taken - brought, axis=0)
    slack = 1e-9 * np.maximum(1.0, facts.room[s, :, 1])
    return bool(
        (brought.sum(axis=0) <= facts.room[s, :, 0] + slack).all() and (later <= facts.room[s, :, 1] + slack).all()
    )


def _shortened(facts: Facts, s: int, visits: Sequence[int]) -> list[int]:
    """The sequence without the cheapest visits that keep it from being a route: one where one is enough."""
    rest = list(visits)
    while rest and not keeps_rules(facts, s, rest):
        by_price = sorted(rest, key=lambda v: (facts.visit_f[v, SKIP], v))
        enough = (v for v in by_price if len(rest) == 1 or keeps_rules(facts, s, [u for u in rest if u != v]))
        rest.remove(next(enough, by_price[0]))
    return rest


def _shifts_by_engineer(facts: Facts) -> Iterable[list[int]]:
    shifts: dict[int, list[int]] = {}
    for s, row in enumerate(facts.shift_i):
        shifts.setdefault(int(row[ENGINEER]), []).append(s)
    return shifts.values()


def _set_apart(arrays: ProblemArrays, shifts: Sequence[int], kept: dict[int, list[int]]) -> None:
    """Shorten an engineer's routes until none leaves before another one is back."""
    facts = arrays.facts
    while True:
        spans = sorted(
            (*_whole_span(arrays, s, kept.get(s, ())), s) for s in shifts if kept.get(s) or s in arrays.prefixes
        )
        clash = [(a, b) for (_, back_s, a), (leave_s, _, b) in pairwise(spans) if leave_s < back_s]
        movable = [(facts.visit_f[v, SKIP], v, s) for pair in clash[:1] for s in pair for v in kept.get(s, ())]
        if not movable:
            return
        _, visit, shift = min(movable)
        kept[shift] = _shortened(facts, shift, [v for v in kept[shift] if v != visit])


def _whole_span(arrays: ProblemArrays, s: int, visits: Sequence[int]) -> tuple[int, int]:
    """When a route leaves and is back, with what is under way."""
    row, prefix = arrays.facts.shift_i[s], arrays.prefixes.get(s)
    span = span_of(arrays.facts, s, visits) if visits else None
    leave_s, back_s = span or (int(row[START]), int(row[START] + arrays.facts.legs[row[FROM], row[TO], 0]))
    return leave_s if prefix is None else prefix.leave_s, back_s
