"""What a route keeps when it is planned anew in the middle of the day: the stops that are over."""

from collections.abc import Collection, Mapping
from datetime import date

from api.schemas.routes import RouteDocument, RouteStop

Key = tuple[str, date]


def with_what_was_done(
    documents: Mapping[Key, RouteDocument],
    old: Mapping[Key, RouteDocument],
    ended: Collection[tuple[str, date]],
    plan: str,
    version: int,
) -> dict[Key, RouteDocument]:
    """Put the stops that are over in front of the routes that come in place of the old ones.

    Parameters
    ----------
    documents : mapping
        The new routes, by engineer and day.
    old : mapping
        The routes that can be pulled now. One of an engineer who has no shift any more stays, with what was done and
        nothing else: whoever pulls it sees that nothing is left to do.
    ended : collection of (visit, day)
        What is over, as it was reported.
    plan, version : str, int
        What the routes are published with.
    """
    planned = {(stop.id, key[1]) for key, document in documents.items() for stop in document.stops}
    out = dict(documents)
    for key, before in old.items():
        over = _over(
            before, {stop for stop, on in planned if on == key[1]}, {stop for stop, on in ended if on == key[1]}
        )
        new = documents.get(key)
        if new is None:
            gone = {"plan": plan, "plan_version": version, "stops": over, "back_at": None}
            left = {} if over else {"leave_at": None}
            out[key] = before.model_copy(update=gone | left | _driven(over, 0, 0))
        elif over:
            stops = (*over, *new.stops)
            moved = {"stops": stops, "leave_at": before.leave_at or new.leave_at, "start": before.start or new.start}
            out[key] = new.model_copy(update=moved | _driven(over, new.driving_s, new.driving_m))
    return out


def _over(route: RouteDocument, planned: Collection[str], ended: Collection[str]) -> tuple[RouteStop, ...]:
    return tuple(
        stop.model_copy(update={"sequence": 0, "changed_at": None})
        for stop in route.visits
        if (stop.id in ended or stop.status == "done") and stop.id not in planned
    )


def _driven(over: Collection[RouteStop], more_s: int, more_m: int) -> dict[str, int]:
    seconds, metres = sum(stop.travel_s for stop in over), sum(stop.travel_m for stop in over)
    return {"driving_s": more_s + seconds, "driving_m": more_m + metres}
