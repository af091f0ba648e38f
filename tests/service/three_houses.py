"""Three customers, each with an engineer, a site and all that may come of it; every text of theirs bears their mark.

Two live in the territory main, the third in the territory north. Whoever may not see one of them must never read
the mark.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from api.identity.actor import Role
from api.masters.book import put_book
from api.store.audit import Author
from tests.service.calling import Caller
from tests.service.conftest import Running
from tests.service.ground import POLICY
from tests.service.working import done_here

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(64))
DAY = date(2026, 12, 7)
NOW = datetime(2026, 12, 7, 7, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)
HOUSES = ("a", "b", "c")
MARKS = {house: f"Zq7f3{house.upper()}" for house in HOUSES}
TERRITORIES = {"main": ("a", "b"), "north": ("c",)}
_SHARED: dict[str, Any] = {
    "format": "roundsman-book/1",
    "id": "three",
    "time_zone": "UTC",
    "travel": {"kind": "great_circle", "detour": 1.3, "speed_kmh": 30},
    "calendars": [{"id": "always", "time_zone": "UTC"}],
    "zones": [{"id": "city", "circle": {"lat": 36.0, "lon": 120.0, "radius_m": 50000}}],
    "policies": [{**POLICY, "skip_costs": {"": 500}}],
}


@dataclass
class Ids:
    """The ids that there are, by what they are of."""

    by_kind: dict[str, list[str]] = field(default_factory=dict)

    def add(self, kind: str, *ids: str) -> None:
        known = self.by_kind.setdefault(kind, [])
        known.extend(id_ for id_ in ids if id_ not in known)

    def of(self, kind: str) -> list[str]:
        return self.by_kind.get(kind, [])


def settle(running: Running) -> Ids:
    """Fill a service with the three houses, their tickets, plans, reports, and all the papers."""
    running.clock.now = NOW
    for territory, houses in TERRITORIES.items():
        with running.service.store.writing(Author("tests", running.clock)) as session:
            put_book(session, _book(houses), territory, running.clock)
    boss, ids = running.as_("administrator"), Ids()
    _add_goods(boss, ids)
    for house in HOUSES:
        _add_papers(boss, house, ids)
    for territory, houses in TERRITORIES.items():
        _study(boss, territory, houses, ids)
        _plan(running, boss, territory, ids)
        for house in houses:
            _work(running, boss, house, ids)
        _plan(running, boss, territory, ids, publish=False)
    return ids


def _book(houses: tuple[str, ...]) -> dict[str, Any]:
    book: dict[str, Any] = {**_SHARED}
    for house in houses:
        for kind, items in _belongings(house).items():
            book[kind] = [*book.get(kind, []), *items]
    return book


def _belongings(house: str) -> dict[str, list[dict[str, Any]]]:
    mark, lat = MARKS[house], 36.0 + HOUSES.index(house) / 100
    site, unit = f"s-{house}", f"u-{house}"
    return {
        "contracts": [{"id": f"k-{house}", "customer": f"{house}-customer", "policy": "gold"}],
        "sites": [{"id": site, "name": f"site {mark}", "contract": f"k-{house}", "lat": lat, "lon": 120.0}],
        "units": [{"id": unit, "site": site, "kind": "pump", "serial": f"SN {mark}"}],
        "engineers": [
            {
                "id": f"e-{house}",
                "name": f"engineer {mark}",
                "lat": lat,
                "lon": 120.05,
                "skills": {f"skill-{house}": 1},
                "duties": [{"calendar": "always", "from": "07:30", "until": "18:00"}],
                "cost_per_km": 1.0,
            }
        ],
        "rules": [
            {
                "id": f"r-{house}",
                "name": f"rule {mark}",
                "site": site,
                "recurrence": {"count": 1, "unit": "months"},
                "since": "2026-01-07",
                "last_done_on": "2026-11-07",
                "units": [unit],
                "duration": "PT30M",
                "skills": {f"skill-{house}": 1},
                "checklist": [f"look {mark}"],
            }
        ],
        "appointments": [
            {
                "id": f"ap-{house}",
                "name": f"appointment {mark}",
                "site": site,
                "kind": "training",
                "duration": "PT30M",
                "earliest": "2026-12-07T14:00:00+00:00",
                "latest": "2026-12-07T15:00:00+00:00",
                "skills": {f"skill-{house}": 1},
            }
        ],
    }


def _add_goods(boss: Caller, ids: Ids) -> None:
    _done(boss.post("/v1/parts", json={"id": "fan", "name": "Fan", "price": 3}))
    _done(boss.post("/v1/subcontractors", json={"id": "sub", "name": "Sub & Co"}))
    for house, territory in zip(HOUSES, ("main", "main", "north"), strict=True):
        depot = {"id": f"d-{house}", "territory": territory, "lat": 36.0, "lon": 120.0, "name": f"depot {MARKS[house]}"}
        _done(boss.post("/v1/depots", json=depot))
        ids.add("depot", f"d-{house}")
        _done(boss.put(f"/v1/stock/van/e-{house}/fan", json={"count": 5}))
        _done(boss.put(f"/v1/stock/depot/d-{house}/fan", json={"count": 5}))
        told = {"id": f"{house}-customer", "name": f"customer {MARKS[house]}"}
        _done(boss.put(f"/v1/customers/{told['id']}", json=told, headers={"If-Match": "*"}))
        for kind, prefix in _PREFIXES.items():
            ids.add(kind, f"{prefix}{house}")
        ids.add("customer", f"{house}-customer")
    ids.add("part", "fan")
    ids.add("subcontractor", "sub")
    ids.add("territory", *TERRITORIES)


_PREFIXES = {
    "engineer": "e-", "site": "s-", "unit": "u-", "contract": "k-", "rule": "r-", "appointment": "ap-",
}  # fmt: skip


def _add_papers(boss: Caller, house: str, ids: Ids) -> None:
    """Tickets in all states, with what is written about them."""
    mark = MARKS[house]
    for number in range(4):
        ticket = {
            "site": f"s-{house}",
            "unit": f"u-{house}",
            "severity": "12"[number % 2],
            "name": f"ticket {mark}",
            "note": f"note {mark}",
            "fault": f"fault {mark}",
            "contact": {"name": f"contact {mark}", "phone": "+86 1"},
            "skills": {f"skill-{house}": 1},
            "duration": "PT30M",
        }
        id_ = _done(boss.post("/v1/tickets", json=ticket))["id"]
        ids.add("ticket", id_)
        path = f"/v1/tickets/{id_}"
        _done(boss.post(f"{path}/events", json={"kind": "responded", "note": f"told {mark}"}))
        quote = {"amount": 4.0, "text": f"quote {mark}", "lines": [{"text": f"line {mark}", "amount": 4.0}]}
        ids.add("quote", _done(boss.post(f"{path}/quotes", json=quote))["id"])
        if number != 1:  # that one waits for the customer
            _done(boss.post(f"{path}/quotes/{ids.of('quote')[-1]}/approve", json={"note": f"yes {mark}"}))
        image = {"params": {"name": f"photo {mark}.png"}, "content": PNG, "headers": {"Content-Type": "image/png"}}
        ids.add("attachment", _done(boss.post(f"{path}/attachments", **image))["id"])
        complaint = {"text": f"complaint {mark}", "ticket": id_}
        ids.add("complaint", _done(boss.post("/v1/complaints", json=complaint))["id"])
    given = {"ticket": id_, "subcontractor": "sub", "price": 3.0, "note": f"given {mark}"}
    ids.add("subcontract", _done(boss.post("/v1/subcontracts", json=given))["id"])
    away = {"first": "2027-01-04", "last": "2027-01-05", "reason": f"away {mark}"}
    _done(boss.post(f"/v1/engineers/e-{house}/absences", json=away))


def _plan(running: Running, boss: Caller, territory: str, ids: Ids, *, publish: bool = True) -> None:
    wanted = {"territory": territory, "first": str(DAY), "iterations": 20}
    job = _done(boss.post("/v1/plans", json=wanted))["id"]
    done_here(running)
    ids.add("job", job)
    made = boss.get(f"/v1/jobs/{job}").json()
    assert made["state"] == "done", made
    ids.add("plan", made["plan"])
    if publish:
        answer = boss.get(f"/v1/plans/{made['plan']}")
        _done(boss.post(f"/v1/plans/{made['plan']}/publish", headers={"If-Match": answer.headers["ETag"]}))


def _study(boss: Caller, territory: str, houses: tuple[str, ...], ids: Ids) -> None:
    """Studies that were asked for and stopped before they began: what they find is tested elsewhere."""
    for house in houses:
        asked = {
            "format": "roundsman-study/1",
            "name": f"study {MARKS[house]}",
            "book": "store",
            "from": str(DAY),
            "days": 2,
            "demand": [{"id": "faults", "per_day": 1, "severity": "1", "work": "PT30M"}],
        }
        job = _done(boss.post("/v1/studies", params={"territory": territory}, json=asked))
        _done(boss.post(f"/v1/jobs/{job['id']}/stop"))
        ids.add("study", job["study"])
        ids.add("job", job["id"])


def _work(running: Running, boss: Caller, house: str, ids: Ids) -> None:
    """An engineer's morning: the first stops are done and signed for."""
    mark, route = MARKS[house], f"/v1/engineers/e-{house}/routes/{DAY}"
    stops = [each["id"] for each in boss.get(route).json()["stops"] if each["kind"] == "visit"]
    assert len(stops) >= 3, stops
    ids.add("stop", *stops)
    ids.add("visit", *stops)
    running.clock.now += timedelta(minutes=1)
    stop = next(each for each in stops if each in ids.of("ticket"))
    for status in ("customer_called", "travelling", "on_site", "done"):
        _done(boss.post(f"{route}/stops/{stop}/reports", json={"status": status, "note": f"report {mark}"}))
    number = _done(boss.post(f"/v1/visits/{stop}/slip"))["number"]
    ids.add("number", number)
    _done(boss.post(f"/v1/slips/{number}/signature", json={"name": f"signer {mark}", "rating": "good"}))
    image = {"params": {"name": f"there {mark}.png"}, "content": PNG + b"v", "headers": {"Content-Type": "image/png"}}
    ids.add("attachment", _done(boss.post(f"/v1/visits/{stop}/attachments", **image))["id"])
    _done(boss.post(f"/v1/engineers/e-{house}/ping", json={"lat": 36.0, "lon": 120.0}))
    ids.add("paper", *(each["id"] for each in boss.get("/v1/papers").json()["items"]))


