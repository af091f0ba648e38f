"""The figures of a choice of days and engineers."""

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import fmean, pstdev

from optimiser.horizon.candidates import promised_days
from optimiser.horizon.chosen import Choice, HorizonMeasures, Load, Unkept
from optimiser.horizon.facts import customers_of
from optimiser.horizon.question import HorizonQuestion

_HOUR = timedelta(hours=1)


def measures_of(
    question: HorizonQuestion, choices: Sequence[Choice], loads: Sequence[Load], unkept: Sequence[Unkept]
) -> HorizonMeasures:
    """Measure a plan."""
    inspections = {inspection.id: inspection for inspection in question.inspections}
    trips = {(c.site, c.day, c.engineer) for c in choices if not inspections[c.inspection].remote}
    by_day = _shares(loads, by_day=True)
    by_engineer = _shares(loads, by_day=False)
    off = [abs((c.day - inspections[c.inspection].ideal_on).days) for c in choices]
    over = [max(timedelta(0), load.work + load.travel + load.room - load.capacity) / _HOUR for load in loads]
    return HorizonMeasures(
        inspection_count=len(question.inspections),
        trip_count=len(trips),
        travel_km=round(sum(load.travel_m for load in loads) / 1000, 1),
        travel_hours=round(sum(load.travel / _HOUR for load in loads), 2),
        work_hours=round(sum(load.work / _HOUR for load in loads), 2),
        day_load_mean=round(fmean(by_day), 4) if by_day else 0.0,
        day_load_spread=round(pstdev(by_day), 4) if by_day else 0.0,
        day_load_peak=round(max(by_day, default=0.0), 4),
        engineer_load_spread=round(pstdev(by_engineer), 4) if by_engineer else 0.0,
        over_room_hours=round(sum(over), 2),
        engineers_per_customer=round(_engineers_per_customer(question, choices), 3),
        off_ideal_days=round(fmean(off), 2) if off else 0.0,
        moved_count=_moved(question, choices),
        late_count=sum(each.rule == "tolerance" for each in unkept),
        unplaced_count=sum(each.rule == "served" for each in unkept),
    )


def _shares(loads: Sequence[Load], *, by_day: bool) -> list[float]:
    """Work and travel over the hours that there are, of each day or of each engineer."""
    taken: dict[date | str, timedelta] = {}
    there: dict[date | str, timedelta] = {}
    for load in loads:
        key = load.day if by_day else load.engineer
        taken[key] = taken.get(key, timedelta(0)) + load.work + load.travel
        there[key] = there.get(key, timedelta(0)) + load.capacity
    return [taken[key] / there[key] for key in there]


def _engineers_per_customer(question: HorizonQuestion, choices: Sequence[Choice]) -> float:
    customers = customers_of(question)
    seen: dict[str, set[str]] = {}
    for choice in choices:
        seen.setdefault(customers[choice.site], set()).add(choice.engineer)
    return fmean(map(len, seen.values())) if seen else 0.0


def _moved(question: HorizonQuestion, choices: Sequence[Choice]) -> int:
    promised = promised_days(question)
    days = {choice.inspection: choice.day for choice in choices}
    return sum(days.get(inspection) != day for inspection, (day, _) in promised.items())
