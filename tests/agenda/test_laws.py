"""What holds of every agenda, whatever the book: nothing is lost, deadlines are those of the policy, it is valid."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.agenda import Agenda, agenda_of
from optimiser.book import Book
from optimiser.calendars import WorkingCalendar
from optimiser.documents import read_problem, write_problem
from optimiser.recurrence import inspections_due
from optimiser.sla import deadlines_of, loans_out

from .books import MONDAY, at
from .random_books import DAY, books, moments

LAST = MONDAY + 6 * DAY
firsts = st.sampled_from([MONDAY, MONDAY + DAY, LAST])
nows = st.none() | moments
laws = settings(max_examples=25, deadline=None)


def made(book: Book, first: date, now: datetime | None) -> Agenda:
    return agenda_of(book, first, LAST, now)


@laws
@given(books(), firsts, nows)
def test_every_known_ticket_is_a_visit_or_waits_or_is_remote_or_is_over(book: Book, first, now) -> None:
    agenda = made(book, first, now)
    visits = [source.id for source in agenda.sources.values() if source.kind == "ticket"]
    waiting = [each.id for each in agenda.waiting if each.kind == "ticket"]
    known = [each.id for each in book.tickets if now is None or each.reported_at <= now]
    assert Counter(known) == Counter([*visits, *waiting, *agenda.remote, *agenda.closed])


@laws
@given(books(), firsts, nows)
def test_every_inspection_that_is_due_is_planned_whole_or_waits(book: Book, first, now) -> None:
    agenda = made(book, first, now)
    waiting = {each.id for each in agenda.waiting if each.kind == "inspection"}
    planned: Counter[str] = Counter()
    for visit in agenda.problem.visits:
        source = agenda.sources[visit.id]
        if source.kind == "inspection":
            whole = source.id.removesuffix(f":{source.part}") if source.parts > 1 else source.id
            planned[whole] += visit.duration // timedelta(seconds=1)
    for due in inspections_due(book, first, LAST):
        late = {each for each in waiting if each == due.id or each.startswith(f"{due.id}:")}
        assert late or planned[due.id] == due.duration // timedelta(seconds=1)


@laws
@given(books(), firsts, nows)
def test_every_appointment_and_loan_unit_is_planned_or_waits_or_is_over(book: Book, first, now) -> None:
    agenda = made(book, first, now)
    held = {(source.kind, source.id) for source in agenda.sources.values()}
    held |= {(each.kind, each.id) for each in agenda.waiting}
    begins = max(at("00:00", first.day), now or at("00:00", 1))
    assert all(("appointment", each.id) in held for each in book.appointments if each.latest >= begins)
    known = [each for each in book.tickets if now is None or each.reported_at <= now]
    assert all(("loan", loan.ticket.id) in held for loan in loans_out(book, known, now))


@laws
@given(books(), firsts, nows)
def test_deadlines_are_those_of_the_policy(book: Book, first, now) -> None:
    agenda = made(book, first, now)
    tickets = {each.id: each for each in book.tickets}
    for visit in agenda.problem.visits:
        source = agenda.sources[visit.id]
        if source.kind != "ticket":
            assert (visit.onsite_by, visit.restore_by) == (None, None)
            continue
        clock = deadlines_of(book, tickets[source.id], now)
        going = [clock.deadlines[kind] for kind in ("on_site", "send") if kind in clock.deadlines]
        dates = [deadline.at for deadline in going if deadline.is_running and deadline.at is not None]
        assert visit.onsite_by == min(dates, default=None)
        assert visit.restore_by == (clock.repair.at if clock.repair else None)


@laws
@given(books(), firsts, nows)
def test_the_problem_is_valid_and_reads_back_the_same(book: Book, first, now) -> None:
    problem = made(book, first, now).problem
    assert read_problem(write_problem(problem)) == problem


@laws
@given(books(), firsts, nows)
def test_no_visit_may_start_before_it_is_known_or_end_after_its_site_has_closed(book: Book, first, now) -> None:
    agenda = made(book, first, now)
    tickets = {each.id: each for each in book.tickets}
    access = {site.id: site.access for site in book.sites}
    calendars = {calendar.id: WorkingCalendar(calendar) for calendar in book.calendars}
    for visit in agenda.problem.visits:
        source = agenda.sources[visit.id]
        assert all(agenda.problem.horizon.start <= w.open <= w.close for w in visit.windows)
        if source.kind == "ticket" and visit.windows:
            assert all(window.open >= tickets[source.id].reported_at for window in visit.windows)
        name = access[source.site]
        if source.kind not in ("ticket", "loan") or name is None or (visit.pin and visit.pin.under_way):
            continue
        spans = calendars[name].open_spans(MONDAY - DAY, LAST + DAY)
        fits = [(a, b) for a, b in spans if b - a >= visit.duration] or None
        for window in visit.windows if fits else ():
            end = window.close.astimezone(UTC) + visit.duration
            assert any(a <= window.open and end <= b for a, b in fits or ())


@laws
@given(books(), firsts, nows)
def test_the_same_book_gives_the_same_agenda(book: Book, first, now) -> None:
    assert made(book, first, now) == made(book, first, now)
