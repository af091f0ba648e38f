"""Reasons and changes in words."""

import pytest

from api.page.reasons import KINDS, Changes, kind, sentence
from optimiser.explanation import CODES
from optimiser.inputs import Engineer, GreatCircle, Horizon, Place, Problem, Shift, Visit
from optimiser.plan import Reason

from .days import at, minutes


def problem() -> Problem:
    """Two engineers of one name, one with two shifts."""
    shifts = [
        [Shift("early", at(6), at(14), "p", "p")],
        [Shift("mon", at(8), at(17), "p", "p"), Shift("tue", at(32), at(41), "p", "p")],
    ]
    engineers = [Engineer(f"e{i}", some, carried={"name": "Li"}) for i, some in enumerate(shifts)]
    visits = [Visit("v/0", "p", minutes(30), 1.0)]
    return Problem(Horizon(at(0), at(48)), GreatCircle(1.3, 30), [Place("p", 36, 120)], engineers, visits)


@pytest.mark.parametrize(
    ("operation", "told"),
    [
        ({"op": "replace", "path": "/engineers/1/shifts/1/end", "value": "x"}, ("replace", "Li › tue › end", "x")),
        ({"op": "add", "path": "/engineers/0/skills/a~1b", "value": 2}, ("add", "Li › skills › a/b", "2")),
        ({"op": "remove", "path": "/visits/0/excluded_engineers/1"}, ("remove", "v/0 › excluded_engineers › 2", "")),
        ({"op": "add", "path": "/engineers/0/shifts/-", "value": {"id": "n"}}, ("add", "Li › -", '{"id": "n"}')),
        ({"op": "replace", "path": "/engineers/9/shifts/9/end", "value": None}, ("replace", "10 › 10 › end", "null")),
        ({"op": "replace", "path": "/now", "value": None}, ("replace", "now", "null")),
    ],
)
def test_a_change_is_told_with_ids_instead_of_positions(
    operation: dict[str, object], told: tuple[str, str, str]
) -> None:
    assert Changes(problem()).described(operation) == told


def test_a_long_value_is_cut() -> None:
    (_, _, value) = Changes(problem()).described({"op": "add", "path": "/x", "value": list(range(100))})
    assert len(value) <= 120 and value.endswith("…")


def test_numbers_are_told_in_the_unit_of_their_name() -> None:
    reason = Reason("e0", "mon", "ROUTE_DISTANCE", "Too far.", {"missing_m": 1500, "limit_m": 80000, "unheard_of": 3})
    assert sentence(reason, "zh") == "路线里程将超出上限，超出 1.5 km，上限 80.0 km。"
    assert sentence(reason, "en") == "Too far."


def test_numbers_of_one_skill_are_told_with_its_name() -> None:
    reason = Reason("e0", "mon", "NO_SKILL", "Lacks cctv.", {"cctv_needed_level": 2, "cctv_has_level": 1})
    assert sentence(reason, "zh") == "技能不符，cctv 需要等级 2，cctv 现有等级 1。"


def test_every_code_of_an_explanation_has_words_in_both_languages() -> None:
    assert set(CODES) == set(KINDS["en"]) == set(KINDS["zh"])


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert kind("BRAND_NEW", "zh") == "BRAND_NEW"
    assert sentence(Reason(None, None, "BRAND_NEW", ""), "zh") == "BRAND_NEW"
