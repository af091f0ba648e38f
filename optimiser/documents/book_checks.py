"""What must hold inside each part of a book, beyond each value being right by itself."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any

from optimiser.book import WEEKDAYS, Hours
from optimiser.documents.dates import write_date, write_time_of_day
from optimiser.documents.findings import Findings, Steps, shown
from optimiser.documents.kinds import FAULTY
from optimiser.documents.records import Check
from optimiser.documents.values import LONGEST_DAYS, write_duration, write_time

Draft = Mapping[str, Any]

NOTHING = timedelta(0)
A_DAY = timedelta(days=1)
FEWEST_CORNERS = 3


def dates_in_order(first: str, last: str, advice: str) -> Check:
    """Make a check that the day `last` is not before the day `first`."""

    def check(draft: Draft, at: Steps, found: Findings) -> None:
        early, late = draft.get(first), draft.get(last)
        if early is not None and late is not None and late < early:
            message = f'"{write_date(late)}" is before {first}, "{write_date(early)}"; {advice}'
            found.add((*at, last), "wrong_order", message, write_date(late))

    return check


def no_repeats(key: str, noun: str) -> Check:
    """Make a check that a list names nothing twice."""

    def check(draft: Draft, at: Steps, found: Findings) -> None:
        seen = set()
        for i, name in enumerate(draft.get(key, ())):
            if name is not FAULTY and name in seen:
                message = f"the {noun} {shown(name)} stands in this list before; take one of them out"
                found.add((*at, key, i), "named_twice", message, name)
            seen.add(name)

    return check


def check_hours(draft: Draft, at: Steps, found: Findings) -> None:
    """No two hours of a calendar overlap on a weekday, also where some of them last into the next day."""
    spans = sorted(
        (start, end, i) for i, hours in enumerate(draft.get("hours", ())) if hours is not FAULTY
        for start, end in _spans_in_week(hours)
    )  # fmt: skip
    week = timedelta(weeks=1)
    around = [(start + week, end + week, i) for start, end, i in spans[:1]]
    told = set()
    for (_, end, one), (start, _, other) in pairwise([*spans, *around]):
        if start < end and (one, other) not in told:
            told.add((one, other))
            day = WEEKDAYS[start // A_DAY % len(WEEKDAYS)]
            message = (
                f"these hours and those at {max(one, other)} overlap on {day}; make one of both, or mend their times"
            )
            found.add((*at, "hours", min(one, other)), "overlap", message)


def _spans_in_week(hours: Hours) -> Iterator[tuple[timedelta, timedelta]]:
    for name in dict.fromkeys(hours.days):
        start = WEEKDAYS.index(name) * A_DAY + since_midnight(hours.from_)
        yield start, start + length(hours.from_, hours.until)


def since_midnight(clock: time) -> timedelta:
    """Return how long after midnight it is."""
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)


def length(from_: time, until: time) -> timedelta:
    """Return how long it is from one time of day to the next `until`: a whole day where they are the same."""
    return (since_midnight(until) - since_midnight(from_)) % A_DAY or A_DAY


def check_days(draft: Draft, at: Steps, found: Findings) -> None:
    """No day of a calendar is both open and closed."""
    closed = {day for day in draft.get("closed_on", ()) if day is not FAULTY}
    for i, day in enumerate(draft.get("open_on", ())):
        if day is not FAULTY and day in closed:
            message = f'"{write_date(day)}" stands in closed_on too; take it out of one of them'
            found.add((*at, "open_on", i), "contradiction", message, write_date(day))


def check_span(draft: Draft, at: Steps, found: Findings) -> None:
    """A span says how long in one way."""
    within, days = draft.get("within"), draft.get("working_days")
    if within is not None and days is not None:
        message = f"{shown(write_duration(within))} and {days} working days cannot both hold; give one of them"
        found.add((*at, "working_days"), "one_of_two", message, days)
    elif within is days is None and not any(found.is_noted((*at, key)) for key in ("within", "working_days")):
        message = 'a span needs a length; give "within", as in "PT4H", or "working_days", as in 3'
        found.add(at, "one_of_two", message)


def check_polygon(draft: Draft, at: Steps, found: Findings) -> None:
    """A polygon has an inside."""
    corners = draft.get("polygon", ())
    if not corners or FAULTY in corners:
        return
    count = len(set(corners))
    if count < FEWEST_CORNERS:
        message = f"a polygon of {count} different corners holds nothing; give at least {FEWEST_CORNERS}, or a circle"
        found.add((*at, "polygon"), "wrong_count", message, count)


def check_where(draft: Draft, at: Steps, found: Findings) -> None:
    """The zones that a target is for are zones of the book."""
    for i, name in enumerate(draft.get("where", {}).get("zone", ())):
        if name is not FAULTY:
            found.refer("zone", name, (*at, "where", "zone", i))


def check_cycle(draft: Draft, at: Steps, found: Findings) -> None:
    """A cycle has a first day, and days of work."""
    cycle = draft.get("cycle", ())
    if not cycle or FAULTY in cycle:
        return
    if not any(cycle):
        message = f"a cycle of {len(cycle)} days without a 1 never works; put one in, or take the duty out"
        found.add((*at, "cycle"), "contradiction", message, list(cycle))
    if draft.get("since") is None and not found.is_noted((*at, "since")):
        found.add((*at, "since"), "missing", "is missing from a duty with a cycle; give the first day of the cycle")


def check_break(draft: Draft, at: Steps, found: Findings) -> None:
    """The times between which a break begins lie in its duty, in their order."""
    if "from_" not in draft or "until" not in draft:
        return
    start = since_midnight(draft["from_"])
    last = length(draft["from_"], draft["until"]) + draft.get("overtime_limit", NOTHING)
    begins = {
        key: (since_midnight(draft[key]) - start) % A_DAY
        for key in ("break_earliest", "break_latest")
        if draft.get(key) is not None
    }
    outside = [key for key, begin in begins.items() if begin > last]
    for key in outside:
        text = write_time_of_day(draft[key])
        message = f'"{text}" is outside the duty and its overtime; move the break into it, or take it out'
        found.add((*at, key), "outside_shift", message, text)
    if not outside and begins.get("break_latest", A_DAY) < begins.get("break_earliest", NOTHING):
        text = write_time_of_day(draft["break_latest"])
        message = f'"{text}" is before break_earliest, "{write_time_of_day(draft["break_earliest"])}"; swap them'
        found.add((*at, "break_latest"), "wrong_order", message, text)


def check_absence(draft: Draft, at: Steps, found: Findings) -> None:
    """An absence of a part of one day ends after it begins."""
    until = draft.get("until")
    if until is None or draft.get("first") is None or draft.get("first") != draft.get("last"):
        return
    from_ = draft.get("from_") or time()
    if until <= from_:
        text = write_time_of_day(until)
        message = f'"{text}" is not after the beginning, "{write_time_of_day(from_)}"; swap them, or mend the day'
        found.add((*at, "until"), "wrong_order", message, text)


def check_cover(draft: Draft, at: Steps, found: Findings) -> None:
    """A cover ends after it starts, within a year or so, and one stay in it has a length."""
    start, end = draft.get("start"), draft.get("end")
    if isinstance(start, datetime) and isinstance(end, datetime):
        if end <= start:
            message = f'"{write_time(end)}" is not after start, "{write_time(start)}"; swap them, or mend the date'
            found.add((*at, "end"), "wrong_order", message, write_time(end))
        elif end - start > timedelta(days=LONGEST_DAYS):
            message = f"the cover is {(end - start).days} days long; give one of at most {LONGEST_DAYS}"
            found.add((*at, "end"), "out_of_range", message, write_time(end))
    if timedelta(0) <= draft.get("shift", A_DAY) < timedelta(hours=1):
        text = write_duration(draft["shift"])
        found.add((*at, "shift"), "out_of_range", f'"{text}" is too short for a stay; give at least PT1H', text)
