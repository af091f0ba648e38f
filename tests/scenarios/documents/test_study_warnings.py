"""What is strange about a study that can be run is told, and nothing else."""

from typing import Any

import pytest

from scenarios.documents import read_study, study_warnings
from tests.scenarios.documents.whole_study import small_study

_PAID: dict[str, Any] = {"wages": {"per_day": 300}, "open_tickets": "none"}

_DUTY = {"calendar": "office", "from": "08:00", "until": "17:00"}
_OFFICE_HOURS = {"on_call": False, "shifts": {"engineers": ["e0", "e1"], "duties": [_DUTY]}}


def _codes(**changes: Any) -> dict[str, str]:
    document = {**small_study({"name": "renewed", "certificates_until": "2030-01-01"}), **_PAID, **changes}
    return {warning.code: warning.path for warning in study_warnings(read_study(document))}


def test_a_study_with_wages_demand_and_shifts_is_not_warned_about() -> None:
    assert _codes() == {}


def test_a_skill_whose_certificates_run_out_is_a_warning() -> None:
    study = read_study({**small_study({"name": "renewed", "certificates_until": "2030-01-01"}, days=200), **_PAID})
    warnings = study_warnings(study)
    assert {(warning.code, warning.path) for warning in warnings} == {("certificate_ends", "$")}
    assert '"cctv" at level 2' in " ".join(warning.message for warning in warnings)


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"wages": {}}, "no_wages", "$.wages"),
        ({"demand": [], "stock": {}}, "no_demand", "$.demand"),
        ({"growth": 0}, "no_demand", "$.demand"),
        ({"from": "2026-12-05", "days": 2, "as_it_is": _OFFICE_HOURS}, "nobody_works", "$.from"),
        ({"from": "2026-12-04", "days": 3, "warm_up": 1, "as_it_is": _OFFICE_HOURS}, "nobody_works", "$.from"),
    ],
    ids=["unpaid", "nothing comes in", "shrunk to nothing", "a weekend", "a weekend after the warm-up"],
)
def test_what_makes_an_answer_say_little_is_told(changes: dict[str, Any], code: str, path: str) -> None:
    assert _codes(**changes)[code] == path


def test_somebody_who_is_on_call_works_on_a_weekend() -> None:
    assert _codes(**{"from": "2026-12-05", "days": 2}) == {}
