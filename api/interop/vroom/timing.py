"""When things happen along a route, as VROOM has it.

Work begins within a window, and set-up comes first in it. A break may interrupt travel. The route ends as early as it
can, and of all ways to do so it leaves as late as it can, so that nobody waits on the road who could wait at home.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from api.interop.vroom.question import Span


class Item(NamedTuple):
    """A job, a break, or the end of a route.

    Attributes
    ----------
    way_s : int or None
        Travel to it from the job (or start) before; None for a break, which is taken wherever one is.
    act_s : int
        How long it takes: set-up and service.
    windows : sequence of (int, int)
        When it may begin; sorted.
    """

    way_s: int | None
    act_s: int
    windows: Sequence[Span]


class Moment(NamedTuple):
    """When one item happens, and how long one has travelled since the item before. ``start_s`` ends the wait."""

    arrive_s: int
    start_s: int
    driven_s: int


def first_start(windows: Sequence[Span], ready_s: int) -> int | None:
    """The first allowed start at or after `ready_s`."""
    return next((max(ready_s, opens) for opens, closes in windows if ready_s <= closes), None)


def last_start(windows: Sequence[Span], until_s: int) -> int | None:
    """The last allowed start at or before `until_s`."""
    return next((min(until_s, closes) for opens, closes in reversed(windows) if until_s >= opens), None)


def forward(items: Sequence[Item], leave_s: int) -> list[Moment] | None:
    """Everything as early as can be, having left then; None where something cannot begin within its windows."""
    moments: list[Moment] = []
    time_s, left_s = leave_s, 0
    ways = _ways(items)
    for item, way_s in zip(items, ways, strict=True):
        left_s = left_s if way_s is None else way_s
        arrive_s = time_s if item.way_s is None else time_s + left_s
        start_s = first_start(item.windows, arrive_s)
        if start_s is None:
            return None
        driven_s = left_s if item.way_s is not None else min(left_s, start_s - time_s)
        moments.append(Moment(time_s + driven_s, start_s, driven_s))
        left_s -= driven_s
        time_s = start_s + item.act_s
    return moments


def _ways(items: Sequence[Item]) -> Iterator[int | None]:
    """For each item the travel that begins after the item before: that to the next place, None where it has begun."""
    begun = False
    for k, item in enumerate(items):
        yield None if begun else next((i.way_s for i in items[k:] if i.way_s is not None), 0)
        begun = item.way_s is None


def latest_leave(items: Sequence[Item], end_s: int) -> int | None:
    """The last departure with which the last item can still begin at `end_s`; None where no departure does."""
    following_s, place_s, pauses_s, way_s = end_s, end_s, 0, 0  # the next item; the next place, and what comes first
    for k in range(len(items) - 1, -1, -1):
        item = items[k]
        if item.way_s is None:
            start_s = last_start(item.windows, following_s - item.act_s)
            pauses_s += item.act_s
        else:
            last_s = end_s if k == len(items) - 1 else min(following_s, place_s - way_s - pauses_s) - item.act_s
            start_s = last_start(item.windows, last_s)
            pauses_s, way_s = 0, item.way_s
        if start_s is None:
            return None
        following_s = start_s
        if item.way_s is not None:
            place_s = start_s
    return min(following_s, place_s - way_s - pauses_s)


class Timed(NamedTuple):
    """The times of a route's items, in their order."""

    leave_s: int
    moments: Sequence[Moment]


def timed(items: Sequence[Item], begin_s: int) -> Timed | None:
    """Time items in their order, leaving at `begin_s` at the soonest; None where they do not fit.

    The last item is the end of the route.
    """
    soonest = forward(items, begin_s)
    if soonest is None:
        return None
    leave_s = latest_leave(items, soonest[-1].start_s)
    leave_s = begin_s if leave_s is None else max(begin_s, leave_s)
    moments = forward(items, leave_s)
    return Timed(begin_s, soonest) if moments is None else Timed(leave_s, moments)


class _Trail(NamedTuple):
    """A way to have come so far: when it is, what is left to travel, and the order of the items until now."""

    time_s: int
    left_s: int
    number: int
    before: "_Trail | None"


def woven(places: Sequence[Item], pauses: Sequence[Item], begin_s: int) -> list[int] | None:
    """Put breaks among the jobs such that the route ends soonest.

    Parameters
    ----------
    places : sequence of Item
        The jobs in their order, and the end of the route.
    pauses : sequence of Item
        The breaks in their order; all are taken.

    Returns
    -------
    list of int, or None
        The order: a number counts into the places, and from their count on into the breaks. None where no order fits.
    """
    count = len(places)
    best: dict[int, _Trail] = {0: _Trail(begin_s, 0, -1, None)}
    for k, place in enumerate(places):
        after: dict[int, _Trail] = {}
        for taken, trail in _with_breaks(best, place.way_s or 0, pauses, count):
            start_s = first_start(place.windows, trail.time_s + trail.left_s)
            if start_s is not None and (taken not in after or start_s + place.act_s < after[taken].time_s):
                after[taken] = _Trail(start_s + place.act_s, 0, k, trail)
        best = after
    found = best.get(len(pauses))
    return None if found is None else list(_backwards(found))[::-1]


def _with_breaks(
    best: dict[int, _Trail], way_s: int, pauses: Sequence[Item], count: int
) -> Iterator[tuple[int, _Trail]]:
    """Every way to take none, some or all of the breaks that are due before the next place."""
    for taken, trail in best.items():
        here: _Trail | None = trail._replace(left_s=way_s)
        while here is not None:
            yield taken, here
            if taken == len(pauses):
                break
            here, taken = _after_break(here, pauses[taken], count + taken), taken + 1


def _after_break(trail: _Trail, pause: Item, number: int) -> _Trail | None:
    start_s = first_start(pause.windows, trail.time_s)
    if start_s is None:
        return None
    left_s = trail.left_s - min(trail.left_s, start_s - trail.time_s)
    return _Trail(start_s + pause.act_s, left_s, number, trail)


def _backwards(trail: _Trail) -> Iterator[int]:
    here: _Trail | None = trail
    while here is not None:
        if here.number >= 0:
            yield here.number
        here = here.before
