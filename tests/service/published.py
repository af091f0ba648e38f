"""A published day, written by hand: an engineer's visits in order, an hour each."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from api.plans.publishing import write_routes
from api.store.audit import Author
from api.store.tables import Plan, PublishedDay
from tests.service.conftest import Running

ON = date(2026, 12, 7)
_START = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)


def ticket_source(ticket: str, site: str = "s1") -> dict[str, Any]:
    """A visit of a ticket."""
    return {"kind": "ticket", "id": ticket, "site": site, "rules": [], "part": 1, "parts": 1}


def inspection_source(visit: str, rule: str, part: int = 1, parts: int = 1, site: str = "s1") -> dict[str, Any]:
    """A visit of an inspection, or a part of one."""
    return {"kind": "inspection", "id": visit, "site": site, "rules": [rule], "part": part, "parts": parts}


def publish(
    running: Running,
    sources: dict[str, dict[str, Any]],
    engineer: str = "e1",
    version: int = 1,
    territory: str = "main",
    idle: tuple[str, ...] = (),
) -> str:
    """Publish a plan of one day in which an engineer has these visits, and some have nothing to do; returns its id."""
    shift = f"{engineer}/2026-12-07"
    times = [_START + timedelta(hours=k) for k in range(len(sources))]
    stops = [
        {"kind": "visit", "visit": visit, "start": at.isoformat(), "end": (at + timedelta(hours=1)).isoformat()}
        for visit, at in zip(sources, times, strict=True)
    ]
    place = {"id": "home", "lat": 36.0, "lon": 120.1}
    span = {"start": _START.isoformat(), "end": "2026-12-07T18:00:00+00:00", "from": "home", "to": "home"}
    engineers = [{"id": each, "shifts": [{"id": f"{each}/2026-12-07", **span}]} for each in (engineer, *idle)]
    with running.service.store.writing(Author("tests", running.clock)) as session:
        plan = Plan(
            id=f"plan-{territory}-{version}",
            kind="days",
            territory_id=territory,
            first_on=ON,
            last_on=ON,
            state="published",
            version=version,
            origin="solve",
            cost={},
            figures={},
            problem={"engineers": engineers, "places": [place]},
            document={"routes": [{"engineer": engineer, "shift": shift, "stops": stops}]},
            matter={"sources": sources},
            created_at=running.clock(),
            created_by="tests",
        )
        session.add(plan)
        session.flush()
        held = session.get(PublishedDay, (territory, ON))
        if held is None:
            session.add(PublishedDay(territory_id=territory, on=ON, plan_id=plan.id, version=version))
        else:
            held.plan_id, held.version = plan.id, version
        write_routes(session, plan, running.clock())
        return plan.id
