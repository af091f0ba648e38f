"""The clock of one ticket: what holds, what stops it, what pauses do."""

from dataclasses import replace
from typing import get_args

import pytest

from optimiser.book import Contract, Site, Target, TargetKind, Zone
from optimiser.sla import Promises, deadlines, deadlines_of
from tests.sla.books import DAY, HOUR, MINUTE, MONDAY, book, events, hours, ticket, working_days

ALL = {kind: Target(kind, hours(4)) for kind in (
    "respond", "assess", "diagnose", "solution", "dispatch", "part", "loan", "on_site", "send", "restore"
)}  # fmt: skip


def clock(given_book, *said, now=None, **fields):
    given = ticket(*events(fields.get("at", MONDAY), *said), **fields)
    return deadlines_of(given_book, given, None if now is None else given.reported_at + now)


def test_of_the_targets_of_a_kind_the_first_that_matches_holds():
    given_book = book(
        Target("on_site", hours(1), {"severity": ["1"], "zone": ["city"]}),
        Target("on_site", hours(2), {"severity": ["1", "2"]}),
        Target("on_site", hours(3)),
        Target("respond", hours(5), {"severity": ["9"]}),
        policy_fields={"zones": ["city", "rest"]},
        zones=[Zone("city", districts=["A"]), Zone("rest")],
        sites=[Site("in", "contract", 0, 0, "A"), Site("out", "contract", 0, 0, "B")],
    )
    for site, severity, after in (("in", "1", 1), ("out", "1", 2), ("in", "2", 2), ("in", "3", 3), ("out", "3", 3)):
        found = clock(given_book, site=site, severity=severity)
        assert found.deadlines["on_site"].at == MONDAY + after * HOUR
        assert found.zone.id == ("city" if site == "in" else "rest")
        assert list(found.deadlines) == ["on_site"]


@pytest.mark.parametrize(
    ("where", "fields"),
    [
        ({"severity": ["2"]}, {"severity": "2"}),
        ({"kind": ["question"]}, {"kind": "question"}),
        ({"complexity": ["hard"]}, {"complexity": "hard"}),
        ({"service_class": ["C"]}, {"site": "other"}),
        ({"terms": ["call"]}, {"site": "other"}),
    ],
)
def test_a_target_may_ask_for_every_fact_of_a_ticket(where, fields):
    given_book = book(
        Target("respond", hours(1), where),
        Target("respond", hours(2)),
        contracts=[
            Contract("contract", "customer", "policy", 0.0, "A", "yearly"),
            Contract("call", "customer", "policy", 0.0, "C", "call"),
        ],
        sites=[Site("site", "contract", 0, 0), Site("other", "call", 0, 0)],
    )
    assert clock(given_book, **fields).deadlines["respond"].at == MONDAY + HOUR
    assert clock(given_book).deadlines["respond"].at == MONDAY + 2 * HOUR


def test_a_fact_that_is_not_known_matches_no_value():
    assert not clock(book(Target("respond", hours(1), {"complexity": ["hard"]}))).deadlines


@pytest.mark.parametrize(
    ("event", "settled"),
    [
        ("responded", {"respond"}),
        ("assessed", {"respond", "assess"}),
        ("diagnosed", {"respond", "assess", "diagnose"}),
        ("solution_named", {"respond", "assess", "diagnose", "solution"}),
        ("dispatched", {"respond", "dispatch"}),
        ("part_arrived", {"respond", "part"}),
        ("loan_arrived", {"respond", "loan"}),
        ("arrived", {"respond", "dispatch", "on_site", "send"}),
        ("to_workshop", {"respond", "dispatch", "on_site", "send"}),
        ("repair_failed", {"respond"}),
        ("restored", set(ALL)),
        ("solved_remotely", set(ALL)),
        ("paused", set()),
    ],
)
def test_an_event_settles_what_it_includes(event, settled):
    found = clock(book(*ALL.values()), (event, HOUR))
    assert {kind for kind, deadline in found.deadlines.items() if deadline.state == "met"} == settled
    assert {deadline.stopped_at for deadline in found.deadlines.values()} <= {None, MONDAY + HOUR}


