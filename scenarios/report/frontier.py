"""Cost against service: a point for each case, and the line that no other case lies beyond."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scenarios.report import numbers
from scenarios.report.judging import COST, SERVICE
from scenarios.report.plots import Curve, Dot, Plot, path, upright
from scenarios.report.reading import ALL, Case, Estimate, Reading
from scenarios.report.scale import Scale, around
from scenarios.report.words import Words, unit_of


@dataclass(frozen=True)
class _Axes:
    across: Scale
    along: Scale


Priced = Mapping[Case, tuple[Estimate, Estimate]]
"""Cost and service of each case that both are known of."""


def frontier(reading: Reading, words: Words) -> Plot | None:
    """Draw cost against service; None where one of them is not known of two cases."""
    priced = _priced(reading)
    if len(priced) < 2:
        return None
    across = around([end for cost, _ in priced.values() for end in cost.reach], count=6)
    goals = [reading.goals[ALL]] if ALL in reading.goals else []
    along = around([*goals, *(end for _, service in priced.values() for end in service.reach)], least=0.0, most=1.0)
    axes, best = _Axes(across, along), beyond(priced)
    last = sorted(priced, key=lambda case: case in best)
    dots = [_dot(reading, words, case, priced[case], axes, is_best=case in best) for case in last]
    return Plot(
        title=words.say("frontier_title"),
        told=words.say("frontier_told", names=", ".join(_named(reading, words, case) for case in best)),
        across=across.ticks(lambda step: numbers.tick(step, unit_of(COST))),
        along=upright(along.ticks(lambda step: numbers.tick(step, unit_of(SERVICE)))),
        curves=[
            *(Curve(path([across.low, across.high], [goal, goal], across, along), "goal") for goal in goals),
            Curve(_stairs([priced[case] for case in best], axes), "frontier"),
        ],
        dots=dots,
    )


def beyond(priced: Priced) -> Sequence[Case]:
    """The cases that no other beats in both, by their means; the cheapest first."""
    ordered = sorted(priced, key=lambda case: (priced[case][0].mean, -priced[case][1].mean))
    best: list[Case] = []
    for case in ordered:
        if not best or priced[case][1].mean > priced[best[-1]][1].mean:
            best.append(case)
    return best


def _priced(reading: Reading) -> Priced:
    found = {case: (reading.of(case, COST), reading.of(case, SERVICE)) for case in reading.cases}
    return {case: (cost, service) for case, (cost, service) in found.items() if cost and service}


def _dot(
    reading: Reading, words: Words, case: Case, priced: tuple[Estimate, Estimate], axes: _Axes, *, is_best: bool
) -> Dot:
    cost, service = priced
    ends, heights = cost.interval, service.interval
    return Dot(
        case,
        axes.across.at(cost.mean),
        round(100 - axes.along.at(service.mean), 2),
        (axes.across.at(ends[0]), axes.across.at(ends[1])) if ends else None,
        (round(100 - axes.along.at(heights[1]), 2), round(100 - axes.along.at(heights[0]), 2)) if heights else None,
        str(reading.number(case.scenario)),
        f"c{reading.hue(case.policy) % 7}" + ("" if is_best else " hollow"),
        f"{_named(reading, words, case)}: {words.value(cost, COST)}, {words.value(service, SERVICE)}",
    )


def _named(reading: Reading, words: Words, case: Case) -> str:
    name = words.scenario(case.scenario)
    return name if len(reading.policies) == 1 else f"{name} · {words.policy(case.policy)}"


def _stairs(best: Sequence[tuple[Estimate, Estimate]], axes: _Axes) -> str:
    """From one to the next by steps: for what the next costs less, there is only the service of this one."""
    xs: list[float] = []
    ys: list[float] = []
    for cost, service in best:
        if ys:
            xs.append(cost.mean)
            ys.append(ys[-1])
        xs.append(cost.mean)
        ys.append(service.mean)
    xs.append(axes.across.high)
    ys.append(ys[-1])
    return path(xs, ys, axes.across, axes.along)
