"""A first rota, turn by turn: whoever has had least. The model starts from it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from optimiser.roster.hours import StandbyDay, StandbyKind

Counts = Mapping[tuple[str, StandbyKind], int]
OwnerKey = tuple[str, int]
DayKey = tuple[str, date]


@dataclass(frozen=True)
class Turn:
    """A day, week or month of on-call; `able` are those whose turn it can be."""

    number: int
    days: Sequence[StandbyDay]
    able: Sequence[str]


def first_guess(
    turns: Sequence[Turn], free: Mapping[str, frozenset[date]], people: int, before: Counts
) -> tuple[set[OwnerKey], set[DayKey]]:
    """Whose turns the turns are, by their numbers, and who stands in on which days.

    Where several have had as little, the turn goes round in the order of `free`, counted by the calendar.
    """
    so_far: Counter[tuple[str, StandbyKind]] = Counter(before)
    owns: set[OwnerKey] = set()
    stands_in: set[DayKey] = set()
    previous: list[str] = []
    order = list(free)
    for turn in turns:
        place = {name: (k - turn.number) % len(order) for k, name in enumerate(order)}
        burden = {name: _burden(so_far, name, turn.days) + (name in previous) for name in turn.able}
        owners = sorted(turn.able, key=lambda name: (burden[name], place[name]))[:people]
        owns |= {(name, turn.number) for name in owners}
        helpers: set[str] = set()
        for day in turn.days:
            there = [name for name in free if day.day in free[name]]
            on = [name for name in owners if name in there]
            others = [name for name in there if name not in on]
            others.sort(key=lambda name: (name not in helpers, so_far[name, day.kind], place[name]))
            standing_in = others[: people - len(on)]
            helpers.update(standing_in)
            stands_in |= {(name, day.day) for name in standing_in}
            so_far.update((name, day.kind) for name in (*on, *standing_in))
        previous = owners
    return owns, stands_in


def _burden(so_far: Counter[tuple[str, StandbyKind]], name: str, days: Sequence[StandbyDay]) -> int:
    """By how much the sum of the squares of the counts grows when `name` takes all of `days`."""
    added = Counter(day.kind for day in days)
    return sum(n * (2 * so_far[name, kind] + n) for kind, n in added.items())
