"""Who is on call, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scenarios.changes.change import FOR_ALL, Change, Key
from scenarios.changes.people import with_engineers
from scenarios.service import Service


@dataclass(frozen=True)
class ChangeRota(Change):
    """The on-call rota has other hours, turns, people, skills or pay.

    Attributes
    ----------
    fields : mapping of str to object
        Fields of the book's rota, by their names there.
    """

    fields: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, service: Service) -> Service:
        """Change the rota."""
        rota = service.book.on_call
        if rota is None:
            raise ValueError("the book has no rota that could be changed; begin one")
        return replace(service, book=replace(service.book, on_call=replace(rota, **dict(self.fields))))

    def sets(self) -> Mapping[Key, Any]:
        """It sets single fields of the rota."""
        return {("on_call", name): value for name, value in self.fields.items()}


@dataclass(frozen=True)
class BeginRota(Change):
    """There is a rota where there was none; `rota` is an OnCall of the book."""

    stage = FOR_ALL

    rota: Any

    def __call__(self, service: Service) -> Service:
        """Begin it."""
        return replace(service, book=replace(service.book, on_call=self.rota))

    def sets(self) -> Mapping[Key, Any]:
        """It sets the whole rota."""
        return {("on_call",): self.rota}


@dataclass(frozen=True)
class EndRota(Change):
    """Nobody is on call any more."""

    stage = FOR_ALL

    def __call__(self, service: Service) -> Service:
        """Do away with the rota."""
        return replace(service, book=replace(service.book, on_call=None))

    def sets(self) -> Mapping[Key, Any]:
        """Nothing else can be said of a rota that is not there."""
        return {("on_call",): None}


@dataclass(frozen=True)
class TakeTurns(Change):
    """An engineer takes turns in being on call, or takes none."""

    engineer: str
    on_call: bool

    def __call__(self, service: Service) -> Service:
        """Say whether they do."""
        return with_engineers(service, self.engineer, on_call=self.on_call)

    def sets(self) -> Mapping[Key, Any]:
        """It sets whether the engineer is on call."""
        return {("engineer", self.engineer, "on_call"): self.on_call}
