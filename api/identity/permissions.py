"""Which role may use which endpoint: one row for each operation. An endpoint without a row does not start."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from fastapi.routing import APIRoute

from api.errors import Refused
from api.identity.actor import ROLES, Role

_ADMINISTRATOR: frozenset[Role] = frozenset({"administrator"})
_OFFICE: frozenset[Role] = frozenset({"administrator", "dispatcher"})
_PLANNERS: frozenset[Role] = frozenset({"administrator", "dispatcher", "planner"})
_STAFF: frozenset[Role] = frozenset({"administrator", "dispatcher", "planner", "engineer"})
_FIELD: frozenset[Role] = frozenset({"administrator", "dispatcher", "engineer"})
_ALL: frozenset[Role] = frozenset(ROLES)

OPERATIONS: Mapping[str, frozenset[Role]] = {
    "whoami": _ALL,
    # tickets
    "create_ticket": _OFFICE | {"customer"},
    "read_tickets": _ALL,
    "read_ticket": _ALL,
    "update_ticket": _OFFICE,
    "create_ticket_event": _OFFICE | {"engineer", "customer"},
    "read_route": _STAFF,
    "read_route_geojson": _STAFF,
    "read_route_page": _STAFF,
    "add_calendar_link": _FIELD,
}

OPEN: frozenset[str] = frozenset({"healthz", "readyz", "metrics", "read_calendar"})
"""Operations that ask for nobody's name."""


def require_allowed(operation: str, role: Role) -> None:
    """See to it that a role may use an operation.

    Raises
    ------
    Refused
        Where it may not.
    """
    if role not in OPERATIONS[operation]:
        able = ", ".join(sorted(OPERATIONS[operation]))
        raise Refused("not_allowed", f"the role {role} may not do this; it takes one of: {able}")


def require_complete(routers: Sequence[APIRouter]) -> None:
    """See to it that every endpoint has its row, so that none is open by mistake.

    Raises
    ------
    RuntimeError
        Where one has none: a mistake of ours.
    """
    names = [route.name for router in routers for route in router.routes if isinstance(route, APIRoute)]
    missing = [name for name in names if name not in OPERATIONS and name not in OPEN]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if missing or doubled:
        raise RuntimeError(f"endpoints without a row in the permissions: {missing}; names used twice: {doubled}")
