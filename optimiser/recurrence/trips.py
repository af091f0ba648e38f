"""One trip does all that is due: inspections of one site, of any series, that can be done on a common day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from optimiser.recurrence.inspection import NOTHING, Inspection


@dataclass(frozen=True, slots=True)
class Trip:
    """Inspections of one site that can be done on one day, any from `ready_on` to `due_on`.

    Attributes
    ----------
    id : str
        That of its first inspection.
    site : str
    inspections : tuple of Inspection
        Those that are due first come first.
    ready_on, ideal_on, due_on : date
        Common to all of them. The ideal day is the one that moves the inspections the least.
    duration : timedelta
        All of them, one after the other.
    skills : mapping of str to float
        What one engineer needs who does them all.
    """

    id: str
    site: str
    inspections: tuple[Inspection, ...]
    ready_on: date
    ideal_on: date
    due_on: date
    duration: timedelta
    skills: Mapping[str, float]


def trips(inspections: Iterable[Inspection], longest: timedelta | None = None) -> list[Trip]:
    """Group inspections into as few trips as their days allow, in the order in which they are due.

    The inspection that is due first opens a trip on its last day, and whatever of the same site is ready by then
    joins it, as long as the trip does not take longer than `longest`; two occurrences of one rule never share a trip.
    Desk work takes no trip. What is overdue is due on the first day asked about.

    It is the fewest trips there can be as far as `longest` and rules that follow themselves closely do not forbid it.
    """
    by_site: dict[str, list[Inspection]] = {}
    for inspection in inspections:
        if not inspection.remote:
            by_site.setdefault(inspection.site, []).append(inspection)
    found = [trip for group in by_site.values() for trip in _trips_to(group, longest)]
    return sorted(found, key=lambda trip: (trip.due_on, trip.ready_on, trip.id))


def _trips_to(group: list[Inspection], longest: timedelta | None) -> list[Trip]:
    waiting = sorted(group, key=lambda inspection: (inspection.latest_on, inspection.earliest_on, inspection.id))
    found = []
    while waiting:
        chosen: list[Inspection] = []
        left: list[Inspection] = []
        for inspection in waiting:
            (chosen if not chosen or _fits(inspection, chosen, longest) else left).append(inspection)
        found.append(_trip(chosen))
        waiting = left
    return found


def _fits(inspection: Inspection, chosen: list[Inspection], longest: timedelta | None) -> bool:
    if inspection.earliest_on > chosen[0].latest_on:
        return False
    taken = {rule for other in chosen for rule in other.rules}
    if not taken.isdisjoint(inspection.rules):
        return False
    return longest is None or sum((other.duration for other in chosen), inspection.duration) <= longest


def _trip(chosen: list[Inspection]) -> Trip:
    ready_on = max(inspection.earliest_on for inspection in chosen)
    due_on = min(inspection.latest_on for inspection in chosen)
    # The median of the ideal days is nearest to all of them together; each of them is a working day.
    ideals = sorted(inspection.ideal_on for inspection in chosen)
    skills: dict[str, float] = {}
    for inspection in chosen:
        for skill, level in inspection.skills.items():
            skills[skill] = max(level, skills.get(skill, level))
    return Trip(
        id=chosen[0].id,
        site=chosen[0].site,
        inspections=tuple(chosen),
        ready_on=ready_on,
        ideal_on=min(max(ideals[(len(ideals) - 1) // 2], ready_on), due_on),
        due_on=due_on,
        duration=sum((inspection.duration for inspection in chosen), NOTHING),
        skills=skills,
    )
