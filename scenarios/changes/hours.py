"""When people work: shifts and overtime."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from scenarios.changes.change import FOR_ALL, FOR_ONE, Change, Key
from scenarios.changes.people import with_duties, with_engineers
from scenarios.service import Service


class _Hours(Change):
    """What is said of the working hours of one engineer, or of everybody."""

    engineer: str | None

    @property
    def stage(self) -> int:
        """What is said of one engineer comes after what is said of everybody."""
        return FOR_ALL if self.engineer is None else FOR_ONE

    def _about(self) -> Key:
        return ("everybody",) if self.engineer is None else ("engineer", self.engineer)


@dataclass(frozen=True)
class SetShifts(_Hours):
    """Other shifts in place of those that the book has.

    Attributes
    ----------
    engineer : str or None
        Whose; None: everybody's.
    duties : tuple of Duty
    """

    engineer: str | None
    duties: tuple[Any, ...]

    def __call__(self, service: Service) -> Service:
        """Replace the duties."""
        return with_engineers(service, self.engineer, duties=self.duties)

    def sets(self) -> Mapping[Key, Any]:
        """It sets all duties."""
        return {(*self._about(), "shifts"): self.duties}


@dataclass(frozen=True)
class MoveShifts(_Hours):
    """Shifts begin, end or break at other times; the rest of them stays.

    Attributes
    ----------
    engineer : str or None
        Whose; None: everybody's.
    fields : mapping of str to object
        Fields of a duty, by their names there.
    """

    engineer: str | None
    fields: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, service: Service) -> Service:
        """Change each duty."""
        return with_duties(service, self.engineer, **dict(self.fields))

    def sets(self) -> Mapping[Key, Any]:
        """It sets single fields of the duties."""
        return {(*self._about(), "shifts", name): value for name, value in self.fields.items()}


@dataclass(frozen=True)
class LimitOvertime(_Hours):
    """Overtime may last so long after a regular shift.

    Attributes
    ----------
    engineer : str or None
        After whose; None: everybody's.
    limit : timedelta
    """

    engineer: str | None
    limit: timedelta

    @property
    def stage(self) -> int:
        """It comes after shifts are set, which may say something about overtime too."""
        return super().stage + 2

    def __call__(self, service: Service) -> Service:
        """Set the limit of each duty."""
        return with_duties(service, self.engineer, overtime_limit=self.limit)

    def sets(self) -> Mapping[Key, Any]:
        """It sets the limit."""
        return {(*self._about(), "overtime_limit"): self.limit}