def test_a_deadline_may_be_met_to_the_second_and_is_missed_after_it():
    given_book = book(Target("on_site", hours(4)))
    assert clock(given_book, ("arrived", 4 * HOUR)).deadlines["on_site"].state == "met"
    late = clock(given_book, ("arrived", 4 * HOUR + MINUTE)).deadlines["on_site"]
    assert (late.state, late.late_by(), late.is_running) == ("missed", MINUTE, False)


def test_what_was_not_done_is_open_until_its_deadline_and_missed_after_it():
    given_book = book(Target("on_site", hours(4)))
    assert clock(given_book, now=4 * HOUR).deadlines["on_site"].state == "open"
    missed = clock(given_book, now=5 * HOUR).deadlines["on_site"]
    assert (missed.state, missed.is_running, missed.stopped_at) == ("missed", True, None)
    assert missed.late_by(MONDAY + 6 * HOUR) == 2 * HOUR
    assert clock(given_book).deadlines["on_site"].state == "open"


def test_what_happens_after_now_is_not_known_yet():
    found = clock(book(Target("on_site", hours(4))), ("paused", HOUR), ("resumed", 2 * HOUR), now=90 * MINUTE)
    assert found.deadlines["on_site"].state == "paused"
    assert found.paused_since == MONDAY + HOUR
    assert clock(book(Target("on_site", hours(4))), ("arrived", HOUR), now=MINUTE).deadlines["on_site"].state == "open"


def test_a_cancelled_ticket_owes_only_what_it_had_missed_before():
    given_book = book(Target("respond", hours(1)), Target("on_site", hours(4)))
    found = clock(given_book, ("cancelled", 2 * HOUR), now=DAY)
    assert found.deadlines["respond"].state == "missed"
    assert found.deadlines["respond"].late_by(MONDAY + DAY) == HOUR
    assert found.deadlines["on_site"].state == "cancelled"
    assert not found.deadlines["respond"].is_running and found.ended.kind == "cancelled"
    assert found.going is None and found.repair is None


def test_a_pause_moves_a_deadline_by_its_length():
    found = clock(book(Target("restore", hours(8))), ("paused:quote", HOUR), ("resumed", 3 * HOUR), now=4 * HOUR)
    restore = found.deadlines["restore"]
    assert (restore.at, restore.paused, restore.state) == (MONDAY + 10 * HOUR, 2 * HOUR, "open")


def test_pauses_add_up_and_the_later_ones_count_from_where_the_earlier_ones_moved_it():
    said = [("paused", HOUR), ("resumed", 3 * HOUR), ("paused", 9 * HOUR), ("resumed", 12 * HOUR)]
    assert clock(book(Target("restore", hours(8))), *said).deadlines["restore"].at == MONDAY + 13 * HOUR


def test_a_pause_after_the_deadline_moves_nothing():
    said = [("paused", 5 * HOUR), ("resumed", 9 * HOUR)]
    missed = clock(book(Target("on_site", hours(4))), *said, now=DAY).deadlines["on_site"]
    assert (missed.at, missed.state, missed.paused) == (MONDAY + 4 * HOUR, "missed", 0 * HOUR)
    running = clock(book(Target("on_site", hours(4))), said[0], now=DAY).deadlines["on_site"]
    assert (running.at, running.state) == (MONDAY + 4 * HOUR, "missed")


def test_a_pause_from_the_deadline_on_moves_nothing_and_one_just_before_it_does():
    given_book = book(Target("on_site", hours(4)))
    for begin, end in ((4 * HOUR, 4 * HOUR), (4 * HOUR - MINUTE, 6 * HOUR)):
        given = ticket(*events(MONDAY, ("paused", begin), ("resumed", begin + 2 * HOUR)))
        assert deadlines_of(given_book, given).deadlines["on_site"].at == MONDAY + end
        assert deadlines(given_book, [given]).at(0, "on_site") == MONDAY + end


def test_a_pause_after_it_was_settled_moves_nothing():
    said = [("arrived", HOUR), ("paused:part", 2 * HOUR), ("resumed", 9 * HOUR)]
    met = clock(book(Target("on_site", hours(4))), *said).deadlines["on_site"]
    assert (met.at, met.state, met.paused) == (MONDAY + 4 * HOUR, "met", 0 * HOUR)


