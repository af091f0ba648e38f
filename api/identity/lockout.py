"""Guessing passwords: five failed sign-ins in a row lock a name for who asks from that address, whoever has it.

A stranger who guesses locks out nobody but himself. Many addresses that guess one name together lock it for all, with
the hundredth failure; one is forgiven for each minute without any, so that three or four strangers never get there.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from api.errors import Refused
from api.identity.recognition import hash_of
from api.store import identity as queries
from api.store.tables import FailedSignIns

MOST_FAILURES, MOST_FROM_ANYWHERE = 5, 100
LOCKED_FOR = timedelta(minutes=15)
_FORGIVEN_EVERY = timedelta(minutes=1)
_REMEMBERED_FOR = timedelta(days=1)
_IPV6_PREFIX = 64


@dataclass(frozen=True)
class Claim:
    """Somebody at an address says to have a name."""

    name: str
    address: str

    @property
    def by_name(self) -> str:
        """Under what all failures of the name are counted."""
        return _prefix(self.name) + _half(hash_of(""))

    @property
    def by_source(self) -> str:
        """Under what those from this address are counted; of IPv6, whoever has one address has all of its network."""
        return _prefix(self.name) + _half(hash_of(_source(self.address)))


def require_unlocked(session: Session, claim: Claim, now: datetime) -> None:
    """See to it that a name may be signed in under from an address.

    Raises
    ------
    Refused
        While it is locked.
    """
    for counted in (claim.by_source, claim.by_name):
        failed = queries.failures_of(session, counted)
        if failed is not None and failed.locked_until is not None and now < failed.locked_until:
            raise _locked(failed.locked_until, now)


def note_failure(session: Session, claim: Claim, now: datetime) -> None:
    """Count a failed sign-in; the fifth in a row locks the name for its address."""
    queries.forget_old_failures(session, now - _REMEMBERED_FOR)
    _count(_found(session, claim.by_source, now), MOST_FAILURES, now)
    anywhere = _found(session, claim.by_name, now)
    forgiven = (now - anywhere.last_at) // _FORGIVEN_EVERY
    anywhere.count = max(0, anywhere.count - forgiven)
    _count(anywhere, MOST_FROM_ANYWHERE, now)


def begin_anew(session: Session, claim: Claim) -> None:
    """Begin to count anew for who signed in; others stay locked out."""
    queries.forget_failures(session, claim.by_source, claim.by_source)
    queries.forget_failures(session, claim.by_name, claim.by_name)


def unlock(session: Session, name: str) -> None:
    """Begin to count anew for all: an administrator sends a new link."""
    queries.forget_failures(session, _prefix(name), _prefix(name) + "g")  # behind all that is hexadecimal


def _found(session: Session, counted: str, now: datetime) -> FailedSignIns:
    failed = queries.failures_of(session, counted, for_update=True)
    if failed is None:
        failed = FailedSignIns(name_hash=counted, count=0, last_at=now)
        session.add(failed)
    return failed


def _count(failed: FailedSignIns, most: int, now: datetime) -> None:
    if failed.locked_until is not None and failed.locked_until <= now:
        failed.count, failed.locked_until = 0, None
    failed.count += 1
    failed.last_at = now
    if failed.count >= most:
        failed.locked_until = now + LOCKED_FOR


def _locked(until: datetime, now: datetime) -> Refused:
    wait_s = int((until - now).total_seconds()) + 1
    message = (
        f"too many sign-ins failed under this name: it is locked; try again in {-(-wait_s // 60)} min, "
        "or ask an administrator for a new link"
    )
    return Refused("account_locked", message, headers={"Retry-After": str(wait_s)})


def _source(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((found, _IPV6_PREFIX), strict=False))


def _prefix(name: str) -> str:
    return _half(hash_of(name.casefold()))


def _half(hash_: str) -> str:
    return hash_[: len(hash_) // 2]
