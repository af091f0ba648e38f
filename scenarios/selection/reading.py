"""Reading the search of a study: every fault at once, before anything runs."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from itertools import combinations, product
from math import prod
from typing import Any, cast

import numpy as np

from optimiser import describing as of
from scenarios.changes import Contradiction, Together, contradictions
from scenarios.selection.asking import Search
from scenarios.selection.axes import AxisMaking
from scenarios.selection.described import KINDS_OF_AXIS, MOST_CANDIDATES, SEARCH
from scenarios.selection.goal import Goal
from scenarios.selection.space import Axis, Space
from scenarios.service import Service


def read_search(
    document: Mapping[str, Any], service: Service, days: tuple[date, date], path: of.Steps = ("search",)
) -> Search:
    """Read a search from the ``search`` table of a study.

    Parameters
    ----------
    document : mapping
        As TOML or JSON parse to.
    service : Service
        Of the study, as it is.
    days : tuple of date
        The first simulated day and the last.
    path : tuple
        Where the table stands in the study, for faults.

    Raises
    ------
    FaultyInput
        With every fault of it.
    """
    found = of.Findings()
    search = None
    with suppress(of.EnoughFaults):
        search = search_of(document, service, days, path, found)
    whole: Any = document
    for step in reversed(path):
        whole = {step: whole}
    found.raise_any(whole)
    return cast(Search, search)  # without faults there is one


def search_of(
    document: Mapping[str, Any], service: Service, days: tuple[date, date], at: of.Steps, found: of.Findings
) -> Search | None:
    """Read a search, and note what is wrong with it; None then."""
    before = len(found)
    draft = SEARCH.draft(document, at, found)
    if draft is None:
        return None
    making = AxisMaking(service, days, found)
    axes = _axes(draft.get("axes") or (), making, (*at, "axes"), found)
    if len(found) > before:
        return None
    space = Space(axes, making.base_cost_per_day())
    if len(np.unique(space.costs)) == 1:
        message = "all candidates cost the same; say in `wages` what people cost, so that there is a cheapest"
        found.add((*at, "axes"), "no_wages", message)
        return None
    is_floor = draft["at_least"] is not None
    bound = draft["at_least"] if is_floor else draft["at_most"]
    goal = Goal(bound, is_floor, draft["confidence"], draft["indifference"])
    return Search(draft["measure"], space, goal, draft["group"], draft["replications"], draft["policy"], draft["batch"])


def _axes(drafts: Sequence[Any], making: AxisMaking, at: of.Steps, found: of.Findings) -> tuple[Axis, ...]:
    names: dict[str, int] = {}
    axes: list[tuple[int, Axis]] = []
    for position, draft in enumerate(drafts):
        if draft is of.FAULTY or sum(draft.get(key) is not None for key in KINDS_OF_AXIS) != 1:
            continue
        if names.setdefault(draft["name"], position) != position:
            message = f"{of.shown(draft['name'])} is the name of another axis already; give each its own"
            found.add((*at, position, "name"), "duplicate_id", message, draft["name"])
        axis = making.axis(draft, (*at, position))
        if axis is not None:
            axes.append((position, axis))
    count = prod(len(axis.levels) for _, axis in axes)
    if count > MOST_CANDIDATES:
        message = f"{count} candidates are more than {MOST_CANDIDATES}; take fewer levels, or fewer axes"
        found.add(at, "too_many_candidates", message, count)
    _note_contradictions(axes, at, found)
    return tuple(axis for _, axis in axes)


def _note_contradictions(axes: Sequence[tuple[int, Axis]], at: of.Steps, found: of.Findings) -> None:
    """Note axes that say different things of the same person: they can be combined in no candidate."""
    for (first, one), (second, other) in combinations(axes, 2):
        clash = _clash(one, other)
        if clash is not None:
            path = of.path_text((*at, first))
            found.add((*at, second), "contradiction", f"contradicts {path} about {clash}; decide it on one axis")


def _clash(one: Axis, other: Axis) -> str | None:
    for here, there in product(one.levels, other.levels):
        placed = [(0, change) for change in cast(Together, here.change).changes]
        placed += [(1, change) for change in cast(Together, there.change).changes]
        clashes: list[Contradiction[int]] = [each for each in contradictions(placed) if each.first != each.second]
        if clashes:
            return clashes[0].about
    return None
