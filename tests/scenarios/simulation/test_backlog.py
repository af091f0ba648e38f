"""A simulation begins with the tickets that the book holds open: each goes on from where it stands."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser import ClockEvent, Ticket
from scenarios.demand import Demand, Stream, WorkTime
from scenarios.service import Stock
from scenarios.simulation.backlog import OpenTicket, open_tickets
from tests.scenarios.simulation.lives import live
from tests.scenarios.simulation.services import HOUR, MONDAY, campus, campus_book
from tests.scenarios.simulation.small_services import POLICIES, Case

BEGIN = datetime.combine(MONDAY, time(), UTC)
SURE = Stream("locks", 0.0, "minor", WorkTime(HOUR, "fixed"), part="lock", part_share=1.0)
ALL = pytest.mark.parametrize("policy", POLICIES)


def event(kind: str, hours_ago: float, waiting_for: str | None = None) -> ClockEvent:
    return ClockEvent(kind, BEGIN - hours_ago * HOUR, waiting_for)  # type: ignore[arg-type]


def reported(name: str, hours_ago: float, *history: ClockEvent, severity: str = "minor") -> Ticket:
    return Ticket(name, "s1", BEGIN - hours_ago * HOUR, severity, HOUR, skills={"doors": 1.0}, history=history)


def begun_with(*tickets: Ticket, stream: Stream = SURE, stock: dict[str, Stock] | None = None, days: int = 2) -> Case:
    """A service to which nothing is reported but what is open at the beginning."""
    case = campus(days, travel_cv=0.0)
    demand, book = Demand((stream,)), campus_book(2, tickets)
    return replace(case, service=replace(case.service, book=book, demand=demand, stock=stock or {}))


def opened(case: Case) -> dict[str, OpenTicket]:
    return {each.ticket.id: each for each in open_tickets(case.service, BEGIN, case.seed, 0)}


@ALL
def test_what_is_open_is_served_and_waits_since_it_was_reported(policy: str) -> None:
    tally, watching = live(begun_with(reported("old", 30, event("responded", 29), event("diagnosed", 29))), policy)
    (visit,) = watching.visits
    assert visit.work.ticket is not None
    assert visit.work.ticket.id == "old"
    hours, count = (part.sum() for part in tally.of("wait_h"))
    assert count == 1
    assert hours == pytest.approx(30 + visit.arrives_s / 3600, abs=0.01)
    assert [each.kind for each in visit.work.history] == [
        "responded", "diagnosed", "dispatched", "arrived", "restored"
    ]  # fmt: skip


def test_what_was_due_before_the_beginning_is_late() -> None:
    """Six hours are promised."""
    tally, _ = live(begun_with(reported("old", 30)), "optimiser")
    assert (tally.of("on_time")[0].sum(), tally.of("on_time")[1].sum()) == (0, 1)
    assert tally.of("penalty")[0].sum() >= 30.0 * (30 - 6)


def test_what_is_open_is_no_report_but_counts_in_the_backlog() -> None:
    tally, watching = live(begun_with(reported("old", 30), reported("older", 300), days=1), "first_come")
    assert tally.of("tickets")[0].sum() == 0
    assert watching.world.census.known_count == 2


def test_what_is_over_or_comes_later_is_left_aside() -> None:
    case = begun_with(
        reported("closed", 30, event("arrived", 20), event("restored", 19)),
        reported("withdrawn", 30, event("cancelled", 20)),
        reported("later", -5),
        reported("at once", 0),
        reported("not yet restored", 30, event("arrived", -20), event("restored", -21)),
    )
    found = opened(case)
    assert list(found) == ["not yet restored"]
    assert found["not yet restored"].ticket.history == ()


def test_a_part_on_order_comes_when_its_lead_time_is_over() -> None:
    waiting = reported("w", 30, event("arrived", 25), event("paused", 24, "part"))
    case = begun_with(waiting, stock={"lock": Stock(1, 40 * HOUR)})
    assert opened(case)["w"].held == 16 * HOUR
    _, watching = live(case, "first_come")
    (visit,) = watching.visits
    assert visit.begin_s >= 16 * 3600
    assert visit.work.visits_made == 2
    kinds = [each.kind for each in visit.work.history]
    assert kinds == ["arrived", "paused", "part_arrived", "resumed", "dispatched", "arrived", "restored"] or kinds == [
        "arrived", "paused", "part_arrived", "resumed", "arrived", "restored"
    ]  # fmt: skip


def test_who_was_visited_already_is_not_reached_a_second_time() -> None:
    tally, watching = live(
        begun_with(reported("again", 30, event("arrived", 25), event("repair_failed", 24))), "by_hand"
    )
    assert len(watching.visits) == 1
    assert tally.of("wait_h")[1].sum() == 0
    assert tally.of("second_visit_share")[0].sum() == 1


@pytest.mark.parametrize("held_by", ["customer", "quote", "workshop"])
def test_nobody_goes_for_what_is_held_up_until_that_ends(held_by: str) -> None:
    history = [event("paused", 24, held_by)] if held_by != "workshop" else [event("to_workshop", 24)]
    case = begun_with(reported("h", 30, *history), days=30)
    held = opened(case)["h"].held
    assert held is not None
    _, watching = live(case, "first_come")
    (visit,) = watching.visits
    assert visit.begin_s >= held.total_seconds()
    assert visit.work.history[-1].kind == "restored"


def test_an_owner_who_is_away_keeps_nobody_from_going() -> None:
    owned = replace(reported("owned", 30), owner="e9")
    _, watching = live(begun_with(owned), "first_come")
    assert len(watching.visits) == 1


_KINDS = st.sampled_from(
    [
        (),
        ("responded",),
        ("responded", "diagnosed"),
        ("arrived",),
        ("arrived", "repair_failed"),
        ("paused",),
        ("paused", "resumed"),
        ("to_workshop",),
        ("to_workshop", "from_workshop"),
        ("arrived", "restored"),
        ("solved_remotely",),
    ]
)


@st.composite
def _tickets(draw: st.DrawFn) -> list[Ticket]:
    return list(_drawn(draw, draw(st.integers(1, 8))))


def _drawn(draw: st.DrawFn, count: int) -> Iterator[Ticket]:
    for k in range(count):
        hours = draw(st.integers(-5, 200))
        kinds = draw(_KINDS)
        ago = sorted((draw(st.integers(-10, hours)) for _ in kinds), reverse=True)
        waits = draw(st.sampled_from(["customer", "quote", "part", "workshop", None]))
        history = [event(kind, at, waits if kind == "paused" else None) for kind, at in zip(kinds, ago, strict=True)]
        yield replace(
            reported(f"t{k}", hours, *history, severity=draw(st.sampled_from(["major", "minor"]))),
            remote=draw(st.booleans()) and not history,
        )


@settings(max_examples=10, deadline=None)
@given(_tickets(), st.sampled_from(POLICIES), st.floats(0, 1), st.floats(0, 0.9))
def test_every_ticket_that_was_open_is_over_or_open_at_the_end(
    tickets: list[Ticket], policy: str, share: float, repeat: float
) -> None:
    stream = replace(SURE, remote_share=share, cancel_share=share, cancel_after=5 * HOUR, repeat_share=repeat)
    case = begun_with(*tickets, stream=stream, stock={"lock": Stock(0, 20 * HOUR)})
    given_ = set(opened(case))
    tally, watching = live(case, policy)
    still_open = {work.id for work in watching.world.works.values() if work.ticket is not None}
    assert watching.world.census.known_count == len(given_) == tally.of("remote_share")[1].sum() + len(still_open)
    assert still_open <= given_
    for work in [each.work for each in watching.visits]:
        times = [each.at for each in work.history]
        assert times == sorted(times)
        assert work.history[-1].kind != "paused" or work.state == "held"


def test_scenarios_share_the_luck_of_what_is_open() -> None:
    tickets = [reported(f"t{k}", 20) for k in range(5)]
    stream = replace(SURE, work=WorkTime(HOUR, "exponential"))
    one, other = (opened(begun_with(*some, stream=stream)) for some in (tickets, tickets[::-2]))
    assert all(each == one[name] for name, each in other.items())
    assert timedelta(0) < one["t0"].fate.work[0] != one["t1"].fate.work[0]
