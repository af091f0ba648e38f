"""Every figure of the regime ``office_care``."""

import pytest

from optimiser.agenda import agenda_of
from optimiser.book import Book, Every
from scenarios.library import regime
from tests.library.books import HOUR, book_of, only, policy_of, promised, rules_of, span_of, within


@pytest.fixture(scope="module")
def book() -> Book:
    return book_of("office_care")


def test_a_fault_is_answered_in_2_hours(book: Book) -> None:
    assert span_of(book, "respond", kind="fault") == within(2 * HOUR)


def test_the_first_reply_to_anything_comes_within_24_hours(book: Book) -> None:
    for kind in "request", "complaint", "order", "anything":
        assert span_of(book, "respond", kind=kind) == within(24 * HOUR)


@pytest.mark.parametrize("severity", ["urgent", "normal"])
def test_on_site_within_24_hours(book: Book, severity: str) -> None:
    assert span_of(book, "on_site", kind="fault", severity=severity) == within(24 * HOUR)


def test_remote_first_a_fault_is_diagnosed_from_afar_long_before_a_trip_is_due(book: Book) -> None:
    remote = span_of(book, "diagnose", kind="fault").within
    trip = span_of(book, "on_site", kind="fault", severity="urgent").within
    assert remote is not None and trip is not None and remote < trip
    solved = [t for t in book.tickets if any(event.kind == "solved_remotely" for event in t.history)]
    assert len(solved) == 3


def test_what_is_only_asked_needs_no_trip(book: Book) -> None:
    requests = [ticket for ticket in book.tickets if ticket.kind == "request"]
    assert requests and all(ticket.remote for ticket in requests)
    assert promised(book, "on_site", kind="request", severity="normal") is None


def test_every_site_has_preventive_checks_and_an_exchange_of_wearing_parts_that_includes_them(book: Book) -> None:
    checks, exchanges = rules_of(book, "preventive_check"), rules_of(book, "wearing_parts")
    assert {rule.site for rule in checks} == {rule.site for rule in exchanges} == {site.id for site in book.sites}
    assert only(rule.recurrence for rule in checks) == Every(3, "months")
    assert only(rule.recurrence for rule in exchanges) == Every(12, "months")
    for check, exchange in zip(checks, exchanges, strict=True):
        assert check.units == exchange.units and check.series == exchange.series
        assert exchange.level > check.level


def test_spare_parts_are_reserved_before_the_trip(book: Book) -> None:
    part = span_of(book, "part", kind="fault", complexity="with_parts").within
    trip = span_of(book, "on_site", kind="fault", severity="normal").within
    assert part is not None and trip is not None and part <= trip
    waiting = [t for t in book.tickets if t.history and t.history[-1].waiting_for == "part"]
    reserved = [t for t in book.tickets if any(event.kind == "part_arrived" for event in t.history)]
    assert len(waiting) == 2 and len(reserved) == 3
    assert all(ticket.carried["x_parts_reserved"] for ticket in reserved)
    day = regime("office_care")
    agenda = agenda_of(book, day.day, day.day, day.now)
    visited = {source.id for source in agenda.sources.values() if source.kind == "ticket"}
    assert visited >= {ticket.id for ticket in reserved if ticket.history[-1].kind == "part_arrived"}
    assert visited.isdisjoint(ticket.id for ticket in waiting), "nobody goes before the part is there"


def test_a_follow_up_call_after_each_visit(book: Book) -> None:
    assert policy_of(book).follow_up == within(24 * HOUR)
