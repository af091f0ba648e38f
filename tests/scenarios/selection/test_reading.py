"""A search as a study says it: its axes, and everything that can be wrong with it."""

from datetime import timedelta

import pytest

from optimiser import FaultyInput
from scenarios.changes import then
from scenarios.selection import Effort, read_search
from scenarios.selection.described import SEARCH_RECORDS
from tests.scenarios.selection.small_service import DAYS, FIRST, SEARCH, service

DAYS_LIVED = (FIRST, FIRST + timedelta(days=DAYS - 1))
JOINING, COURSE = SEARCH["axes"][0], SEARCH["axes"][2]


def read(**changes):
    return read_search({**SEARCH, **changes}, service(), DAYS_LIVED)


def engineers(search, candidate):
    changed = then(*(choice.change for choice in search.space.choices(candidate)))(service())
    return {each.id: each for each in changed.book.engineers}


def faults(**changes) -> dict[str, str]:
    with pytest.raises(FaultyInput) as caught:
        read(**changes)
    return {fault.path: fault.code for fault in caught.value.faults}


def test_a_search_reads_as_it_is_written():
    search = read()
    assert (search.measure, search.group, search.policy) == ("wait_h", "", None)
    assert (search.goal.bound, search.goal.is_floor, search.goal.confidence) == (0.8, False, 0.95)
    assert search.effort == Effort(5, 34, None, 0)
    assert search.space.shape == (2, 2, 2)


def test_who_joins_is_like_somebody_with_other_hours_and_skills_if_they_are_said():
    late = {**JOINING, "counts": [0, 2], "skills": {"doors": 1}, "from": "10:00", "until": "19:00"}
    there = engineers(read(axes=[late]), (1,))
    assert set(there) == {"all", "doors", "all-rounders+1", "all-rounders+2"}
    joined = there["all-rounders+2"]
    assert dict(joined.skills) == {"doors": 1}
    assert (joined.duties[0].from_.hour, joined.duties[0].until.hour) == (10, 19)
    assert there["all"].duties[0].from_.hour == 0


def test_who_may_leave_leaves_from_the_last_on_and_saves_their_wage():
    search = read(axes=[{"name": "team", "keep": ["all", "doors"]}])
    assert [set(engineers(search, (level,))) for level in range(3)] == [set(), {"all"}, {"all", "doors"}]
    assert list(search.space.costs) == pytest.approx([0.0, 500.0, 850.0])
    names = [level.name for level in search.space.axes[0].levels]
    assert names == ["team: all but all, doors", "team: all but doors", "team: all"], "an engineer is called “all”"


def test_a_course_teaches_the_first_first():
    search = read(axes=[COURSE])
    assert [engineers(search, (level,))["doors"].skills.get("lifts") for level in range(2)] == [None, 1]
    assert search.space.axes[0].levels[1].cost_per_day == pytest.approx(150.0)


def test_working_hours_have_no_order_unless_it_is_said():
    levels = [{"name": "as now"}, {"name": "late", "engineers": ["doors"], "from": "10:00", "until": "19:00"}]
    hours = {"name": "hours", "shifts": levels}
    search = read(axes=[JOINING, hours])
    assert [axis.is_ordered for axis in search.space.axes] == [True, False]
    assert engineers(search, (0, 1))["doors"].duties[0].until.hour == 19
    assert read(axes=[JOINING, {**hours, "ordered": True}]).space.axes[1].is_ordered


def test_every_fault_is_told_at_once():
    wrong = {"at_most": None, "indifferent": 1, "measure": "wait", "confidence": 2}
    axes = [{"name": "a", "like": "al", "counts": [0, 1]}, {"name": "b"}, {"name": "c", "train": "lifts"}]
    assert faults(**wrong, axes=axes) == {
        "$.search": "one_of_two",
        "$.search.indifferent": "unknown_field",
        "$.search.measure": "unknown_measure",
        "$.search.confidence": "out_of_range",
        "$.search.axes[0].like": "unknown_engineer",
        "$.search.axes[1]": "one_of_two",
        "$.search.axes[2].engineers": "missing",
    }


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"at_least": 0.5, "at_most": None}, "$.search.at_least", "wrong_direction"),
        ({"at_least": 0.5}, "$.search", "one_of_two"),
        ({"replications": {"at_least": 9, "at_most": 5}}, "$.search.replications", "wrong_order"),
        ({"replications": {"at_least": 1}}, "$.search.replications.at_least", "out_of_range"),
        ({"axes": [{**JOINING, "counts": [1, 0]}]}, "$.search.axes[0].counts", "wrong_order"),
        ({"axes": [{**JOINING, "keep": ["all"]}]}, "$.search.axes[0]", "one_of_two"),
        ({"axes": [JOINING, JOINING]}, "$.search.axes[1].name", "duplicate_id"),
        ({"axes": [{**COURSE, "train": "lift"}]}, "$.search.axes[0].train", "unknown_skill"),
        ({"axes": [{**COURSE, "engineers": ["all"]}]}, "$.search.axes[0].engineers[0]", "no_effect"),
        ({"axes": [COURSE, {"name": "team", "keep": ["doors"]}]}, "$.search.axes[1]", "contradiction"),
        ({"axes": [{"name": "h", "shifts": [{"name": "a"}, {"name": "b"}]}]}, "$.search.axes", "no_wages"),
        (
            {"axes": [{**JOINING, "name": f"a{k}", "counts": list(range(9))} for k in range(5)]},
            "$.search.axes",
            "too_many_candidates",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_fault_is_told_where_it_stands(changes, path, code):
    assert faults(**changes).get(path) == code


def test_the_nearest_name_is_told():
    with pytest.raises(FaultyInput, match='did you mean "all"') as caught:
        read(axes=[{**JOINING, "like": "al"}])
    assert caught.value.faults[0].value == "al"


def test_everything_in_a_search_is_described():
    for record in SEARCH_RECORDS:
        assert record.meaning.endswith(".")
        assert all(field.meaning for field in record.fields)
