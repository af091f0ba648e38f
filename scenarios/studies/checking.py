"""What is wrong with a study that was made in Python, found before anything runs."""

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from typing import get_args

from optimiser import Fault
from scenarios.studies.study import PolicyName, Study

_POLICIES: tuple[str, ...] = get_args(PolicyName)


def study_faults(study: Study) -> list[Fault]:
    """List all that is wrong with a study itself; what is wrong with its service, whoever lives through it says."""
    return [*_numbers(study), *_scenarios(study), *_policies(study)]


def _numbers(study: Study) -> Iterator[Fault]:
    least, most = study.replications.at_least, study.replications.at_most
    if study.days < 1:
        yield _out_of_range("days", study.days, "a study lives through 1 day or more")
    if study.warm_up is not None and not 0 <= study.warm_up < max(study.days, 1):
        yield _out_of_range("warm_up", study.warm_up, f"leave out from 0 to {study.days - 1} of the {study.days} days")
    if least < 1:
        yield _out_of_range("replications.at_least", least, "each case is lived through once or more")
    if most < least:
        yield _out_of_range("replications.at_most", most, f"there are at least {least}")
    if not 0.0 < study.replications.confidence < 1.0:
        yield _out_of_range("replications.confidence", study.replications.confidence, "0.95 is usual")
    for number, precision in enumerate(study.replications.precision):
        if not precision.half_width > 0.0:
            path = f"replications.precision[{number}].half_width"
            yield _out_of_range(path, precision.half_width, "an interval has some width")


def _scenarios(study: Study) -> Iterator[Fault]:
    if not study.scenarios:
        yield Fault("scenarios", "missing", "there is no scenario; the first is the one that changes nothing")
    counts = Counter(each.name for each in study.scenarios)
    for number, scenario in enumerate(study.scenarios):
        if counts[scenario.name] > 1:
            message = f"{counts[scenario.name]} scenarios are called {scenario.name!r}; give each a name of its own"
            yield Fault(f"scenarios[{number}].name", "duplicate_id", message, scenario.name)


def _policies(study: Study) -> Iterator[Fault]:
    if not study.policies:
        yield Fault("policies", "missing", f"there is no policy; take some of {', '.join(_POLICIES)}")
    counts = Counter(study.policies)
    for number, policy in enumerate(study.policies):
        if policy not in _POLICIES:
            near = get_close_matches(str(policy), _POLICIES, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(_POLICIES)}"
            yield Fault(f"policies[{number}]", "unknown_choice", f"there is no policy {policy!r}; {hint}", policy)
        elif counts[policy] > 1:
            yield Fault(f"policies[{number}]", "duplicate_id", f"the policy {policy!r} stands here twice", policy)


def _out_of_range(path: str, value: float, advice: str) -> Fault:
    return Fault(path, "out_of_range", f"{value} cannot be; {advice}", value)