def _done(answer: Any) -> dict[str, Any]:
    assert answer.status_code in (200, 201, 202), (answer.request.url, answer.text)
    told: dict[str, Any] = answer.json()
    return told


@dataclass(frozen=True)
class Actor:
    """Who asks, and whose marks they must never read."""

    role: Role
    scope: dict[str, Any]
    foreign: tuple[str, ...]


ACTORS = {
    "administrator": Actor("administrator", {}, ()),
    "dispatcher": Actor("dispatcher", {"territories": ["main"]}, ("c",)),
    "planner": Actor("planner", {"territories": ["main"]}, ("c",)),
    "engineer": Actor("engineer", {"engineer_id": "e-a"}, ("b", "c")),
    "customer": Actor("customer", {"customer_id": "a-customer"}, ("b", "c")),
}


def marks_in(text: str, actor: Actor) -> list[str]:
    """The marks in an answer that are not for who asked."""
    return [MARKS[house] for house in actor.foreign if MARKS[house] in text]


_KINDS = {
    "holder_id": "engineer", "holder": "engineer", "other": "plan", "part_id": "part", "owner": "engineer",
    "engineer_id": "engineer", "customer_id": "customer", "by": "engineer",
}  # fmt: skip
"""Fields that are called otherwise than what they name."""
_MASTERS = {
    "sites": "site", "units": "unit", "engineers": "engineer", "customers": "customer", "contracts": "contract",
    "rules": "rule", "appointments": "appointment", "parts": "part", "depots": "depot", "territories": "territory",
    "subcontractors": "subcontractor",
}  # fmt: skip


def known_ids(path: str, name: str, ids: Ids) -> list[str]:
    """The ids that a field of a request may name."""
    if name in ("on", "first"):
        return [str(DAY) if name == "on" else "2027-01-04"]
    if name == "kind":
        return list(_MASTERS)
    if name == "id":
        kind = path.split("/")[2]
        return ids.of(_MASTERS.get(kind, kind))
    return ids.of(_KINDS.get(name, name))
