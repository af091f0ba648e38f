"""A small house to work in: customers, sites, units, a policy, engineers, parts."""

from datetime import date
from typing import Any

from api.store.audit import Author
from api.store.tables import (
    Calendar,
    Contract,
    Customer,
    Engineer,
    Part,
    Policy,
    Rule,
    Site,
    Subcontractor,
    Territory,
    Unit,
    Zone,
)
from tests.service.conftest import Running

POLICY: dict[str, Any] = {
    "id": "gold",
    "zones": ["city"],
    "severities": {"1": "it is down", "2": "it limps"},
    "targets": [
        {"kind": "respond", "span": {"calendar": "always", "within": "PT1H"}},
        {"kind": "on_site", "span": {"calendar": "always", "within": "PT4H"}, "where": {"severity": ["1"]}},
        {"kind": "on_site", "span": {"calendar": "always", "within": "PT24H"}},
        {"kind": "restore", "span": {"calendar": "always", "within": "PT8H"}, "where": {"severity": ["1"]}},
    ],
    "paperwork": {
        "ticket": {"calendar": "always", "within": "PT48H"},
        "inspection": {"calendar": "always", "within": "PT72H"},
    },
    "follow_up": {"calendar": "always", "within": "PT12H"},
    "rating_points": {"good": 1.0, "poor": -2.0},
    "signed_slip": True,
}
CHECKLIST = ["look", "listen"]


def lay_ground(running: Running) -> None:
    """Two customers with a site each, in two territories; two engineers."""
    at = running.clock()
    with running.service.store.writing(Author("tests", running.clock)) as session:
        session.add(Territory(id="north", document={"id": "north"}, updated_at=at))
        session.add(Calendar(id="always", document={"id": "always", "time_zone": "UTC"}, updated_at=at))
        session.add(Zone(id="city", document={"id": "city"}, updated_at=at))
        session.add(Policy(id="gold", document=POLICY, updated_at=at))
        session.add(Part(id="fan", document={"id": "fan", "name": "Fan"}, updated_at=at))
        session.add(Subcontractor(id="sub", document={"id": "sub", "name": "Sub & Co"}, updated_at=at))
        session.flush()
        for number, territory in ((1, "main"), (2, "north")):
            _add_customer(session, number, territory, at)


def _add_customer(session: Any, number: int, territory: str, at: Any) -> None:
    customer, contract, site, unit = f"c{number}", f"k{number}", f"s{number}", f"u{number}"
    session.add(Customer(id=customer, document={"id": customer, "name": f"Customer {number}"}, updated_at=at))
    session.flush()
    told: dict[str, Any] = {"id": contract, "customer": customer, "policy": "gold"}
    session.add(Contract(id=contract, customer_id=customer, policy_id="gold", document=told, updated_at=at))
    session.flush()
    told = {
        "id": site,
        "contract": contract,
        "lat": 36.0,
        "lon": 120.0,
        "name": f"Site {number}",
        "territory": territory,
    }
    session.add(
        Site(id=site, contract_id=contract, territory_id=territory, lat=36.0, lon=120.0, document=told, updated_at=at)
    )
    told = {"id": f"e{number}", "lat": 36.0, "lon": 120.1, "name": f"Engineer {number}", "territory": territory}
    session.add(Engineer(id=f"e{number}", territory_id=territory, document=told, updated_at=at))
    session.flush()
    session.add(Unit(id=unit, site_id=site, document={"id": unit, "site": site, "kind": "pump"}, updated_at=at))
    told = {
        "id": f"r{number}",
        "site": site,
        "recurrence": {"count": 1, "unit": "months"},
        "since": "2026-01-01",
        "units": [unit],
        "duration": "PT1H",
        "checklist": CHECKLIST,
        "last_done_on": "2026-11-01",
    }
    session.add(Rule(id=f"r{number}", site_id=site, last_done_on=date(2026, 11, 1), document=told, updated_at=at))
