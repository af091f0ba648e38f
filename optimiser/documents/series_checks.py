"""What must hold of series: a visit is in one at most, and their patterns are days to choose from."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from optimiser.documents.findings import Findings, Steps, path_text, shown
from optimiser.documents.kinds import FAULTY

MOST_DAYS = 62
"""Most different days in the patterns of a problem: the search keeps the days of a pattern in one number."""
MOST_PATTERNS = 1000
"""Most patterns of a series."""

Draft = Mapping[str, Any]


def check_patterns(draft: Draft, at: Steps, found: Findings) -> None:
    """A series has patterns, not too many, and each has a day for each of its visits."""
    if "patterns" not in draft:
        return
    patterns, at = draft["patterns"], (*at, "patterns")
    if not patterns:
        found.add(at, "no_pattern", "[] leaves its visits no day; give a pattern, a list of dates, or take it out", [])
    elif len(patterns) > MOST_PATTERNS:
        message = f"{len(patterns)} patterns; give at most {MOST_PATTERNS}, the ones that are wanted most"
        found.add(at, "too_many_days", message, len(patterns))
    for i, days in enumerate(patterns):
        if days is not FAULTY and FAULTY not in days:
            _check_pattern(days, len(draft.get("visits", ())), (*at, i), found)


def _check_pattern(days: Sequence[date], count: int, at: Steps, found: Findings) -> None:
    seen: set[date] = set()
    for i, day in enumerate(days):
        if day in seen:
            message = f'"{day}" is in this pattern already; take it out, for a day holds one visit of a series'
            found.add((*at, i), "duplicate_day", message, str(day))
        seen.add(day)
    if len(days) < count:
        found.add(at, "short_pattern", f"{len(days)} days for {count} visits; give each visit a day", len(days))


def check_series(draft: Draft, found: Findings) -> None:
    """A visit is in one series, once, and all series together have not too many days."""
    series = draft.get("series", ())
    first: dict[str, Steps] = {}
    days: set[date] = set()
    for i, own in enumerate(series):
        if own is FAULTY:
            continue
        for j, visit in enumerate(own.visits):
            at = ("series", i, "visits", j)
            if first.setdefault(visit, at) is not at:
                message = f"{shown(visit)} is in a series already, at {path_text(first[visit])}; take one of them out"
                found.add(at, "in_two_series", message, visit)
        days.update(day for pattern in own.patterns for day in pattern)
    if len(days) > MOST_DAYS:
        message = f"the patterns have {len(days)} different days; give at most {MOST_DAYS} in all series together"
        found.add(("series",), "too_many_days", message, len(days))
