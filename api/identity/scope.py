"""What a role needs to know whose data it is for: checked for accounts and keys alike."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.identity.actor import Role
from api.store import identity as queries
from optimiser import Fault, FaultyInput

_WITH_TERRITORIES = frozenset({"dispatcher", "planner"})


@dataclass(frozen=True)
class Scope:
    """A role, and whose data it sees; no territories: all of them."""

    role: Role
    territories: Sequence[str] = ()
    engineer_id: str | None = None
    customer_id: str | None = None


def require_sound(session: Session, scope: Scope) -> None:
    """See to it that a role has what it needs and nothing else, and that all of it exists.

    Raises
    ------
    FaultyInput
        With every fault, where it does not.
    """
    faults = [
        *_territory_faults(session, scope),
        *_own_faults(session, scope, "engineer", scope.engineer_id, queries.has_engineer),
        *_own_faults(session, scope, "customer", scope.customer_id, queries.has_customer),
    ]
    if faults:
        raise FaultyInput(faults)


def _territory_faults(session: Session, scope: Scope) -> Iterator[Fault]:
    if scope.territories and scope.role not in _WITH_TERRITORIES:
        message = f"only dispatchers and planners are limited to territories, not the role {scope.role}; leave it out"
        yield Fault("$.territories", "not_for_role", message)
        return
    for missing in queries.missing_territories(session, scope.territories):
        place = list(scope.territories).index(missing)
        message = f"there is no territory {missing!r}; look at the list of them"
        yield Fault(f"$.territories[{place}]", "unknown_territory", message, missing)


def _own_faults(
    session: Session, scope: Scope, noun: str, id_: str | None, exists: Callable[[Session, str], bool]
) -> Iterator[Fault]:
    path = f"$.{noun}_id"
    if id_ is None:
        if scope.role == noun:
            yield Fault(path, "missing", f"the role {noun} sees its own data only: say which {noun} it is")
    elif scope.role != noun:
        yield Fault(path, "not_for_role", f"the role {scope.role} belongs to no {noun}; leave it out", id_)
    elif not exists(session, id_):
        yield Fault(path, f"unknown_{noun}", f"there is no {noun} {id_!r}; look at the list of them", id_)
