"""Accounts of people: made by administrators, without a password; the person sets it with a one-time link."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.errors import Refused, not_found
from api.identity import lockout
from api.identity.links import new_link
from api.identity.scope import Scope, require_sound
from api.identity.sessions import end_sessions
from api.service import Service
from api.store import identity as queries
from api.store.numbers import new_id
from api.store.tables import Account


@dataclass(frozen=True)
class Wanted:
    """What an account shall be."""

    name: str
    full_name: str
    scope: Scope
    active: bool = True


def make_account(session: Session, service: Service, wanted: Wanted) -> tuple[Account, str]:
    """Make an account; returns it, and the token of the link with which its person sets the password.

    Raises
    ------
    Refused, FaultyInput
        Where the name is taken, or the role lacks something.
    """
    require_sound(session, wanted.scope)
    _require_free(session, wanted.name, None)
    account = Account(
        id=new_id("account"),
        name=wanted.name.casefold(),
        full_name=wanted.full_name,
        role=wanted.scope.role,
        territories=list(wanted.scope.territories),
        engineer_id=wanted.scope.engineer_id,
        customer_id=wanted.scope.customer_id,
        active=wanted.active,
        created_at=service.clock(),
    )
    session.add(account)
    session.flush()
    return account, new_link(session, service, account.id)


def account_of(session: Session, id_: str, *, for_update: bool = False) -> Account:
    """Find an account.

    Raises
    ------
    Refused
        Where there is none.
    """
    found = queries.account_to_change(session, id_) if for_update else session.get(Account, id_)
    if found is None:
        raise not_found("account", id_)
    return found


def change_account(session: Session, account: Account, wanted: Wanted) -> None:
    """Make an account what it shall be. What its person may do changes at once: open sessions end.

    Raises
    ------
    Refused, FaultyInput
        Where the name is taken, the role lacks something, or nobody would be left to administer.
    """
    require_sound(session, wanted.scope)
    _require_free(session, wanted.name, account.id)
    if account.role == "administrator" and (wanted.scope.role != "administrator" or not wanted.active):
        _require_other_administrator(session, account)
    if _powers(account) != _powers_of(wanted):
        end_sessions(session, account)
    account.name, account.full_name, account.active = wanted.name.casefold(), wanted.full_name, wanted.active
    account.role, account.territories = wanted.scope.role, list(wanted.scope.territories)
    account.engineer_id, account.customer_id = wanted.scope.engineer_id, wanted.scope.customer_id


def delete_account(session: Session, account: Account) -> None:
    """Delete an account; what the audit log says about it stays.

    Raises
    ------
    Refused
        Where nobody would be left to administer.
    """
    if account.role == "administrator":
        _require_other_administrator(session, account)
    session.delete(account)


def invite(session: Session, service: Service, account: Account) -> str:
    """Make a new one-time link for an account that has forgotten its password or is locked; returns its token."""
    lockout.unlock(session, account.name)
    return new_link(session, service, account.id)


def _require_free(session: Session, name: str, id_: str | None) -> None:
    other = queries.account_named(session, name)
    if other is not None and other.id != id_:
        raise Refused("already_exists", f"there is an account named {name[:80]!r}; choose another name")


def _require_other_administrator(session: Session, account: Account) -> None:
    if account.active and not queries.other_administrators(session, account.id):
        message = f"{account.name} is the only administrator who can sign in; make another one first"
        raise Refused("wrong_state", message)


def _powers(account: Account) -> tuple[object, ...]:
    return account.role, tuple(account.territories), account.engineer_id, account.customer_id, account.active


def _powers_of(wanted: Wanted) -> tuple[object, ...]:
    scope = wanted.scope
    return scope.role, tuple(scope.territories), scope.engineer_id, scope.customer_id, wanted.active
