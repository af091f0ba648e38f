"""One almanac for many days says what an agenda made anew for each of them says."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.agenda import Agenda, Almanac, agenda_of
from optimiser.book import Absence, Book, OnCall, Ticket
from optimiser.inputs import Visit
from optimiser.roster import shifts_of
from scenarios.library import regime, regimes
from tests.library.books import book_of

from .books import CALENDARS, FRIDAY, MONDAY, at, book, engineer, rule, ticket
from .random_books import DAY, books, moments

days = st.integers(0, 6).map(lambda k: MONDAY + k * DAY)
laws = settings(max_examples=15, deadline=None)


def with_absences(known: Book, absences: dict[str, tuple[Absence, ...]]) -> Book:
    engineers = [
        replace(each, absences=(*each.absences, *absences[each.id])) if each.id in absences else each
        for each in known.engineers
    ]
    return replace(known, engineers=tuple(engineers))


def alone(known: Book, one: Ticket, on: date, now: datetime, agenda: Agenda) -> Visit | None:
    """The visit that an agenda of nothing but one ticket has for it."""
    bare = replace(known, tickets=(one,), rules=(), appointments=())
    if now >= agenda.problem.horizon.end:
        return None
    made = agenda_of(bare, on, on, now, inspections=())
    return next((visit for visit in made.problem.visits if made.sources[visit.id].kind == "ticket"), None)


@laws
@given(books(), st.lists(st.tuples(days, st.integers(0, 6), st.none() | moments), min_size=2, max_size=4))
def test_days_in_any_order_give_the_agendas_that_each_gives_by_itself(known: Book, asked) -> None:
    almanac = Almanac(known)
    for first, more, now in asked:
        last = first + more * DAY
        if now is None or now.date() <= last:
            assert almanac.days(first, last).agenda(now) == agenda_of(known, first, last, now)


@laws
@given(books(), days, moments, st.dictionaries(st.sampled_from(["e1", "e2"]), st.just((Absence(MONDAY, FRIDAY),))))
def test_absences_and_tickets_of_the_day_count_as_if_the_book_said_them(known: Book, first, now, absences) -> None:
    tickets = known.tickets[:1]
    if now.date() > first:
        return
    made = Almanac(known).days(first, first, absences=absences).agenda(now, tickets=tickets)
    told = agenda_of(replace(with_absences(known, absences), tickets=tickets), first, first, now)
    assert made == replace(told, book=made.book)
    assert made.book == (told.book if absences else replace(known, tickets=tickets))


@laws
@given(books(), days, moments)
def test_a_ticket_that_comes_in_is_the_visit_that_an_agenda_makes_of_it(known: Book, on: date, now: datetime) -> None:
    if now.date() > on:
        return
    ahead = Almanac(known).days(on, on)
    agenda = ahead.agenda(now)
    assert [ahead.visit_of(one, now) for one in known.tickets] == [
        alone(known, one, on, now, agenda) for one in known.tickets
    ]


def test_whoever_is_on_call_keeps_a_ticket_that_comes_in() -> None:
    team = [engineer(name, on_call=True) for name in ("e1", "e2")]
    known = book(engineers=team, on_call=OnCall("working", time(8), time(22), turn="day"))
    almanac = Almanac(known)
    late = ticket(reported_at=at("20:00"))
    for rota in (None, almanac.rotas.of([MONDAY])):
        ahead = almanac.days(MONDAY, MONDAY, rota=rota)
        visit = ahead.visit_of(late, at("20:05"))
        assert visit is not None and len(visit.preference_costs) == 1
        assert visit == alone(known, late, MONDAY, at("20:05"), ahead.agenda())


def test_warnings_are_about_the_days_of_their_agenda_alone() -> None:
    chinese = [replace(each, region="CN") for each in CALENDARS]
    known = book(calendars=chinese, rules=[rule()], sites={2: {"access": "working"}})
    almanac = Almanac(known)
    far, near = date(2040, 1, 2), date(2025, 3, 3)
    assert any("not for 2040" in sentence for sentence in almanac.days(far, far).agenda().warnings)
    assert not any("not for 20" in sentence for sentence in almanac.days(near, near).agenda().warnings)


def test_the_roster_is_that_of_the_book_with_the_absences() -> None:
    almanac, ill = Almanac(book()), {"e1": (Absence(MONDAY, MONDAY, "ill"),)}
    assert almanac.days(MONDAY, MONDAY).roster == shifts_of(book(), MONDAY, MONDAY)
    assert almanac.days(MONDAY, MONDAY, absences=ill).roster == shifts_of(with_absences(book(), ill), MONDAY, MONDAY)
    assert len(almanac.days(MONDAY, MONDAY, absences=ill).roster.all) == 1
    assert len(almanac.days(MONDAY, MONDAY).roster.all) == 2


@pytest.mark.parametrize("name", regimes())
def test_a_regime_lived_through_day_by_day_has_the_agendas_of_its_days(name: str) -> None:
    known, found = book_of(name), regime(name)
    almanac, done = Almanac(known), dict[str, date]()
    rota = None if known.on_call is None else almanac.rotas.of([found.day, found.day + 14 * DAY])
    somebody = known.engineers[0].id
    for k in range(0, 15, 7):
        on = found.day + k * DAY
        now = datetime(on.year, on.month, on.day, 7, 30, tzinfo=ZoneInfo(known.time_zone))
        ill = {somebody: (Absence(on, on, "ill"),)} if k else {}
        made = almanac.days(on, on, rota=rota, absences=ill).agenda(now, done=done)
        assert made == agenda_of(with_absences(known, ill) if ill else known, on, on, now, done=done, rota=rota)
        done |= {each: on for inspection in made.inspections[::2] for each in inspection.rules}
