"""Histories that contradict themselves, each event with its path."""

import pytest

from optimiser.errors import FaultyInput
from optimiser.sla import deadlines, deadlines_of, faults_of_history, faults_of_promises
from tests.sla.books import DAY, HOUR, MINUTE, MONDAY, book, events, ticket

GOOD = [
    [("responded", HOUR), ("arrived", 2 * HOUR), ("restored", 3 * HOUR)],
    [("paused:customer", HOUR), ("resumed", HOUR), ("paused", 2 * HOUR), ("resumed", 3 * HOUR), ("restored", DAY)],
    [("paused:quote", HOUR), ("cancelled", 2 * HOUR)],
    [("arrived", HOUR), ("repair_failed", HOUR), ("arrived", DAY), ("repair_failed", DAY)],
    [("to_workshop", HOUR), ("loan_arrived", HOUR), ("restored", DAY), ("from_workshop", DAY), ("loan_returned", DAY)],
    [("to_workshop", HOUR), ("from_workshop", 2 * HOUR), ("to_workshop", 3 * HOUR)],
    [("solved_remotely", 0 * HOUR)],
    [("arrived", HOUR), ("report_written", 2 * HOUR), ("restored", 2 * HOUR), ("report_written", DAY)],
]

BAD = [
    ([("resumed", HOUR)], 0, "impossible_history", "resumed at 2026-03-02 10:00+00:00 without paused"),
    ([("paused", HOUR), ("paused", 2 * HOUR)], 1, "impossible_history", "so it is since 2026-03-02 10:00+00:00"),
    ([("responded", -MINUTE)], 0, "wrong_order", "before the report at 2026-03-02 09:00"),
    ([("arrived", 2 * HOUR), ("responded", HOUR)], 1, "wrong_order", "after arrived at 2026-03-02 11:00"),
    ([("restored", HOUR), ("arrived", 2 * HOUR)], 1, "impossible_history", "was restored at 2026-03-02 10:00"),
    ([("solved_remotely", HOUR), ("restored", HOUR)], 1, "impossible_history", "was solved remotely"),
    ([("cancelled", HOUR), ("responded", 2 * HOUR)], 1, "impossible_history", "was cancelled"),
    ([("paused", HOUR), ("restored", 2 * HOUR)], 1, "impossible_history", "while paused since 2026-03-02 10:00"),
    ([("paused", HOUR), ("solved_remotely", 2 * HOUR)], 1, "impossible_history", "while paused"),
    ([("loan_returned", HOUR)], 0, "impossible_history", "without loan_arrived"),
    ([("loan_arrived", HOUR), ("loan_arrived", 2 * HOUR)], 1, "impossible_history", "loan_returned"),
    ([("from_workshop", HOUR)], 0, "impossible_history", "without to_workshop"),
    ([("to_workshop", HOUR), ("to_workshop", 2 * HOUR)], 1, "impossible_history", "from_workshop"),
    ([("arrived:part", HOUR)], 0, "impossible_history", "only a pause waits"),
]


@pytest.mark.parametrize("said", GOOD)
def test_what_can_have_happened_is_no_fault(said):
    assert faults_of_history(ticket(*events(MONDAY, *said)), "$.tickets[0]") == []


@pytest.mark.parametrize(("said", "index", "code", "words"), BAD)
def test_what_cannot_have_happened_is_one_fault_at_its_event(said, index, code, words):
    (fault,) = faults_of_history(ticket(*events(MONDAY, *said)), "$.tickets[3]")
    assert (fault.path, fault.code) == (f"$.tickets[3].history[{index}]", code)
    assert words in fault.message and "Ticket ticket" in fault.message


def test_every_contradiction_of_every_ticket_is_told_at_once():
    said = events(MONDAY, ("resumed", HOUR), ("restored", 2 * HOUR), ("arrived", 3 * HOUR))
    tickets = [ticket(id="good"), ticket(*said, id="bad"), ticket(*events(MONDAY, ("paused", -HOUR)), id="early")]
    paths = ["$.tickets[1].history[0]", "$.tickets[1].history[2]", "$.tickets[2].history[0]"]
    assert [fault.path for fault in faults_of_promises(book(tickets=tickets))] == paths
    with pytest.raises(FaultyInput) as together:
        deadlines(book(), tickets)
    assert [fault.path for fault in together.value.faults] == paths
    with pytest.raises(FaultyInput) as alone:
        deadlines_of(book(tickets=tickets), tickets[1])
    assert [fault.path for fault in alone.value.faults] == paths[:2]


def test_an_order_that_was_sound_once_is_still_compared_with_the_times_of_each_ticket():
    sound = ticket(*events(MONDAY, ("responded", HOUR), ("arrived", 2 * HOUR)), id="sound")
    backwards = ticket(*events(MONDAY, ("responded", 2 * HOUR), ("arrived", HOUR)), id="backwards")
    early = ticket(*events(MONDAY, ("responded", -HOUR), ("arrived", HOUR)), id="early")
    with pytest.raises(FaultyInput) as together:
        deadlines(book(), [sound, backwards, sound, early])
    assert [fault.path for fault in together.value.faults] == ["$.tickets[1].history[1]", "$.tickets[3].history[0]"]


def test_the_history_of_a_new_ticket_that_is_in_no_book_has_a_path_too():
    with pytest.raises(FaultyInput) as alone:
        deadlines_of(book(), ticket(*events(MONDAY, ("resumed", HOUR))))
    assert alone.value.faults[0].path == "$.ticket.history[0]"
