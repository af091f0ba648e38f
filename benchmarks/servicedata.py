"""What the service is measured on: city days as books, keys of engineers, and a store filled with years of work."""

import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from api.identity.recognition import KEY_PREFIX, hash_of
from api.masters.book import put_book
from api.store.audit import Author
from api.store.engine import Store, open_store
from api.store.house import house_secret
from api.store.tables import ApiKey, Base, Engineer, Route, Site, Ticket, TicketEvent
from api.store.upgrade import upgrade
from benchmarks.load import Pull
from optimiser import Engineer as Person
from optimiser import Place, Visit, book, read_problem, write_book
from optimiser.book import (
    OUR_ASSUMPTION,
    WEEKDAYS,
    Appointment,
    Book,
    Calendar,
    Contract,
    Duty,
    Hours,
    Late,
    Policy,
    RosterEngineer,
    Span,
    Target,
    Zone,
)

TIME_ZONE = "Asia/Shanghai"
NOW = datetime.fromisoformat("2026-11-23T07:30:00+08:00")
"""What time it is when the service starts: the morning of the days that ``city.py`` draws, before anybody has left."""
DAY = NOW.date()
WITHIN = {"1": timedelta(hours=4), "2": timedelta(hours=8), "3": timedelta(hours=12), "4": timedelta(hours=24)}
"""How long after the report of a ticket somebody is to be there, by severity."""

_LATE = {"1": 360.0, "2": 120.0, "3": 36.0, "4": 12.0}
_SKIP = {"1": 3000.0, "2": 1200.0, "3": 500.0, "4": 250.0}
_BATCH = 5_000
_YEARS = 3


def fresh_store(url: str) -> Store:
    """Open a database with all tables and nothing in them."""
    store = open_store(url)
    upgrade(store)
    house_secret(store, _now)
    return store


def copy_sqlite(file: Path, copy: Path) -> None:
    """Copy a SQLite store as it stands, what lies in its log included."""
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def city_book(document: Mapping[str, Any], territory: str) -> Book:
    """Make a book whose agenda of the day is a city day.

    Parameters
    ----------
    document : mapping
        A plain day of ``city.py``: tickets with a deadline, inspections with a window.
    territory : str
        All ids begin with it, so that several books go into one store.
    """
    problem = read_problem(document)
    severities = {visit["id"]: str(visit.get("severity", "")) for visit in document["visits"]}
    places = {place.id: place for place in problem.places}
    used = [places[visit.place] for visit in problem.visits]
    return Book(
        territory,
        TIME_ZONE,
        [Calendar("always", TIME_ZONE), Calendar("week", TIME_ZONE, [Hours(WEEKDAYS, time(8), time(17, 30))])],
        [_policy()],
        [Zone("city")],
        [Contract(f"{territory}-contract", f"{territory}-customer", "promised")],
        [book.Site(f"{territory}-{place.id}", f"{territory}-contract", *_point(place)) for place in used],
        [_engineer(engineer, places, territory) for engineer in problem.engineers],
        tickets=[_ticket(each, severities[each.id], territory) for each in problem.visits if each.onsite_by],
        appointments=[_appointment(each, territory) for each in problem.visits if not each.onsite_by],
    )


def _point(place: Place) -> tuple[float, float]:
    return place.lat or 0.0, place.lon or 0.0


def _ticket(visit: Visit, severity: str, territory: str) -> book.Ticket:
    """A ticket that was reported so long before its deadline as is promised, and not after now."""
    onsite_by = visit.onsite_by or NOW
    reported_at = min(onsite_by - WITHIN[severity], NOW - timedelta(minutes=5))
    id_, site = f"{territory}-{visit.id}", f"{territory}-{visit.place}"
    return book.Ticket(id_, site, reported_at, severity, visit.duration, skills=visit.skills)


def _appointment(visit: Visit, territory: str) -> Appointment:
    window, id_, site = visit.windows[0], f"{territory}-{visit.id}", f"{territory}-{visit.place}"
    return Appointment(
        id_, site, "inspection", visit.duration, window.open, window.close, visit.skills, skip_cost=visit.skip_cost
    )


def _policy() -> Policy:
    targets = [
        Target("on_site", Span("always", within=within), {"severity": [severity]}, Late(per_hour=_LATE[severity]),
               source=OUR_ASSUMPTION)
        for severity, within in WITHIN.items()
    ]  # fmt: skip
    return Policy("promised", ["city"], targets, skip_costs=_SKIP)


def _engineer(engineer: Person, places: Mapping[str, Place], territory: str) -> RosterEngineer:
    return RosterEngineer(
        f"{territory}-{engineer.id}",
        *_point(places[engineer.shifts[0].from_]),
        engineer.skills,
        duties=[Duty("week", time(8), time(17, 30), overtime_limit=timedelta(hours=2))],
        cost_per_km=engineer.cost_per_km,
        cost_per_travel_hour=engineer.cost_per_travel_hour,
        cost_per_overtime_hour=engineer.cost_per_overtime_hour,
    )


