"""How much is reported, and how much of it is solved at the desk."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from scenarios.changes.change import Change, Key
from scenarios.demand import Surge
from scenarios.service import Service


@dataclass(frozen=True)
class Grow(Change):
    """Every rate is multiplied by this, in place of the study's growth."""

    growth: float

    def __call__(self, service: Service) -> Service:
        """Set the growth."""
        return replace(service, demand=replace(service.demand, growth=self.growth))

    def sets(self) -> Mapping[Key, Any]:
        """It sets the growth of everything."""
        return {("growth",): self.growth}


@dataclass(frozen=True)
class GrowStream(Change):
    """So many times as many tickets of one stream are reported."""

    stream: str
    factor: float

    def __call__(self, service: Service) -> Service:
        """Multiply the rate."""
        streams = tuple(
            replace(each, per_day=each.per_day * self.factor) if each.id == self.stream else each
            for each in service.demand.streams
        )
        return replace(service, demand=replace(service.demand, streams=streams))

    def sets(self) -> Mapping[Key, Any]:
        """It sets by what one stream grows."""
        return {("stream", self.stream, "growth"): self.factor}


@dataclass(frozen=True)
class SolveRemotely(Change):
    """So many of a stream's tickets are solved at the desk."""

    stream: str
    share: float

    def __call__(self, service: Service) -> Service:
        """Set the share."""
        streams = tuple(
            replace(each, remote_share=self.share) if each.id == self.stream else each
            for each in service.demand.streams
        )
        return replace(service, demand=replace(service.demand, streams=streams))

    def sets(self) -> Mapping[Key, Any]:
        """It sets the share of one stream."""
        return {("stream", self.stream, "remote_share"): self.share}


@dataclass(frozen=True)
class AddSurge(Change):
    """On some days more, or less, is reported: a storm day, a holiday. It comes on top of those that are there."""

    surge: Surge

    def __call__(self, service: Service) -> Service:
        """Add the surge."""
        return replace(service, demand=replace(service.demand, surges=(*service.demand.surges, self.surge)))

    def sets(self) -> Mapping[Key, Any]:
        """It adds one of its kind, and contradicts nothing."""
        return {("surge", repr(self.surge)): self.surge}
