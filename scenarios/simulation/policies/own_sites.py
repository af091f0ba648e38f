"""Who has which sites: shared out among those who are on, as near to their homes as fair shares allow."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass

_FULL = 1e-9
"""A share of the whole load that is nothing but rounding."""


@dataclass(frozen=True)
class Member:
    """One who takes part: by what id, from where, for how much of the work, at which places (None: at all)."""

    id: str
    home: int
    part: float
    serves: Set[int] | None = None


def shared_out(
    loads: Mapping[int, float], crew: Sequence[Member], seconds: Callable[[int, int], int]
) -> dict[int, list[str]]:
    """Give each place to one of a crew, or to several where it is too much for one.

    The shortest ways first, each place goes to whoever has room left for it in a share that is fair: the whole load, in
    the proportion of their parts. What nobody who may serve a place has room for goes to whoever of them has least to
    do by then, for their part.

    Parameters
    ----------
    loads : mapping of int to float
        How much work each place makes, more than 0.
    crew : sequence of Member
        The order decides between those who live equally far away.
    seconds : callable
        The way from a home to a place.

    Returns
    -------
    dict of int to list of str
        Ids, for each place that somebody may serve; whoever has most of a place comes first.
    """
    total, parts = sum(loads.values()), sum(each.part for each in crew)
    room = {each.id: total * each.part / parts for each in crew}
    left, given = dict(loads), {place: Counter[str]() for place in loads}

    def give(place: int, own: Member, load: float) -> None:
        given[place][own.id] += load  # type: ignore[assignment]
        left[place] -= load
        room[own.id] -= load

    able = {place: [each for each in crew if each.serves is None or place in each.serves] for place in loads}
    ways = [(seconds(each.home, place), k, place, each) for place in loads for k, each in enumerate(able[place])]
    for _, _, place, own in sorted(ways, key=lambda way: way[:3]):
        if (load := min(left[place], room[own.id])) > _FULL * total:
            give(place, own, load)
    for place, load in left.items():
        if load > _FULL * total and able[place]:
            give(place, max(able[place], key=lambda each: room[each.id] / each.part), load)
    return {place: [own for own, _ in owners.most_common()] for place, owners in given.items() if owners}
