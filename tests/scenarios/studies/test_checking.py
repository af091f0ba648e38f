"""What cannot be is said before anything runs, all of it at once."""

import pytest

from optimiser import FaultyInput
from scenarios.studies.checking import study_faults
from scenarios.studies.runner import run_study
from scenarios.studies.study import Precision, Replications
from tests.scenarios.studies.tiny import refuse, study

CASES = [
    ({"days": 0, "warm_up": None}, [("days", "out_of_range")]),
    ({"warm_up": 30}, [("warm_up", "out_of_range")]),
    ({"warm_up": -1}, [("warm_up", "out_of_range")]),
    ({"replications": Replications(0, 3)}, [("replications.at_least", "out_of_range")]),
    ({"replications": Replications(5, 3)}, [("replications.at_most", "out_of_range")]),
    ({"replications": Replications(2, 3, confidence=1.0)}, [("replications.confidence", "out_of_range")]),
    (
        {"replications": Replications(2, 3, [Precision("on_time", 0.0)])},
        [("replications.precision[0].half_width", "out_of_range")],
    ),
    ({"scenarios": []}, [("scenarios", "missing")]),
    (
        {"scenarios": [study().scenarios[0]] * 2},
        [("scenarios[0].name", "duplicate_id"), ("scenarios[1].name", "duplicate_id")],
    ),
    ({"policies": []}, [("policies", "missing")]),
    ({"policies": ["optimizer"]}, [("policies[0]", "unknown_choice")]),
    ({"policies": ["optimiser"] * 2}, [("policies[0]", "duplicate_id"), ("policies[1]", "duplicate_id")]),
    ({"warm_up": 40, "policies": []}, [("warm_up", "out_of_range"), ("policies", "missing")]),
]


@pytest.mark.parametrize(("changes", "expected"), CASES, ids=range(len(CASES)))
def test_every_fault_is_found(changes: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert [(fault.path, fault.code) for fault in study_faults(study(**changes))] == expected


def test_a_sound_study_has_no_fault() -> None:
    assert not study_faults(study())


def test_a_misspelt_policy_is_told_the_nearest_one_before_anything_runs() -> None:
    with pytest.raises(FaultyInput, match="'optimizer'; did you mean 'optimiser'"):
        run_study(study(policies=["optimizer"]), live=refuse)
