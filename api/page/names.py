"""How things are called on screen: by the names that documents carry."""

from collections.abc import Mapping
from typing import Any

from optimiser import Engineer, Visit


def engineer_name(engineer: Engineer) -> str:
    """How an engineer is called on screen: the name that the document carries, else the id."""
    return carried_name(engineer.carried) or engineer.id


def visit_name(visit: Visit) -> str | None:
    """The name that the document carries for a visit, if it says more than the id."""
    name = carried_name(visit.carried)
    return None if name == visit.id else name


def carried_name(carried: Mapping[str, Any]) -> str | None:
    """The name that a document carries for a thing, if it carries one."""
    name = carried.get("name")
    return name if isinstance(name, str) and name.strip() else None
