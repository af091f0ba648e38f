"""What the regimes' price lists, ratings and shares come to, counted out on their own tickets."""

from datetime import date

import pytest

from optimiser.book import ClockEvent, Ticket
from optimiser.sla import Rating, charges, on_time, rating_totals
from scenarios.library import regime
from tests.library.books import HOUR, book_of

ARRIVED = regime("elv_campus").now + 2 * HOUR


def trip(id_: str, site: str, start_h: int, end: str = "restored", unit: str | None = None) -> Ticket:
    """A ticket with one visit of an hour, for the same fault as all others of its site."""
    at = ARRIVED + start_h * HOUR
    history = [ClockEvent("arrived", at, by="e01"), ClockEvent(end, at + HOUR)]  # type: ignore[arg-type]
    return Ticket(id_, site, at - HOUR, "minor", HOUR, unit=unit, fault=f"fault at {site}", history=history)


@pytest.mark.parametrize(("site", "call_out", "second"), [("s04", 400, 320), ("s22", 600, 480)])
def test_a_second_trip_for_the_same_fault_costs_less_than_the_call_out(site: str, call_out: int, second: int) -> None:
    tickets = [trip("first", site, 0, "repair_failed"), trip("second", site, 24)]
    book = book_of("elv_campus")
    found = [(each.kind, each.amount) for ticket in tickets for each in charges(book, ticket, tickets)]
    assert found == [("call_out", call_out), ("second_trip", second)]


@pytest.mark.parametrize(("site", "amount"), [("s04", 200), ("s22", 350)])
def test_transport_of_large_equipment_is_charged(site: str, amount: int) -> None:
    book = book_of("elv_campus")
    large = next(unit.id for unit in book.units if unit.site == site and unit.large)
    found = charges(book, trip("t", site, 0, "to_workshop", large))
    assert [each.amount for each in found if each.kind == "transport"] == [amount]


def test_ratings_are_totalled_for_each_engineer_and_month() -> None:
    book = book_of("elv_campus")
    given = [
        Rating(str(ticket.owner), ticket.site, ticket.history[-1].at.date(), str(ticket.carried["x_rating"]))
        for ticket in book.tickets
        if "x_rating" in ticket.carried
    ]
    november = Rating("e05", given[0].site, date(2026, 11, 30), "very satisfied")
    assert rating_totals(book, [*given, november]) == {
        ("e01", "2026-12"): 5,
        ("e02", "2026-12"): 5 + 3,
        ("e04", "2026-12"): 3,
        ("e05", "2026-11"): 5,
        ("e05", "2026-12"): 2 - 5,
        ("e07", "2026-12"): 1,
    }


@pytest.mark.parametrize(("per", "period"), [("month", "2026-12"), ("quarter", "2026-Q4"), ("year", "2026")])
def test_warranty_has_monthly_quarterly_and_yearly_figures_of_the_95_per_cent(per: str, period: str) -> None:
    (figure,) = on_time(book_of("warranty"), now=regime("warranty").now, per=per)  # type: ignore[arg-type]
    assert (figure.period, figure.promised_share) == (period, 0.95)
    assert figure.tickets_late_count >= 1 and figure.tickets_on_time_count > figure.tickets_late_count
