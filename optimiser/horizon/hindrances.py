"""Why a block could not be had within its span: every shift of the span, by the first rule that holds it back."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

import numpy as np

from optimiser.horizon.candidates import Candidacy, Span
from optimiser.horizon.chosen import Hindrance
from optimiser.horizon.question import Block

_SENTENCES: Mapping[str, str] = {
    "missed": "it was due on {due}, {days} days before the first day planned; it is put as early as it fits",
    "no_shift": "nobody is on duty on {count} of its {days} days, {first} to {last}; add shifts or widen its tolerance",
    "reserved": "{count} shifts are those of residents of other sites",
    "no_skill": "in {count} shifts the engineer lacks {skills} or its certificate has ended; train or assign somebody",
    "no_working_day": "{count} shifts lie on days that its calendar closes",
    "too_long": "{count} shifts are shorter than its {hours:.1f} h; let it be divided into parts, or lengthen a shift",
    "too_far": "in {count} shifts the way there and back and {hours:.1f} h of work do not fit; divide it into parts",
    "site_closed": "its site is not open for {hours:.1f} h at a stretch in {count} shifts; ask for other hours",
    "parts": "after {count} shifts the engineer does not work on as many days in a row as its {parts} parts take",
    "spacing": "{count} shifts come too near to another of its rule ({when}); its spacing leaves no day",
    "full": "{count} shifts are full; add hours, widen tolerances or leave less room for tickets",
}


class Hindrances:
    """Says why a block could not be had within its span.

    Parameters
    ----------
    candidacy : Candidacy
        With the question as the search has read it.
    days : mapping of str to date
        The days that were chosen, by inspection.
    """

    def __init__(self, candidacy: Candidacy, days: Mapping[str, date]) -> None:
        self.question, self.slots, self.sieves = candidacy.question, candidacy.slots, candidacy.sieves
        self._days = days
        self._of_rule: dict[str, list[tuple[str, date]]] = {}
        for inspection in self.question.inspections:
            if inspection.id in days:
                for rule in inspection.rules:
                    self._of_rule.setdefault(rule, []).append((inspection.id, days[inspection.id]))

    def of(self, block: Block) -> tuple[Hindrance, ...]:
        """Every hindrance in its span, the most frequent first."""
        head = block.head
        missed = head.due_on < self.question.first
        first = max(head.ready_on, self.question.first)
        last = min(self.question.last, self.question.first if missed else head.due_on)
        span = Span(self.question.index_of(first), self.question.index_of(last))
        late = {"due": head.due_on, "days": (self.question.first - head.due_on).days}
        if missed and self._days.get(head.id) == self.question.first:
            return (_hindrance("missed", 1, **late),)  # as early as can be: nothing else held it back
        counts, free_days = self._counts(block, span)
        facts = {
            "first": first,
            "last": last,
            "hours": block.longest.total_seconds() / 3600,
            "parts": len(block.parts),
            "skills": ", ".join(f"{skill} {level:g}" for skill, level in head.skills.items()),
            "when": self._when(block),
            "days": max(0, span.last - span.first + 1),
        }
        found = []
        if missed:
            found.append(_hindrance("missed", 1, **late))
        found += [_hindrance(code, count, **facts) for code, count in counts.most_common() if count]
        if free_days:
            found.append(_hindrance("no_shift", free_days, **facts))
        return tuple(found)

    def _counts(self, block: Block, span: Span) -> tuple["Counter[str]", int]:
        """How many shifts of a span each rule holds back, and how many days of it have no shift."""
        day = self.slots.day
        left = (day >= span.first) & (day <= span.last)
        without = max(0, span.last - span.first + 1) - len(np.unique(day[left]))
        counts: Counter[str] = Counter()
        for code, mask in self.sieves.each(block).items():
            counts[code] = int((left & ~mask).sum())
            left &= mask
        near = self._too_near(block)
        counts["spacing"] = int((left & near).sum())
        counts["full"] = int((left & ~near).sum())
        return counts, without

    def _too_near(self, block: Block) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        near = np.zeros(len(self.slots.day), dtype=bool)
        apart = self.sieves.after_done(block)
        if apart is not None:
            near |= self.slots.day < self.question.index_of(apart)
        own = {part.id for part in block.parts}
        for rule, days in block.spacings.items():
            for other, day in self._of_rule.get(rule, ()):
                if other not in own:
                    near |= np.abs(self.slots.day - self.question.index_of(day)) < days
        return near

    def _when(self, block: Block) -> str:
        """Say what it must keep away from: when it was last done, and what is planned."""
        own = {part.id for part in block.parts}
        planned = {day for rule in block.spacings for other, day in self._of_rule.get(rule, ()) if other not in own}
        apart = self.sieves.after_done(block)
        said = [f"planned on {day}" for day in sorted(planned)]
        return ", ".join([f"not before {apart}", *said] if apart else said) or "none planned"


def _hindrance(code: str, count: int, **facts: object) -> Hindrance:
    return Hindrance(code, count, _SENTENCES[code].format(count=count, **facts))
