"""Papers that a book says to be written: of a ticket by its history, of an inspection by the rules that it did."""

from collections.abc import Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from api.store.papers import unwritten_of_territory
from api.store.tables import Paper
from api.work.papers import FOLLOW_UP
from optimiser import Book

_NOON = time(12)


def settle_papers_of_book(session: Session, book: Book, territory_id: str) -> None:
    """Note what is owed in a territory and was written, as far as a book says so; as the book itself counts it."""
    told = _Told(book)
    for paper in unwritten_of_territory(session, territory_id):
        said = told.of_ticket(paper) if paper.ticket_id else told.of_rules(paper)
        paper.written_at = min(said, default=None)
    session.flush()


class _Told:
    """When a book says that papers were written."""

    def __init__(self, book: Book) -> None:
        self._zone = ZoneInfo(book.time_zone)
        self._histories = {ticket.id: ticket.history for ticket in book.tickets}
        self._rules = book.rules
        policies = {policy.id: policy for policy in book.policies}
        of_contract = {contract.id: policies[contract.policy] for contract in book.contracts}
        self._policies = {site.id: of_contract[site.contract] for site in book.sites}

    def of_ticket(self, paper: Paper) -> Iterator[datetime]:
        """Events that say so since somebody had come to the visit."""
        history = self._histories.get(paper.ticket_id or "", ())
        kind = "followed_up" if paper.kind == FOLLOW_UP else "report_written"
        came = [event.at for event in history if event.kind == "arrived" and event.at <= paper.done_at]
        since = max(came, default=paper.done_at)
        return (event.at for event in history if event.kind == kind and event.at >= since)

    def of_rules(self, paper: Paper) -> Iterator[datetime]:
        """Noon of the days that the rules name which the visit did; not before the visit was over."""
        done_on = paper.done_at.astimezone(self._zone).date()
        for rule in self._rules:
            if rule.site == paper.site_id and rule.last_done_on == done_on and rule.last_report_on is not None:
                paperwork = self._policies[rule.site].paperwork
                kind = rule.kind if rule.kind in paperwork else "inspection"
                if kind == paper.kind and rule.last_report_on >= done_on:
                    yield max(paper.done_at, datetime.combine(rule.last_report_on, _NOON, self._zone))
