"""Cover of named events: so many people at a site around the clock, in shifts, with rest between them."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from optimiser.book import Book, Cover, RosterEngineer
from optimiser.calendars import WorkingCalendar
from optimiser.roster.absences import is_away
from optimiser.roster.duties import days_between, duty_shifts
from optimiser.roster.fairness import solved, unevenness
from optimiser.roster.shifts import Gap, RosterShift, can_do, too_close

_MISSING_COST, _UNEVEN_COST, _DISPLACED_COST = 10_000, 10, 1
_NEAR = timedelta(days=2)  # shifts further away leave rest enough
_MOST_WEIGHED = 3000  # shifts times those who could take them: what CP-SAT answers in a few seconds


@dataclass(frozen=True)
class Slot:
    """One shift of a cover, and who could take it."""

    cover: Cover
    start: datetime
    end: datetime
    candidates: Sequence[RosterEngineer]

    def taken_by(self, engineer: RosterEngineer) -> RosterShift:
        """The shift, as one of `engineer`."""
        return RosterShift(engineer.id, "", self.start, self.end, kind="cover", serves_only_site=self.cover.site)


def cover_shifts(book: Book, calendars: Mapping[str, WorkingCalendar]) -> tuple[list[RosterShift], list[Gap]]:
    """Who is where at all covers of a book: as few missing as can be, evenly, with few of their own duties displaced.

    Nobody who is away, resident at a site or without the skills comes into question. Between two shifts of a cover an
    engineer rests at least as long as one of them is, and never less than ``min_rest``.
    """
    slots = [slot for cover in book.covers for slot in _slots(cover, book)]
    if not slots:
        return [], []
    first, last = min(slot.start for slot in slots).date(), max(slot.end for slot in slots).date()
    duties = {
        engineer.id: [shift for _, shift in duty_shifts(engineer, calendars, first - _NEAR, last + _NEAR)]
        for engineer in book.engineers
    }
    chosen = _chosen(slots, duties) if any(slot.candidates for slot in slots) else [[] for _ in slots]
    shifts = [slot.taken_by(engineer) for slot, takers in zip(slots, chosen, strict=True) for engineer in takers]
    gaps = [
        _gap(slot, slot.cover.people - len(takers))
        for slot, takers in zip(slots, chosen, strict=True)
        if len(takers) < slot.cover.people
    ]
    return shifts, gaps


def rest_after(cover: Cover, engineer: RosterEngineer) -> timedelta:
    """The rest that an engineer needs before and after a shift of a cover."""
    return max(engineer.min_rest, cover.shift)


def rests_around(covers: Sequence[Cover], engineer: RosterEngineer) -> Mapping[str, timedelta]:
    """The rest that an engineer needs before and after the shifts of covers, by site."""
    rests: dict[str, timedelta] = {}
    for cover in covers:
        rests[cover.site] = max(rests.get(cover.site, timedelta(0)), rest_after(cover, engineer))
    return rests


def _slots(cover: Cover, book: Book) -> list[Slot]:
    zone = ZoneInfo(book.time_zone)
    start, end = cover.start.astimezone(UTC), cover.end.astimezone(UTC)
    bounds = [start + cover.shift * k for k in range(-(-(end - start) // cover.shift))] + [end]
    out = []
    for one, other in pairwise(bounds):
        begins, ends = one.astimezone(zone), other.astimezone(zone)
        days = days_between(begins.date(), (ends - timedelta(microseconds=1)).date())
        candidates = [
            engineer for engineer in book.engineers if _comes_into_question(engineer, cover, days, (begins, ends))
        ]
        out.append(Slot(cover, begins, ends, candidates))
    return out


def _comes_into_question(
    engineer: RosterEngineer, cover: Cover, days: Sequence[date], span: tuple[datetime, datetime]
) -> bool:
    if engineer.resident_at is not None or any(is_away(engineer, day, *span) for day in days):
        return False
    return can_do(engineer, cover.skills, days[-1])


def _chosen(slots: Sequence[Slot], duties: Mapping[str, Sequence[RosterShift]]) -> list[list[RosterEngineer]]:
    """Who takes each shift; what is too large to be weighed as a whole is taken in turn."""
    pairs = list(_close_pairs(slots))
    guess = _in_turn(slots, pairs)
    if sum(len(slot.candidates) for slot in slots) > _MOST_WEIGHED:
        return guess
    return _weighed(slots, duties, pairs, guess)


def _in_turn(slots: Sequence[Slot], pairs: Sequence[tuple[int, int]]) -> list[list[RosterEngineer]]:
    """Give each shift, the earliest first, to those who rest and have had the fewest."""
    close: dict[int, list[int]] = {}
    for one, other in pairs:
        close.setdefault(other, []).append(one)
    taken: Counter[str] = Counter()
    chosen: list[list[RosterEngineer]] = [[] for _ in slots]
    for k in _by_start(slots):
        slot, resting = slots[k], []
        near = [(slots[one], {engineer.id for engineer in chosen[one]}) for one in close.get(k, ())]
        for engineer in sorted(slot.candidates, key=lambda each: taken[each.id]):
            if not any(engineer.id in takers and _clash(slot, other, engineer) for other, takers in near):
                resting.append(engineer)
            if len(resting) == slot.cover.people:
                break
        taken.update(engineer.id for engineer in resting)
        chosen[k] = resting
    return chosen


def _weighed(
    slots: Sequence[Slot],
    duties: Mapping[str, Sequence[RosterShift]],
    pairs: Sequence[tuple[int, int]],
    guess: Sequence[Sequence[RosterEngineer]],
) -> list[list[RosterEngineer]]:
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    takes: dict[tuple[int, str], Any] = {
        (k, engineer.id): model.new_bool_var(f"{engineer.id} takes {k}")
        for k, slot in enumerate(slots)
        for engineer in slot.candidates
    }
    cost: list[Any] = []
    for k, slot in enumerate(slots):
        missing = model.new_int_var(0, slot.cover.people, "")
        model.add(sum(takes[k, engineer.id] for engineer in slot.candidates) + missing == slot.cover.people)
        cost.append(_MISSING_COST * missing)
        cost += [
            _DISPLACED_COST * takes[k, engineer.id] * _displaced_count(slot, engineer, duties.get(engineer.id, ()))
            for engineer in slot.candidates
        ]
    _keep_rest(model, slots, takes, pairs)
    takers = [{engineer.id for engineer in people} for people in guess]
    for (k, name), var in takes.items():
        model.add_hint(var, name in takers[k])
    people = sorted({engineer for _, engineer in takes})
    counts = [sum(var for (_, engineer), var in takes.items() if engineer == person) for person in people]
    total = sum(min(slot.cover.people, len(slot.candidates)) for slot in slots)
    cost.append(_UNEVEN_COST * unevenness(model, counts, len(slots), total))
    model.minimize(sum(cost))
    solver = solved(model)
    return [
        [engineer for engineer in slot.candidates if solver.value(takes[k, engineer.id])]
        for k, slot in enumerate(slots)
    ]


def _keep_rest(
    model: Any, slots: Sequence[Slot], takes: Mapping[tuple[int, str], Any], pairs: Sequence[tuple[int, int]]
) -> None:
    """Nobody takes two shifts that lie too close to each other."""
    for one, other in pairs:
        slot, next_slot = slots[one], slots[other]
        for engineer in slot.candidates:
            if (other, engineer.id) in takes and _clash(slot, next_slot, engineer):
                model.add_at_most_one(takes[one, engineer.id], takes[other, engineer.id])


def _clash(slot: Slot, other: Slot, engineer: RosterEngineer) -> bool:
    """Whether an engineer who takes both has too little rest between them."""
    rest = max(rest_after(slot.cover, engineer), rest_after(other.cover, engineer))
    return too_close(slot.taken_by(engineer), other.taken_by(engineer), rest)


def _close_pairs(slots: Sequence[Slot]) -> Iterator[tuple[int, int]]:
    """Yield the shifts, the earlier first, with less than the longest rest between them: of a year, few of all."""
    rest = max(rest_after(slot.cover, engineer) for slot in slots for engineer in slot.candidates)
    order = _by_start(slots)
    starts = [slots[k].start.astimezone(UTC) for k in order]
    for position, one in enumerate(order):
        over = bisect_left(starts, slots[one].end.astimezone(UTC) + rest)
        yield from ((one, other) for other in order[position + 1 : over])


def _by_start(slots: Sequence[Slot]) -> list[int]:
    return sorted(range(len(slots)), key=lambda k: slots[k].start.astimezone(UTC))


def _displaced_count(slot: Slot, engineer: RosterEngineer, duties: Sequence[RosterShift]) -> int:
    """How many of an engineer's duties, which are in order of time, a shift of a cover takes the place of."""
    shift, rest = slot.taken_by(engineer), rest_after(slot.cover, engineer)
    first = bisect_left(duties, slot.start.astimezone(UTC) - rest - _NEAR, key=_start)
    last = bisect_left(duties, slot.end.astimezone(UTC) + rest, key=_start)
    return sum(too_close(shift, duty, rest) for duty in duties[first:last])


def _start(shift: RosterShift) -> datetime:
    return shift.start.astimezone(UTC)


def _gap(slot: Slot, missing_count: int) -> Gap:
    cover = slot.cover
    message = (
        f"cover {cover.id}: {missing_count} of {cover.people} missing at {cover.site} from "
        f"{slot.start:%Y-%m-%d %H:%M} to {slot.end:%Y-%m-%d %H:%M}; only {len(slot.candidates)} have the skills and "
        "are not away, and all need their rest: make `shift` longer, or find more people"
    )
    return Gap("cover", slot.start, slot.end, missing_count, message, of=cover.id, site=cover.site)
