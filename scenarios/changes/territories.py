"""Which sites an engineer serves."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from scenarios.changes.change import Change, Key
from scenarios.service import Service


@dataclass(frozen=True)
class SetTerritory(Change):
    """An engineer serves these sites and no others; none named: all of them."""

    engineer: str
    sites: tuple[str, ...]

    def __call__(self, service: Service) -> Service:
        """Set the territory."""
        territories = {name: sites for name, sites in service.territories.items() if name != self.engineer}
        if self.sites:
            territories[self.engineer] = tuple(sorted(self.sites))
        return replace(service, territories=territories)

    def sets(self) -> Mapping[Key, Any]:
        """It sets which sites the engineer serves."""
        return {("engineer", self.engineer, "territory"): tuple(sorted(self.sites))}
