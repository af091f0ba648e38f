"""Whether scenarios keep the goal: surely, surely not, or not to be told with so many replications."""

from typing import Literal

from markupsafe import Markup

from scenarios.report import numbers
from scenarios.report.reading import ALL, Case, Estimate, Reading
from scenarios.report.words import Words

SERVICE, COST = "on_time", "cost_per_day"
"""The two measures that staffing is weighed by."""
Verdict = Literal["keeps", "misses", "open"]


def loss_at_worst(reading: Reading, case: Case) -> float | None:
    """How much less is on time than as it is, at worst; None where that is not known."""
    change = reading.difference(case, reading.as_it_is(case.policy), SERVICE)
    return None if change is None or change.interval is None else max(0.0, -change.interval[0])


def verdict(reading: Reading, case: Case) -> Verdict | None:
    """Tell whether a case keeps the goal, by the intervals of its shares; None where there is none to keep."""
    known = [
        _of_group(value, share)
        for group, share in reading.goals.items()
        if (value := reading.of(case, SERVICE, group)) is not None
    ]
    if not known:
        return None
    return "misses" if "misses" in known else "open" if "open" in known else "keeps"


def _of_group(value: Estimate, share: float) -> Verdict:
    if value.interval is None:
        return "open"
    low, high = value.interval
    return "keeps" if low >= share else "misses" if high < share else "open"


def goal_of(reading: Reading, group: str) -> float | None:
    """The goal that holds for a group: its own, or that of the SLA policy or of all tickets in which it lies."""
    own = reading.goals.get(group)
    if own is not None:
        return own
    held = [share for name, share in reading.goals.items() if name != ALL and group.startswith(f"{name} ")]
    return held[0] if held else reading.goals.get(ALL)


def goal_told(reading: Reading, words: Words) -> Markup:
    """``95 %``, or several with what they are of."""
    said = []
    for group, share in reading.goals.items():
        value = numbers.tick(share, "share")
        said.append(words.say("goal_one", goal=value) if group == ALL else
                    words.say("goal_of", goal=value, group=words.group(group)))  # fmt: skip
    return words.say("comma").join(said)
