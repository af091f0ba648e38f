"""Signing in and out: an access token for some minutes, and a refresh token for the next one, used once."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

import jwt
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from api.errors import Refused
from api.identity import lockout
from api.identity.lockout import Claim
from api.identity.passwords import matches
from api.identity.recognition import ALGORITHM, hash_of
from api.service import Service
from api.store import identity as queries
from api.store.audit import Author
from api.store.tables import Account, RefreshToken

REFRESH_PREFIX = "rt_"
_AUTHOR = "sign-in"


@dataclass(frozen=True)
class Tokens:
    """What a session is shown by."""

    access_token: str
    refresh_token: str
    expires_in_s: int


async def sign_in(service: Service, claim: Claim, password: str, request_id: str | None) -> Tokens:
    """Open a session for who knows the password.

    Raises
    ------
    Refused
        Where name or password is wrong, or the name is locked; whether there is such a name is not told.
    """
    password_hash = await require_password(service, claim, password, request_id)
    return await run_in_threadpool(_opened, service, claim.name, password_hash, request_id)


async def require_password(service: Service, claim: Claim, password: str, request_id: str | None) -> str:
    """See to it that somebody knows the password of a name; failures are counted, success begins to count anew.

    Returns
    -------
    str
        The hash of the password that was checked.

    Raises
    ------
    Refused
        As :func:`sign_in`.
    """
    password_hash = await run_in_threadpool(_hash_to_check, service, claim)
    right = await matches(password, password_hash)
    await run_in_threadpool(_note, service, claim, request_id, right=right)
    if not right or password_hash is None:
        raise _wrong()
    return password_hash


async def renew(service: Service, refresh_token: str, request_id: str | None) -> Tokens:
    """Take a refresh token for new tokens. One that was used before was stolen: all sessions of the account end.

    Raises
    ------
    Refused
        Where it is none of ours, has expired, was used, or its session was ended.
    """
    return await run_in_threadpool(_renewed, service, refresh_token, request_id)


def end_sessions(session: Session, account: Account) -> None:
    """End all sessions of an account."""
    queries.forget_tokens(session, account.id)
    account.generation += 1


def new_tokens(session: Session, service: Service, account: Account) -> Tokens:
    """Make the tokens of a session; the refresh token is written with the transaction."""
    now = service.clock()
    queries.forget_old_tokens(session, account.id, now)
    lifetime = timedelta(minutes=service.settings.token_minutes)
    claims = {
        "sub": account.id,
        "gen": account.generation,
        "iat": int(now.timestamp()),
        "exp": int((now + lifetime).timestamp()),
        "jti": secrets.token_hex(8),
    }
    refresh = REFRESH_PREFIX + secrets.token_urlsafe(32)
    session.add(
        RefreshToken(
            token_hash=hash_of(refresh),
            account_id=account.id,
            generation=account.generation,
            expires_at=now + timedelta(days=service.settings.session_days),
        )
    )
    access = jwt.encode(claims, service.secret, ALGORITHM)
    return Tokens(access, refresh, int(lifetime.total_seconds()))


def _hash_to_check(service: Service, claim: Claim) -> str | None:
    with service.store.reading() as session:
        lockout.require_unlocked(session, claim, service.clock())
        account = queries.account_named(session, claim.name)
        return account.password_hash if account is not None and account.active else None


def _note(service: Service, claim: Claim, request_id: str | None, *, right: bool) -> None:
    with service.store.writing(Author(_AUTHOR, service.clock, request_id)) as session:
        if right:
            lockout.require_unlocked(session, claim, service.clock())  # somebody may have guessed on meanwhile
            lockout.begin_anew(session, claim)
        else:
            lockout.note_failure(session, claim, service.clock())


def change_password(service: Service, name: str, known_hash: str, new_hash: str, request_id: str | None) -> Tokens:
    """Set a new password for who knew the old one; all sessions end, and a new one begins.

    Raises
    ------
    Refused
        Where the password was changed meanwhile.
    """
    with service.store.writing(Author(_AUTHOR, service.clock, request_id)) as session:
        account = _still(session, name, known_hash)
        account.password_hash = new_hash
        end_sessions(session, account)
        session.flush()
        return new_tokens(session, service, account)


def _opened(service: Service, name: str, known_hash: str, request_id: str | None) -> Tokens:
    with service.store.writing(Author(_AUTHOR, service.clock, request_id)) as session:
        return new_tokens(session, service, _still(session, name, known_hash))


def _still(session: Session, name: str, known_hash: str) -> Account:
    """The account, if its password is still the one that was checked: checking takes long."""
    account = queries.account_named(session, name, for_update=True)
    if account is None or not account.active or account.password_hash != known_hash:
        raise _wrong()
    return account


def _wrong() -> Refused:
    return Refused("bad_credentials", "name or password is wrong", headers={"WWW-Authenticate": "Bearer"})


def _renewed(service: Service, refresh_token: str, request_id: str | None) -> Tokens:
    with service.store.writing(Author(_AUTHOR, service.clock, request_id)) as session:
        token = queries.refresh_token(session, hash_of(refresh_token))
        account = None if token is None else queries.account_to_change(session, token.account_id)
        if token is None or account is None:
            raise _ended()
        if token.used_at is not None:
            end_sessions(session, account)
            session.commit()  # the refusal below must not undo it
            raise Refused(
                "bad_credentials", "this refresh token was used before: all sessions are ended; sign in again"
            )
        if token.expires_at <= service.clock() or token.generation != account.generation or not account.active:
            raise _ended()
        token.used_at = service.clock()
        return new_tokens(session, service, account)


def _ended() -> Refused:
    return Refused("bad_credentials", "this session has expired or was ended; sign in again")
