"""Queries about accounts, keys, links, tokens and failed sign-ins."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from api.store.tables import Account, ApiKey, Customer, Engineer, FailedSignIns, RefreshToken, SetupLink, Territory


def account_named(session: Session, name: str, *, for_update: bool = False) -> Account | None:
    """Find an account by what is typed at sign-in; small and capital letters are the same."""
    found = select(Account).where(Account.name == name.casefold())
    return session.scalar(found.with_for_update() if for_update else found)


def account_to_change(session: Session, id_: str) -> Account | None:
    """Find an account, and keep others from changing it until the end of the transaction."""
    return session.scalar(select(Account).where(Account.id == id_).with_for_update())


def accounts_after(session: Session, after: str | None, limit: int) -> Sequence[Account]:
    """List accounts by id."""
    listed = select(Account).order_by(Account.id).limit(limit)
    return session.scalars(listed.where(Account.id > after) if after is not None else listed).all()


def has_accounts(session: Session) -> bool:
    """Whether there is any account."""
    return session.scalar(select(Account.id).limit(1)) is not None


def other_administrators(session: Session, id_: str) -> int:
    """Count the active administrators with a password beside one; they stay as they are until the transaction ends."""
    others = select(Account.id).where(
        Account.role == "administrator", Account.active, Account.password_hash.is_not(None), Account.id != id_
    )
    return len(session.scalars(others.with_for_update()).all())


def keys_after(session: Session, after: str | None, limit: int | None) -> Sequence[ApiKey]:
    """List API keys by id; no limit: all of them."""
    listed = select(ApiKey).order_by(ApiKey.id).limit(limit)
    return session.scalars(listed.where(ApiKey.id > after) if after is not None else listed).all()


def missing_territories(session: Session, ids: Sequence[str]) -> list[str]:
    """Which of these territories there are not."""
    present = set(session.scalars(select(Territory.id).where(Territory.id.in_(ids)))) if ids else set()
    return [each for each in ids if each not in present]


def has_engineer(session: Session, id_: str) -> bool:
    """Whether there is such an engineer."""
    return session.scalar(select(Engineer.id).where(Engineer.id == id_)) is not None


def has_customer(session: Session, id_: str) -> bool:
    """Whether there is such a customer."""
    return session.scalar(select(Customer.id).where(Customer.id == id_)) is not None


def link_of(session: Session, token_hash: str) -> SetupLink | None:
    """Find a one-time link, and keep others from using it meanwhile."""
    return session.scalar(select(SetupLink).where(SetupLink.token_hash == token_hash).with_for_update())


def forget_links(session: Session, account_id: str | None, now: datetime) -> None:
    """Take back the links of an account, and forget all that have expired."""
    outdated = SetupLink.expires_at <= now
    mine = SetupLink.account_id == account_id
    session.execute(delete(SetupLink).where(outdated if account_id is None else or_(outdated, mine)))


def forget_tokens(session: Session, account_id: str) -> None:
    """Forget all refresh tokens of an account."""
    session.execute(delete(RefreshToken).where(RefreshToken.account_id == account_id))


def forget_old_tokens(session: Session, account_id: str, now: datetime) -> None:
    """Forget the refresh tokens of an account that have expired."""
    expired = RefreshToken.account_id == account_id, RefreshToken.expires_at <= now
    session.execute(delete(RefreshToken).where(*expired))


def refresh_token(session: Session, token_hash: str) -> RefreshToken | None:
    """Find a refresh token, and keep others from using it meanwhile."""
    return session.scalar(select(RefreshToken).where(RefreshToken.token_hash == token_hash).with_for_update())


def failures_of(session: Session, counted: str, *, for_update: bool = False) -> FailedSignIns | None:
    """Find how often signing in failed under a name, in all or from an address."""
    found = select(FailedSignIns).where(FailedSignIns.name_hash == counted)
    return session.scalar(found.with_for_update() if for_update else found)


def forget_failures(session: Session, first: str, last: str) -> None:
    """Begin to count anew, from one hash to another."""
    session.execute(delete(FailedSignIns).where(FailedSignIns.name_hash.between(first, last)))


def forget_old_failures(session: Session, before: datetime) -> None:
    """Forget what failed long ago, so that made-up names do not fill the table."""
    session.execute(delete(FailedSignIns).where(FailedSignIns.last_at < before))
