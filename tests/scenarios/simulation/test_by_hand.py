"""A day given out by hand: sites are shared out fairly, deadlines come first, and neighbours help."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser import Book, Calendar, Contract, Policy, Site, Span, Target, Zone
from optimiser.book.promises import Late
from scenarios.demand import Demand, Stream, WorkTime, work_by_site
from scenarios.service import Service
from scenarios.simulation.policies.own_sites import Member, shared_out
from tests.scenarios.simulation.lives import live
from tests.scenarios.simulation.services import HOUR, MONDAY, campus, campus_book
from tests.scenarios.simulation.small_services import Case

LOADS = st.dictionaries(st.integers(0, 20), st.floats(0.1, 10.0), min_size=1, max_size=12)
CREWS = st.lists(st.integers(0, 20), min_size=1, max_size=6).map(
    lambda homes: [Member(f"e{k}", home, 8.0) for k, home in enumerate(homes)]
)


def _apart(home: int, place: int) -> int:
    return abs(home - place)


@settings(deadline=None)
@given(LOADS, CREWS)
def test_every_site_is_somebodys_and_nobody_is_left_without(loads: dict[int, float], crew: list[Member]) -> None:
    owners = shared_out(loads, crew, _apart)
    assert owners.keys() == loads.keys()
    assert {own for several in owners.values() for own in several} == {each.id for each in crew}


def test_equals_at_one_home_share_their_sites() -> None:
    crew = [Member("a", 0, 8.0), Member("b", 0, 8.0)]
    owners = shared_out(dict.fromkeys(range(6), 1.0), crew, _apart)
    assert sorted(own for (own,) in owners.values()) == ["a", "a", "a", "b", "b", "b"]


def test_a_site_that_is_too_much_for_one_has_several() -> None:
    assert shared_out({0: 3.0}, [Member("a", 0, 8.0), Member("b", 1, 4.0)], _apart) == {0: ["a", "b"]}


def test_sites_are_given_to_those_who_serve_them_however_much_that_is() -> None:
    crew = [Member("a", 0, 8.0, frozenset({0})), Member("b", 9, 8.0)]
    assert shared_out({0: 1.0, 1: 5.0}, crew, _apart) == {0: ["a"], 1: ["b"]}
    assert shared_out({3: 1.0}, crew[:1], _apart) == {}


def test_a_site_counts_by_the_hours_of_work_that_its_tickets_make() -> None:
    twice_there = Stream("a", 6.0, "major", WorkTime(HOUR), sites={"s0": 2.0, "s1": 1.0}, remote_share=0.5)
    assert work_by_site(Demand((twice_there,)), campus_book()) == pytest.approx({"s0": 2.0, "s1": 1.0})


def test_an_engineer_like_another_takes_a_fair_part_of_the_work() -> None:
    case = campus(days=3)
    book = case.service.book
    more = replace(book, engineers=(*book.engineers, replace(book.engineers[0], id="new")))
    tally, _ = live(replace(case, service=replace(case.service, book=more)), "by_hand")
    hours = {name: tally.of("load_h", f"engineer={name}")[0].sum() for name in ("e0", "new")}
    assert 0.5 < hours["new"] / hours["e0"] < 2.0


def test_nobody_idles_while_a_neighbour_has_more_than_a_day_of_work() -> None:
    """All tickets come from one site, in the morning, and are due in two hours."""
    case = campus(days=1)
    at_one = Stream("a", 12.0, "major", WorkTime(HOUR, "fixed"), skills={"doors": 1.0}, sites={"s0": 1.0},
                    hours=(0.0,) * 9 + (1.0,) + (0.0,) * 14)  # fmt: skip
    tally, watching = live(replace(case, service=replace(case.service, demand=Demand((at_one,)))), "by_hand")
    assert len({visit.presence.engineer.id for visit in watching.visits}) == 5
    assert tally.of("on_time")[0].sum() > 0


def _two_at_one_site(urgent_first: bool) -> Case:
    """One engineer; of two kinds of tickets one is due soon, and the order in which they come in is ours."""
    late = Late(per_hour=10.0)
    targets = (
        Target("on_site", Span("clock", 2 * HOUR), where={"severity": ("soon",)}, late=late),
        Target("on_site", Span("clock", 20 * HOUR), late=late),
    )
    book = campus_book(1)
    book = Book(
        id="two",
        time_zone="UTC",
        calendars=(Calendar("clock", "UTC"),),
        policies=(Policy("p", ("all",), targets, skip_costs={"soon": 10.0, "later": 10.0}),),
        zones=(Zone("all"),),
        contracts=(Contract("c", "somebody", "p"),),
        sites=(Site("s0", "c", 50.0, 8.0),),
        engineers=book.engineers,
        travel=book.travel,
    )
    early, after = (0.0,) * 5 + (1.0,) + (0.0,) * 18, (0.0,) * 6 + (1.0,) + (0.0,) * 17
    work = WorkTime(2 * HOUR, "fixed")
    at_once = {"answer": timedelta(0), "remote_work": timedelta(0)}
    streams = (
        Stream("soon", 2.0, "soon", work, hours=early if urgent_first else after, **at_once),
        Stream("later", 2.0, "later", work, hours=after if urgent_first else early, **at_once),
    )
    return Case(Service(book, Demand(streams)), MONDAY, 1, 3)


@pytest.mark.parametrize("urgent_first", [True, False], ids=["reported first", "reported last"])
def test_what_is_due_first_is_done_first_whenever_it_was_reported(urgent_first: bool) -> None:
    _, watching = live(_two_at_one_site(urgent_first), "by_hand")
    order = [visit.work.ticket.severity for visit in watching.visits if visit.work.ticket]
    assert set(order) == {"soon", "later"}
    assert order == sorted(order, reverse=True)
