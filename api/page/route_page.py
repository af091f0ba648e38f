"""An engineer's route as a page: to print on A4, or to read on a phone without the app."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time

from api.page import formats
from api.page.paper import paper
from api.schemas.routes import RouteDocument


def render_route(route: RouteDocument, language: str = "en") -> str:
    """Write a route as one HTML page that stands alone.

    Parameters
    ----------
    route : RouteDocument
    language : {"en", "zh"}

    Returns
    -------
    str
        The page, to be written as UTF-8.

    Raises
    ------
    ValueError
        Where there is no such language.
    """
    zone = route.zone
    midnight_at = datetime.combine(route.date, time(), zone)
    return paper(
        "route.html",
        "route_title",
        {"engineer": route.engineer_name, "day": route.date.isoformat()},
        zone,
        language,
        route=route,
        fetched=to_fetch(route),
        clock=lambda at: formats.clock(at, midnight_at, zone),
        dial=dial,
    )


def to_fetch(route: RouteDocument) -> Sequence[tuple[str, str, int]]:
    """List what the stops of a route need from depots: the depot and the part as people call them, and how many.

    The plan has no stop at a depot, so all of it is fetched before leaving.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for stop in route.stops:
        for part in stop.parts:
            for place in part.take:
                if place.depot is not None:
                    counts[place.name or place.depot, part.name or part.part] += place.count
    return [(depot, part, count) for (depot, part), count in sorted(counts.items())]


def dial(phone: str) -> str:
    """A phone number as a link that calls it."""
    return "tel:" + "".join(one for one in phone if one.isascii() and (one.isdigit() or one in "+*#,;"))
