"""Single settings: how the world keeps to plans, how the day is run, what people are paid."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scenarios.changes.change import FOR_ALL, Change, Key
from scenarios.service import Flu, Service


@dataclass(frozen=True)
class SetReality(Change):
    """Fields of the service's reality, by their names there: how fast traffic is, how often people are ill."""

    fields: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, service: Service) -> Service:
        """Set them."""
        return replace(service, reality=replace(service.reality, **dict(self.fields)))

    def sets(self) -> Mapping[Key, Any]:
        """It sets single fields."""
        return {("reality", name): value for name, value in self.fields.items()}


@dataclass(frozen=True)
class AddFlu(Change):
    """On some days people fall ill more often; it comes on top of those that are there."""

    stage = FOR_ALL

    flu: Flu

    def __call__(self, service: Service) -> Service:
        """Add it."""
        return replace(service, reality=replace(service.reality, flu=(*service.reality.flu, self.flu)))

    def sets(self) -> Mapping[Key, Any]:
        """It adds one of its kind, and contradicts nothing."""
        return {("flu", repr(self.flu)): self.flu}


@dataclass(frozen=True)
class SetOperations(Change):
    """Fields of the service's operations, by their names there: for whom the day is planned anew."""

    fields: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, service: Service) -> Service:
        """Set them."""
        return replace(service, operations=replace(service.operations, **dict(self.fields)))

    def sets(self) -> Mapping[Key, Any]:
        """It sets single fields."""
        return {("operations", name): value for name, value in self.fields.items()}


@dataclass(frozen=True)
class SetWages(Change):
    """What a shift costs, and what skills add to it; None, and a skill that is not named: as it was."""

    per_day: float | None = None
    skills: Mapping[str, float] = field(default_factory=dict)

    def __call__(self, service: Service) -> Service:
        """Set them."""
        now = service.wages
        per_day = now.per_day if self.per_day is None else self.per_day
        return replace(service, wages=replace(now, per_day=per_day, skills={**now.skills, **self.skills}))

    def sets(self) -> Mapping[Key, Any]:
        """It sets what is said."""
        own: dict[Key, Any] = {} if self.per_day is None else {("wages", "per_day"): self.per_day}
        return own | {("wages", "skills", name): value for name, value in self.skills.items()}
