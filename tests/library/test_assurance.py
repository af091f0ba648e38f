"""Every figure of the regime ``assurance``."""

import pytest

from optimiser.book import Book, Every
from tests.library.books import (
    HOUR,
    MINUTE,
    book_of,
    only,
    policy_of,
    promised,
    rules_of,
    span_of,
    within,
    working_days,
)

ZONES = {"city": 2 * HOUR, "around": 12 * HOUR, "provinces": 48 * HOUR}


@pytest.fixture(scope="module")
def book() -> Book:
    return book_of("assurance")


def test_there_are_three_fault_levels(book: Book) -> None:
    assert set(policy_of(book).severities) == {"1", "2", "3"}
    assert {ticket.severity for ticket in book.tickets if ticket.kind == "fault"} == {"1", "2", "3"}


def test_level_1_is_down_core_lost_others_interrupted_over_10_minutes_or_key_data_lost(book: Book) -> None:
    meaning = policy_of(book).severities["1"]
    for part in "system is down", "core function is lost", "interrupted for over 10 min", "key data are lost":
        assert part in meaning


def test_level_2_is_degraded_or_at_risk(book: Book) -> None:
    meaning = policy_of(book).severities["2"]
    assert "degraded" in meaning and "at risk of going down" in meaning


def test_level_3_is_minor_with_key_services_unaffected(book: Book) -> None:
    meaning = policy_of(book).severities["3"]
    assert "minor" in meaning and "key services are unaffected" in meaning


@pytest.mark.parametrize("zone", ZONES)
def test_the_fault_level_sets_the_price_of_being_late(book: Book, zone: str) -> None:
    prices = []
    for severity in "1", "2", "3":
        target = promised(book, "on_site", kind="fault", zone=zone, severity=severity)
        assert target is not None and target.late is not None
        prices.append(target.late.per_hour)
    assert prices[0] > prices[1] > prices[2] > 0


@pytest.mark.parametrize(("service_class", "minutes"), [("A", 10), ("B", 10), ("C", 30)])
def test_the_phone_is_answered_around_the_clock(book: Book, service_class: str, minutes: int) -> None:
    assert span_of(book, "respond", kind="fault", service_class=service_class) == within(minutes * MINUTE)


def test_customers_of_all_three_service_classes_are_there(book: Book) -> None:
    assert {contract.service_class for contract in book.contracts} == {"A", "B", "C"}


def test_a_spare_part_or_a_loan_unit_is_on_site_within_4_hours(book: Book) -> None:
    part = promised(book, "part", kind="fault", complexity="hardware")
    assert part is not None and part.span == within(4 * HOUR) and part.also_met_by == ("loan_arrived",)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("severity", ["1", "2", "3"])
def test_on_site_in_2_12_or_48_hours_by_zone(book: Book, zone: str, severity: str) -> None:
    assert span_of(book, "on_site", kind="fault", zone=zone, severity=severity) == within(ZONES[zone])


def test_the_dispatch_is_decided_and_told_within_2_hours(book: Book) -> None:
    assert span_of(book, "dispatch", kind="fault") == within(2 * HOUR)


@pytest.mark.parametrize("service_class", ["A", "B", "C"])
def test_simple_questions_are_answered_in_1_hour(book: Book, service_class: str) -> None:
    facts = {"kind": "question", "complexity": "simple", "service_class": service_class}
    assert span_of(book, "respond", **facts) == within(HOUR)


def test_simple_questions_are_solved_in_8_hours(book: Book) -> None:
    assert span_of(book, "restore", kind="question", complexity="simple") == within(8 * HOUR)


def test_for_hard_questions_a_solution_is_named_in_3_working_days(book: Book) -> None:
    assert span_of(book, "solution", kind="question", complexity="hard") == working_days(3)
    assert promised(book, "restore", kind="question", complexity="hard") is None


def test_every_site_is_checked_remotely_every_month(book: Book) -> None:
    rules = rules_of(book, "remote_check")
    assert {rule.site for rule in rules} == {site.id for site in book.sites}
    assert all(rule.remote and str(rule.recurrence).startswith("FREQ=MONTHLY;BYMONTHDAY=") for rule in rules)


def test_on_site_inspections_come_at_an_interval_that_differs_by_contract(book: Book) -> None:
    rules = rules_of(book, "on_site_inspection")
    assert {rule.site for rule in rules} == {site.id for site in book.sites}
    assert {rule.recurrence for rule in rules} == {Every(months, "months") for months in (2, 3, 4, 6)}
    assert not any(rule.remote for rule in rules)


def test_the_inspection_report_is_owed_within_3_working_days(book: Book) -> None:
    assert policy_of(book).paperwork["on_site_inspection"] == working_days(3)


@pytest.mark.parametrize("kind", ["maintenance", "training"])
def test_two_maintenance_visits_and_two_trainings_a_year(book: Book, kind: str) -> None:
    rules = rules_of(book, kind)
    assert {rule.site for rule in rules} == {site.id for site in book.sites}
    assert len(rules) == len(book.sites)
    for rule in rules:
        parts = dict(part.split("=") for part in str(rule.recurrence).split(";"))
        first, second = map(int, parts["BYMONTH"].split(","))
        assert parts["FREQ"] == "YEARLY" and "," not in parts["BYMONTHDAY"] and second - first == 6


def test_zones_are_the_city_what_lies_around_it_and_other_provinces(book: Book) -> None:
    assert list(policy_of(book).zones) == list(ZONES)
    assert only(not zone.districts for zone in book.zones if zone.id == "provinces") is True
