"""Secret addresses of calendars: calendar programs cannot sign in, so the address itself is the key."""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.identity.recognition import hash_of
from api.store.tables import ApiKey

CALENDAR_PATH = "/v1/engineers/{engineer}/calendar.ics"
_ROLE = "calendar"  # no operation allows it: such a key opens its calendar and nothing else


def make_calendar_link(session: Session, engineer: str, by: str, now: datetime) -> str:
    """Make a new token for an engineer's calendar; those made before are revoked."""
    for old in session.scalars(select(ApiKey).where(ApiKey.role == _ROLE, ApiKey.engineer_id == engineer)):
        old.revoked_at = old.revoked_at or now
    token = secrets.token_urlsafe(32)
    session.add(
        ApiKey(
            id=f"calendar_{secrets.token_hex(8)}",
            name=f"calendar of {engineer}"[:200],
            key_hash=hash_of(token),
            role=_ROLE,
            engineer_id=engineer,
            created_at=now,
            created_by=by,
        )
    )
    return token


def calendar_engineer(session: Session, token: str, engineer: str) -> bool:
    """Say whether a token opens the calendar of an engineer."""
    key = session.scalar(select(ApiKey).where(ApiKey.key_hash == hash_of(token), ApiKey.role == _ROLE))
    return key is not None and key.revoked_at is None and key.engineer_id == engineer
