"""What becomes of tickets that are open already follows from what has happened to them, and from nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from optimiser import ClockEvent, Ticket
from scenarios.demand import Demand, Stream, WorkTime, fate_from, is_answered, is_sorted, stream_like

NOW = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
STREAM = Stream(
    "doors",
    4.0,
    "major",
    WorkTime(HOUR, "lognormal", 0.5),
    remote_share=0.4,
    cancel_share=0.5,
    cancel_after=8 * HOUR,
    repeat_share=0.3,
)


def ticket(name: str, *kinds: str, ago: timedelta = HOUR, **fields: object) -> Ticket:
    """Make a ticket that was reported some time ago, and what has happened to it since, all at once."""
    at = NOW - ago
    history = tuple(ClockEvent(kind, at) for kind in kinds)  # type: ignore[arg-type]
    plain = Ticket(name, "s0", at, "major", 2 * HOUR, history=history)
    return replace(plain, **fields)  # type: ignore[arg-type]


def fates(stream: Stream, *kinds: str, ago: timedelta = HOUR, count: int = 4000):
    return [fate_from(ticket(f"t{k}", *kinds, ago=ago), stream, NOW, 1, 0) for k in range(count)]


def test_a_fate_belongs_to_the_ticket_and_the_replication() -> None:
    one, same, other = ticket("a"), ticket("a"), ticket("b")
    assert fate_from(one, STREAM, NOW, 1, 0) == fate_from(same, STREAM, NOW, 1, 0)
    assert fate_from(one, STREAM, NOW, 1, 0) != fate_from(other, STREAM, NOW, 1, 0)
    assert fate_from(one, STREAM, NOW, 1, 0) != fate_from(one, STREAM, NOW, 1, 1)


def test_a_larger_share_solved_at_the_desk_takes_more_tickets_and_changes_no_other() -> None:
    few, many = fates(STREAM, count=200), fates(replace(STREAM, remote_share=0.6), count=200)
    assert all(after.is_remote for before, after in zip(few, many, strict=True) if before.is_remote)
    assert [fate.work for fate in few] == [fate.work for fate in many]


def test_work_is_planned_as_the_ticket_says_and_spreads_as_its_stream_does() -> None:
    seconds = [fate.work[0].total_seconds() for fate in fates(STREAM)]
    assert sum(seconds) / len(seconds) == pytest.approx(7200, rel=0.04)


@pytest.mark.parametrize("kinds", [("responded", "diagnosed"), ("responded", "arrived", "repair_failed"), ("paused",)])
def test_what_has_left_the_desk_is_not_solved_there(kinds: tuple[str, ...]) -> None:
    assert is_sorted(ticket("t", *kinds))
    found = fates(STREAM, *kinds, count=50)
    assert not any(fate.is_remote for fate in found)
    assert all(fate.sorted_after == timedelta(0) for fate in found)


def test_what_was_answered_is_not_answered_again() -> None:
    assert is_answered(ticket("t", "responded"))
    assert not is_sorted(ticket("t", "responded"))
    found = fates(STREAM, "responded", count=50)
    assert all(fate.answered_after == timedelta(0) for fate in found)
    assert any(fate.sorted_after > timedelta(0) for fate in found)


def test_what_takes_no_visit_is_solved_at_the_desk() -> None:
    assert fate_from(ticket("t", remote=True), STREAM, NOW, 1, 0).is_remote
    assert fate_from(ticket("t", duration=timedelta(0)), STREAM, NOW, 1, 0).is_remote


def test_who_has_waited_long_gives_up_as_seldom_as_those_who_are_still_there() -> None:
    """Of all who wait 8 hours, those who have not gone by then: the same share of these goes later."""
    fresh = fates(STREAM, ago=timedelta(0))
    stayed = [fate for fate in fresh if fate.cancelled_after is None or fate.cancelled_after > 8 * HOUR]
    expected = sum(fate.cancelled_after is not None for fate in stayed) / len(stayed)
    late = fates(STREAM, ago=8 * HOUR)
    assert sum(fate.cancelled_after is not None for fate in late) / len(late) == pytest.approx(expected, abs=0.035)


def test_nobody_withdraws_after_a_visit() -> None:
    assert all(fate.cancelled_after is None for fate in fates(STREAM, "arrived", "repair_failed", count=50))


def test_a_ticket_is_like_the_stream_of_its_kind_that_has_most_in_common_with_it() -> None:
    same = replace(STREAM, id="same", skills={"doors": 1.0}, unit_kind="lock")
    milder = replace(same, id="milder", severity="minor")
    other = replace(same, id="other", kind="request")
    demand = Demand((other, milder, STREAM, same))
    assert stream_like(demand, ticket("t", skills={"doors": 1.0}), "lock") is same
    assert stream_like(demand, ticket("t", severity="minor"), None) is milder
    assert stream_like(demand, ticket("t", kind="request"), None) is other


def test_a_ticket_of_a_kind_that_no_stream_has_takes_one_visit() -> None:
    like = stream_like(Demand((STREAM,)), ticket("t", kind="complaint"), None)
    fate = fate_from(ticket("t", kind="complaint"), like, NOW, 1, 0)
    assert (len(fate.work), fate.is_remote, fate.cancelled_after, fate.part) == (1, False, None, None)
