"""Where each block may go, and what each of these shifts costs whatever else is planned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from optimiser.horizon.chosen import Choice
from optimiser.horizon.params import HorizonParams
from optimiser.horizon.question import Block, HorizonQuestion
from optimiser.horizon.sieves import Sieves
from optimiser.horizon.slots import Slots

if TYPE_CHECKING:
    from optimiser.recurrence import Inspection


@dataclass(frozen=True, eq=False)
class Candidates:
    """The shifts of one block in which its first part may be done, with their prices."""

    slots: NDArray[np.int64]
    prices: NDArray[np.float64]


@dataclass(frozen=True)
class Span:
    """The days from `first` to `last`, as numbers from the horizon's first day, that a block may be put on."""

    first: int
    last: int


class Candidacy:
    """Works out the candidates of blocks.

    Parameters
    ----------
    question : HorizonQuestion
    slots : Slots
    sieves : Sieves
    params : HorizonParams
    """

    def __init__(self, question: HorizonQuestion, slots: Slots, sieves: Sieves, params: HorizonParams) -> None:
        self.question, self.slots, self.sieves, self.params = question, slots, sieves, params
        self._number = {engineer.id: k for k, engineer in enumerate(question.book.engineers)}
        self._promised = promised_days(question)

    def span(self, block: Block, extra_days: int = 0) -> Span:
        """The days that tolerance and spacing allow; what is missed already may come on any of the next days."""
        head, question = block.head, self.question
        due = question.index_of(head.due_on)
        begin = max(0, question.index_of(head.ready_on))
        apart = self.sieves.after_done(block)
        if apart is not None:
            begin = max(begin, question.index_of(apart))
        if due < 0:
            due = self.params.late_days
        return Span(begin, min(question.day_count - 1, due + extra_days))

    def of(self, block: Block, extra_days: int = 0) -> Candidates:
        """The shifts within its span, made longer by `extra_days`, that all sieves let through."""
        span, day = self.span(block, extra_days), self.slots.day
        mask = (day >= span.first) & (day <= span.last) & self.sieves.passed(block)
        if len(block.parts) > 1:
            mask &= self._last_part_day(block) <= span.last
        slots = np.flatnonzero(mask)
        prices = self._prices(block, slots)
        # The cheapest first: the search stops at the first that cannot become the best.
        order = np.argsort(prices, kind="stable")
        return Candidates(slots[order], prices[order])

    def _last_part_day(self, block: Block) -> NDArray[np.int64]:
        at = np.arange(len(self.slots.day))
        for _ in range(len(block.parts) - 1):
            at = np.where(at < 0, at, self.slots.after[at])
        return np.where(at < 0, self.question.day_count, self.slots.day[at])

    def _prices(self, block: Block, slots: NDArray[np.int64]) -> NDArray[np.float64]:
        head, params, question = block.head, self.params, self.question
        day, engineer = self.slots.day[slots], self.slots.engineer[slots]
        prices = params.day_off_ideal_cost * np.abs(day - question.index_of(head.ideal_on)).astype(float)
        late = np.maximum(0, day - max(-1, question.index_of(head.due_on)))
        prices += params.late_day_cost * (1 + head.overdue_days / _URGENT_DAYS) * late
        if head.preferred_engineer in self._number:
            prices += params.preferred_engineer_cost * (engineer != self._number[head.preferred_engineer])
        promise = self._promised.get(head.id)
        if promise is not None:
            prices += self._moving(promise, day, engineer)
        return prices

    def _moving(
        self, promise: tuple[date, str], day: NDArray[np.int64], engineer: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        promised_day, promised_engineer = promise
        ahead = self.question.index_of(promised_day)
        price = self.params.moved_cost * max(0.0, 1 - ahead / self.params.promise_days)
        other_day = (day != ahead).astype(float)
        other_engineer = (engineer != self._number.get(promised_engineer, -1)).astype(float)
        moved: NDArray[np.float64] = price * np.maximum(other_day, _OTHER_ENGINEER * other_engineer)
        return moved


_URGENT_DAYS = 7
"""With every so many days that an inspection is overdue, a day of waiting costs as much again."""

_OTHER_ENGINEER = 0.5
"""Coming on the promised day with another engineer, against coming on another day."""


def promised_days(question: HorizonQuestion) -> dict[str, tuple[date, str]]:
    """The day and engineer that each inspection was promised, where that day is still to come.

    An inspection is known again by its id. Where what was done meanwhile has given it another, it is the one of its
    highest rule that was promised for a day within its span, the nearest to its ideal day.
    """
    if question.promised is None:
        return {}
    ahead = {c.inspection: c for c in question.promised.choices if c.day >= question.first}
    known = {inspection.id for inspection in question.inspections}
    unclaimed: dict[str, list[Choice]] = {}
    for choice in ahead.values():
        if choice.inspection not in known and choice.rules:
            unclaimed.setdefault(choice.rules[0], []).append(choice)
    found = {}
    for inspection in question.inspections:
        claimed = ahead.get(inspection.id) or _renamed(inspection, unclaimed)
        if claimed is not None:
            found[inspection.id] = claimed.day, claimed.engineer
    return found


def _renamed(inspection: "Inspection", unclaimed: Mapping[str, Sequence[Choice]]) -> Choice | None:
    if inspection.parts > 1 or not inspection.rules:
        return None
    within = [c for c in unclaimed.get(inspection.rules[0], ()) if inspection.ready_on <= c.day <= inspection.due_on]
    return min(within, key=lambda choice: (abs((choice.day - inspection.ideal_on).days), choice.day), default=None)


def spacing_pairs(blocks: Sequence[Block], late_days: int) -> dict[tuple[int, int], int]:
    """The days that lie at least between two blocks, by their numbers, where they could come nearer."""
    by_rule: dict[str, list[int]] = {}
    for number, block in enumerate(blocks):
        for rule in block.spacings:
            by_rule.setdefault(rule, []).append(number)
    pairs: dict[tuple[int, int], int] = {}
    for rule, numbers in by_rule.items():
        ordered = sorted(numbers, key=lambda number: (blocks[number].head.ideal_on, number))
        for k, one in enumerate(ordered):
            for other in ordered[k + 1 :]:
                apart = blocks[one].spacings[rule]
                if (blocks[other].head.ready_on - blocks[one].head.due_on).days >= apart + late_days:
                    break
                pairs[one, other] = max(pairs.get((one, other), 0), apart)
    return pairs