@pytest.mark.parametrize("kind", get_args(TargetKind))
def test_a_report_that_is_written_moves_and_meets_no_deadline(kind):
    given_book = book(Target(kind, hours(4)))
    without = clock(given_book, ("responded", HOUR))
    told = clock(given_book, ("responded", HOUR), ("report_written", 2 * HOUR))
    assert told == replace(without, ticket=told.ticket)


def test_a_pause_that_runs_leaves_the_deadline_open_ended():
    found = clock(book(Target("on_site", hours(4))), ("paused:customer", HOUR), now=9 * DAY)
    deadline = found.deadlines["on_site"]
    assert (deadline.at, deadline.state, deadline.paused) == (None, "paused", 9 * DAY - HOUR)
    assert deadline.is_running and found.paused_since == MONDAY + HOUR


def test_what_is_done_while_paused_is_on_time():
    found = clock(book(Target("on_site", hours(4))), ("paused:customer", HOUR), ("arrived", DAY), now=2 * DAY)
    deadline = found.deadlines["on_site"]
    assert (deadline.state, deadline.stopped_at, deadline.at) == ("met", MONDAY + DAY, MONDAY + DAY + 3 * HOUR)


def test_only_open_time_that_was_paused_counts():
    """From Monday 16:00 to Tuesday 10:00 two hours of the office were paused."""
    said = [("paused", 7 * HOUR), ("resumed", 25 * HOUR)]
    found = clock(book(Target("restore", hours(10, "office"))), *said).deadlines["restore"]
    assert (found.at, found.paused) == (MONDAY + DAY + 4 * HOUR, 2 * HOUR)


def test_working_days_move_by_the_open_time_that_was_paused():
    given_book = book(Target("restore", working_days(3)))
    close_of_thursday = MONDAY + 3 * DAY + 8 * HOUR
    assert clock(given_book).deadlines["restore"].at == close_of_thursday
    said = [("paused", HOUR), ("resumed", 4 * HOUR)]
    assert clock(given_book, *said).deadlines["restore"].at == MONDAY + 4 * DAY + 3 * HOUR
    over_the_weekend = [("paused", HOUR), ("resumed", HOUR + DAY)]
    friday = MONDAY + 4 * DAY
    assert clock(given_book, *over_the_weekend, at=friday).deadlines["restore"].paused == 7 * HOUR


def test_working_days_without_hours_do_not_move_by_a_weekend():
    given_book = book(Target("restore", working_days(3, "week")))
    friday = MONDAY + 4 * DAY
    end_of_wednesday = MONDAY + 10 * DAY - 9 * HOUR
    assert clock(given_book, at=friday).deadlines["restore"].at == end_of_wednesday
    weekend = [("paused", 15 * HOUR), ("resumed", 15 * HOUR + 2 * DAY)]
    assert clock(given_book, *weekend, at=friday).deadlines["restore"].at == end_of_wednesday
    into_monday = [("paused", 15 * HOUR), ("resumed", 15 * HOUR + 2 * DAY + 6 * HOUR)]
    assert clock(given_book, *into_monday, at=friday).deadlines["restore"].at == end_of_wednesday + 6 * HOUR


def test_waiting_for_a_part_does_not_hold_up_the_promise_of_the_part():
    given_book = book(Target("part", hours(4)), Target("restore", hours(8)), Target("workshop", hours(20)))
    found = clock(given_book, ("paused:part", HOUR), now=5 * HOUR)
    assert found.deadlines["part"].state == "missed"
    assert found.deadlines["restore"].state == "paused"
    in_workshop = clock(given_book, ("to_workshop", HOUR), ("paused:workshop", HOUR), now=21 * HOUR)
    assert in_workshop.deadlines["workshop"].state == "missed"
    assert in_workshop.deadlines["part"].state == "paused"


