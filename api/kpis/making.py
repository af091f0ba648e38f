"""All key figures, as one document: a fixed number of queries, however many tickets there are."""

from sqlalchemy.orm import Session

from api.kpis import counting
from api.kpis.promises import PromiseFigures
from api.kpis.question import Question
from api.masters.assembling import book_of_rows
from api.schemas.kpis import Kpis
from api.store import kpis as queries


def make_kpis(session: Session, question: Question) -> Kpis:
    """Answer a question."""
    slices, as_of = question.slices, question.as_of
    whole = f"{question.first}/{question.last}"
    tickets, statuses, fixes = counting.ticket_figures(session, slices)
    work, work_by_engineer = counting.work_figures(session, slices)
    given = queries.ratings_given(session, slices)
    book = book_of_rows(queries.promise_rows(session, slices, sorted({row.site_id for row in given})))
    promises = PromiseFigures(book, slices, question.now)
    return Kpis(
        territories=list(question.territories),
        first=question.first,
        last=question.last,
        time_zone=question.time_zone,
        as_of=as_of,
        tickets=tickets,
        tickets_by_status=statuses,
        backlog=counting.backlog_figures(session, slices, as_of, whole),
        on_time=promises.on_time(),
        on_time_by_policy=promises.by_policy(),
        on_time_by_severity=promises.by_severity(),
        first_time_fix=fixes,
        work=work,
        work_by_engineer=work_by_engineer,
        ratings=promises.ratings(given),
        ratings_by_word=promises.ratings_by_word(given),
        penalties=promises.penalties(),
        charges=promises.charges(queries.earlier_trips(session, slices)),
        papers=counting.paper_figures(session, slices, as_of, whole),
        complaints=counting.complaint_figures(session, slices),
        subcontracts=counting.subcontract_figures(session, slices),
    )
