"""Routes and slips to try things on."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from api.interop.navigation import navigation_to
from api.schemas.routes import (
    Contact,
    RouteDocument,
    RoutePlace,
    RouteStop,
    StopInspection,
    StopPart,
    StopSite,
    StopTicket,
    StopUnit,
    UnitEvent,
)
from api.schemas.slips import ChecklistResult, Reading, Signature, SlipDocument, SlipPart, SlipProvider

DAY = date(2026, 11, 23)
PUBLISHED_AT = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
DOT = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def at(hour: int, minute: int = 0) -> datetime:
    """A time of the day, of Shanghai."""
    return datetime(2026, 11, 23, tzinfo=UTC) + timedelta(hours=hour - 8, minutes=minute)


def site(index: int = 0, **changes: Any) -> StopSite:
    """A site in Pudong."""
    known: dict[str, Any] = {
        "id": f"site-{index:03d}",
        "name": f"Lujiazui Tower {index}",
        "address": f"{100 + index} Century Avenue, Pudong, Shanghai",
        "district": "Pudong",
        "lat": 31.2350 + index * 0.0113,
        "lon": 121.5050 + index * 0.0087,
        "contact": Contact(name="Li Wei", phone=f"+86 21 5879 {1000 + index}"),
        "access_note": "Goods entrance at the back, ask the guard for the lift key.",
    }
    return StopSite(**known | changes)


def unit(index: int = 0) -> StopUnit:
    """A unit with all the history that travels along."""
    return StopUnit(
        id=f"unit-{index:04d}",
        kind="UPS 20 kVA",
        serial=f"SN-8842-{index:05d}",
        warranty_until=date(2027, 6, 30),
        count=1 + index % 2,
        history=tuple(
            UnitEvent(
                date=date(2026, 10 - month, 5 + index), what=f"Battery string {month + 1} replaced, load test passed"
            )
            for month in range(5)
        ),
    )


def ticket_stop(index: int = 0, **changes: Any) -> RouteStop:
    """A stop with everything that a ticket's can have."""
    start = 8 * 60 + 40 * index
    where = site(index)
    known: dict[str, Any] = {
        "id": f"visit-T-{4400 + index}",
        "kind": "visit",
        "visit": f"T-{4400 + index}",
        "sequence": index % 3,
        "arrive_at": at(0, start - 3),
        "start_at": at(0, start),
        "end_at": at(0, start + 25),
        "changed_at": PUBLISHED_AT,
        "travel_s": 840 + 13 * index,
        "travel_m": 5200 + 170 * index,
        "site": where,
        "customer": "Bund Insurance",
        "ticket": StopTicket(
            id=f"T-{4400 + index}",
            severity="P2",
            fault="UPS on bypass",
            description="Alarm since the night; the display shows E12.\nThe server room runs on mains only.",
            onsite_by=at(0, start + 60),
            restore_by=at(0, start + 240),
        ),
        "units": (unit(index),),
        "checklist": ("Measure input and output", "Check the fans", "Take a photo of the display"),
        "parts": (StopPart(part="BAT-12-9", name="Battery 12 V 9 Ah", count=4, in_van=True), StopPart(part="FAN-120")),
        "customer_told": index % 2 == 0,
        "navigation": navigation_to(where.lat, where.lon, where.title),
    }
    return RouteStop(**known | changes)


def inspection_stop(index: int = 1, **changes: Any) -> RouteStop:
    """A stop of an inspection."""
    known: dict[str, Any] = {
        "id": f"visit-I-{index}",
        "visit": f"I-{index}",
        "ticket": None,
        "inspection": StopInspection(rules=("monthly", "yearly"), due_on=date(2026, 11, 27)),
        "customer": "Harbour Clinic",
    }
    return ticket_stop(index, **known | changes)


def break_stop(hour: int = 12) -> RouteStop:
    """Lunch."""
    return RouteStop(id="break-e1-2026-11-23-1", kind="break", start_at=at(hour), end_at=at(hour, 30))


def route(*stops: RouteStop, **changes: Any) -> RouteDocument:
    """The day of an engineer."""
    home = RoutePlace(lat=31.2, lon=121.44, name="Home", address="3 Hengshan Road, Xuhui")
    known: dict[str, Any] = {
        "engineer": "e1",
        "engineer_name": "Chen Hao",
        "date": DAY,
        "plan": "plan-2026-11-23",
        "plan_version": 3,
        "revision": 5,
        "time_zone": "Asia/Shanghai",
        "leave_at": at(7, 40),
        "back_at": at(17, 20),
        "start": home,
        "end": home,
        "driving_s": 9300,
        "driving_m": 61400,
        "stops": stops,
    }
    return RouteDocument(**known | changes)


def mixed_route() -> RouteDocument:
    """Tickets, an inspection, a break, one that is under way, one cancelled."""
    return route(
        ticket_stop(0, status="on_site"),
        inspection_stop(2),
        break_stop(),
        ticket_stop(7, status="cancelled", parts=(), checklist=(), customer="Harbour Clinic"),
        ticket_stop(9, units=(), navigation=None, arrive_at=None),
    )


def open_slip() -> SlipDocument:
    """A slip to fill in by hand."""
    return SlipDocument(
        number="S-2026-000123",
        issued_at=PUBLISHED_AT,
        time_zone="Asia/Shanghai",
        customer="Bund Insurance",
        site=site(1),
        engineer_name="Chen Hao",
        ticket=ticket_stop(0).ticket,
        units=(unit(1),),
        checklist=tuple(ChecklistResult(item=item) for item in ticket_stop(0).checklist),
        readings=(Reading(name="Output voltage", unit="V", low=210, high=240),),
    )


def filled_slip() -> SlipDocument:
    """A slip with everything."""
    return open_slip().model_copy(
        update={
            "provider": SlipProvider(name="Pudong Power Service", address="9 Zhangyang Road", phone="+86 21 5000 1000"),
            "inspection": StopInspection(rules=("monthly",)),
            "arrived_at": at(8, 57),
            "started_at": at(9),
            "ended_at": at(9, 48),
            "travel_s": 1260,
            "result": "needs_visit",
            "work_done": "Replaced four batteries of string 2.\nThe fan of the second module is noisy.",
            "parts": (SlipPart(part="BAT-12-9", name="Battery 12 V 9 Ah", count=4, serial="B-7781"),),
            "checklist": (
                ChecklistResult(item="Measure input and output", result="ok"),
                ChecklistResult(item="Check the fans", result="defect", note="second module"),
                ChecklistResult(item="Take a photo of the display", result="not_applicable"),
            ),
            "readings": (
                Reading(name="Output voltage", value=231.4, unit="V", low=210, high=240),
                Reading(name="Battery temperature", value=41.5, unit="°C", high=35),
                Reading(name="Load", value=63, unit="%"),
            ),
            "remarks": "Come back with FAN-120.",
            "rating": "very satisfied",
            "customer_signature": Signature(name="Li Wei", signed_at=at(9, 50), image=DOT),
            "engineer_signature": Signature(name="Chen Hao", signed_at=at(9, 51)),
        }
    )
