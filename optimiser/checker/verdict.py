"""What the checker hands back: a Verdict with every Violation that it found."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from optimiser.plan import Cost


@dataclass(frozen=True)
class Violation:
    """One rule that a plan breaks, or one thing that it claims and that is not so.

    Attributes
    ----------
    code : str
        Which rule; stable, listed in :mod:`optimiser.checker`.
    message : str
        A sentence with the values that a person needs.
    visit, engineer, shift : str or None
        Ids of what the violation is about, as far as it is about one.
    numbers : mapping of str to float
        The values of the sentence, unit in the name: ``{"missing_s": 300}``.
    """

    code: str
    message: str
    visit: str | None = None
    engineer: str | None = None
    shift: str | None = None
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """What the checker thinks of a plan.

    Attributes
    ----------
    violations : tuple of Violation
        Everything that is wrong; empty for a good plan that claims nothing false.
    cost : Cost
        What the plan costs, recomputed by part.
    served : int
        How many visits the plan serves.
    late_visits : tuple of str
        Visits that start after their ``onsite_by`` or end after their ``restore_by``, in the order of the routes.
    must_unserved : int
        How many visits without a skip cost are not served.
    """

    violations: tuple[Violation, ...]
    cost: Cost
    served: int
    late_visits: tuple[str, ...]
    must_unserved: int

    @property
    def late(self) -> int:
        """How many visits are late."""
        return len(self.late_visits)
