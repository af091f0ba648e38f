"""Every figure of the regime ``ciq_shandong``."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from optimiser.book import Book
from scenarios.library import regime
from tests.library.books import (
    HOUR,
    MINUTE,
    WORK,
    book_of,
    policy_of,
    promised,
    rules_of,
    span_of,
    within,
    working_days,
)

LEVELS = ("1", "2", "3", "4")


@pytest.fixture(scope="module")
def book() -> Book:
    return book_of("ciq_shandong")


def test_there_are_a_provincial_centre_6_sub_centres_and_an_airport_office_outside_qingdao(book: Book) -> None:
    kinds = Counter(site.carried["x_kind"] for site in book.sites if site.district != "Qingdao")
    assert kinds == {"provincial_centre": 1, "sub_centre": 6, "airport_office": 1}


def test_there_are_1_sub_centre_and_5_monitoring_rooms_in_qingdao(book: Book) -> None:
    kinds = Counter(site.carried["x_kind"] for site in book.sites if site.district == "Qingdao")
    assert kinds == {"sub_centre": 1, "monitoring_room": 5}


def test_there_are_four_fault_levels_with_prices_of_ours(book: Book) -> None:
    assert tuple(policy_of(book).severities) == LEVELS
    targets = [promised(book, "on_site", zone="qingdao", severity=level) for level in LEVELS]
    prices = [target.late.per_hour for target in targets if target is not None and target.late is not None]
    assert len(prices) == 4 and prices == sorted(set(prices), reverse=True)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("zone", "hours"), [("qingdao", 1), ("province", 24)])
def test_on_site_in_1_hour_in_qingdao_and_24_elsewhere(book: Book, zone: str, hours: int, level: str) -> None:
    assert span_of(book, "on_site", zone=zone, severity=level) == within(hours * HOUR)


def test_a_solution_is_named_within_2_hours(book: Book) -> None:
    assert span_of(book, "solution", kind="fault") == within(2 * HOUR)


@pytest.mark.parametrize("level", LEVELS)
def test_equipment_is_repaired_in_5_working_days(book: Book, level: str) -> None:
    assert span_of(book, "restore", severity=level) == working_days(5)


def test_one_resident_engineer_works_5_days_of_8_hours(book: Book) -> None:
    (resident,) = (engineer for engineer in book.engineers if engineer.resident_at is not None)
    (duty,) = resident.duties
    day = date(2026, 12, 7)
    length = datetime.combine(day, duty.until) - datetime.combine(day, duty.from_) - duty.break_duration
    assert length == 8 * HOUR and duty.calendar == WORK and not duty.cycle
    (calendar,) = (each for each in book.calendars if each.id == WORK)
    assert [tuple(hours.days) for hours in calendar.hours] == [("mon", "tue", "wed", "thu", "fri")]


def test_the_resident_engineer_is_away_on_the_day_and_others_can_stand_in(book: Book) -> None:
    (resident,) = (engineer for engineer in book.engineers if engineer.resident_at is not None)
    day = regime("ciq_shandong").day
    assert any(absence.first <= day <= absence.last for absence in resident.absences)
    assert sum(engineer.skills.get("cctv", 0) >= 1 for engineer in book.engineers) > 1


def test_idle_equipment_is_powered_on_every_monday_for_30_minutes(book: Book) -> None:
    rules = rules_of(book, "power_on")
    assert {rule.recurrence for rule in rules} == {"FREQ=WEEKLY;BYDAY=MO"}
    assert {rule.duration for rule in rules} == {30 * MINUTE}
    assert {rule.duration_per_unit for rule in rules} == {timedelta(0)}
    assert {rule.since.weekday() for rule in rules} == {0}


def test_every_site_has_a_system_inspection_every_month_with_a_report(book: Book) -> None:
    rules = rules_of(book, "system_inspection")
    assert Counter(rule.site for rule in rules) == {site.id: 1 for site in book.sites}
    assert all(str(rule.recurrence).startswith("FREQ=MONTHLY;BYMONTHDAY=") for rule in rules)
    assert policy_of(book).paperwork["system_inspection"] == working_days(3)


def test_every_site_has_two_on_site_inspections_a_year(book: Book) -> None:
    rules = rules_of(book, "on_site_inspection")
    assert Counter(rule.site for rule in rules) == {site.id: 1 for site in book.sites}
    for rule in rules:
        parts = dict(part.split("=") for part in str(rule.recurrence).split(";"))
        first, second = map(int, parts["BYMONTH"].split(","))
        assert parts["FREQ"] == "YEARLY" and "," not in parts["BYMONTHDAY"] and second - first == 6
        assert not rule.remote


def test_a_major_event_is_covered_around_the_clock(book: Book) -> None:
    (cover,) = book.covers
    assert cover.end - cover.start == 48 * HOUR and cover.people == 1
    assert cover.start < regime("ciq_shandong").now + 24 * HOUR < cover.end


def test_each_visit_ends_with_a_slip_signed_by_the_customer(book: Book) -> None:
    assert policy_of(book).signed_slip
    assert all("have the slip signed by the customer" in rule.checklist for rule in book.rules)
