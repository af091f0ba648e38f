"""What keeps a visit out of a shift whatever the time: who the engineer is, what the shift serves, which day it is."""

from collections.abc import Sequence
from datetime import date

from optimiser.documents.series_checks import MOST_DAYS, MOST_PATTERNS
from optimiser.explanation.diagnosis import Cause
from optimiser.explanation.kept import KeptPlan
from optimiser.inputs import Engineer, Series, Shift, Visit


def barred(plan: KeptPlan, u: int, s: int) -> Cause | None:
    """Why a visit may not be in a shift whatever the time; None where nothing speaks against it."""
    (engineer, shift), visit = plan.who(s), plan.visit(u)
    pin = visit.pin
    if pin and (pin.engineer not in (None, engineer.id) or pin.shift not in (None, shift.id)):
        return Cause("PINNED_ELSEWHERE")
    return (
        _unskilled(engineer, visit)
        or _uncertified(engineer, shift, visit)
        or (Cause("EXCLUDED") if engineer.id in visit.excluded_engineers else None)
        or (None if serves(shift, visit) else Cause("SERVES_ONLY"))
        or wrong_day(plan, u, s)
    )


def serves(shift: Shift, visit: Visit) -> bool:
    """Whether the shift serves the visit's place."""
    return shift.serves_only is None or visit.place in shift.serves_only


def missing_skills(engineer: Engineer, visit: Visit) -> dict[str, float]:
    """The levels that the visit needs and the engineer does not have."""
    return {name: level for name, level in visit.skills.items() if engineer.skills.get(name, 0) < level}


def ended_certificates(engineer: Engineer, shift: Shift, visit: Visit) -> dict[str, date]:
    """When the certificates ended that the visit needs and that are no longer valid on the shift's day."""
    needed = [name for name, level in visit.skills.items() if level > 0 and name in engineer.certificates]
    ends = {name: engineer.certificates[name] for name in needed}
    return {name: end for name, end in ends.items() if end < shift.day}


def _unskilled(engineer: Engineer, visit: Visit) -> Cause | None:
    numbers: dict[str, float] = {}
    for name, level in missing_skills(engineer, visit).items():
        numbers[f"{name}_needed_level"] = level
        numbers[f"{name}_has_level"] = engineer.skills.get(name, 0)
    return Cause("NO_SKILL", numbers) if numbers else None


def _uncertified(engineer: Engineer, shift: Shift, visit: Visit) -> Cause | None:
    day, ended = shift.day, ended_certificates(engineer, shift, visit)
    numbers = {f"{name}_late_days": (day - end).days for name, end in ended.items()}
    return Cause("CERTIFICATE_EXPIRED", numbers) if numbers else None


def wrong_day(plan: KeptPlan, u: int, s: int) -> Cause | None:
    """Why the day of the shift does not go together with those of the visit's series."""
    series, day = series_of(plan, u), plan.others.day[s]
    if series is None:
        return None
    taken = taken_days(plan, u)
    if day in taken:
        return Cause("SERIES_DAYS", {"visits_that_day": taken.count(day)})
    if any({day, *taken} <= set(pattern) for pattern in series.patterns):
        return None
    return Cause("SERIES_DAYS", {"patterns": len(series.patterns)})


def series_of(plan: KeptPlan, u: int) -> Series | None:
    """The series to which a visit belongs."""
    at = plan.series.get(plan.visit(u).id)
    return None if at is None else plan.problem.series[at]


def taken_days(plan: KeptPlan, u: int) -> list[date]:
    """The days on which the plan serves the other visits of the series."""
    series, own = series_of(plan, u), plan.visit(u).id
    found = [plan.served_in(name) for name in (series.visits if series else ()) if name != own]
    return [plan.others.day[s] for s in found if s is not None]


def other_pattern(plan: KeptPlan, u: int, s: int) -> Sequence[date] | None:
    """A pattern to add after which the visit's series allows the day of the shift; None where none can help.

    It holds the days that are taken, that of the shift, and as many more as the series has visits: those of the pattern
    that has the most of them in common.
    """
    series, day = series_of(plan, u), plan.others.day[s]
    taken = taken_days(plan, u)
    if series is None or day in taken or len(set(taken)) < len(taken) or len(series.patterns) >= MOST_PATTERNS:
        return None
    wanted = {day, *taken}
    nearest = max(series.patterns, key=lambda pattern: len(wanted & set(pattern)), default=())
    spare = sorted(set(nearest) - wanted, key=lambda other: abs((other - day).days))
    days = sorted(wanted | set(spare[: max(0, len(series.visits) - len(wanted))]))
    known = {other for own in plan.problem.series for pattern in own.patterns for other in pattern}
    return days if len(days) >= len(series.visits) and len(known | set(days)) <= MOST_DAYS else None
