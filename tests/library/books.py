"""What the tests of the regimes share: a book by its name, and what it promises."""

from collections.abc import Iterable
from datetime import timedelta
from functools import cache

from optimiser.book import Book, InspectionRule, Policy, Span, Target
from optimiser.documents.book_document import read_book
from scenarios.library import regime

CLOCK, WORK = "round_the_clock", "working_hours"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@cache
def book_of(name: str) -> Book:
    return read_book(regime(name).book)


def policy_of(book: Book) -> Policy:
    """The one policy of a regime."""
    (policy,) = book.policies
    return policy


def promised(book: Book, promise: str, /, **facts: str) -> Target | None:
    """The first target of a kind that holds for a ticket of which these facts are known."""
    fits = (
        target
        for target in policy_of(book).targets
        if target.kind == promise and all(facts.get(name) in values for name, values in target.where.items())
    )
    return next(fits, None)


def span_of(book: Book, promise: str, /, **facts: str) -> Span:
    target = promised(book, promise, **facts)
    assert target is not None, f"{book.id} promises no {promise} for {facts}"
    return target.span


def within(length: timedelta, calendar: str = CLOCK) -> Span:
    return Span(calendar, within=length)


def working_days(count: int) -> Span:
    return Span(WORK, working_days=count)


def rules_of(book: Book, kind: str) -> list[InspectionRule]:
    found = [rule for rule in book.rules if rule.kind == kind]
    assert found, f"{book.id} has no rule of kind {kind}"
    return found


def only(values: Iterable[object]) -> object:
    """The one value that all of them are."""
    (value,) = {repr(value): value for value in values}.values()
    return value
