"""What people can do: training, and certificates that are renewed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from scenarios.changes.change import FOR_ALL, Change, Key
from scenarios.service import Service


@dataclass(frozen=True)
class Train(Change):
    """An engineer has a skill at this level, for as long as the study lasts: a certificate of it never ends."""

    engineer: str
    skill: str
    level: float

    def __call__(self, service: Service) -> Service:
        """Give the skill."""
        engineers = tuple(
            replace(
                each,
                skills={**each.skills, self.skill: self.level},
                certificates={name: until for name, until in each.certificates.items() if name != self.skill},
            )
            if each.id == self.engineer
            else each
            for each in service.book.engineers
        )
        return replace(service, book=replace(service.book, engineers=engineers))

    def sets(self) -> Mapping[Key, Any]:
        """It sets the level of one skill."""
        return {("engineer", self.engineer, "skill", self.skill): self.level}


@dataclass(frozen=True)
class RenewCertificates(Change):
    """Certificates that would end sooner are renewed, and hold until this day at least."""

    stage = FOR_ALL

    until: date

    def __call__(self, service: Service) -> Service:
        """Renew everybody's certificates."""
        engineers = tuple(
            replace(each, certificates={name: max(until, self.until) for name, until in each.certificates.items()})
            for each in service.book.engineers
        )
        return replace(service, book=replace(service.book, engineers=engineers))

    def sets(self) -> Mapping[Key, Any]:
        """It sets the first day on which certificates may end."""
        return {("certificates_until",): self.until}
