"""Which parts lie on the shelf."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from scenarios.changes.change import Change, Key
from scenarios.service import Service, Stock


@dataclass(frozen=True)
class SetStock(Change):
    """So many of a part are kept, and one that was used takes so long to be replaced; None: as it was."""

    part: str
    level: int | None = None
    lead_time: timedelta | None = None

    def __call__(self, service: Service) -> Service:
        """Set level and lead time."""
        now = service.stock.get(self.part, Stock(level=0, lead_time=timedelta(0)))
        own = {name: value for (_, _, name), value in self.sets().items()}
        return replace(service, stock={**service.stock, self.part: replace(now, **own)})

    def sets(self) -> Mapping[Key, Any]:
        """It sets what is said."""
        said = {"level": self.level, "lead_time": self.lead_time}
        return {("stock", self.part, name): value for name, value in said.items() if value is not None}
