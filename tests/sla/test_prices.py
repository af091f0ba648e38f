"""What being late costs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from optimiser.book import Contract, Late, Target
from optimiser.sla import Promises, late_prices, on_time, penalties, penalty
from tests.sla.books import DAY, HOUR, MINUTE, MONDAY, book, events, hours, ticket

CONTRACT = Contract("contract", "customer", "policy", value=200_000.0)
SECOND = timedelta(seconds=1)


def test_shares_of_the_contract_become_money():
    assert late_prices(Late(contract_share_per_day=0.005), CONTRACT) == (0.0, 1000.0, None)
    both = Late(per_hour=5.0, per_started_day=100.0, contract_share_per_day=0.005, cap=30_000, cap_contract_share=0.1)
    assert late_prices(both, CONTRACT) == (5.0, 1100.0, 20_000.0)
    assert late_prices(Late(per_hour=1, cap=500, cap_contract_share=0.1), CONTRACT) == (1, 0.0, 500)
    assert late_prices(None, CONTRACT) == (0.0, 0.0, None)


@pytest.mark.parametrize(
    ("late_by", "amount"),
    [
        (0 * HOUR, 0), (-HOUR, 0), (SECOND, 100 + 10 / 3600), (90 * MINUTE, 115), (DAY, 340),
        (DAY + SECOND, 440 + 10 / 3600), (9 * DAY, 1000),
    ],
)  # fmt: skip
def test_hours_count_to_the_second_days_from_their_first_and_the_cap_is_a_cap(late_by, amount):
    prices = late_prices(Late(per_hour=10, per_started_day=100, cap=1000), CONTRACT)
    assert penalty(prices, late_by) == pytest.approx(amount)


LATE = Late(per_hour=10.0, source="our assumption")
PROMISED = [Target("respond", hours(1), late=LATE), Target("on_site", hours(4), late=LATE), Target("loan", hours(2))]


def test_penalties_are_owed_for_what_was_missed_and_has_a_price():
    late = ticket(*events(MONDAY, ("responded", 2 * HOUR), ("arrived", 7 * HOUR)), id="late")
    good = ticket(*events(MONDAY, ("responded", HOUR), ("restored", 4 * HOUR)), id="good")
    never = ticket(id="never")
    owed = penalties(book(*PROMISED), [late, good, never], MONDAY + 9 * HOUR)
    assert [(one.ticket, one.kind, one.late_by, one.amount, one.is_growing) for one in owed] == [
        ("late", "respond", HOUR, 10.0, False),
        ("late", "on_site", 3 * HOUR, 30.0, False),
        ("never", "respond", 8 * HOUR, 80.0, True),
        ("never", "on_site", 5 * HOUR, 50.0, True),
    ]


def test_no_penalty_grows_while_the_clock_stands_or_after_a_ticket_is_cancelled():
    paused = ticket(*events(MONDAY, ("paused", 30 * MINUTE)))
    cancelled = ticket(*events(MONDAY, ("cancelled", 3 * HOUR)))
    assert penalties(book(*PROMISED), [paused], MONDAY + 99 * HOUR) == []
    (owed,) = penalties(book(*PROMISED), [cancelled], MONDAY + 99 * HOUR)
    assert (owed.kind, owed.late_by, owed.is_growing) == ("respond", 2 * HOUR, False)


def test_the_share_on_time_counts_what_is_settled():
    said = [("responded", HOUR), ("arrived", 7 * HOUR)]
    tickets = [
        ticket(*events(MONDAY, *said), id="half"),
        ticket(*events(MONDAY, ("restored", HOUR)), id="good"),
        ticket(*events(MONDAY, ("cancelled", MINUTE)), id="cancelled"),
        ticket(id="open", at=MONDAY + 7 * HOUR),
    ]
    given_book = book(*PROMISED[:2], tickets=tickets, policy_fields={"on_time_share": 0.75})
    (found,) = on_time(given_book, now=MONDAY + 7 * HOUR)
    assert (found.met_count, found.missed_count, found.share) == (3, 1, 0.75)
    assert (found.tickets_on_time_count, found.tickets_late_count, found.tickets_share) == (1, 1, 0.5)
    (later,) = on_time(Promises(given_book), now=MONDAY + 8 * HOUR + MINUTE)
    assert (later.missed_count, later.tickets_late_count) == (2, 2)


@pytest.mark.parametrize(("promised", "is_kept"), [(0.5, True), (0.75, False)])
def test_a_promised_share_is_one_of_tickets_and_not_of_deadlines(promised, is_kept):
    half = ticket(*events(MONDAY, ("responded", HOUR), ("arrived", 7 * HOUR)), id="half")
    good = ticket(*events(MONDAY, ("restored", HOUR)), id="good")
    given_book = book(*PROMISED[:2], tickets=[half, good], policy_fields={"on_time_share": promised})
    (found,) = on_time(given_book, now=MONDAY + 7 * HOUR)
    assert (found.share, found.tickets_share, found.is_kept) == (0.75, 0.5, is_kept)


def test_nothing_is_known_of_a_share_before_the_first_deadline():
    (found,) = on_time(book(*PROMISED), [ticket()], MONDAY)
    assert (found.share, found.tickets_share, found.is_kept) == (None, None, None)
    assert on_time(book(*PROMISED), []) == []


@pytest.mark.parametrize(
    ("per", "periods"),
    [
        ("month", ["2025-12", "2026-01", "2026-03", "2026-04"]),
        ("quarter", ["2025-Q4", "2026-Q1", "2026-Q2"]),
        ("year", ["2025", "2026"]),
        (None, [""]),
    ],
)
def test_shares_by_month_quarter_and_year(per, periods):
    days = ["2025-12-31T23:30", "2026-01-01T00:30", "2026-03-31T12:00", "2026-04-01T12:00", "2026-04-30T12:00"]
    tickets = [ticket(id=day, at=MONDAY.fromisoformat(f"{day}+00:00")) for day in days]
    found = on_time(book(*PROMISED, tickets=tickets), now=MONDAY + 365 * DAY, per=per)
    assert [one.period for one in found] == periods
    assert sum(one.missed_count for one in found) == 15


def test_periods_begin_at_midnight_of_the_book():
    given = ticket(at=MONDAY.fromisoformat("2025-12-31T23:30+00:00"))
    (found,) = on_time(replace(book(*PROMISED), time_zone="Asia/Shanghai"), [given], per="year")
    assert found.period == "2026"
