"""Who there is: engineers who join and engineers who leave."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from scenarios.changes.change import ADDING, REMOVING, Change, Key
from scenarios.service import Service

GONE = "gone"
"""What dropping sets an engineer to."""


@dataclass(frozen=True)
class AddEngineer(Change):
    """Somebody joins: like somebody who is there, apart from what is said here.

    Attributes
    ----------
    id : str
    like : str
        Whose skills, duties, prices and limits the new engineer has.
    home : tuple of float or None
        Latitude and longitude; None: where `like` lives.
    skills : mapping of str to float or None
        All the new engineer's skills; None: those of `like`, with their certificates.
    resident_at : str or None
        The site where the new engineer stays. Nobody is resident only for being like a resident.
    on_call : bool or None
        Whether the new engineer takes turns; None: as `like` does.
    """

    stage = ADDING

    id: str
    like: str
    home: tuple[float, float] | None = None
    skills: Mapping[str, float] | None = None
    resident_at: str | None = None
    on_call: bool | None = None

    def __call__(self, service: Service) -> Service:
        """Add the engineer; engineers are then in the order of their ids, whoever came first."""
        pattern = next(each for each in service.book.engineers if each.id == self.like)
        added = replace(pattern, **self._own(), absences=())
        engineers = sorted((*service.book.engineers, added), key=lambda each: each.id)
        territories = dict(service.territories)
        if self.like in territories:
            territories[self.id] = territories[self.like]
        return replace(service, book=replace(service.book, engineers=tuple(engineers)), territories=territories)

    def _own(self) -> dict[str, Any]:
        own: dict[str, Any] = {"id": self.id, "resident_at": self.resident_at}
        if self.home is not None:
            own["lat"], own["lon"] = self.home
        if self.skills is not None:
            own["skills"], own["certificates"] = dict(self.skills), {}
        if self.on_call is not None:
            own["on_call"] = self.on_call
        return own

    def sets(self) -> Mapping[Key, Any]:
        """It sets who this engineer is."""
        return {("engineer", self.id): self}


@dataclass(frozen=True)
class DropEngineer(Change):
    """Somebody leaves. Inspections that they should do, and tickets that they keep, are anybody's then."""

    stage = REMOVING

    id: str

    def __call__(self, service: Service) -> Service:
        """Take the engineer out, and every mention of them."""
        book = service.book
        kept = replace(
            book,
            engineers=tuple(each for each in book.engineers if each.id != self.id),
            rules=tuple(
                replace(rule, preferred_engineer=None) if rule.preferred_engineer == self.id else rule
                for rule in book.rules
            ),
            tickets=tuple(
                replace(ticket, owner=None) if ticket.owner == self.id else ticket for ticket in book.tickets
            ),
        )
        territories = {name: sites for name, sites in service.territories.items() if name != self.id}
        return replace(service, book=kept, territories=territories)

    def sets(self) -> Mapping[Key, Any]:
        """Nothing else can be said of whoever is gone."""
        return {("engineer", self.id): GONE}
