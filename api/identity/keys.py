"""API keys of machines: shown once, kept as a hash, with an end and a way to end them earlier."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from api.errors import not_found
from api.identity.recognition import KEY_PREFIX, hash_of
from api.identity.scope import Scope, require_sound
from api.store.numbers import new_id
from api.store.tables import ApiKey
from optimiser import Fault, FaultyInput


def make_key(
    session: Session, name: str, scope: Scope, created_by: str, now: datetime, expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """Make a key; returns its row, and the key itself, which nobody can find out again.

    Raises
    ------
    FaultyInput
        Where the role lacks something, or the key would have expired already.
    """
    if expires_at is not None and expires_at <= now:
        message = f"{expires_at.isoformat()} is over; give a later instant, or none"
        raise FaultyInput([Fault("$.expires_at", "in_the_past", message, expires_at.isoformat())])
    require_sound(session, scope)
    shown = KEY_PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        id=new_id("key"),
        name=name,
        key_hash=hash_of(shown),
        role=scope.role,
        territories=list(scope.territories),
        engineer_id=scope.engineer_id,
        customer_id=scope.customer_id,
        created_at=now,
        created_by=created_by,
        expires_at=expires_at,
    )
    session.add(key)
    session.flush()
    return key, shown


def revoke_key(session: Session, id_: str, now: datetime) -> ApiKey:
    """End a key for good; one that has ended stays as it is.

    Raises
    ------
    Refused
        Where there is none.
    """
    key = session.get(ApiKey, id_)
    if key is None:
        raise not_found("key", id_)
    if key.revoked_at is None:
        key.revoked_at = now
    return key
