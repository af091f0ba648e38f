"""The house that is killed: a campus with a published day, the drafts that follow on it, and a quiet place beside it.

Tickets and imports go to the quiet place, another territory, so that the plan of the day stays of one size.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from api.identity.actor import Role
from api.identity.recognition import KEY_PREFIX, hash_of
from api.plans.publishing import publish
from api.store.audit import Author
from api.store.engine import open_store
from api.store.house import house_secret
from api.store.tables import ApiKey, Base, Part, Site, Territory
from api.store.upgrade import upgrade
from tests.service.campus import DAY, NOW, REGIME, planned, put_campus, searched
from tests.service.conftest import HandClock

DRAFT_COUNT = 60
CONTRACT: str = REGIME.book["contracts"][0]["id"]
ELSEWHERE, AWAY, PART, SEVERITY = "elsewhere", "away", "fan", "minor"
OFFICE_KEY = KEY_PREFIX + "of-the-office"


def key_of(engineer: str) -> str:
    """The API key of an engineer's phone."""
    return f"{KEY_PREFIX}of-the-phone-of-{engineer}"


def draft_id(version: int) -> str:
    """The draft that can be published on top of a version."""
    return f"draft-{version:03d}"


def stops() -> list[tuple[str, str]]:
    """The visits of the first plan, each with its engineer."""
    return [
        (route["engineer"], stop["visit"])
        for route in searched(0)["document"]["routes"]
        for stop in route["stops"]
        if stop["kind"] == "visit"
    ]


def lay(url: str) -> None:
    """Lay the house into an empty database: version 1 is published, and each draft is based on the one before it."""
    clock, store = HandClock(NOW), open_store(url)
    upgrade(store)
    house_secret(store, clock)  # which begins the house
    put_campus(store)
    with store.writing(Author("tests", clock)) as session:
        session.add(Territory(id=ELSEWHERE, document={"id": ELSEWHERE}, updated_at=clock()))
        session.flush()
        session.add_all(_ground(clock()))
        first = planned(clock, draft_id(0))
        session.add(first)
        publish(session, first, "tests", clock())
        for version in range(1, DRAFT_COUNT):
            based_on = {DAY.isoformat(): version}
            session.add(planned(clock, draft_id(version), seed=version % 2, based_on=based_on))
    store.close()


def _ground(at: datetime) -> Iterator[Base]:
    place: dict[str, Any] = {"id": AWAY, "contract": CONTRACT, "territory": ELSEWHERE, "lat": 30.3, "lon": 120.1}
    keys = {"contract_id": CONTRACT, "territory_id": ELSEWHERE, "lat": place["lat"], "lon": place["lon"]}
    yield Site(id=AWAY, document=place, updated_at=at, **keys)
    yield Part(id=PART, document={"id": PART, "name": "Fan"}, updated_at=at)
    yield _key("office", OFFICE_KEY, "administrator", at, None)
    for engineer in sorted({engineer for engineer, _ in stops()}):
        yield _key(f"phone of {engineer}", key_of(engineer), "engineer", at, engineer)


def _key(name: str, key: str, role: Role, at: datetime, engineer: str | None) -> ApiKey:
    return ApiKey(
        id=name,
        name=name,
        key_hash=hash_of(key),
        role=role,
        engineer_id=engineer,
        created_at=at,
        created_by="tests",
    )
