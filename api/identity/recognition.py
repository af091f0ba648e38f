"""From a request's headers to whoever makes it."""

import base64
import hashlib
from datetime import datetime

import jwt
from fastapi import Request
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from api.errors import Refused
from api.identity.actor import Actor
from api.service import Service
from api.store.tables import Account, ApiKey

KEY_PREFIX = "rk_"
ALGORITHM = "HS256"
_CHALLENGE = {"WWW-Authenticate": "Bearer"}
_BASIC = {"WWW-Authenticate": 'Basic realm="roundsman: the password is an API key", charset="UTF-8"'}
_READING = frozenset({"GET", "HEAD"})
_KEY = select(
    ApiKey.id, ApiKey.name, ApiKey.role, ApiKey.territories, ApiKey.engineer_id, ApiKey.customer_id,
    ApiKey.expires_at, ApiKey.revoked_at,
).where(ApiKey.key_hash == bindparam("key_hash"))  # fmt: skip
"""What a key says, asked with every request of a machine: built once, and read without an object of it."""


def recognise(session: Session, service: Service, request: Request) -> Actor:
    """Find out who asks: by a bearer token, or an API key in ``Authorization`` (bare or Bearer) or ``X-API-Key``.

    Browsers that open a page ask for a name and a password: an API key is taken as the password, for reading only, as
    browsers send it along unasked.

    Raises
    ------
    Refused
        Where nobody can be recognised.
    """
    try:
        return _recognised(session, service, _credential(request))
    except Refused as refused:
        refused.headers.update(_BASIC if _is_for_a_page(request) else _CHALLENGE)
        raise


def _credential(request: Request) -> str:
    shown = request.headers.get("X-API-Key") or request.headers.get("Authorization", "")
    scheme, _, rest = shown.partition(" ")
    if scheme.lower() == "basic" and request.method in _READING:
        return _password(rest)
    return rest.strip() if scheme.lower() == "bearer" else shown.strip()


def _password(encoded: str) -> str:
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


def _is_for_a_page(request: Request) -> bool:
    return request.method in _READING and "text/html" in request.headers.get("Accept", "")


def _recognised(session: Session, service: Service, credential: str) -> Actor:
    if not credential:
        raise Refused("not_signed_in", "sign in at /v1/token, or send an API key in X-API-Key")
    if credential.startswith(KEY_PREFIX):
        return _of_key(session, credential, service.clock())
    return _of_token(session, credential, service)


def hash_of(secret: str) -> str:
    """Hash a random secret of ours; these are long, so a fast hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _of_key(session: Session, credential: str, now: datetime) -> Actor:
    key = session.execute(_KEY, {"key_hash": hash_of(credential)}).one_or_none()
    if key is None or key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= now):
        raise Refused("bad_credentials", "this API key is unknown, revoked or expired")
    return Actor(
        f"key:{key.id}",
        key.name,
        key.role,
        tuple(key.territories),
        key.engineer_id,
        key.customer_id,
    )


def _of_token(session: Session, credential: str, service: Service) -> Actor:
    try:
        claims = jwt.decode(
            credential,
            service.secret,
            [ALGORITHM],
            options={"verify_exp": False, "verify_iat": False, "require": ["exp", "sub", "gen"]},
        )
    except jwt.InvalidTokenError:
        raise Refused("bad_credentials", "this token is none of ours; sign in again") from None
    account = session.get(Account, claims["sub"])
    expired = claims["exp"] <= service.clock().timestamp()  # by the service's clock, not the machine's
    if expired or account is None or not account.active or account.generation != claims["gen"]:
        raise Refused("bad_credentials", "this token has expired or was ended; sign in again")
    return Actor(
        f"account:{account.id}",
        account.full_name,
        account.role,  # type: ignore[arg-type]
        tuple(account.territories),
        account.engineer_id,
        account.customer_id,
    )
