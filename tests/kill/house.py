"""The house that is killed: a campus with a published day, the drafts that follow on it, and a quiet place beside it.

Tickets and imports go to the quiet place, another territory, so that the plan of the day stays of one size.
"""

from dataclasses import dataclass

from sqlalchemy import select

from api.identity.recognition import KEY_PREFIX, hash_of
from api.store.audit import Author
from api.store.engine import Store, open_store
from api.store.tables import ApiKey, Part, Policy, Site, Territory
from tests.service.campus import DAY, NOW, REGIME, planned, put_campus, visits_of
from tests.service.campus import published as publish_at_once
from tests.service.conftest import HandClock, Running

DRAFT_COUNT = 80
CONTRACT = REGIME.book["contracts"][0]["id"]
ELSEWHERE, AWAY, PART = "elsewhere", "away", "fan"
OFFICE_KEY = KEY_PREFIX + "of-the-office-that-is-killed"


@dataclass(frozen=True)
class House:
    """What those who write to the service know of it: the engineer of each stop of the first plan, and a severity."""

    stops: dict[str, str]
    severity: str


def key_of(engineer: str) -> str:
    """The API key of an engineer's phone."""
    return f"{KEY_PREFIX}of-{engineer}-whose-phone-is-patient"


def draft_id(version: int) -> str:
    """The draft that can be published on top of a version."""
    return f"draft-{version:03d}"


def lay(running: Running) -> None:
    """Lay the house into an empty database: version 1 is published, and each draft is based on the one before it."""
    put_campus(running.service.store)
    running.clock.now = NOW
    _add_ground(running.service.store)
    publish_at_once(running, planned(running, draft_id(0)))
    drafts = [
        planned(running, draft_id(version), seed=version % 2, based_on={DAY.isoformat(): version})
        for version in range(1, DRAFT_COUNT)
    ]
    with running.service.store.writing(Author("tests", running.clock)) as session:
        session.add_all(drafts)


def house_in(url: str) -> House:
    """Look at a house that was laid."""
    store = open_store(url)
    try:
        with store.reading() as session:
            policy = session.scalars(select(Policy)).first()
            assert policy is not None
            return House(visits_of(planned_like_the_first()), next(iter(policy.document["severities"])))
    finally:
        store.close()
