"""Every figure of the regime ``elv_campus``."""

from datetime import time

import pytest

from optimiser.book import Book
from tests.library.books import CLOCK, HOUR, book_of, policy_of, promised, rules_of, span_of, within

SEVERITIES = ("major", "minor")


@pytest.fixture(scope="module")
def book() -> Book:
    return book_of("elv_campus")


@pytest.mark.parametrize("severity", SEVERITIES)
@pytest.mark.parametrize(("zone", "hours"), [("city", 4), ("suburbs", 8)])
def test_on_site_in_4_hours_in_the_city_and_8_in_the_suburbs(book: Book, zone: str, hours: int, severity: str) -> None:
    assert span_of(book, "on_site", zone=zone, severity=severity) == within(hours * HOUR)


def test_a_solution_is_named_in_4_hours(book: Book) -> None:
    assert span_of(book, "solution", kind="fault") == within(4 * HOUR)


@pytest.mark.parametrize("severity", SEVERITIES)
@pytest.mark.parametrize("terms", ["yearly", "call"])
def test_restored_in_24_hours(book: Book, terms: str, severity: str) -> None:
    assert span_of(book, "restore", terms=terms, severity=severity) == within(24 * HOUR)


@pytest.mark.parametrize("severity", SEVERITIES)
def test_a_complex_fault_is_restored_in_72_hours(book: Book, severity: str) -> None:
    assert span_of(book, "restore", terms="yearly", complexity="complex", severity=severity) == within(72 * HOUR)


@pytest.mark.parametrize(
    ("kind", "count"),
    [("camera", 117), ("switch", 18), ("door", 94), ("reader", 118), ("monitor", 28), ("recorder", 4)],
)
def test_what_the_monitoring_contract_counts(book: Book, kind: str, count: int) -> None:
    (contract,) = (each.id for each in book.contracts if each.terms == "monitoring")
    sites = {site.id for site in book.sites if site.contract == contract}
    assert sum(unit.count for unit in book.units if unit.site in sites and unit.kind == kind) == count


@pytest.mark.parametrize("severity", SEVERITIES)
def test_under_the_monitoring_contract_restored_in_12_hours_or_a_loan_unit(book: Book, severity: str) -> None:
    restore = promised(book, "restore", terms="monitoring", severity=severity)
    assert restore is not None
    assert restore.span == within(12 * HOUR) and restore.also_met_by == ("loan_arrived",)
    assert span_of(book, "loan", terms="monitoring") == within(12 * HOUR)


def test_under_yearly_contracts_a_loan_unit_when_not_repaired_in_48_hours(book: Book) -> None:
    assert span_of(book, "loan", terms="yearly") == within(48 * HOUR)


def test_under_call_by_call_contracts_there_is_no_loan_unit(book: Book) -> None:
    assert promised(book, "loan", terms="call") is None
    assert any(contract.terms == "call" for contract in book.contracts)


def sites_under_care(book: Book) -> set[str]:
    """All but those that call when something is broken."""
    terms = {contract.id: contract.terms for contract in book.contracts}
    return {site.id for site in book.sites if terms[site.contract] != "call"}


def test_a_customer_call_every_month(book: Book) -> None:
    rules = rules_of(book, "customer_call")
    assert {rule.site for rule in rules} == sites_under_care(book)
    assert all(rule.recurrence == "FREQ=MONTHLY" and rule.remote for rule in rules)


def test_maintenance_every_quarter(book: Book) -> None:
    rules = rules_of(book, "maintenance")
    assert {rule.site for rule in rules} == sites_under_care(book)
    assert all(rule.recurrence == "FREQ=MONTHLY;INTERVAL=3" and not rule.remote for rule in rules)


def test_inspection_and_functional_test_every_half_year_with_the_maintenance_in_it(book: Book) -> None:
    rules = rules_of(book, "inspection_and_test")
    assert {rule.site for rule in rules} == sites_under_care(book)
    for rule, lower in zip(rules, rules_of(book, "maintenance"), strict=True):
        assert rule.recurrence == "FREQ=MONTHLY;INTERVAL=6"
        assert (rule.series, rule.units, rule.since) == (lower.series, lower.units, lower.since)
        assert rule.level > lower.level


def test_on_call_from_8_00_to_22_30_outside_working_hours_in_a_rota_that_changes_monthly(book: Book) -> None:
    on_call = book.on_call
    assert on_call is not None
    assert (on_call.from_, on_call.until) == (time(8), time(22, 30))
    assert on_call.turn == "month" and on_call.working == "working_hours"


def test_the_hotline_is_there_24_hours_every_day(book: Book) -> None:
    assert span_of(book, "respond", kind="fault").calendar == "hotline"
    (hotline,) = (calendar for calendar in book.calendars if calendar.id == "hotline")
    assert not hotline.hours and hotline.region is None


@pytest.mark.parametrize(
    ("rating", "points"),
    [("very satisfied", 5), ("satisfied", 3), ("fair", 2), ("no opinion", 1), ("dissatisfied", -5)],
)
def test_what_a_rating_counts(book: Book, rating: str, points: int) -> None:
    assert policy_of(book).rating_points[rating] == points
    assert len(policy_of(book).rating_points) == 5


def test_the_file_says_that_the_sign_of_the_last_rating_is_our_reading(book: Book) -> None:
    assert "the sign of the last is our reading" in policy_of(book).sources["rating_points"]


@pytest.mark.parametrize(
    ("kind", "zone", "amount"),
    [
        ("call_out", "city", 400),
        ("call_out", "suburbs", 600),
        ("second_trip", "city", 320),
        ("second_trip", "suburbs", 480),
        ("transport", "city", 200),
        ("transport", "suburbs", 350),
    ],
)
def test_what_a_trip_is_charged_at(book: Book, kind: str, zone: str, amount: int) -> None:
    (charge,) = (each for each in policy_of(book).charges if (each.kind, each.zone) == (kind, zone))
    assert charge.amount == amount


def test_a_call_out_covers_at_most_8_hours(book: Book) -> None:
    assert {each.at_most for each in policy_of(book).charges if each.kind == "call_out"} == {8 * HOUR}


def test_deadlines_run_around_the_clock(book: Book) -> None:
    assert {target.span.calendar for target in policy_of(book).targets} == {CLOCK, "hotline"}
