"""Day after day: what was done, what was missed, what was promised, and the nearest days as routes."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from optimiser.book import Book, Duty, Every, InspectionRule, Ticket
from optimiser.errors import FaultyInput
from optimiser.horizon import (
    HorizonParams,
    HorizonPlan,
    check_horizon,
    horizon_question,
    near_days,
    near_inspections,
    plan_horizon,
    read_horizon,
    write_horizon,
)
from optimiser.horizon.room import expected_room
from optimiser.roster import shifts_of
from optimiser.solver import SolveParams, solve
from optimiser.travel import travel_times

from .books import MONDAY, OFFICE, book, day, engineer, inspection, planned, question, site

FEW = HorizonParams(iterations=400, room_share=0.2)


def service() -> Book:
    """Three sites with a rule each, two engineers on office hours."""
    duty = Duty(OFFICE, time(8), time(16))
    people = [engineer("e", duties=[duty]), engineer("f", 8.0, duties=[duty])]
    sites = [site("s", 1.0), site("t", 5.0, "b"), site("u", 7.0, "c")]
    rules = [
        InspectionRule(
            f"r {each.id}", each.id, Every(14, "days"), MONDAY - timedelta(days=60), timedelta(hours=1),
            last_done_on=day(-11), tolerance_before=3, tolerance_after=3, spacing=9, calendar=OFFICE,
        )
        for each in sites
    ]  # fmt: skip
    return book(sites, people, rules)


def plan_from(of: Book, first: date, done: dict[str, date] | None = None, promised: HorizonPlan | None = None):
    asked = horizon_question(of, first, first + timedelta(days=27), done=done, promised=promised)
    plan = plan_horizon(asked, FEW, clock=lambda: 0.0)
    assert check_horizon(asked, plan) == []
    return plan


def test_what_was_done_moves_the_next_due_date() -> None:
    of = service()
    before = plan_from(of, MONDAY)
    firsts = {choice.rules[0]: choice.day for choice in reversed(before.choices)}
    assert {MONDAY <= first <= day(6) for first in firsts.values()} == {True}
    after = plan_from(of, day(7), done={"r s": day(4)})
    nexts = sorted(choice.day for choice in after.choices if choice.rules == ("r s",))
    assert day(4 + 14 - 3) <= nexts[0] <= day(4 + 14 + 3)


def test_what_was_missed_comes_as_soon_as_it_can() -> None:
    after = plan_from(service(), day(14), done={"r t": day(4), "r u": day(4)})
    firsts = sorted((choice.day, choice.rules) for choice in after.choices)
    assert firsts[0] == (day(14), ("r s",))


def test_what_was_promised_near_in_time_stays_put() -> None:
    of = service()
    before = plan_from(of, MONDAY)
    promised = before.by_inspection
    # With other prices the search would choose otherwise; what was promised holds it.
    asked = horizon_question(of, MONDAY, day(27), promised=before)
    again = plan_horizon(asked, replace(FEW, seed=9, day_level_cost=0.0, km_cost=9.0), clock=lambda: 0.0)
    near = [choice for choice in again.choices if choice.day <= day(6)]
    assert near
    assert all((choice.day, choice.engineer) == (promised[choice.inspection].day, promised[choice.inspection].engineer)
               for choice in near)  # fmt: skip


def test_a_promise_does_not_outweigh_a_rule() -> None:
    of = book([site("s")], [engineer("e", skills={"cctv": 1.0}), engineer("f", skills={"cctv": 2.0})])
    before = planned(question(of, [inspection("i", "s", 0, 4)]))
    other = "f" if before.choices[0].engineer == "e" else "e"
    needs = {"cctv": 2.0} if other == "f" else {}
    asked = question(of, [inspection("i", "s", 0, 4, skills=needs)], promised=before)
    assert planned(asked).choices[0].engineer in ("f", before.choices[0].engineer)


def test_an_inspection_that_got_another_name_keeps_its_promise() -> None:
    of = book([site("s")], [engineer("e")])
    before = planned(question(of, [inspection("r:1", "s", 0, 4, ideal=0, rules=("r",))], days=5))
    assert before.choices[0].day == day(0)
    moved = replace(before, choices=[replace(before.choices[0], day=day(3))])
    plan = planned(question(of, [inspection("r:2", "s", 0, 4, ideal=0, rules=("r",))], promised=moved))
    assert plan.choices[0].day == day(3)
    assert plan.measures.moved_count == 0


def test_the_nearest_days_become_routes_together_with_the_tickets() -> None:
    of = service()
    of = replace(of, tickets=[Ticket("leak", "u", datetime(2026, 3, 2, 7, tzinfo=UTC), "1", timedelta(hours=1))])
    plan = plan_from(of, MONDAY)
    gathered = near_days(of, plan, MONDAY, day(6), now=datetime(2026, 3, 2, 7, 30, tzinfo=UTC))
    chosen = {each.id for each in near_inspections(plan, MONDAY, day(6))}
    sources = {source.id for source in gathered.sources.values()}
    assert sources == {*chosen, "leak"}
    routes = solve(
        gathered.problem, travel_times(gathered.problem), SolveParams(seconds=None, iterations=300), clock=lambda: 0.0
    )
    assert not routes.unserved
    days = {
        gathered.sources[stop.visit].id: stop.start.date()
        for route in routes.routes
        for stop in route.stops
        if stop.visit
    }
    assert {id_: days[id_] for id_ in chosen} == {id_: plan.by_inspection[id_].day for id_ in chosen}


def test_parts_are_held_to_their_days_one_by_one() -> None:
    of = book([site("s")], [engineer("e")])
    plan = planned(question(of, [inspection("i", "s", 0, 4, hours=12.0)]))
    held = near_inspections(plan, MONDAY, day(4))
    assert [each.part for each in held] == [1, 2]
    assert (held[1].ready_on - held[0].ready_on).days == 1
    assert {each.ready_on == each.due_on for each in held} == {True}


def test_a_plan_reads_back_as_it_was_written() -> None:
    of = service()
    plan = plan_from(of, MONDAY)
    read = read_horizon(json.loads(json.dumps(write_horizon(plan))), of)
    assert (read.first, read.last, read.choices, read.measures) == (plan.first, plan.last, plan.choices, plan.measures)
    assert read.postponed == plan.postponed
    assert read.loads == tuple(load for load in plan.loads if load.work)
    again = plan_from(of, MONDAY, promised=read)
    assert again.measures.moved_count == 0


def test_what_could_not_be_kept_is_written_down() -> None:
    of = book([site("s")], [engineer("e")])
    plan = planned(question(of, [inspection("i", "s", 0, 4, skills={"power": 1.0})]))
    document = json.loads(json.dumps(write_horizon(plan)))
    assert document["unkept"][0]["hindrances"][0]["code"] == "no_skill"
    assert read_horizon(document, of).unkept == plan.unkept


def test_every_fault_of_a_document_is_told_at_once() -> None:
    of = service()
    document = write_horizon(plan_from(of, MONDAY))
    document["choices"][0]["engineer"] = "nobody"
    document["choices"][1]["day"] = "soon"
    del document["last"]
    with pytest.raises(FaultyInput) as faulty:
        read_horizon(document, of)
    assert {(fault.path, fault.code) for fault in faulty.value.faults} == {
        ("$.choices[0].engineer", "unknown_engineer"),
        ("$.choices[1].day", "bad_date"),
        ("$.last", "missing"),
    }


def tickets(count: int, every: timedelta) -> list[Ticket]:
    start = datetime(2026, 1, 5, 9, tzinfo=UTC)  # a Monday
    return [Ticket(f"t{k}", "s", start + k * every, "2", timedelta(minutes=80)) for k in range(count)]


def test_room_follows_the_tickets_of_the_past_weekday_by_weekday() -> None:
    of = replace(service(), tickets=tickets(8, timedelta(days=7)))  # one on each Monday of eight weeks
    shifts = [each for own in shifts_of(of, MONDAY, day(27)).shifts.values() for each in own]
    shares = expected_room(of, MONDAY, shifts, HorizonParams())
    assert shares[0] == pytest.approx(2 / 16)  # 80 minutes and 40 of travel, of two times eight hours
    assert shares[1:5] == [0.0] * 4


def test_no_room_is_left_for_what_is_answered_from_the_desk() -> None:
    asked = [replace(ticket, remote=True) for ticket in tickets(8, timedelta(days=7))]
    of = replace(service(), tickets=[*asked, *tickets(8, timedelta(days=8))[:1]])
    shifts = [each for own in shifts_of(of, MONDAY, day(27)).shifts.values() for each in own]
    assert expected_room(of, MONDAY, shifts, HorizonParams())[0] == pytest.approx(2 / 16 / 8)


@pytest.mark.parametrize(("count", "days", "share"), [(0, 55, 0.3), (2, 1, 0.3), (2000, 55, 0.7)])
def test_room_is_a_guess_without_a_past_and_never_everything(count: int, days: int, share: float) -> None:
    of = replace(service(), tickets=tickets(count, timedelta(days=days) / max(1, count - 1)))
    first = MONDAY if days > 1 else date(2026, 1, 12)  # a week after the first of two
    shifts = [each for own in shifts_of(of, MONDAY, day(27)).shifts.values() for each in own]
    assert expected_room(of, first, shifts, HorizonParams())[:5] == [share] * 5
