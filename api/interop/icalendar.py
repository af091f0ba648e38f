"""Routes as iCalendar (RFC 5545): a feed that a calendar subscribes to."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import quote
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vDuration
from icalendar.enums import STATUS, TRANSP

from api.schemas.routes import Contact, RouteDocument, RouteStop

REFRESH_EVERY = timedelta(minutes=15)
"""How often subscribers are asked to look for changes."""

PRODUCT = "-//roundsman//routes//EN"

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "break": "Break", "ticket": "Ticket", "inspection": "Inspection", "contact": "Contact", "access": "Access",
        "onsite_by": "On site by", "restore_by": "Restored by", "due_on": "Due", "parts": "Parts", "unit": "Unit",
        "desk": "From the desk, no trip", "caller": "Called by",
    },
    "zh": {
        "break": "休息", "ticket": "工单", "inspection": "巡检", "contact": "联系人", "access": "进场",
        "onsite_by": "到场时限", "restore_by": "恢复时限", "due_on": "到期", "parts": "备件", "unit": "设备",
        "desk": "远程处理，无需上门", "caller": "报修人",
    },
}  # fmt: skip


def route_calendar(
    routes: Sequence[RouteDocument],
    name: str,
    *,
    stamped_at: datetime,
    cancelled: Iterable[RouteStop] = (),
    domain: str = "roundsman.invalid",
    language: Literal["en", "zh"] = "en",
) -> bytes:
    """Write routes as a calendar with one event a stop.

    Parameters
    ----------
    routes : sequence of RouteDocument
        Of one engineer or of several, of any days.
    name : str
        What the calendar is called in the subscriber's list.
    stamped_at : datetime
        Aware; when the newest of the routes was published. Not the present moment: the feed stays the same, byte for
        byte, as long as nothing is published.
    cancelled : iterable of RouteStop
        Stops that were published and are in no route any more; their sequence has to be higher than it was. One that is
        back in a route is not cancelled.
    domain : str
        Makes the events' ids unique in the world: the host that serves the feed.
    language : {"en", "zh"}
        Of the few words around the data.

    Returns
    -------
    bytes
        UTF-8, for ``text/calendar``. A stop has the same UID in every feed of a domain, its id in link form; where it
        stands in several routes, the one with the highest sequence counts.
    """
    words, cancelled = WORDS[language], list(cancelled)
    living = _newest(stop for route in routes for stop in route.stops)
    gone = _newest(stop for stop in cancelled if stop.id not in living)
    calendar = _calendar(routes, name, stamped_at, domain)
    zones = {stop.id: route.zone for route in routes for stop in route.stops}
    for stop in living.values():
        notes = _description(stop, words, zones[stop.id])
        calendar.add_component(_event(stop, stamped_at, domain, words, notes, stop.status == "cancelled"))
    for stop in gone.values():
        calendar.add_component(_event(stop, stamped_at, domain, words, "", True))
    written: bytes = calendar.to_ical()
    return written


def _calendar(routes: Sequence[RouteDocument], name: str, stamped_at: datetime, domain: str) -> Calendar:
    """The calendar without its events. Times are UTC, so that no definition of a zone can be out of date."""
    calendar = Calendar.new(
        prodid=PRODUCT,
        name=_clean(name),
        uid=f"routes@{domain}",
        last_modified=stamped_at,
        refresh_interval=REFRESH_EVERY,
    )
    calendar["REFRESH-INTERVAL"].params["VALUE"] = "DURATION"  # RFC 7986, 5.7 asks for it
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH_EVERY))
    zones = {route.time_zone for route in routes}
    if len(zones) == 1:
        calendar.add("X-WR-TIMEZONE", zones.pop())
    return calendar


def _newest(stops: Iterable[RouteStop]) -> dict[str, RouteStop]:
    """Every stop once, as it was changed last, in the order of time."""
    found: dict[str, RouteStop] = {}
    for stop in stops:
        known = found.get(stop.id)
        if known is None or stop.sequence > known.sequence:
            found[stop.id] = stop
    return dict(sorted(found.items(), key=lambda item: (item[1].start_at, item[0])))


def _event(
    stop: RouteStop, stamped_at: datetime, domain: str, words: Mapping[str, str], notes: str, cancelled: bool
) -> Event:
    """One stop; without a METHOD its DTSTAMP is when it last changed."""
    changed_at = (stop.changed_at or stamped_at).astimezone(UTC)
    event = Event.new(
        uid=f"{quote(stop.id)}@{domain}",
        sequence=stop.sequence,
        stamp=changed_at,
        last_modified=changed_at,
        start=stop.start_at.astimezone(UTC),
        end=stop.end_at.astimezone(UTC) if stop.end_at > stop.start_at else None,
        summary=_clean(_summary(stop, words)),
        description=_clean(notes) or None,
        status=STATUS.CANCELLED if cancelled else STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT if cancelled else TRANSP.OPAQUE,
    )
    if stop.site is not None and not stop.desk:
        event.location = _clean(", ".join(filter(None, [stop.site.title, stop.site.address])))
        event.add("GEO", (stop.site.lat, stop.site.lon))
    return event


def _summary(stop: RouteStop, words: Mapping[str, str]) -> str:
    """Whose, and what: ``Bund Insurance – printer offline``."""
    if stop.kind == "break":
        return words["break"]
    what = ""
    if stop.ticket is not None:
        what = stop.ticket.name or stop.ticket.fault or stop.ticket.description or f"{words['ticket']} {stop.ticket.id}"
    elif stop.inspection is not None:
        what = f"{words['inspection']} {', '.join(stop.inspection.rules)}"
    where = stop.customer or (stop.site.title if stop.site else "")
    return " – ".join(filter(None, [where, what])) or stop.id


def _description(stop: RouteStop, words: Mapping[str, str], zone: ZoneInfo) -> str:
    """What an engineer needs on the way, a line for each thing."""
    lines = [*_work_lines(stop, words, zone), *_site_lines(stop, words)]
    lines += [f"☐ {item}" for item in stop.checklist]
    if stop.parts:
        lines.append(
            f"{words['parts']}: " + ", ".join(f"{part.count} × {part.name or part.part}" for part in stop.parts)
        )
    if stop.navigation is not None:
        links = stop.navigation
        lines += [f"Google: {links.google}", f"Apple: {links.apple}", f"Amap: {links.amap}", f"Baidu: {links.baidu}"]
    return "\n".join(lines)


def _work_lines(stop: RouteStop, words: Mapping[str, str], zone: ZoneInfo) -> Iterator[str]:
    """Ticket, inspection and units."""
    if stop.desk:
        yield words["desk"]
    if stop.ticket is not None:
        yield f"{words['ticket']} {stop.ticket.id} ({stop.ticket.severity})"
        yield from filter(None, [stop.ticket.name, stop.ticket.fault, stop.ticket.description])
        if stop.ticket.contact is not None:
            yield f"{words['caller']}: {_person(stop.ticket.contact)}"
        for key, due_at in [("onsite_by", stop.ticket.onsite_by), ("restore_by", stop.ticket.restore_by)]:
            if due_at is not None:
                yield f"{words[key]} {due_at.astimezone(zone):%Y-%m-%d %H:%M}"
    if stop.inspection is not None:
        yield f"{words['inspection']}: {', '.join(stop.inspection.rules)}"
        if stop.inspection.due_on is not None:
            yield f"{words['due_on']} {stop.inspection.due_on}"
    for unit in stop.units:
        counted = f"{unit.count} × {unit.kind}" if unit.count > 1 else unit.kind
        yield f"{words['unit']}: " + " ".join(filter(None, [counted, unit.serial]))


def _site_lines(stop: RouteStop, words: Mapping[str, str]) -> Iterator[str]:
    """Whom to ask for, and how to get in."""
    if stop.site is None:
        return
    if stop.site.contact is not None:
        yield f"{words['contact']}: {_person(stop.site.contact)}"
    if stop.site.access_note:
        yield f"{words['access']}: {stop.site.access_note}"


def _person(contact: Contact) -> str:
    return " ".join(filter(None, [contact.name, contact.phone]))


def _clean(text: str) -> str:
    """Without the control characters that the format does not allow; line ends stay."""
    return _CONTROLS.sub("", "\n".join(text.splitlines()))
