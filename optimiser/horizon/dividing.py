"""What fits into no shift is divided into parts, which follow each other day by day."""

from dataclasses import replace
from datetime import timedelta

import numpy as np

from optimiser.horizon.question import Block, HorizonQuestion, blocks_of
from optimiser.horizon.sieves import Sieves
from optimiser.horizon.slots import Slots
from optimiser.recurrence import Inspection, split_into_parts

_SHORTEST_PART = timedelta(hours=1)

_OF_LENGTH = ("too_long", "too_far", "site_closed", "parts")
"""The sieves that a shorter piece of work may pass."""


def divided(question: HorizonQuestion, slots: Slots) -> HorizonQuestion:
    """Divide each inspection that is longer than any shift that it could be given to.

    A part is as long as the middle one of these shifts has room for: then half of them or more are left to choose from.
    """
    sieves = Sieves(question, slots)
    inspections: list[Inspection] = []
    for block in blocks_of(question):
        longest = _longest(block, sieves, slots, question)
        whole = longest is None or len(block.parts) > 1 or block.longest <= longest[1]
        inspections.extend(block.parts if whole or longest is None else split_into_parts(block.head, longest[0]))
    return replace(question, inspections=inspections)


def _longest(
    block: Block, sieves: Sieves, slots: Slots, question: HorizonQuestion
) -> tuple[timedelta, timedelta] | None:
    """How long work at its site may be in the middle one of the shifts of its span, and in the best one."""
    head = block.head
    if head.remote:
        return None
    mask = (slots.day >= question.index_of(head.ready_on)) & (slots.day <= question.index_of(head.latest_on))
    for code, sieve in sieves.each(block).items():
        if code not in _OF_LENGTH:
            mask &= sieve
    room = np.sort(sieves.room_s(block)[mask])
    room = room[room > 0]
    if not len(room):
        return None
    middle = max(_SHORTEST_PART, timedelta(seconds=int(room[len(room) // 2])))
    return middle, timedelta(seconds=int(room[-1]))
