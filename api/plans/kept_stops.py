"""What a route keeps when it is planned anew in the middle of the day: the stops that are over."""

from collections.abc import Collection, Mapping
from datetime import date

from api.schemas.routes import RouteDocument, RouteStop
from api.store.tables import Route

STILL_TO_DO = frozenset({"planned", "customer_called", "travelling", "on_site", "cancelled"})
Key = tuple[str, date]


def with_what_was_done(
    documents: Mapping[Key, RouteDocument], old: Mapping[Key, Route], plan: str, version: int
) -> dict[Key, RouteDocument]:
    """Put the stops that are over in front of the routes that come in place of the old ones.

    Parameters
    ----------
    documents : mapping
        The new routes, by engineer and day.
    old : mapping
        The rows that can be pulled now. One of an engineer who has no shift any more stays with what was done.
    plan, version : str, int
        What the routes are published with.
    """
    planned = {(stop.id, key[1]) for key, document in documents.items() for stop in document.stops}
    out = dict(documents)
    for key, row in old.items():
        before = RouteDocument.model_validate_json(row.body)
        over = _over(before, {stop for stop, on in planned if on == key[1]})
        if not over:
            continue
        new = documents.get(key)
        if new is None:
            gone = {"plan": plan, "plan_version": version, "stops": over, "back_at": None}
            out[key] = before.model_copy(update=gone | _driven(over, 0, 0))
        else:
            stops = (*over, *new.stops)
            moved = {"stops": stops, "leave_at": before.leave_at or new.leave_at, "start": before.start or new.start}
            out[key] = new.model_copy(update=moved | _driven(over, new.driving_s, new.driving_m))
    return out


def _over(route: RouteDocument, planned: Collection[str]) -> tuple[RouteStop, ...]:
    return tuple(
        stop.model_copy(update={"sequence": 0, "changed_at": None})
        for stop in route.visits
        if stop.status not in STILL_TO_DO and stop.id not in planned
    )


def _driven(over: Collection[RouteStop], more_s: int, more_m: int) -> dict[str, int]:
    seconds, metres = sum(stop.travel_s for stop in over), sum(stop.travel_m for stop in over)
    return {"driving_s": more_s + seconds, "driving_m": more_m + metres}
