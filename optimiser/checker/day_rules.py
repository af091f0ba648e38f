"""The rules over days: rest between them, what an engineer may work and drive in them, which of them go together."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from optimiser.checker.journey import Journey
from optimiser.checker.lookup import SLACK_S, TINY_S, Lookup, is_under_way
from optimiser.checker.verdict import Violation
from optimiser.inputs import Engineer, Limit, Series


def rest(lookup: Lookup, journeys: Sequence[Journey]) -> Iterator[Violation]:
    """Between being back from one route and leaving on the next of another day lies the engineer's rest.

    Before one that has begun it was as long as it was.
    """
    for engineer, own in _by_engineer(journeys):
        least_s = engineer.min_rest.total_seconds()
        for after in (each for each in own if least_s and not is_under_way(each.calls[0].visit)):
            earlier = (other for other in own if other.out_s <= after.out_s and other.day != after.day)
            before = max(earlier, key=lambda other: other.back_s, default=after)
            rest_s = after.out_s - before.back_s
            if before is not after and rest_s < least_s - SLACK_S:
                message = (
                    f"Engineer {engineer.id} leaves with shift {after.shift.id} at {lookup.clock(after.out_s)}, "
                    f"{rest_s:.0f} s after being back from shift {before.shift.id}; the least rest is {least_s:.0f} s."
                )
                numbers = {"rest_s": rest_s, "limit_s": least_s}
                yield Violation("REST", message, None, engineer.id, after.shift.id, numbers)


def limits(lookup: Lookup, journeys: Sequence[Journey]) -> Iterator[Violation]:
    """An engineer works and travels no longer in a day or a week than each of the limits allows.

    What has happened counts; where it alone exceeds a limit, nothing may be added to it. Where nothing else is planned,
    what is under way is finished whatever the limits say.
    """
    for engineer, own in _by_engineer(journeys):
        for limit in engineer.limits:
            spans = defaultdict[str, list[Journey]](list)
            for journey in own:
                spans[_span_of(limit, journey.day)].append(journey)
            for span, together in spans.items():
                if any(not is_under_way(call.visit) for own in together for call in own.calls):
                    yield from _over(engineer, limit, span, together)


def _span_of(limit: Limit, day: date) -> str:
    """The day or the week in which a limit counts what happens on `day`, in words."""
    year, week, _ = day.isocalendar()
    return f"on {day}" if limit.per == "day" else f"in week {week} of {year}"


def _over(engineer: Engineer, limit: Limit, span: str, together: Sequence[Journey]) -> Iterator[Violation]:
    """What the routes of one day or week have in excess of a limit."""
    before = [each for each in engineer.spent if _span_of(limit, each.on) == span]
    worked_s = sum(each.working_time.total_seconds() for each in before)
    driven_s = sum(each.driving_time.total_seconds() for each in before)
    work_s = worked_s + sum(own.back_s - own.out_s for own in together)
    travel_s = driven_s + sum(own.travel_s for own in together)
    measures: Sequence[tuple[str, str, float, float, float | None]] = (
        ("WORKING_TIME_LIMIT", "works", worked_s, work_s, _seconds(limit.working_time)),
        ("DRIVING_TIME_LIMIT", "travels", driven_s, travel_s, _seconds(limit.driving_time)),
    )
    shift = together[0].shift.id if len(together) == 1 else None
    for code, does, spent_s, length_s, most_s in measures:
        if most_s is not None and length_s > max(most_s, spent_s) + TINY_S:
            message = f"Engineer {engineer.id} {does} for {length_s:.0f} s {span}; the limit is {most_s:.0f} s."
            yield Violation(code, message, None, engineer.id, shift, {"duration_s": length_s, "limit_s": most_s})


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds()


def _by_engineer(journeys: Sequence[Journey]) -> Iterator[tuple[Engineer, list[Journey]]]:
    """Every engineer who is out, with all that the engineer does."""
    own = defaultdict[str, list[Journey]](list)
    for journey in journeys:
        own[journey.engineer.id].append(journey)
    for together in own.values():
        yield together[0].engineer, together


def series_days(lookup: Lookup, journeys: Sequence[Journey]) -> Iterator[Violation]:
    """The visits of a series are on different days, all of them in one of its patterns."""
    days = {call.visit.id: journey.day for journey in journeys for call in journey.calls}
    for series in lookup.problem.series:
        own = {visit: days[visit] for visit in series.visits if visit in days}
        yield from _shared_days(series, own)
        if own and not any(set(own.values()) <= set(pattern) for pattern in series.patterns):
            listed = ", ".join(map(str, sorted(set(own.values()))))
            message = f"The visits of series {series.id} are on {listed}, which lie in none of its patterns."
            yield Violation("SERIES_DAYS", message, numbers={"visits": len(own)})


def _shared_days(series: Series, days: Mapping[str, date]) -> Iterator[Violation]:
    """Days on which more than one visit of a series is served."""
    for day, count in Counter(days.values()).items():
        if count > 1:
            visits = [visit for visit, own in days.items() if own == day]
            message = f"Visits {', '.join(visits)} of series {series.id} are all on {day}; each needs its own day."
            yield Violation("SERIES_DAYS", message, visits[1], numbers={"visits": count})
