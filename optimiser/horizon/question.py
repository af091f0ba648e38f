"""What is asked of the horizon's planning, as business objects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from optimiser.book import Book, InspectionRule
from optimiser.horizon.chosen import HorizonPlan
from optimiser.inputs import Horizon, Place, Problem
from optimiser.travel import MatrixCache, TravelTimes, travel_times

if TYPE_CHECKING:
    from pathlib import Path

    from optimiser.recurrence import Inspection
    from optimiser.roster import RosterShift

SHIFT_KINDS = ("duty", "resident")
"""Shifts that inspections may be given to; on-call and cover are for what happens."""

_NO_TIME = Horizon(datetime.min.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC))


@dataclass(frozen=True, eq=False)
class HorizonQuestion:
    """Inspections that are due, and who could do them.

    Attributes
    ----------
    travel : TravelTimes
        Between the sites of the book in their order, then the homes of its engineers in theirs.
    done : mapping of str to date
        When each rule was last done, where that is later than the book says.
    promised : HorizonPlan or None
        What was planned before.
    warnings : sequence of str
        What a person should know of these days: duties that nobody fills, holidays that are not announced yet.
    """

    book: Book
    first: date
    last: date
    inspections: "Sequence[Inspection]"
    shifts: "Sequence[RosterShift]"
    travel: TravelTimes
    done: Mapping[str, date] = field(default_factory=dict)
    promised: HorizonPlan | None = None
    warnings: Sequence[str] = ()

    @property
    def day_count(self) -> int:
        """Days from the first to the last, both counted."""
        return (self.last - self.first).days + 1

    def index_of(self, day: date) -> int:
        """Count the days from the first one; before it, the count is negative."""
        return (day - self.first).days


def horizon_travel(book: Book, *, cache: MatrixCache | None = None, base: "Path | None" = None) -> TravelTimes:
    """Work out the travel among the sites of a book, in their order, and the homes of its engineers, in theirs.

    Parameters
    ----------
    cache, base
        As in :func:`optimiser.travel.travel_times`.
    """
    sites = [Place(f"site {site.id}", site.lat, site.lon) for site in book.sites]
    homes = [Place(f"home {engineer.id}", engineer.lat, engineer.lon) for engineer in book.engineers]
    return travel_times(Problem(_NO_TIME, book.travel, [*sites, *homes], [], []), cache=cache, base=base)


@dataclass(frozen=True, eq=False)
class Block:
    """An inspection, or the parts of one that follow each other day by day, done by one engineer.

    ``spacings`` are, for each of its rules that has one, the days that lie at least between two of them.
    """

    parts: "Sequence[Inspection]"
    spacings: Mapping[str, int]

    @property
    def head(self) -> "Inspection":
        """Its first part."""
        return self.parts[0]

    @property
    def longest(self) -> timedelta:
        """The duration of its longest part."""
        return max(part.duration for part in self.parts)


def blocks_of(question: HorizonQuestion) -> list[Block]:
    """Put the parts of each inspection together, in the order of what is due first."""
    rules = {rule.id: rule for rule in question.book.rules}
    together: dict[str, list[Inspection]] = {}
    for inspection in question.inspections:
        together.setdefault(inspection.whole or inspection.id, []).append(inspection)
    blocks = [_block(parts, rules) for parts in together.values()]
    return sorted(blocks, key=lambda block: (block.head.due_on, block.head.id))


def _block(parts: "list[Inspection]", rules: Mapping[str, InspectionRule]) -> Block:
    parts = sorted(parts, key=lambda part: part.part)
    spacings = {rule: rules[rule].spacing for rule in parts[0].rules if rule in rules and rules[rule].spacing > 0}
    return Block(parts, spacings)
