"""The answer: a Plan of Routes of Stops, and the Unserved with their reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal


@dataclass(frozen=True)
class Stop:
    """A visit or a break, placed in time. ``visit`` is None for a break; ``arrive`` may be unknown."""

    kind: Literal["visit", "break"]
    start: datetime
    end: datetime
    visit: str | None = None
    arrive: datetime | None = None


@dataclass(frozen=True)
class Route:
    """The stops of one shift, in order. ``leave`` and ``back`` may be unknown in plans that others wrote."""

    engineer: str
    shift: str
    stops: Sequence[Stop]
    leave: datetime | None = None
    back: datetime | None = None


@dataclass(frozen=True)
class Reason:
    """Why a visit is not with an engineer's shift, and the nearest change of the problem that would fit it.

    Attributes
    ----------
    code : str
        Stable; the codes are listed in :mod:`optimiser.explanation`.
    numbers : mapping of str to float
        What the code is about, unit in the name: ``{"missing_s": 1500}``.
    change : sequence of JSON Patch operations (RFC 6902), or None
        After it the visit fits into the plan at `cost_change`.
    cost_change : float or None
        What the whole plan then costs more (negative: less) than now.
    """

    engineer: str | None
    shift: str | None
    code: str
    message: str
    numbers: Mapping[str, float] = field(default_factory=dict)
    change: Sequence[Mapping[str, Any]] | None = None
    cost_change: float | None = None


@dataclass(frozen=True)
class Unserved:
    """A visit that is left out, with a reason for each shift."""

    visit: str
    reasons: Sequence[Reason] = ()


@dataclass(frozen=True)
class Cost:
    """What a plan costs, by part."""

    distance: float = 0.0
    travel_time: float = 0.0
    overtime: float = 0.0
    lateness: float = 0.0
    skipped: float = 0.0
    fixed: float = 0.0
    preference: float = 0.0

    @property
    def total(self) -> float:
        """The sum of the parts."""
        return (
            self.distance
            + self.travel_time
            + self.overtime
            + self.lateness
            + self.skipped
            + self.fixed
            + self.preference
        )


@dataclass(frozen=True)
class Bound:
    """A proven lower bound on the cost of any plan, and the gap to it as a share of this plan's cost."""

    lower: float
    gap: float


@dataclass(frozen=True)
class Plan:
    """All routes and the unserved.

    ``claimed_total`` is the total that a document states where its parts add up to another; None where they agree.
    """

    routes: Sequence[Route]
    unserved: Sequence[Unserved]
    cost: Cost
    status: Literal["feasible", "optimal"] = "feasible"
    bound: Bound | None = None
    carried: Mapping[str, Any] = field(default_factory=dict)
    claimed_total: float | None = None
