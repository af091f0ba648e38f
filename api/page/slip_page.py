"""A numbered service slip as a page, to print and to sign."""

from zoneinfo import ZoneInfo

from api.page.paper import paper
from api.schemas.slips import Reading, SlipDocument


def render_slip(slip: SlipDocument, language: str = "en") -> str:
    """Write a service slip as one HTML page that stands alone.

    Parameters
    ----------
    slip : SlipDocument
        What it leaves open becomes room to write by hand.
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
    zone = ZoneInfo(slip.time_zone)
    return paper("slip.html", "slip_title", {"number": slip.number}, zone, language, slip=slip, bounds=bounds)


def bounds(reading: Reading) -> str:
    """``210–240``, ``≥ 210`` or ``≤ 240``: what a reading should keep."""
    if reading.low is not None and reading.high is not None:
        return f"{reading.low:g}–{reading.high:g}"
    if reading.low is not None:
        return f"≥ {reading.low:g}"
    return f"≤ {reading.high:g}" if reading.high is not None else ""
