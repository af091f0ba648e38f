"""A whole book put into the store: all or nothing, its tickets with their histories."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from api.clock import Clock
from api.masters.described import is_carried
from api.masters.kinds import KINDS, MasterKind
from api.store import masters
from api.store.house import PLAIN_TRAVEL, house_of
from optimiser import Fault, FaultyInput

SHARED = ("calendars", "zones", "policies", "contracts")
"""What all territories share."""
BOUND = ("sites", "units", "engineers", "rules", "appointments", "covers")
"""What belongs to one territory."""
X_BOOK = "x_book"
"""Where a territory keeps what its book says about itself."""
_HOUSE = ("time_zone", "travel", "on_call")

Document = dict[str, Any]


def put_house(session: Session, written: Document, territory_id: str, clock: Clock) -> None:
    """Give the house a book's time zone, travel and rota.

    Raises
    ------
    FaultyInput
        Where they are others than those by which another territory is planned.
    """
    house = house_of(session)
    new = {**house.document, **{key: written.get(key) for key in _HOUSE}}
    new["travel"] = new["travel"] or PLAIN_TRAVEL
    if new == house.document:
        return
    if masters.sites_elsewhere(session, territory_id):
        raise FaultyInput(
            [
                Fault(f"$.{key}", "contradiction", f"{key} holds for all territories, and is another; {_HOUSE_ADVICE}")
                for key in _HOUSE
                if new[key] != house.document.get(key)
            ]
        )
    house.document, house.updated_at = new, clock()


_HOUSE_ADVICE = "change the house first, at /v1/house, or write the same here"


def put_masters(session: Session, written: Document, territory_id: str, clock: Clock) -> bool:
    """Put everything but the tickets, each kind after those that it refers to.

    Returns
    -------
    bool
        Whether something changed that other territories may use.
    """
    about = {key: value for key, value in written.items() if key == "id" or is_carried(key)}
    named = {"name": written["name"]} if isinstance(written.get("name"), str) else {}
    _put_all(session, KINDS["territories"], [{"id": territory_id, **named, X_BOOK: about}], clock)
    customers = [{"id": name, "name": name} for name in {each["customer"]: None for each in written["contracts"]}]
    known = masters.by_id(session, KINDS["customers"].table, [each["id"] for each in customers])
    _put_all(session, KINDS["customers"], [each for each in customers if each["id"] not in known], clock)
    changed = [_put_all(session, KINDS[kind], written[kind], clock) for kind in SHARED]
    _refuse_strangers(session, written, territory_id)
    for kind in BOUND:
        own = {"territory": territory_id} if kind in ("sites", "engineers") else {}
        _put_all(session, KINDS[kind], [{**each, **own} for each in written.get(kind, ())], clock)
    return any(changed)


def _put_all(session: Session, kind: MasterKind, documents: Sequence[Document], clock: Clock) -> bool:
    """Put documents into their rows, and tell whether any that was there differs.

    What only the service knows of a thing stays with it.
    """
    known = masters.by_id(session, kind.table, [each["id"] for each in documents])
    now, changed = clock(), False
    for each in documents:
        row = known.get(each["id"])
        document = each if row is None else {**kind.described.side_part(row.document), **each}
        columns = {"document": document, "updated_at": now, **kind.columns(document)}
        changed = changed or (row is not None and row.document != document)
        masters.put(session, kind.table, each["id"], columns, row)
    session.flush()
    return changed


def _refuse_strangers(session: Session, written: Document, territory_id: str) -> None:
    """See to it that no id of the book is one of another territory's things."""
    faults = []
    for kind in BOUND:
        ids = [each["id"] for each in written.get(kind, ())]
        table = KINDS[kind].table
        here = masters.ids_in(session, table, ids, territory_id)
        strangers = masters.by_id(session, table, ids).keys() - here
        faults += [
            Fault(f"$.{kind}[{i}].id", "already_exists", f"{id_!r} is in another territory already; rename it", id_)
            for i, id_ in enumerate(ids)
            if id_ in strangers
        ]
    if faults:
        raise FaultyInput(faults)


def drop_others(session: Session, written: Document, territory_id: str) -> None:
    """Take out of the territory what the book does not have; what is still referred to is refused by the store."""
    for kind in reversed(BOUND):
        kept = {each["id"] for each in written.get(kind, ())}
        for row in masters.of_territory(session, KINDS[kind].table, territory_id):
            if row.id not in kept:
                session.delete(row)
        session.flush()