def put_city(store: Store, book: Book, territory: str) -> None:
    """Put a book into a territory of a store."""
    with store.writing(_author()) as session:
        put_book(session, write_book(book), territory, _now)


def put_office_key(store: Store) -> str:
    """Make a key that may do everything."""
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    with store.engine.begin() as connection:
        connection.execute(insert(ApiKey), [_key_row(key, "office", "administrator", None)])
    return key


def put_engineer_keys(store: Store, territory: str, each: int) -> list[Pull]:
    """Make keys for every engineer of a territory who has a route; returns what each of them pulls.

    Parameters
    ----------
    each : int
        How many keys an engineer has: a key may ask only so often in a minute.
    """
    with Session(store.engine) as session:
        asked = select(Route.engineer_id, Route.on).where(Route.territory_id == territory)
        routes = session.execute(asked.order_by(Route.engineer_id)).all()
    pulls, rows = [], []
    for number in range(each):
        for engineer, on in routes:
            key = KEY_PREFIX + secrets.token_urlsafe(32)
            pulls.append(Pull(f"/v1/engineers/{engineer}/routes/{on}", key))
            rows.append(_key_row(key, f"{engineer} {number}", "engineer", engineer))
    _put(store, ApiKey, rows)
    return pulls


def fill(store: Store, territory: str, ticket_count: int, engineer_count: int) -> None:
    """Fill a store with work that is done: closed tickets with what happened to them, engineers with their routes.

    Parameters
    ----------
    territory : str
        One that has sites; its tickets become that many more.
    """
    with Session(store.engine) as session:
        sites = session.execute(
            select(Site.id, Site.contract_id).where(Site.territory_id == territory).order_by(Site.id)
        ).all()
        route = session.scalars(select(Route).where(Route.territory_id == territory).limit(1)).one()
        engineer = session.get_one(Engineer, route.engineer_id)
        names = [f"past-{number}" for number in range(engineer_count)]
        engineers = [
            {"id": name, "territory_id": territory, "document": {**engineer.document, "id": name}, "updated_at": NOW,
             "revision": 1}
            for name in names
        ]  # fmt: skip
        routes = [
            {"engineer_id": name, "on": DAY, "territory_id": territory, "plan_id": route.plan_id, "revision": 1,
             "etag": route.etag, "figures": route.figures, "body": route.body, "updated_at": NOW}
            for name in names
        ]  # fmt: skip
    _put(store, Engineer, engineers)
    _put(store, Route, routes)
    _put(store, ApiKey, [_key_row(secrets.token_urlsafe(32), name, "engineer", name) for name in names])
    _put(store, Ticket, (_past_ticket(number, ticket_count, territory, sites) for number in range(ticket_count)))
    _put(store, TicketEvent, _past_events(ticket_count))


def _past_at(number: int, count: int) -> datetime:
    """When a past ticket was reported: evenly over the years, until two days ago."""
    return NOW - timedelta(days=2) - timedelta(days=365 * _YEARS) * (count - number) / count


def _past_ticket(number: int, count: int, territory: str, sites: Sequence[Any]) -> dict[str, Any]:
    site, contract = sites[number % len(sites)]
    at, id_ = _past_at(number, count), f"past-{number}"
    document = {"id": id_, "site": site, "reported_at": at.isoformat(), "severity": "3", "duration": "PT1H"}
    return {
        "id": id_, "site_id": site, "contract_id": contract, "customer_id": f"{territory}-customer",
        "territory_id": territory, "status": "done", "severity": "3", "reported_at": at,
        "closed_at": at + timedelta(hours=9), "document": document, "updated_at": NOW, "revision": 1,
    }  # fmt: skip


def _past_events(count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        for kind, hours in (("responded", 1), ("on_site", 7), ("restored", 9)):
            at = _past_at(number, count) + timedelta(hours=hours)
            yield {"ticket_id": f"past-{number}", "kind": kind, "at": at, "data": {}, "recorded_at": at}


def _key_row(key: str, name: str, role: str, engineer: str | None) -> dict[str, Any]:
    return {
        "id": f"bench-{secrets.token_hex(8)}", "name": name, "key_hash": hash_of(key), "role": role, "territories": [],
        "engineer_id": engineer, "created_at": NOW, "created_by": "benchmarks",
    }  # fmt: skip


def _put(store: Store, table: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows as they are, many at a time."""
    coming = iter(rows)
    with store.engine.execution_options(writes=True).begin() as connection:
        while batch := list(islice(coming, _BATCH)):
            connection.execute(insert(table), batch)


def _author() -> Author:
    return Author("benchmarks", _now)


def _now() -> datetime:
    return NOW
