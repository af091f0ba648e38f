"""A piece of work as it is lived: a ticket, an inspection, an appointment, and how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from optimiser import ClockEvent, Ticket, Visit
from scenarios.demand import Fate

State = Literal["desk", "waiting", "travelling", "serving", "held", "done", "remote", "cancelled"]
"""The desk has it; it waits for an engineer; one is on the way; at work; it waits for a part or
something else; and three ways to end."""

OVER: frozenset[State] = frozenset({"done", "remote", "cancelled"})
Windows = tuple[tuple[int, int], ...]


@dataclass(eq=False)
class Work:
    """Something that an engineer may have to go for; times are seconds of simulated time.

    Attributes
    ----------
    id : str
        Of the ticket, or of the visit that the agenda made of an inspection, an appointment, a loan.
    kind : str
        ``ticket``, ``inspection``, ``appointment``, ``loan``.
    source : str
        Id of what it came from.
    node : int
        Where.
    place : str
        The same, by its id in the agenda: several places may lie at one point.
    since_s : int
        When it was reported, or became due; below 0 where that was before the beginning.
    rank : int
        How severe it is: 0 is the most severe.
    planned_s, setup_s : int
    windows : sequence of (open, close)
        In which it may begin; none: at any time.
    only : str or None
        The only engineer for it.
    rules : sequence of str
        The inspection rules that it serves.
    visit : Visit or None
        The same, as the optimiser sees it; None as long as nobody asked.
    """

    id: str
    kind: str
    source: str
    node: int
    place: str
    since_s: int
    planned_s: int
    setup_s: int = 0
    rank: int = 0
    site: str = ""
    skills: Mapping[str, float] = field(default_factory=dict)
    windows: Windows = ()
    only: str | None = None
    excluded: frozenset[str] = frozenset()
    rules: tuple[str, ...] = ()
    parts: int = 1
    due_s: int | None = None
    was_late: bool = False
    visit: Visit | None = None
    ticket: Ticket | None = None
    fate: Fate | None = None
    state: State = "waiting"
    visits_made: int = 0
    repairs_made: int = 0
    has_part: bool = False
    is_assigned: bool = False
    reached_s: int | None = None
    history: list[ClockEvent] = field(default_factory=list)

    def opens_s(self, second: int) -> int | None:
        """When it may begin for whoever is ready at a second; None where that is too late."""
        if not self.windows:
            return second
        return next((max(second, opens) for opens, closes in self.windows if second <= closes), None)
