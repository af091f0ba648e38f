"""The house that is killed: a campus with a published day, the drafts that follow on it, and a quiet place beside it.

Tickets and imports go to the quiet place, another territory, so that the plan of the day stays of one size.
"""

from pydantic import SecretStr

from api.app import make_app
from api.identity.actor import Role
from api.identity.recognition import KEY_PREFIX, hash_of
from api.settings import Settings
from api.store.audit import Author
from api.store.tables import ApiKey, Part, Site, Territory
from tests.service.campus import DAY, NOW, REGIME, planned, published, put_campus, searched
from tests.service.conftest import HandClock, Running

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
    clock = HandClock(NOW)
    running = Running(make_app(Settings(database_url=SecretStr(url)), clock), clock)
    store = running.service.store
    put_campus(store)
    _add_ground(running)
    published(running, planned(running, draft_id(0)))
    with store.writing(Author("tests", clock)) as session:
        for version in range(1, DRAFT_COUNT):
            based_on = {DAY.isoformat(): version}
            session.add(planned(running, draft_id(version), seed=version % 2, based_on=based_on))
    running.close()


def _add_ground(running: Running) -> None:
    at = running.clock()
    place = {"id": AWAY, "contract": CONTRACT, "territory": ELSEWHERE, "lat": 30.3, "lon": 120.1}
    with running.service.store.writing(Author("tests", running.clock)) as session:
        session.add(Territory(id=ELSEWHERE, document={"id": ELSEWHERE}, updated_at=at))
        session.add(Part(id=PART, document={"id": PART, "name": "Fan"}, updated_at=at))
        session.flush()
        session.add(
            Site(
                id=AWAY,
                contract_id=CONTRACT,
                territory_id=ELSEWHERE,
                lat=30.3,
                lon=120.1,
                document=place,
                updated_at=at,
            )
        )
        session.add(_key("office", OFFICE_KEY, "administrator", running, None))
        for engineer in sorted({engineer for engineer, _ in stops()}):
            session.add(_key(f"phone of {engineer}", key_of(engineer), "engineer", running, engineer))


def _key(name: str, key: str, role: Role, running: Running, engineer: str | None) -> ApiKey:
    return ApiKey(
        id=name,
        name=name,
        key_hash=hash_of(key),
        role=role,
        engineer_id=engineer,
        created_at=running.clock(),
        created_by="tests",
    )
