"""An engineer's route as a page: to print on A4, or to read on a phone without the app."""

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
        clock=lambda at: formats.clock(at, midnight_at, zone),
        dial=dial,
    )


def dial(phone: str) -> str:
    """A phone number as a link that calls it."""
    return "tel:" + "".join(one for one in phone if one.isascii() and (one.isdigit() or one in "+*#,;"))
