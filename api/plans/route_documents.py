"""From a plan to the routes that engineers pull: every stop with all that is needed on the way and at the site."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from api.plans.legs import driving_of
from api.plans.overlay import HELD_KIND
from api.schemas.routes import RouteDocument, RoutePlace, RouteStop
from api.store.route_facts import RouteFacts
from api.store.tables import Plan
from api.work.stop_facts import Whose, stop_facts

_NO_LEG = [0, 0]


@dataclass(frozen=True)
class PlanMatter:
    """A plan opened for publishing: its documents, indexed."""

    plan: Plan
    time_zone: str
    shifts: Mapping[str, Mapping[str, Any]]
    places: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, plan: Plan, time_zone: str) -> "PlanMatter":
        """Open a plan."""
        shifts = {shift["id"]: shift for engineer in plan.problem["engineers"] for shift in engineer["shifts"]}
        return cls(plan, time_zone, shifts, {place["id"]: place for place in plan.problem["places"]})

    @property
    def sources(self) -> Mapping[str, Mapping[str, Any]]:
        """What each visit came from."""
        sources: Mapping[str, Mapping[str, Any]] = self.plan.matter["sources"]
        return sources

    @cached_property
    def days(self) -> dict[tuple[str, date], list[Mapping[str, Any]]]:
        """The routes of each engineer and day, in order of time; one is there for every shift, empty ones too."""
        zone = ZoneInfo(self.time_zone)
        days: dict[tuple[str, date], list[Mapping[str, Any]]] = {}
        routes = {route["shift"]: route for route in self.plan.document["routes"]}
        for engineer in self.plan.problem["engineers"]:
            for shift in sorted(engineer["shifts"], key=lambda each: datetime.fromisoformat(each["start"])):
                on = datetime.fromisoformat(shift["start"]).astimezone(zone).date()
                route = routes.get(shift["id"], {"engineer": engineer["id"], "shift": shift["id"], "stops": []})
                days.setdefault((engineer["id"], on), []).append(route)
        return days


def route_document(
    matter: PlanMatter, facts: RouteFacts, engineer: str, on: date, routes: Sequence[Mapping[str, Any]]
) -> RouteDocument:
    """Write an engineer's day; a second shift of the day follows the first."""
    row = facts.engineers.get(engineer)
    legs = matter.plan.matter.get("legs", {})
    begun = [route for route in routes if route["stops"]] or routes
    first, last = matter.shifts[begun[0]["shift"]], matter.shifts[begun[-1]["shift"]]
    driving = [driving_of(legs.get(route["shift"], ())) for route in begun if route["stops"]]
    whose = Whose(engineer, on, ZoneInfo(matter.time_zone))
    return RouteDocument(
        engineer=engineer,
        engineer_name=engineer if row is None else row.document.get("name") or engineer,
        date=on,
        plan=matter.plan.id,
        plan_version=matter.plan.version or 0,
        revision=1,
        time_zone=matter.time_zone,
        leave_at=_instant(begun[0].get("leave")),
        back_at=_instant(begun[-1].get("back")),
        start=_place(matter, first["from"]),
        end=_place(matter, last["to"]),
        driving_s=sum(seconds for seconds, _ in driving),
        driving_m=sum(metres for _, metres in driving),
        stops=tuple(stop for route in begun for stop in _stops(matter, facts, whose, route, legs)),
    )


def route_figures(matter: PlanMatter, document: RouteDocument, routes: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Sum up an engineer's day as it is planned, in seconds, metres and visits; ``ends_s`` is when duty ends."""
    shifts = [matter.shifts[route["shift"]] for route in routes]
    spans = [(datetime.fromisoformat(each["start"]), datetime.fromisoformat(each["end"])) for each in shifts]
    paid = [span for shift, span in zip(shifts, spans, strict=True) if shift.get("x_kind") != "on_call"]
    late = [_overrun(route, end) for route, (_, end) in zip(routes, spans, strict=True)]
    return {
        "shift_s": sum(((end - start) for start, end in paid), timedelta(0)).total_seconds(),
        "work_s": sum((stop.end_at - stop.start_at).total_seconds() for stop in document.visits),
        "driving_s": document.driving_s,
        "driving_m": document.driving_m,
        "overtime_s": sum(late),
        "ends_s": max(end for _, end in spans).timestamp(),
        "visits": len(document.visits),
    }


def _overrun(route: Mapping[str, Any], end: datetime) -> float:
    back = _instant(route.get("back")) if route["stops"] else None
    return 0.0 if back is None else max(0.0, (back - end).total_seconds())


def _stops(
    matter: PlanMatter,
    facts: RouteFacts,
    whose: Whose,
    route: Mapping[str, Any],
    legs: Mapping[str, Sequence[Sequence[int]]],
) -> Iterator[RouteStop]:
    ways = legs.get(route["shift"], ())
    for number, stop in enumerate(route["stops"]):
        seconds, metres = ways[number] if number < len(ways) else _NO_LEG
        times: dict[str, Any] = {
            "start_at": datetime.fromisoformat(stop["start"]),
            "end_at": datetime.fromisoformat(stop["end"]),
            "arrive_at": _instant(stop.get("arrive")),
        }
        if stop["kind"] == "visit" and matter.sources[stop["visit"]]["kind"] == HELD_KIND:
            continue  # offered to a customer, who has not said yes
        if stop["kind"] == "break":
            yield RouteStop(id=f"break {number + 1} of {route['shift']}"[:200], kind="break", **times)
        else:
            told = stop_facts(matter.sources[stop["visit"]], stop["visit"], facts, whose)
            yield RouteStop(kind="visit", travel_s=seconds, travel_m=metres, **(times | told))


def _place(matter: PlanMatter, place: str) -> RoutePlace | None:
    found = matter.places.get(place)
    if found is None or found.get("lat") is None:
        return None
    return RoutePlace(lat=found["lat"], lon=found["lon"], name=found.get("name"))


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
