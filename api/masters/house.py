"""What holds for all territories: the time zone, how long ways are, when somebody is on call."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from api.masters.texts import unkeepable
from api.store import masters
from api.store.tables import Calendar, House
from optimiser import FaultyInput, describing, read_book

Document = dict[str, Any]


@dataclass(frozen=True)
class Ground:
    """What a house says."""

    id: str
    time_zone: str
    travel: Any
    on_call: Any = None


HOUSE = describing.Record(
    "a house",
    Ground,
    "What holds for all territories.",
    [
        describing.Field("id", describing.Name("an id"), "What the house is called.", required=True),
        describing.Field("time_zone", describing.TIME_ZONE, "Where days begin and end.", required=True),
        describing.Field("travel", describing.TRAVEL, "How long and how far it is from place to place.", required=True),
        describing.Field("on_call", describing.ON_CALL, "When somebody is on call; null: never."),
    ],
)
EXAMPLE: Document = {
    "id": "roundsman",
    "time_zone": "Asia/Shanghai",
    "travel": {"kind": "great_circle", "detour": 1.3, "speed_kmh": 30},
    "on_call": {"working": "working_hours", "from": "08:00", "until": "22:30"},
}


def house_document(house: House) -> Document:
    """Show the house."""
    return {key: house.document.get(key) for key in ("id", "time_zone", "travel", "on_call")}


def check_house(session: Session, document: Any) -> Document:
    """Read a house's document, and see whether the calendar of its rota is there.

    Raises
    ------
    FaultyInput
        With every fault of it.
    """
    found = describing.Findings()
    made = HOUSE.read(document, (), found)
    found.raise_any(document)
    if faults := unkeepable(document):
        raise FaultyInput(faults)
    written: Document = HOUSE.write(made)
    on_call = written.setdefault("on_call", None)
    if on_call is not None:
        _check_calendar(session, written)
    return written


def _check_calendar(session: Session, written: Document) -> None:
    calendars = masters.by_id(session, Calendar, [written["on_call"]["working"]])
    keys = {field.key for field in describing.BOOK_RECORDS["calendars"].fields}
    known = [{key: item for key, item in row.document.items() if key in keys} for row in calendars.values()]
    empty: Document = {name: [] for name in ("zones", "policies", "contracts", "sites", "engineers")}
    read_book({"format": describing.BOOK_FORMAT, **written, "calendars": known, **empty})
