"""An engineer's route as it leaves the house: what a phone pulls, and what calendar, map and paper are made of."""

from datetime import date
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AwareDatetime, Field, field_validator, model_validator

from api.schemas.sparse import SparseModel, sparse

Id = Annotated[str, Field(min_length=1, max_length=200)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Count = Annotated[int, Field(ge=0)]

StopStatus = Literal[
    "planned", "customer_called", "travelling", "on_site", "done", "failed", "needs_visit", "in_workshop",
    "waiting", "waiting_for_customer", "waiting_for_quote", "waiting_for_part", "cancelled",
]  # fmt: skip

TO_COME: frozenset[StopStatus] = frozenset({"planned", "customer_called", "travelling", "on_site"})
"""Of a stop to which somebody goes, or where somebody is."""

HISTORY_COUNT = 5
"""So many of the last things that happened to a unit travel with a route."""


def time_zone_named(name: str) -> str:
    """Let only names of the tz database pass."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"there is no time zone {name!r}; names are like Asia/Shanghai") from None
    return name


class RoutePlace(SparseModel):
    """Where a route begins or ends; degrees of WGS-84."""

    lat: Latitude
    lon: Longitude
    name: str | None = sparse()
    address: str | None = sparse()


class Contact(SparseModel):
    """Whom to ask for at a site."""

    name: str | None = sparse()
    phone: str | None = sparse()


class StopSite(SparseModel):
    """Where a stop is; degrees of WGS-84. ``access_note`` says how to get in."""

    id: Id
    lat: Latitude
    lon: Longitude
    name: str | None = sparse()
    address: str | None = sparse()
    district: str | None = sparse()
    contact: Contact | None = sparse()
    access_note: str | None = sparse()

    @property
    def title(self) -> str:
        """What the site is called: its name, else its id."""
        return self.name or self.id


class StopTicket(SparseModel):
    """The ticket that a stop serves, with its deadlines.

    ``name`` says in a line what is wrong, ``description`` at length; ``contact`` is who called.
    """

    id: Id
    severity: str
    name: str | None = sparse()
    fault: str | None = sparse()
    description: str | None = sparse()
    contact: Contact | None = sparse()
    onsite_by: AwareDatetime | None = sparse()
    restore_by: AwareDatetime | None = sparse()


class StopInspection(SparseModel):
    """The inspection that a stop does: the rules that ask for it, and its last day."""

    rules: tuple[str, ...]
    due_on: date | None = sparse()


class UnitEvent(SparseModel):
    """Something that happened to a unit."""

    date: date
    what: str


class StopUnit(SparseModel):
    """A unit at the stop's site, with the last that happened to it, newest first."""

    id: Id
    kind: str
    serial: str | None = sparse()
    warranty_until: date | None = sparse()
    count: Annotated[int, Field(ge=1)] = sparse(1)
    history: tuple[UnitEvent, ...] = sparse((), max_length=HISTORY_COUNT)


class PartPlace(SparseModel):
    """Where parts of a stop are to be taken: from a depot, or out of the engineer's own van where none is named."""

    count: Annotated[int, Field(ge=1)] = sparse(1)
    depot: Id | None = sparse()
    name: str | None = sparse()


class StopPart(SparseModel):
    """Parts that a stop is expected to use, and where they are reserved for it.

    ``in_van``: the engineer carries all of them; ``missing``: so many are reserved nowhere.
    """

    part: Id
    count: Annotated[int, Field(ge=1)] = sparse(1)
    name: str | None = sparse()
    in_van: bool = sparse(False)
    take: tuple[PartPlace, ...] = sparse(())
    missing: Count = sparse(0)


class Navigation(SparseModel):
    """Links that open a map and drive to the stop, each with the coordinates that its map takes."""

    google: str
    apple: str
    amap: str
    baidu: str


class RouteStop(SparseModel):
    """A visit or a break of a published route.

    Attributes
    ----------
    id : str
        The same for the same visit, however often it is planned again and whoever goes.
    sequence : int
        How often the stop changed since it was first published.
    changed_at : datetime, optional
        When it last changed.
    travel_s, travel_m : int
        From the stop before, or from where the route begins.
    start_at, end_at, arrive_at : datetime
        As planned; where the visit is over, as it was reported.
    status : str
        ``cancelled`` where nobody need come any more: the ticket was cancelled, or solved without a visit.
    desk : bool
        Done from a desk, by telephone or remotely: there is no trip to the site.
    other_engineer : str, optional
        Who reported last on the stop, where that is not the engineer of this route.
    customer_told : bool
        The customer was told the time: it should not change without a call.
    """

    id: Id
    kind: Literal["visit", "break"]
    start_at: AwareDatetime
    end_at: AwareDatetime
    sequence: Count = sparse(0)
    visit: Id | None = sparse()
    arrive_at: AwareDatetime | None = sparse()
    changed_at: AwareDatetime | None = sparse()
    travel_s: Count = sparse(0)
    travel_m: Count = sparse(0)
    status: StopStatus = sparse("planned")
    desk: bool = sparse(False)
    other_engineer: Id | None = sparse()
    site: StopSite | None = sparse()
    customer: str | None = sparse()
    ticket: StopTicket | None = sparse()
    inspection: StopInspection | None = sparse()
    units: tuple[StopUnit, ...] = sparse(())
    checklist: tuple[str, ...] = sparse(())
    parts: tuple[StopPart, ...] = sparse(())
    customer_told: bool = sparse(False)
    navigation: Navigation | None = sparse()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        """A visit has its site, a break has none; nothing ends before it starts."""
        if self.kind == "visit" and (self.visit is None or self.site is None):
            raise ValueError(f"stop {self.id!r} is a visit: give its visit and its site")
        if self.kind == "break" and self.visit is not None:
            raise ValueError(f"stop {self.id!r} is a break and serves no visit: leave out visit {self.visit!r}")
        if self.end_at < self.start_at:
            raise ValueError(f"stop {self.id!r} ends at {self.end_at}, before it starts at {self.start_at}")
        return self


class RouteDocument(SparseModel):
    """An engineer's published day.

    Attributes
    ----------
    plan, plan_version : str, int
        The plan that it was published with.
    revision : int
        Rises with every change of this route.
    time_zone : str
        Name in the tz database of the zone that its times are shown in.
    driving_s, driving_m : int
        Of the whole route, the way back included.
    """

    engineer: Id
    engineer_name: str
    date: date
    plan: Id
    plan_version: Count
    revision: Count
    time_zone: str
    stops: tuple[RouteStop, ...]
    leave_at: AwareDatetime | None = sparse()
    back_at: AwareDatetime | None = sparse()
    start: RoutePlace | None = sparse()
    end: RoutePlace | None = sparse()
    driving_s: Count = sparse(0)
    driving_m: Count = sparse(0)

    _is_a_zone = field_validator("time_zone")(time_zone_named)

    @property
    def zone(self) -> ZoneInfo:
        """The zone that the route's times are shown in."""
        return ZoneInfo(self.time_zone)

    @property
    def visits(self) -> tuple[RouteStop, ...]:
        """Its stops without the breaks."""
        return tuple(stop for stop in self.stops if stop.kind == "visit")
