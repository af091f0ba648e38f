"""One-time links: with them the first administrator, or an invited person, sets a password. There is no default one."""

import secrets
from datetime import timedelta

from sqlalchemy.orm import Session

from api.errors import Refused
from api.identity import lockout
from api.identity.recognition import hash_of
from api.identity.sessions import Tokens, end_sessions, new_tokens
from api.service import Service
from api.store import identity as queries
from api.store.audit import Author
from api.store.house import house_of
from api.store.numbers import new_id
from api.store.tables import Account, SetupLink
from optimiser import Fault, FaultyInput

FIRST_PREFIX, INVITED_PREFIX = "first_", "invited_"
LINK_LIFETIME = timedelta(days=3)


def new_link(session: Session, service: Service, account_id: str | None) -> str:
    """Make the token of a one-time link, for an account, or for the first administrator.

    Earlier links of the account count no more.
    """
    now = service.clock()
    queries.forget_links(session, account_id, now)
    token = (FIRST_PREFIX if account_id is None else INVITED_PREFIX) + secrets.token_urlsafe(32)
    session.add(SetupLink(token_hash=hash_of(token), account_id=account_id, expires_at=now + LINK_LIFETIME))
    return token


def first_link(service: Service) -> str | None:
    """Make the token for the first administrator; None where there are accounts already."""
    with service.store.writing(Author("setup", service.clock)) as session:
        return None if queries.has_accounts(session) else new_link(session, service, None)


def link_address(base: str, token: str) -> str:
    """Write a link that a browser opens; the token stands behind the #, which no server's log sees."""
    return f"{base.rstrip('/')}/setup#{token}"


def name_of_link(service: Service, token: str) -> str | None:
    """Tell whom a link is for; None: for the first administrator.

    Raises
    ------
    Refused
        Where it is none of ours, was used, or has expired.
    """
    with service.store.reading() as session:
        link = _good_link(session, service, token)
        return None if link.account_id is None else session.get_one(Account, link.account_id).name


def use_link(service: Service, token: str, name: str, full_name: str, password_hash: str) -> Tokens:
    """Set the password of a link's account, or make the first administrator; whoever did it is signed in.

    Raises
    ------
    Refused
        As :func:`name_of_link`, or where the first administrator was made meanwhile.
    """
    with service.store.writing(Author("setup", service.clock)) as session:
        link = _good_link(session, service, token)
        link.used_at = service.clock()
        if link.account_id is None:
            account = _first_administrator(session, service, name, full_name)
        else:
            account = session.get_one(Account, link.account_id)
            end_sessions(session, account)
            lockout.unlock(session, account.name)
        account.password_hash = password_hash
        session.flush()
        return new_tokens(session, service, account)


def _good_link(session: Session, service: Service, token: str) -> SetupLink:
    link = queries.link_of(session, hash_of(token))
    usable = link is not None and link.used_at is None and link.expires_at > service.clock()
    if link is None or not usable or (link.account_id is None and queries.has_accounts(session)):
        raise Refused("gone", "this link was used, has expired or is none of ours; ask an administrator for a new one")
    return link


def _first_administrator(session: Session, service: Service, name: str, full_name: str) -> Account:
    house_of(session, for_update=True)  # two links at the same time: one comes first
    if queries.has_accounts(session):
        raise Refused("gone", "there is an administrator by now; sign in, or ask for a link")
    if not name:
        raise FaultyInput([Fault("$.name", "missing", "the first administrator needs a name to sign in under")])
    account = Account(
        id=new_id("account"),
        name=name.casefold(),
        full_name=full_name or name,
        role="administrator",
        created_at=service.clock(),
    )
    session.add(account)
    return account