def test_in_the_workshop_its_own_promise_replaces_the_one_for_on_site():
    given_book = book(Target("restore", working_days(3)), Target("workshop", working_days(5)))
    assert list(clock(given_book).deadlines) == ["restore"]
    taken = clock(given_book, ("arrived", HOUR), ("to_workshop", 2 * HOUR))
    assert list(taken.deadlines) == ["workshop"]
    assert taken.repair.at == MONDAY + 7 * DAY + 8 * HOUR
    assert list(clock(given_book, ("to_workshop", 2 * HOUR), now=HOUR).deadlines) == ["restore"]
    back = clock(given_book, ("to_workshop", HOUR), ("from_workshop", DAY))
    assert back.repair.target.kind == "workshop"


def test_without_a_promise_for_the_workshop_the_other_stays():
    assert list(clock(book(Target("restore", hours(8))), ("to_workshop", HOUR)).deadlines) == ["restore"]


def test_a_loan_unit_keeps_the_promise_where_the_policy_says_so():
    or_a_loan = book(Target("restore", hours(12), also_met_by=["loan_arrived"]))
    assert clock(or_a_loan, ("loan_arrived", 11 * HOUR)).deadlines["restore"].state == "met"
    assert clock(or_a_loan, ("restored", 11 * HOUR)).deadlines["restore"].state == "met"
    assert clock(or_a_loan, ("loan_arrived", 13 * HOUR)).deadlines["restore"].state == "missed"
    only_repaired = book(Target("restore", hours(12)))
    assert clock(only_repaired, ("loan_arrived", 11 * HOUR)).deadlines["restore"].state == "open"


def test_a_loan_is_no_longer_owed_once_the_unit_is_repaired():
    given_book = book(Target("loan", hours(48)))
    assert clock(given_book, ("restored", 47 * HOUR)).deadlines["loan"].state == "met"
    assert clock(given_book, now=49 * HOUR).deadlines["loan"].state == "missed"


def test_going_is_due_at_the_earlier_of_on_site_and_sent():
    both = book(Target("send", working_days(7)), Target("on_site", hours(4)))
    assert clock(both).going.target.kind == "on_site"
    assert clock(both, ("arrived", HOUR)).going is None
    assert clock(book(Target("send", working_days(7)))).going.target.kind == "send"
    assert clock(both, ("paused", HOUR)).going.at is None


def test_parts_of_a_second_do_not_count():
    start = MONDAY.replace(microsecond=900_000)
    found = deadlines_of(book(Target("respond", hours(1))), ticket(*events(MONDAY, ("responded", HOUR)), at=start))
    assert found.deadlines["respond"].at == MONDAY + HOUR
    late = MONDAY + HOUR + MINUTE / 60
    found = deadlines_of(book(Target("respond", hours(1))), ticket(*events(late, ("responded", 0 * HOUR)), at=start))
    assert found.deadlines["respond"].state == "missed"


def test_an_indexed_book_answers_like_the_book():
    given_book = book(*ALL.values())
    given = ticket(*events(MONDAY, ("responded", HOUR)))
    assert deadlines_of(Promises(given_book), given) == deadlines_of(given_book, given)


def both_ways(given_book, given, now=None):
    """The state of one deadline, worked out alone and with many."""
    alone = deadlines_of(given_book, given, now).deadlines["on_site"]
    table = deadlines(given_book, [given], now)
    assert (table.state(0, "on_site"), table.at(0, "on_site")) == (alone.state, alone.at)
    return alone


def test_what_happens_now_is_known():
    given = ticket(*events(MONDAY, ("arrived", HOUR)))
    assert both_ways(book(Target("on_site", hours(4))), given, MONDAY + HOUR).state == "met"
    assert both_ways(book(Target("on_site", hours(4))), given, MONDAY + HOUR - MINUTE).state == "open"


def test_what_was_done_before_a_ticket_was_cancelled_counts_even_in_the_same_second():
    given = ticket(*events(MONDAY, ("arrived", HOUR), ("cancelled", HOUR)))
    assert both_ways(book(Target("on_site", hours(4))), given).state == "met"


def test_a_pause_of_years_moves_a_deadline_by_years_of_open_time():
    given = ticket(*events(MONDAY, ("paused", HOUR), ("resumed", HOUR + 4 * 52 * 7 * DAY)))
    found = both_ways(book(Target("on_site", hours(4, "office"))), given)
    assert found.at == MONDAY + 4 * HOUR + 4 * 52 * 7 * DAY
    assert found.paused == 4 * 52 * 5 * 8 * HOUR
