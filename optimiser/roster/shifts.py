"""What a roster is made of: dated shifts, and gaps that nobody fills."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from optimiser.book import RosterEngineer
from optimiser.inputs import Break

NIGHT_ENDS = time(6)
"""Until when a night on call belongs to the day before it: our choice."""

ShiftKind = Literal["duty", "on_call", "resident", "cover"]


@dataclass(frozen=True)
class RosterShift:
    """One engineer, one working period.

    Attributes
    ----------
    engineer, id : str
        `id` is unique in the roster.
    start, end : datetime
        Aware, on the clock by which the shift was laid down.
    overtime_limit : timedelta
    breaks : sequence of Break
    fixed_cost : float
        What going out costs: the pay for a call, where somebody is on call.
    kind : {"duty", "on_call", "resident", "cover"}
        A regular shift; standing by at home; at the site of a resident engineer; at a named event.
    serves_only_site : str or None
        The only site that it serves.
    """

    engineer: str
    id: str
    start: datetime
    end: datetime
    overtime_limit: timedelta = timedelta(0)
    breaks: Sequence[Break] = ()
    fixed_cost: float = 0.0
    kind: ShiftKind = "duty"
    serves_only_site: str | None = None

    @property
    def length(self) -> timedelta:
        """Time between start and end, changes of the clock included."""
        return self.end.astimezone(UTC) - self.start.astimezone(UTC)

    @property
    def of_eve(self) -> bool:
        """Whether its hours go on with the work of the day before: being on call in the night.

        So whoever is called out at two o'clock rests before the next day's work, and not after that of the last one.
        """
        return self.kind == "on_call" and self.start.time() < NIGHT_ENDS

    @property
    def worked(self) -> timedelta:
        """Its length without the breaks."""
        return self.length - sum((pause.duration for pause in self.breaks), timedelta(0))

    @property
    def longest_stretch(self) -> timedelta:
        """The longest work that no break interrupts: before the first, between two, or after the last."""
        breaks = sorted(self.breaks, key=lambda pause: pause.earliest)
        begins = [self.start, *(pause.earliest + pause.duration for pause in breaks)]
        ends = [*(pause.latest for pause in breaks), self.end]
        stretches = (end.astimezone(UTC) - begin.astimezone(UTC) for begin, end in zip(begins, ends, strict=True))
        return min(max(stretches), self.worked)


@dataclass(frozen=True)
class Gap:
    """Time in which somebody is missing: on call, in the place of a resident engineer, at a named event.

    Attributes
    ----------
    kind : {"on_call", "resident", "cover"}
    start, end : datetime
    missing_count : int
        How many people are missing.
    message : str
        The same in a sentence, with what to do.
    of : str or None
        The resident engineer or the cover.
    site : str or None
    """

    kind: Literal["on_call", "resident", "cover"]
    start: datetime
    end: datetime
    missing_count: int
    message: str
    of: str | None = None
    site: str | None = None


@dataclass(frozen=True)
class Roster:
    """Who is on when, from `first` to `last`.

    Attributes
    ----------
    first, last : date
    shifts : mapping of str to sequence of RosterShift
        The shifts of every engineer of the book that start on these days, in order; they do not overlap.
    gaps : sequence of Gap
        In order of their beginning.
    warnings : sequence of str
        What is doubtful about all of it; the gaps say theirs themselves.
    """

    first: date
    last: date
    shifts: Mapping[str, Sequence[RosterShift]]
    gaps: Sequence[Gap] = ()
    warnings: Sequence[str] = ()

    @property
    def all(self) -> tuple[RosterShift, ...]:
        """All shifts, engineer by engineer."""
        return tuple(shift for shifts in self.shifts.values() for shift in shifts)


def can_do(engineer: RosterEngineer, skills: Mapping[str, float], day: date) -> bool:
    """Whether an engineer has the skills, at these levels or above, with certificates that are valid on the day.

    Level 0 asks for nothing.
    """
    return all(
        level <= 0 or (engineer.skills.get(name, 0.0) >= level and day <= engineer.certificates.get(name, date.max))
        for name, level in skills.items()
    )


def too_close(one: RosterShift, other: RosterShift, rest: timedelta) -> bool:
    """Whether two shifts of an engineer overlap, or lie less than `rest` apart."""
    return one.start.astimezone(UTC) < other.end.astimezone(UTC) + rest and (
        other.start.astimezone(UTC) < one.end.astimezone(UTC) + rest
    )
