"""Other visits in some routes of an open plan, and what that leaves to the other routes of the same engineers."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from optimiser.explanation.kept import KeptPlan
from optimiser.explanation.others import route_out
from optimiser.explanation.trials import Ints, route_price, tolls
from optimiser.labels import labels
from optimiser.schedule import timed_route

Sequences = Mapping[int, Sequence[int]]


def altered(kept: KeptPlan, sequences: Sequences) -> KeptPlan:
    """Return the plan with these visits in these shifts, both by index in the arrays.

    A shift whose visits cannot be kept within the rules has an infinite price.
    """
    out = _with_rows(kept, sequences)
    for s in sequences:
        turns = out.others.turns[out.arrays.shifts[s].engineer]
        if len(turns) > 1:
            _bind(out, s, turns)
    for s in sequences:
        out.base[s] = price_of(out, s, out.sequence(s))
    return out


def price_of(kept: KeptPlan, s: int, sequence: Sequence[int]) -> float:
    """What the route of a shift costs with these visits; infinite where it breaks a rule."""
    room = kept.room if len(sequence) + 2 <= len(kept.room.count) else labels(len(sequence))
    row: Ints = np.array([*sequence, 0], dtype=np.int64)
    facts, driving = kept.arrays.facts, kept.driving
    return float(route_price(row, len(sequence), s, facts, driving, tolls(), room)[0])


def _with_rows(kept: KeptPlan, sequences: Sequences) -> KeptPlan:
    """A copy of all that depends on who serves what, with the new visits in it."""
    longest = max([len(own) + 2 for own in sequences.values()], default=0)
    row = np.pad(kept.row, ((0, 0), (0, max(0, longest - kept.row.shape[1]))))
    counts = kept.counts.copy()
    for s, own in sequences.items():
        row[s], counts[s] = 0, len(own)
        row[s, : len(own)] = own
    home = {u: s for u, s in kept.home.items() if s not in sequences}
    home |= {u: s for s, own in sequences.items() for u in own}
    facts = kept.arrays.facts
    arrays = replace(kept.arrays, facts=facts._replace(shift_i=facts.shift_i.copy()))
    others = copy.copy(kept.others)
    others.out = dict(kept.others.out)
    room = kept.room if row.shape[1] == kept.row.shape[1] else labels(row.shape[1])
    return replace(
        kept, row=row, counts=counts, home=home, arrays=arrays, others=others, room=room,
        base=kept.base.copy(), driving=kept.driving.copy(),
    )  # fmt: skip


def _bind(kept: KeptPlan, s: int, turns: Sequence[int]) -> None:
    """Time a route beside the engineer's others, and tell them what it leaves."""
    own = kept.sequence(s)
    route = timed_route(kept.problem, kept.arrays, s, own)
    out = route_out(kept.arrays, s, route, own, kept.driven_s[s])
    kept.others.out.pop(s, None)
    if out is not None:
        kept.others.out[s] = out
    for turn in turns:
        kept.arrays.facts.shift_i[turn] = kept.free[turn]
        kept.driving[turn] = kept.bound(turn, kept.who(turn)[0], kept.arrays.facts.shift_i[turn])
