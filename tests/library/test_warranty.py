"""Every figure of the regime ``warranty``."""

import pytest

from optimiser.book import Book
from tests.library.books import HOUR, MINUTE, book_of, policy_of, promised, rules_of, span_of, within, working_days

SEVERITIES = ("major", "minor")


@pytest.fixture(scope="module")
def book() -> Book:
    return book_of("warranty")


def test_a_request_is_answered_in_2_hours(book: Book) -> None:
    assert span_of(book, "respond", kind="fault") == within(2 * HOUR)


def test_a_first_assessment_comes_in_5_minutes(book: Book) -> None:
    assert span_of(book, "assess", kind="fault") == within(5 * MINUTE)


def test_a_remote_diagnosis_comes_in_30_minutes(book: Book) -> None:
    assert span_of(book, "diagnose", kind="fault") == within(30 * MINUTE)


@pytest.mark.parametrize("severity", SEVERITIES)
def test_repaired_on_site_in_3_working_days(book: Book, severity: str) -> None:
    assert span_of(book, "restore", kind="fault", severity=severity) == working_days(3)


@pytest.mark.parametrize("kind", ["fault", "workshop"])
def test_repaired_in_the_workshop_in_5_working_days(book: Book, kind: str) -> None:
    assert span_of(book, "workshop", kind=kind) == working_days(5)


def test_someone_is_sent_within_7_working_days(book: Book) -> None:
    assert span_of(book, "send", kind="fault") == working_days(7)


def test_from_then_lateness_costs_half_a_per_cent_of_the_contract_value_per_day(book: Book) -> None:
    send = promised(book, "send", kind="fault")
    assert send is not None and send.late is not None
    assert send.late.contract_share_per_day == 0.005
    assert send.late.per_hour == send.late.per_started_day == 0
    assert "(our reading)" in send.late.source
    assert any(contract.value > 0 for contract in book.contracts)


def test_complaints_are_answered_within_1_working_day(book: Book) -> None:
    assert span_of(book, "respond", kind="complaint") == working_days(1)
    assert any(ticket.kind == "complaint" and ticket.remote for ticket in book.tickets)


def test_95_per_cent_of_requests_on_time(book: Book) -> None:
    assert policy_of(book).on_time_share == 0.95


@pytest.mark.parametrize(
    ("rule", "recurrence"),
    [
        ("figures-month", "FREQ=MONTHLY;BYMONTHDAY=3"),
        ("figures-quarter", "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=3"),
        ("figures-year", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=3"),
    ],
)
def test_monthly_quarterly_and_yearly_figures_of_what_was_on_time(book: Book, rule: str, recurrence: str) -> None:
    (found,) = (each for each in rules_of(book, "on_time_figures") if each.id == rule)
    assert found.recurrence == recurrence and found.remote and "the share on time against 95 %" in found.checklist


def test_the_yearly_figures_include_the_quarterly_and_these_the_monthly_ones(book: Book) -> None:
    rules = rules_of(book, "on_time_figures")
    assert [rule.id for rule in sorted(rules, key=lambda rule: rule.level)] == [
        "figures-month",
        "figures-quarter",
        "figures-year",
    ]
    assert len({rule.series for rule in rules}) == 1
