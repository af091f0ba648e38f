"""From a request's headers to whoever makes it."""

import hashlib
from datetime import datetime

import jwt
from fastapi import Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.errors import Refused
from api.identity.actor import Actor
from api.service import Service
from api.store.tables import Account, ApiKey

KEY_PREFIX = "rk_"
ALGORITHM = "HS256"
_CHALLENGE = {"WWW-Authenticate": "Bearer"}


def recognise(session: Session, service: Service, request: Request) -> Actor:
    """Find out who asks: by a bearer token, or an API key in ``Authorization`` (bare or Bearer) or ``X-API-Key``.

    Raises
    ------
    Refused
        Where nobody can be recognised.
    """
    shown = request.headers.get("X-API-Key") or request.headers.get("Authorization", "")
    scheme, _, rest = shown.partition(" ")
    credential = rest.strip() if scheme.lower() == "bearer" else shown.strip()
    if not credential:
        raise Refused("not_signed_in", "sign in at /v1/token, or send an API key in X-API-Key", headers=_CHALLENGE)
    if credential.startswith(KEY_PREFIX):
        return _of_key(session, credential, service.clock())
    return _of_token(session, credential, service)


def hash_of(secret: str) -> str:
    """Hash a random secret of ours; these are long, so a fast hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _of_key(session: Session, credential: str, now: datetime) -> Actor:
    key = session.scalar(select(ApiKey).where(ApiKey.key_hash == hash_of(credential)))
    if key is None or key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= now):
        raise Refused("bad_credentials", "this API key is unknown, revoked or expired", headers=_CHALLENGE)
    return Actor(
        f"key:{key.id}",
        key.name,
        key.role,  # type: ignore[arg-type]
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
        raise Refused("bad_credentials", "this token is none of ours; sign in again", headers=_CHALLENGE) from None
    account = session.get(Account, claims["sub"])
    expired = claims["exp"] <= service.clock().timestamp()  # by the service's clock, not the machine's
    if expired or account is None or not account.active or account.generation != claims["gen"]:
        raise Refused("bad_credentials", "this token has expired or was ended; sign in again", headers=_CHALLENGE)
    return Actor(
        f"account:{account.id}",
        account.full_name,
        account.role,  # type: ignore[arg-type]
        tuple(account.territories),
        account.engineer_id,
        account.customer_id,
    )
