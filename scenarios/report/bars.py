"""Charts of bars: what engineers do in a day, from the most to the least, and where paid time goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.measures.catalogue import group_parts
from scenarios.report import numbers
from scenarios.report.plots import upright
from scenarios.report.reading import Case, Reading
from scenarios.report.scale import Scale, Tick, around
from scenarios.report.words import Words

LOAD = "load_h"


@dataclass(frozen=True)
class Bar:
    """One engineer: how far right, how wide and how high, in per cent."""

    x: float
    width: float
    height: float
    engineer: str
    hours: str


@dataclass(frozen=True)
class Loads:
    """The engineers of a case, from the most loaded to the least."""

    case: Case
    hue: int
    bars: Sequence[Bar]
    ticks: Sequence[Tick]
    told: str


@dataclass(frozen=True)
class Split:
    """Where the paid time of a case goes: shares in words, and the places of their bars, in per cent."""

    case: Case
    work: str
    travel: str
    idle: str
    work_width: float
    travel_width: float
    paid: float


def load_charts(reading: Reading, words: Words) -> Sequence[Loads]:
    """One chart for each case, all on one scale."""
    known = {case: _loads(reading, case) for case in reading.cases}
    known = {case: loads for case, loads in known.items() if loads}
    scale = around([0.0, *(hours for loads in known.values() for _, hours in loads)], count=5, least=0.0)
    return [_chart(reading, words, case, loads, scale) for case, loads in known.items()]


def _loads(reading: Reading, case: Case) -> Sequence[tuple[str, float]]:
    """Engineers with their hours for each shift, the most first."""
    found = []
    for group in reading.groups(LOAD):
        load = reading.of(case, LOAD, group)
        if load and group.startswith("engineer="):
            found.append((group_parts(group)["engineer"], load.mean))
    return sorted(found, key=lambda entry: (-entry[1], entry[0]))


def _chart(reading: Reading, words: Words, case: Case, loads: Sequence[tuple[str, float]], scale: Scale) -> Loads:
    place = 100 / max(4, len(loads))
    bars = [
        Bar(round(k * place, 3), round(place * 0.86, 3), scale.at(hours), name, numbers.plain(hours, "hours"))
        for k, (name, hours) in enumerate(loads)
    ]
    told = words.say("load_told", most=bars[0].hours, least=bars[-1].hours, count=len(bars))
    ticks = upright(scale.ticks(lambda step: numbers.tick(step, "hours")))
    return Loads(case, reading.hue(case.policy) % 7, bars, ticks, told)


def splits(reading: Reading) -> Sequence[Split]:
    """Where paid time goes in each case; overtime makes it more than the whole, and the scale longer."""
    known = [
        (case, used.mean, travel.mean)
        for case in reading.cases
        if (used := reading.of(case, "utilisation")) and (travel := reading.of(case, "travel_share"))
    ]
    longest = max([1.0, *(used for _, used, _ in known)])
    return [_split(case, used, travel, longest) for case, used, travel in known]


def _split(case: Case, used: float, travel: float, longest: float) -> Split:
    on_road, working = used * travel, used * (1 - travel)
    return Split(
        case,
        work=numbers.plain(working, "share"),
        travel=numbers.plain(on_road, "share"),
        idle=numbers.plain(max(0.0, 1 - used), "share"),
        work_width=round(100 * working / longest, 2),
        travel_width=round(100 * on_road / longest, 2),
        paid=round(100 / longest, 2),
    )
