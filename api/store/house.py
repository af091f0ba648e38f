"""The one row of what holds for everything."""

import secrets

from sqlalchemy.orm import Session

from api.clock import Clock
from api.store.audit import Author
from api.store.engine import Store
from api.store.tables import House, Territory

_HOUSE = 1
FIRST_TERRITORY = "main"
PLAIN_TRAVEL = {"kind": "great_circle", "detour": 1.3, "speed_kmh": 30.0}
"""By what is travelled where nothing is said: what a book leaves out when it is written."""
_FIRST_DOCUMENT = {
    "id": "roundsman",
    "time_zone": "UTC",
    "travel": PLAIN_TRAVEL,
    "on_call": None,
}


def house_of(session: Session, *, for_update: bool = False) -> House:
    """Read the row; ``for_update``: nobody else who asks so has it until the transaction ends."""
    return session.get_one(House, _HOUSE, with_for_update=for_update or None)


def house_secret(store: Store, clock: Clock) -> bytes:
    """Return the secret that signs tokens; the first process of all makes the row, and a first territory."""
    with store.reading() as session:
        house = session.get(House, _HOUSE)
        if house is not None:
            return house.secret
    with store.writing(Author("setup", clock)) as session:
        house = session.get(House, _HOUSE)
        if house is None:
            now = clock()
            house = House(id=_HOUSE, document=dict(_FIRST_DOCUMENT), secret=secrets.token_bytes(32), updated_at=now)
            session.add(house)
            session.add(Territory(id=FIRST_TERRITORY, document={"id": FIRST_TERRITORY}, updated_at=now))
        return house.secret
