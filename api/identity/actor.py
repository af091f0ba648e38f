"""Who makes a request."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["administrator", "dispatcher", "planner", "engineer", "customer"]
ROLES: tuple[Role, ...] = ("administrator", "dispatcher", "planner", "engineer", "customer")


@dataclass(frozen=True)
class Actor:
    """A person or a machine that was recognised.

    Attributes
    ----------
    id : str
        ``account:…`` or ``key:…``; what the audit log names.
    territories : tuple of str
        Whose data are to be seen; empty: all.
    engineer_id, customer_id : str or None
        Whose own data an engineer or a customer sees.
    """

    id: str
    name: str
    role: Role
    territories: tuple[str, ...] = ()
    engineer_id: str | None = None
    customer_id: str | None = None

    def sees_territory(self, territory: str) -> bool:
        """Whether data of a territory are for this actor."""
        return not self.territories or territory in self.territories
