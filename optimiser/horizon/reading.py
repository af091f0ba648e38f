"""From the search's arrays back to business: choices, loads, what could not be kept."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from optimiser.horizon.annealing import BEST, Memory
from optimiser.horizon.candidates import Candidacy
from optimiser.horizon.chosen import Choice, HorizonPlan, Load, Unkept
from optimiser.horizon.hindrances import Hindrances
from optimiser.horizon.lanes import nodes_in_order
from optimiser.horizon.measures import measures_of
from optimiser.horizon.question import Block, HorizonQuestion
from optimiser.horizon.slots import Slots
from optimiser.horizon.state import LOAD, METRES


def plan_of(
    question: HorizonQuestion,
    slots: Slots,
    candidacy: Candidacy,
    due: Sequence[Block],
    postponed: Sequence[Block],
    best: Memory,
) -> HorizonPlan:
    """Read the best plan."""
    choices = tuple(_choices(slots, due, best))
    days = {choice.inspection: choice.day for choice in choices}
    unkept, after = _unkept(question, due, days, Hindrances(candidacy, days))
    loads = _loads(slots, due, best)
    return HorizonPlan(
        question.first,
        question.last,
        choices,
        tuple(unkept),
        loads,
        measures_of(question, choices, loads, unkept),
        tuple(question.inspections),
        float(best.figure[BEST]),
        tuple(part.id for block in [*after, *postponed] for part in block.parts),
    )


def _choices(slots: Slots, due: Sequence[Block], best: Memory) -> Iterator[Choice]:
    """Every choice, in order of day, engineer and way."""
    parts = [part for block in due for part in block.parts]
    for slot in sorted(range(len(slots.day)), key=lambda slot: (slots.day[slot], slot)):
        shift = slots.shifts[slot]
        for order, node in enumerate(nodes_in_order(best, slot), start=1):
            part = parts[node]
            day, duration = shift.start.date(), part.duration
            yield Choice(part.id, part.kind, part.site, part.rules, day, shift.engineer, shift.id, order, duration)


def _loads(slots: Slots, due: Sequence[Block], best: Memory) -> tuple[Load, ...]:
    parts = [part for block in due for part in block.parts]
    loads = []
    for slot, shift in enumerate(slots.shifts):
        work = sum((parts[node].duration for node in nodes_in_order(best, slot)), timedelta(0))
        loads.append(
            Load(
                shift.engineer,
                shift.id,
                shift.start.date(),
                shift.start,
                timedelta(seconds=int(slots.capacity_s[slot])),
                timedelta(seconds=int(slots.room_s[slot])),
                work,
                timedelta(seconds=int(best.used[slot, LOAD])) - work,
                int(best.used[slot, METRES]),
            )
        )
    return tuple(loads)


def _unkept(
    question: HorizonQuestion, due: Sequence[Block], days: dict[str, date], hindrances: Hindrances
) -> tuple[list[Unkept], list[Block]]:
    """What could not be kept; what has time until after the horizon is put off and breaks nothing."""
    unkept: list[Unkept] = []
    after: list[Block] = []
    for block in due:
        head = block.head
        last = days.get(block.parts[-1].id)
        if last is None and head.due_on > question.last:
            after.append(block)
        elif last is None:
            unkept.extend(Unkept(part.id, "served", None, hindrances.of(block)) for part in block.parts)
        elif last > head.due_on:
            late = (last - head.due_on).days
            unkept.extend(Unkept(part.id, "tolerance", late, hindrances.of(block)) for part in block.parts)
    return unkept, after
