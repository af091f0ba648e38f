"""Where people set out from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.changes.change import Change, Key
from scenarios.changes.people import with_engineers
from scenarios.service import Service


@dataclass(frozen=True)
class MoveHome(Change):
    """An engineer sets out from, and returns to, another point."""

    engineer: str
    lat: float
    lon: float

    def __call__(self, service: Service) -> Service:
        """Move the home."""
        return with_engineers(service, self.engineer, lat=self.lat, lon=self.lon)

    def sets(self) -> Mapping[Key, Any]:
        """It sets where the home is."""
        return {("engineer", self.engineer, "home"): (self.lat, self.lon)}
