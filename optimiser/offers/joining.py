"""One visit more, at a place that may be new, in a plan that is open: rows and a column instead of everything anew."""

import copy
import math
from dataclasses import replace

import numpy as np

from optimiser.errors import Fault, FaultyInput
from optimiser.explanation.kept import NO_SPAN, KeptPlan
from optimiser.facts import SECOND, WINDOW, Facts
from optimiser.inputs import Place, Visit
from optimiser.offers.legs import Legs, legs_to, widened
from optimiser.problem import Builder


def joined(kept: KeptPlan, visit: Visit, place: Place | None, legs: Legs | None) -> KeptPlan:
    """Return the plan with one visit more, which nobody serves yet: see :meth:`OpenPlan.with_visit`."""
    _refuse_known(kept, visit, place)
    problem = replace(kept.problem, visits=(*kept.problem.visits, visit))
    builder = copy.copy(kept.builder)
    if place is not None:
        builder.legs = widened(builder.legs, legs_to(problem, place) if legs is None else legs)
        builder.setup = np.append(builder.setup[: len(problem.places)], math.ceil(place.setup / SECOND))
        builder.place = {**builder.place, place.id: len(problem.places)}
        problem = replace(problem, places=(*problem.places, place))
    builder.problem = problem
    facts = _with_quantities(kept, builder, visit)
    number = len(kept.problem.visits)
    arrays = replace(kept.arrays, facts=_with_rows(facts, builder, number, visit), visits=(*kept.arrays.visits, number))
    index = {**kept.index, visit.id: len(kept.arrays.visits)}
    return replace(kept, problem=problem, builder=builder, arrays=arrays, index=index)


def _refuse_known(kept: KeptPlan, visit: Visit, place: Place | None) -> None:
    """Refuse ids that are there already, a place that is unknown, and a pin of the past."""
    faults = []
    if visit.id in kept.index or visit.id in kept.under_way:
        message = f'the problem has a visit "{visit.id}" already; give it by its id, or the new one another'
        faults.append(Fault("$.visit.id", "duplicate_id", message, visit.id))
    if place is not None and place.id in kept.builder.place:
        message = f'the problem has a place "{place.id}" already; leave it out, or give the new one another id'
        faults.append(Fault("$.place.id", "duplicate_id", message, place.id))
    if visit.place not in kept.builder.place and (place is None or place.id != visit.place):
        message = f'there is no place "{visit.place}"; give one of the {len(kept.builder.place)} places, or a new one'
        faults.append(Fault("$.visit.place", "unknown_place", message, visit.place))
    if visit.pin and visit.pin.under_way:
        message = f'"{visit.id}" is said to be under way; what has begun cannot be asked about'
        faults.append(Fault("$.visit.pin.under_way", "under_way", message, True))
    if faults:
        raise FaultyInput(faults)


def _with_rows(facts: Facts, builder: Builder, number: int, visit: Visit) -> Facts:
    """The facts with the rows of the visit at the end; the last windows stay free for trying others."""
    visit_i, visit_f, windows = builder.visit_rows([number], [builder.windows_of(visit) or NO_SPAN], 0.0)
    visit_i[0, WINDOW] = len(facts.windows)
    longest = max(len(other.windows) for other in builder.problem.visits) + 1
    delivered, collected = builder.loads([number])
    return facts._replace(
        legs=builder.legs,
        setup=builder.setup,
        visit_i=np.concatenate([facts.visit_i, visit_i]),
        visit_f=np.concatenate([facts.visit_f, visit_f]),
        windows=np.concatenate([facts.windows, windows, np.zeros((longest, 2), dtype=np.int64)]),
        assign=np.concatenate([facts.assign, builder.serving.price(visit)[None, :]]),
        delivered=np.concatenate([facts.delivered, delivered]),
        collected=np.concatenate([facts.collected, collected]),
    )


def _with_quantities(kept: KeptPlan, builder: Builder, visit: Visit) -> Facts:
    """The facts with a column for every quantity of the visit that no other has."""
    facts = kept.arrays.facts
    more = sorted({*visit.delivered, *visit.collected} - {*builder.quantities})
    if not more:
        return facts
    builder.quantities = [*builder.quantities, *more]
    room = np.array([[[_room(kept, s, name)] * 2 for name in more] for s in range(len(facts.room))], dtype=float)
    nothing = np.zeros((len(facts.delivered), len(more)))
    return facts._replace(
        room=np.concatenate([facts.room, room.reshape(len(facts.room), len(more), 2)], axis=1),
        delivered=np.concatenate([facts.delivered, nothing], axis=1),
        collected=np.concatenate([facts.collected, nothing], axis=1),
    )


def _room(kept: KeptPlan, s: int, quantity: str) -> float:
    """What the van of a shift has room for of a quantity that nothing under way has."""
    return kept.who(s)[1].capacity.get(quantity, 0.0)
