"""Routes of any shape."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

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
)

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=12)
MAYBE = st.none() | TEXTS
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
LATS = st.floats(-90, 90, allow_nan=False)
LONS = st.floats(-180, 180, allow_nan=False)
COUNTS = st.integers(0, 100_000)

places = st.builds(RoutePlace, lat=LATS, lon=LONS, name=MAYBE, address=MAYBE)
contacts = st.builds(Contact, name=MAYBE, phone=MAYBE)
sites = st.builds(
    StopSite, id=TEXTS, lat=LATS, lon=LONS, name=MAYBE, address=MAYBE, contact=st.none() | contacts, access_note=MAYBE
)
tickets = st.builds(
    StopTicket,
    id=TEXTS,
    severity=TEXTS,
    name=MAYBE,
    fault=MAYBE,
    description=MAYBE,
    contact=st.none() | contacts,
    onsite_by=st.none() | MOMENTS,
)
inspections = st.builds(StopInspection, rules=st.lists(TEXTS, max_size=2).map(tuple), due_on=st.none() | st.dates())
units = st.builds(StopUnit, id=TEXTS, kind=TEXTS, serial=MAYBE, count=st.integers(1, 9))
parts = st.builds(StopPart, part=TEXTS, name=MAYBE, count=st.integers(1, 9), in_van=st.booleans())


@st.composite
def stops(draw: st.DrawFn, ids: st.SearchStrategy[str] = TEXTS) -> RouteStop:
    """A visit with anything, or a break."""
    start_at = draw(MOMENTS)
    end_at = start_at + timedelta(minutes=draw(st.integers(0, 300)))
    if draw(st.integers(0, 4)) == 0:
        return RouteStop(id=draw(ids), kind="break", start_at=start_at, end_at=end_at)
    site = draw(sites)
    return RouteStop(
        id=draw(ids),
        kind="visit",
        visit=draw(TEXTS),
        start_at=start_at,
        end_at=end_at,
        sequence=draw(st.integers(0, 5)),
        changed_at=draw(st.none() | MOMENTS),
        travel_s=draw(COUNTS),
        status=draw(st.sampled_from(["planned", "done", "waiting", "cancelled"])),
        desk=draw(st.booleans()),
        other_engineer=draw(MAYBE),
        site=site,
        customer=draw(MAYBE),
        ticket=draw(st.none() | tickets),
        inspection=draw(st.none() | inspections),
        units=tuple(draw(st.lists(units, max_size=2))),
        checklist=tuple(draw(st.lists(TEXTS, max_size=2))),
        parts=tuple(draw(st.lists(parts, max_size=2))),
        customer_told=draw(st.booleans()),
        navigation=draw(st.sampled_from([None, navigation_to(site.lat, site.lon, site.title)])),
    )


@st.composite
def routes(draw: st.DrawFn) -> RouteDocument:
    """A day with up to four stops."""
    return RouteDocument(
        engineer=draw(TEXTS),
        engineer_name=draw(TEXTS),
        date=draw(st.dates(date(2020, 1, 1), date(2030, 1, 1))),
        plan=draw(TEXTS),
        plan_version=draw(COUNTS),
        revision=draw(COUNTS),
        time_zone=draw(st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "UTC"])),
        stops=tuple(draw(st.lists(stops(), max_size=4))),
        start=draw(st.none() | places),
        end=draw(st.none() | places),
        driving_m=draw(COUNTS),
    )
