"""Public holidays and make-up working days of a region, from the holidays library.

The library is imported where it is first needed: many a book names no region.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any


@dataclass(frozen=True)
class RegionYear:
    """The days of one year that differ from their weekday: `holidays`, and weekends that are worked, `make_up`."""

    holidays: frozenset[date]
    make_up: frozenset[date]


@lru_cache(maxsize=1)
def _subdivisions() -> dict[str, list[str]]:
    import holidays

    found: dict[str, list[str]] = holidays.list_supported_countries(include_aliases=True)
    return found


def known_region(code: str) -> bool:
    """Whether holidays are known for `code`: a country, ``CN``, or one of its subdivisions, ``US-MA``."""
    country, dash, subdivision = code.partition("-")
    known = _subdivisions()
    return country in known and (not dash or subdivision in known[country])


def _library(code: str, years: range) -> Any:
    """The library's calendar of a region for those of `years` that it knows, without a word for the others."""
    import holidays

    country, _, subdivision = code.partition("-")
    return holidays.country_holidays(country, subdiv=subdivision or None, years=years, expand=False)


@lru_cache(maxsize=4096)
def region_year(code: str, year: int) -> RegionYear:
    """Holidays and make-up working days of a region in a year; without any in years that the library does not know."""
    found = _library(code, range(year - 1, year + 2))  # the neighbours' holidays may move days into this year
    return RegionYear(
        frozenset(day for day in found if day.year == year),
        frozenset(day for day in found.weekend_workdays if day.year == year),
    )


@lru_cache(maxsize=1024)
def known_years(code: str) -> tuple[int, int]:
    """First and last year whose holidays the library knows for a region."""
    found = _library(code, range(0))
    return found.start_year, found.end_year


@lru_cache(maxsize=1024)
def make_up_days_known_until(code: str) -> int | None:
    """The last year whose make-up working days are known; None for a region that has none.

    Such a region announces them for one year at a time, and the library is silent about later years.
    """
    found = _library(code, range(0))
    if not getattr(found, "has_substituted_holidays", False):
        return None
    announced: dict[int, Any] = found.special_public_holidays
    return max(announced)
