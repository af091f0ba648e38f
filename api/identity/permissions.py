"""Which role may use which endpoint: one row for each operation. An endpoint without a row does not start."""

from collections.abc import Mapping

from fastapi import FastAPI
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
}

OPEN: frozenset[str] = frozenset({"healthz", "readyz", "metrics"})
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


def require_complete(app: FastAPI) -> None:
    """See to it that every endpoint has its row, so that none is open by mistake.

    Raises
    ------
    RuntimeError
        Where one has none: a mistake of ours.
    """
    names = [route.name for route in app.routes if isinstance(route, APIRoute)]
    missing = [name for name in names if name not in OPERATIONS and name not in OPEN]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if missing or doubled:
        raise RuntimeError(f"endpoints without a row in the permissions: {missing}; names used twice: {doubled}")
