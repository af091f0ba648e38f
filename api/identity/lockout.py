"""After five failed sign-ins in a row a name is locked for a quarter of an hour, whether somebody has it or not."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from api.errors import Refused
from api.identity.recognition import hash_of
from api.store import identity as queries
from api.store.tables import FailedSignIns

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
_REMEMBERED_FOR = timedelta(days=1)


def require_unlocked(session: Session, name: str, now: datetime) -> None:
    """See to it that a name may be signed in under.

    Raises
    ------
    Refused
        While it is locked.
    """
    failed = queries.failures_of(session, _hash(name))
    if failed is not None and failed.locked_until is not None and now < failed.locked_until:
        raise _locked(failed.locked_until, now)


def note_failure(session: Session, name: str, now: datetime) -> None:
    """Count a failed sign-in; the fifth in a row locks the name."""
    queries.forget_old_failures(session, now - _REMEMBERED_FOR)
    failed = queries.failures_of(session, _hash(name), for_update=True)
    if failed is None:
        failed = FailedSignIns(name_hash=_hash(name), count=0, last_at=now)
        session.add(failed)
    if failed.locked_until is not None and failed.locked_until <= now:
        failed.count, failed.locked_until = 0, None
    failed.count += 1
    failed.last_at = now
    if failed.count >= MOST_FAILURES:
        failed.locked_until = now + LOCKED_FOR


def unlock(session: Session, name: str) -> None:
    """Begin to count anew: somebody signed in, or an administrator sends a new link."""
    queries.forget_failures(session, _hash(name))


def _locked(until: datetime, now: datetime) -> Refused:
    wait_s = int((until - now).total_seconds()) + 1
    message = (
        f"{MOST_FAILURES} sign-ins in a row failed under this name: it is locked; try again in {-(-wait_s // 60)} min, "
        "or ask an administrator for a new link"
    )
    return Refused("account_locked", message, headers={"Retry-After": str(wait_s)})


def _hash(name: str) -> str:
    return hash_of(name.casefold())
