"""The choice behind levelling: how small the largest load can be, then the fewest moves that make it so.

Inspections that are alike (as long, ideal in the same period, with the same options) are counted together. Few of them
are an integer program. Of many, the linear relaxation has whole numbers but for a handful, which are rounded to where
most room is; where that fails, the integer program starts from there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from optimiser.recurrence.levelling_programs import Alike, Counts, exact, relaxed

_FEW = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """One inspection: how long it takes, the period of its ideal day, those that it may be put into."""

    duration: timedelta
    ideal: int
    options: tuple[int, ...]
    ideal_day: int


def least_moved(choices: Sequence[Choice], shares: Sequence[float], limit: timedelta) -> list[int]:
    """Put each inspection into one period: none above the limit, or the largest as small as can be; then move few.

    Parameters
    ----------
    choices : sequence of Choice
    shares : sequence of float
        How much of each period there is: its load counts as ``load / share``.
    limit : timedelta
        Down to which the largest load matters.

    Returns
    -------
    list of int
        The period of each choice.
    """
    groups: dict[Alike, list[int]] = {}
    for index, choice in enumerate(choices):
        alike = Alike(int(choice.duration.total_seconds()), choice.ideal, choice.options)
        groups.setdefault(alike, []).append(index)
    alikes, sizes = list(groups), [len(members) for members in groups.values()]
    stay = [{alike.ideal: size} for alike, size in zip(alikes, sizes, strict=True)]
    limit_s = limit.total_seconds()
    if _largest(alikes, stay, shares) <= limit_s:
        return [choice.ideal for choice in choices]
    counts = _counts(alikes, sizes, stay, shares, limit_s)
    return _dealt(choices, list(groups.values()), counts)


def _counts(
    alikes: Sequence[Alike], sizes: Sequence[int], stay: list[Counts], shares: Sequence[float], limit_s: float
) -> list[Counts]:
    if sum(len(alike.options) for alike in alikes) <= _FEW:
        return exact(alikes, sizes, shares, limit_s, stay)
    # Room for one more inspection, so that what is rounded fits.
    longest_s = max(alike.seconds for alike in alikes)
    bound_s, shared = relaxed(alikes, sizes, shares, limit_s - longest_s)
    counts = _rounded(alikes, sizes, shared, shares)
    _mend(alikes, counts, shares, max(limit_s, bound_s))
    # Where the limit is out of reach, within one inspection of the bound is near enough.
    near_enough_s = limit_s if bound_s < limit_s - 1.0 else bound_s + longest_s
    if _largest(alikes, counts, shares) <= near_enough_s:
        return counts
    return exact(alikes, sizes, shares, limit_s, counts)


def _loads(alikes: Sequence[Alike], counts: Sequence[Counts], period_count: int) -> list[int]:
    loads = [0] * period_count
    for alike, by_period in zip(alikes, counts, strict=True):
        for period, count in by_period.items():
            loads[period] += alike.seconds * count
    return loads


def _largest(alikes: Sequence[Alike], counts: Sequence[Counts], shares: Sequence[float]) -> float:
    loads = _loads(alikes, counts, len(shares))
    return max(load / share for load, share in zip(loads, shares, strict=True))


def _rounded(
    alikes: Sequence[Alike], sizes: Sequence[int], shared: Sequence[dict[int, float]], shares: Sequence[float]
) -> list[Counts]:
    """Round down; what is left goes, the longest first, to the period with most room among those that had a share."""
    counts = [{period: int(share + 1e-6) for period, share in by_period.items()} for by_period in shared]
    loads = _loads(alikes, counts, len(shares))
    left = [size - sum(by_period.values()) for size, by_period in zip(sizes, counts, strict=True)]
    for group in sorted(range(len(alikes)), key=lambda group: -alikes[group].seconds):
        for _ in range(left[group]):
            period = min(alikes[group].options, key=lambda period: (loads[period] / shares[period], period))
            counts[group][period] = counts[group].get(period, 0) + 1
            loads[period] += alikes[group].seconds
    return counts


def _mend(alikes: Sequence[Alike], counts: list[Counts], shares: Sequence[float], cap_s: float) -> None:
    """Move single inspections out of periods above the cap to where they fit, the best fitting first."""
    loads = _loads(alikes, counts, len(shares))
    for period in range(len(shares)):
        while loads[period] > cap_s * shares[period]:
            excess = loads[period] - cap_s * shares[period]
            moves = [
                (alike.seconds < excess, abs(alike.seconds - excess), group, option)
                for group, alike in enumerate(alikes)
                if counts[group].get(period)
                for option in alike.options
                if option != period and loads[option] + alike.seconds <= cap_s * shares[option]
            ]
            if not moves:
                break
            _, _, group, option = min(moves)
            counts[group][period] -= 1
            counts[group][option] = counts[group].get(option, 0) + 1
            loads[period] -= alikes[group].seconds
            loads[option] += alikes[group].seconds


def _dealt(choices: Sequence[Choice], groups: Sequence[list[int]], counts: Sequence[Counts]) -> list[int]:
    """Say which of those that are alike go where: to earlier periods those with earlier ideal days."""
    chosen = [choice.ideal for choice in choices]
    for members, by_period in zip(groups, counts, strict=True):
        in_order = iter(sorted(members, key=lambda index: choices[index].ideal_day))
        for period in sorted(by_period):
            for _ in range(by_period[period]):
                chosen[next(in_order)] = period
    return chosen
