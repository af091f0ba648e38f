"""Each damage to a good plan is found, and named as what it is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from optimiser.book import WEEKDAYS, Absence, Calendar, Hours
from optimiser.horizon import Choice, HorizonPlan, HorizonQuestion, Unkept, check_horizon
from optimiser.inputs import Break

from .books import OFFICE, book, day, engineer, inspection, planned, question, rule, shift, site

MORNINGS = Calendar("mornings", "UTC", [Hours(WEEKDAYS[:5], shift("e", 0).start.time(), shift("e", 0, 2).end.time())])


def asked() -> HorizonQuestion:
    """Two weeks with one of everything that a choice must keep."""
    sites = [site("s", 2.0), site("t", 4.0, access="mornings", setup=timedelta(minutes=10)), site("u", 6.0, "other")]
    people = [
        engineer(
            "e",
            skills={"cctv": 2.0, "power": 1.0},
            certificates={"power": day(8)},
            absences=[Absence(day(9), day(9))],
            hours_per_week=timedelta(hours=22),
            driving_per_day=timedelta(hours=1),
        ),
        engineer("f", skills={"cctv": 1.0}),
        engineer("resident", resident_at="u"),
    ]
    calendars = [Calendar(OFFICE, "UTC", [Hours(WEEKDAYS[:5], *(MORNINGS.hours[0].from_, MORNINGS.hours[0].until))])]
    work = [
        inspection("skilled", "s", 0, 11, skills={"cctv": 2.0, "power": 1.0}),
        inspection("first", "s", 0, 4, rules=("r",), ideal=0),
        inspection("second", "s", 5, 9, rules=("r",), ideal=9, calendar=OFFICE),
        inspection("morning", "t", 0, 4),
        inspection("resident's", "u", 2, 4),
        inspection("long", "s", 7, 11, hours=14.0),
        inspection("desk", "s", 0, 4, hours=2.0, remote=True),
    ]
    shifts = [shift("e", k) for k in range(12) if k != 9] + [shift("f", k) for k in range(12)]
    shifts += [shift("resident", k, kind="resident", serves_only_site="u") for k in range(12)]
    shifts += [shift("f", 20), replace(shift("f", 3), id="call", kind="on_call", breaks=[noon(3)])]
    of = book(sites, people, [rule("r", "s", spacing=4)], calendars=[*calendars, MORNINGS])
    return question(of, work, shifts, days=12, done={"r": day(-5)})


def noon(number: int) -> Break:
    """Half an hour that begins at noon."""
    at = datetime.combine(day(number), time(12), UTC)
    return Break(at, at, timedelta(minutes=30))


@pytest.fixture(scope="module")
def good() -> tuple[HorizonQuestion, HorizonPlan]:
    question_ = asked()
    plan = planned(question_)
    assert plan.unkept == ()
    assert check_horizon(question_, plan) == []
    return question_, plan


def moved(id_: str, who: str, number: int, **more: Any) -> Callable[[HorizonPlan], HorizonPlan]:
    """Put an inspection into somebody's shift of some day, after what is there."""

    def damage(plan: HorizonPlan) -> HorizonPlan:
        given = {"engineer": who, "day": day(number), "shift": f"{who} {day(number)}", "order": 99} | more
        return replace(plan, choices=[replace(c, **given) if c.inspection == id_ else c for c in plan.choices])

    return damage


def without(id_: str) -> Callable[[HorizonPlan], HorizonPlan]:
    return lambda plan: replace(plan, choices=[c for c in plan.choices if c.inspection != id_])


def all_to(who: str, numbers: range) -> Callable[[HorizonPlan], HorizonPlan]:
    """Put everything on a few days of one engineer."""

    def damage(plan: HorizonPlan) -> HorizonPlan:
        choices: list[Choice] = []
        for k, choice in enumerate(plan.choices):
            number = numbers[k % len(numbers)]
            choices.append(replace(choice, engineer=who, day=day(number), shift=f"{who} {day(number)}", order=k + 1))
        return replace(plan, choices=choices)

    return damage


