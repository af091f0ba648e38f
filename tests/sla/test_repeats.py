"""Units to replace, loans that are out, what trips are charged, ratings, risk."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimiser.book import Charge, Site, Unit, Zone
from optimiser.errors import FaultyInput
from optimiser.sla import Rating, charges, loans_out, rating_totals, risk, to_replace
from tests.sla.books import DAY, HOUR, MONDAY, book, events, ticket

UNIT = Unit("unit", "site", "camera", warranty_until=date(2026, 3, 31))


def repairs(*said, unit="unit", fault="no picture", **fields):
    return ticket(*events(MONDAY, *said), unit=unit, fault=fault, **fields)


def failed(*days):
    return [("repair_failed", day * DAY) for day in days]


def flagged(*tickets, unit=UNIT, now=None):
    return to_replace(book(units=[unit, replace(UNIT, id="other")], tickets=tickets), now=now)


def test_the_third_failed_repair_in_a_row_flags_the_unit():
    assert flagged(repairs(*failed(1, 2))) == []
    (found,) = flagged(repairs(*failed(1, 2, 3)))
    assert (found.unit, found.fault, found.at, found.tickets) == (UNIT, "no picture", MONDAY + 3 * DAY, ("ticket",))


def test_failed_repairs_add_up_over_tickets_of_the_same_fault():
    first, second = repairs(*failed(1), id="b"), repairs(*failed(2, 3), id="a")
    (found,) = flagged(second, first)
    assert found.tickets == ("b", "a")


def test_other_faults_other_units_and_no_unit_are_counted_apart():
    assert flagged(repairs(*failed(1, 2)), repairs(*failed(3), fault="noise")) == []
    assert flagged(repairs(*failed(1, 2)), repairs(*failed(3), unit="other")) == []
    assert flagged(repairs(*failed(1, 2, 3), unit=None)) == []
    assert flagged(repairs(*failed(1, 2, 3), fault=None)) == []


def test_a_repair_that_holds_begins_the_count_anew():
    held = repairs(*failed(1, 2), ("restored", 3 * DAY), id="held")
    assert flagged(held, repairs(*failed(4, 5))) == []
    (found,) = flagged(held, repairs(*failed(4, 5, 6)))
    assert found.at == MONDAY + 6 * DAY


def test_only_in_its_warranty_is_a_unit_replaced():
    last_day = (date(2026, 3, 31) - MONDAY.date()).days
    assert len(flagged(repairs(*failed(1, 2, last_day)))) == 1
    assert flagged(repairs(*failed(1, 2, last_day + 1))) == []
    assert flagged(repairs(*failed(1, 2, 3)), unit=replace(UNIT, warranty_until=None)) == []


def test_a_unit_stays_flagged_and_is_named_once():
    (found,) = flagged(repairs(*failed(1, 2, 3, 4, 5)))
    assert found.at == MONDAY + 3 * DAY
    assert flagged(repairs(*failed(1, 2, 3)), now=MONDAY + 2 * DAY) == []


@given(st.lists(st.booleans(), max_size=8))
def test_a_unit_is_flagged_when_three_in_a_row_failed(outcomes):
    tickets = [
        repairs(("repair_failed" if fails else "restored", number * DAY), id=str(number))
        for number, fails in enumerate(outcomes)
    ]
    in_a_row = any(all(outcomes[first : first + 3]) for first in range(len(outcomes) - 2))
    assert bool(flagged(*tickets)) == in_a_row


def test_a_loan_is_out_until_it_is_returned_and_fetched_from_the_end_of_its_ticket():
    lent = ticket(*events(MONDAY, ("loan_arrived", HOUR)), id="lent")
    done = ticket(*events(MONDAY, ("loan_arrived", HOUR), ("restored", DAY)), id="done")
    back = ticket(*events(MONDAY, ("loan_arrived", HOUR), ("restored", DAY), ("loan_returned", 2 * DAY)), id="back")
    again = ticket(
        *events(MONDAY, ("loan_arrived", HOUR), ("loan_returned", DAY), ("loan_arrived", 2 * DAY)), id="again"
    )
    given_book = book(tickets=[lent, done, back, again, ticket()])
    assert [(loan.ticket.id, loan.lent_at - MONDAY, loan.fetch_from) for loan in loans_out(given_book)] == [
        ("lent", HOUR, None),
        ("done", HOUR, MONDAY + DAY),
        ("again", 2 * DAY, None),
    ]
    assert [loan.ticket.id for loan in loans_out(given_book, now=MONDAY + DAY)] == ["lent", "done", "back"]
    assert loans_out(given_book, [back]) == []


ZONES = [Zone("city", districts=["city"]), Zone("outside")]
CHARGES = [
    Charge("call_out", 400, "city", timedelta(hours=8)),
    Charge("call_out", 600, "outside", timedelta(hours=8)),
    Charge("second_trip", 320, "city"),
    Charge("second_trip", 480, "outside"),
    Charge("transport", 200, "city"),
    Charge("transport", 350, "outside"),
]


def charged(given_ticket, *others, given_charges=CHARGES, now=None):
    given_book = book(
        policy_fields={"zones": ["city", "outside"], "charges": given_charges},
        zones=ZONES,
        sites=[Site("site", "contract", 0, 0, "city"), Site("far", "contract", 0, 0)],
        units=[replace(UNIT, large=True), replace(UNIT, id="small"), replace(UNIT, id="far unit", large=True)],
        tickets=[given_ticket, *others],
    )
    return [(one.kind, one.amount) for one in charges(given_book, given_ticket, now=now)]


@pytest.mark.parametrize(("site", "first", "second"), [("site", 400, 320), ("far", 600, 480)])
def test_the_first_trip_is_a_call_out_and_each_later_one_a_second_trip(site, first, second):
    said = [("arrived", HOUR), ("repair_failed", 2 * HOUR), ("arrived", DAY), ("arrived", 2 * DAY)]
    expected = [("call_out", first), ("second_trip", second), ("second_trip", second)]
    assert charged(ticket(*events(MONDAY, *said), site=site)) == expected
    assert charged(ticket(*events(MONDAY, *said), site=site), now=MONDAY + 2 * HOUR) == expected[:1]
    assert charged(ticket(site=site)) == []


def test_a_trip_for_the_same_fault_on_an_earlier_ticket_makes_it_a_second_one():
    earlier = repairs(("arrived", HOUR), ("restored", 2 * HOUR), id="earlier")
    later = repairs(("arrived", DAY))
    assert charged(later, earlier) == [("second_trip", 320)]
    assert charged(earlier, later) == [("call_out", 400)]
    assert charged(repairs(("arrived", DAY), fault="noise"), earlier) == [("call_out", 400)]
    assert charged(repairs(("arrived", DAY), unit="small"), earlier) == [("call_out", 400)]
    assert charged(repairs(("arrived", DAY), fault=None), replace(earlier, fault=None)) == [("call_out", 400)]


@pytest.mark.parametrize(("stay", "amount"), [(1, 400), (8, 400), (8.5, 800), (16, 800), (17, 1200)])
def test_a_call_out_pays_for_eight_hours_at_most(stay, amount):
    said = [("arrived", HOUR), ("restored", HOUR + stay * HOUR)]
    assert charged(ticket(*events(MONDAY, *said))) == [("call_out", amount)]


def test_while_the_stay_lasts_it_is_charged_by_the_duration_that_it_will_take():
    assert charged(ticket(*events(MONDAY, ("arrived", HOUR)), duration=9 * HOUR)) == [("call_out", 800)]
    later_trip = ticket(*events(MONDAY, ("arrived", HOUR), ("arrived", 5 * DAY)), duration=HOUR)
    assert charged(later_trip) == [("call_out", 400), ("second_trip", 320)]


def test_large_units_pay_for_transport_to_the_workshop():
    said = [("arrived", HOUR), ("to_workshop", 2 * HOUR)]
    assert charged(repairs(*said)) == [("call_out", 400), ("transport", 200)]
    assert charged(repairs(*said, unit="small")) == [("call_out", 400)]
    assert charged(repairs(*said, unit="far unit", site="far")) == [("call_out", 600), ("transport", 350)]


def test_what_has_no_price_is_free_and_a_second_trip_without_one_is_a_call_out():
    said = events(MONDAY, ("arrived", HOUR), ("arrived", DAY))
    assert charged(ticket(*said), given_charges=[]) == []
    anywhere = [Charge("call_out", 100)]
    assert charged(ticket(*said), given_charges=anywhere) == [("call_out", 100), ("second_trip", 100)]


POINTS = {"very satisfied": 5, "satisfied": 3, "fair": 2, "no opinion": 1, "dissatisfied": -5}


def test_ratings_are_totalled_by_engineer_and_month():
    given_book = book(policy_fields={"rating_points": POINTS})
    ratings = [
        Rating("b", "site", date(2026, 3, 31), "very satisfied"),
        Rating("a", "site", date(2026, 3, 1), "satisfied"),
        Rating("a", "site", date(2026, 3, 9), "dissatisfied"),
        Rating("a", "site", date(2026, 4, 1), "fair"),
        Rating("a", "site", date(2026, 4, 1), "no opinion"),
    ]
    totals = {("a", "2026-03"): -2, ("a", "2026-04"): 3, ("b", "2026-03"): 5}
    assert rating_totals(given_book, ratings) == totals
    assert list(rating_totals(given_book, ratings)) == list(totals)


def test_ratings_in_unknown_words_are_told_all_at_once():
    ratings = [Rating("a", "site", date(2026, 3, 1), word) for word in ("fine", "fair", "bad")]
    with pytest.raises(FaultyInput) as raised:
        rating_totals(book(policy_fields={"rating_points": POINTS}), ratings)
    assert [(fault.path, fault.value) for fault in raised.value.faults] == [
        ("$.ratings[0].word", "fine"),
        ("$.ratings[2].word", "bad"),
    ]


def test_risk_is_impact_times_likelihood():
    assert risk(ticket(likelihood=0.5), replace(UNIT, impact=8.0)) == 4.0
    assert risk(ticket(likelihood=0.5)) == 0.5