DAMAGES: dict[str, tuple[str, Callable[[HorizonPlan], HorizonPlan]]] = {
    "too early": ("outside_tolerance", moved("resident's", "resident", 0)),
    "too late": ("outside_tolerance", moved("morning", "e", 7)),
    "too near to the one before": ("spacing", lambda plan: moved("second", "f", 7)(moved("first", "f", 4)(plan))),
    "too near to when it was last done": ("spacing", lambda plan: plan),
    "not skilled enough": ("no_skill", moved("skilled", "f", 1)),
    "certificate over": ("certificate", moved("skilled", "e", 10)),
    "away": ("absent", moved("second", "e", 8, day=day(9))),
    "somebody else's site": ("reserved", moved("first", "resident", 0)),
    "a shift on call": ("reserved", moved("first", "f", 3, shift="call")),
    "a day off": ("no_working_day", moved("second", "f", 6)),
    "another day than its shift": ("wrong_day", moved("first", "e", 1, day=day(2))),
    "after the last day": ("wrong_day", moved("long:1", "f", 20)),
    "another site": ("wrong_site", moved("first", "e", 0, site="t")),
    "another duration": ("wrong_site", moved("first", "e", 0, duration=timedelta(hours=2))),
    "no such shift": ("unknown_shift", moved("first", "e", 0, shift="none")),
    "no such inspection": ("unknown_inspection", moved("first", "e", 0, inspection="none")),
    "parts with two engineers": ("parts_apart", moved("long:2", "f", 8)),
    "parts that do not follow each other": ("parts_apart", moved("long:2", "e", 11)),
    "left out without a word": ("forgotten", without("first")),
    "done twice": ("twice", lambda plan: replace(plan, choices=[*plan.choices, plan.choices[0]])),
    "too much on one day": ("over_capacity", all_to("e", range(2, 3))),
    "longer than a break leaves": ("interrupted", moved("long:1", "f", 3, shift="call")),
    "too much in one week": ("over_week", all_to("e", range(1, 5))),
    "a load that is not so": (
        "wrong_load",
        lambda plan: replace(plan, loads=[replace(load, travel=load.travel * 2) for load in plan.loads]),
    ),
    "excused with the wrong number of days": (
        "outside_tolerance",
        lambda plan: replace(moved("morning", "e", 7)(plan), unkept=[Unkept("morning", "tolerance", 2, [])]),
    ),
    "put off though it is due": ("forgotten", lambda plan: replace(without("first")(plan), postponed=("first",))),
    "not asked about at all": (
        "forgotten",
        lambda plan: replace(plan, inspections=[each for each in plan.inspections if each.id != "first"]),
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_is_found(name: str, good: tuple[HorizonQuestion, HorizonPlan]) -> None:
    question_, plan = good
    code, damage = DAMAGES[name]
    if name == "too near to when it was last done":
        question_ = replace(question_, done={"r": day(-1)})
    assert code in {violation.code for violation in check_horizon(question_, damage(plan))}


def test_a_site_that_is_closed_is_found() -> None:
    mornings = Calendar("mornings", "UTC", [Hours(WEEKDAYS[:1], *(MORNINGS.hours[0].from_, MORNINGS.hours[0].until))])
    of = book([site("s", access="mornings")], [engineer("e")], calendars=[mornings])
    question_ = question(of, [inspection("i", "s", 0, 4)])
    plan = planned(question_)
    assert check_horizon(question_, plan) == []
    found = check_horizon(question_, moved("i", "e", 1)(plan))
    assert "site_closed" in {violation.code for violation in found}


def test_too_much_driving_is_found() -> None:
    of = book([site("s", 20.0), site("t", -20.0)], [engineer("e", driving_per_day=timedelta(hours=2))])
    question_ = question(of, [inspection("i", "s", 0, 4), inspection("j", "t", 0, 4)])
    plan = planned(question_)
    assert check_horizon(question_, plan) == []
    found = check_horizon(question_, all_to("e", range(1))(plan))
    assert "over_driving" in {violation.code for violation in found}


def test_what_is_left_out_or_late_and_said_to_be_is_no_violation(good: tuple[HorizonQuestion, HorizonPlan]) -> None:
    question_, plan = good
    said = replace(without("desk")(plan), unkept=[Unkept("desk", "served", None, [])])
    codes = {violation.code for violation in check_horizon(question_, said)}
    assert codes <= {"wrong_load"}
