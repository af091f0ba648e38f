"""What became of past tickets: shares and work times, from their histories, for streams to start from."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

import numpy as np

from optimiser import Book, Ticket
from scenarios.demand.history import kind_and_severity
from scenarios.demand.model import Stream, WorkTime

LEAST_WORKS = 10
"""With fewer visits whose beginning and end are known, work is as planned, spread as usual."""


def templates_of(book: Book, type_of: Callable[[Ticket], str] = kind_and_severity) -> dict[str, Stream]:
    """Describe what became of a book's tickets, by type: a stream for each, without how many there are.

    Severity, kind, skills and unit kind are the most frequent of the type. Shares are over tickets that came to an end:
    solved at the desk, cancelled, or restored; a repair that failed asks for another visit.

    Parameters
    ----------
    book : Book
    type_of : callable, optional
        As for :func:`~scenarios.demand.history.reports_of`.

    Returns
    -------
    mapping of str to Stream
        For :func:`~scenarios.demand.fitting.fit_demand`.
    """
    by_type: dict[str, list[Ticket]] = {}
    for ticket in book.tickets:
        by_type.setdefault(type_of(ticket), []).append(ticket)
    kinds = {unit.id: unit.kind for unit in book.units}
    return {
        name: _template(name, tickets, Counter(kinds.get(each.unit or "") for each in tickets))
        for name, tickets in sorted(by_type.items())
    }


def _template(name: str, tickets: Sequence[Ticket], unit_kinds: Counter[str | None]) -> Stream:
    happened = [{event.kind for event in ticket.history} for ticket in tickets]
    remote = [ticket.remote or "solved_remotely" in seen for ticket, seen in zip(tickets, happened, strict=True)]
    cancelled = ["cancelled" in seen for seen in happened]
    ended = [
        at_desk or given_up or "restored" in seen
        for at_desk, given_up, seen in zip(remote, cancelled, happened, strict=True)
    ]
    events = Counter(event.kind for ticket in tickets for event in ticket.history)
    usual = Counter((each.severity, each.kind, each.complexity) for each in tickets).most_common(1)[0][0]
    skills = Counter(tuple(sorted(each.skills.items())) for each in tickets).most_common(1)[0][0]
    return Stream(
        id=name,
        per_day=0.0,
        severity=usual[0],
        kind=usual[1],
        complexity=usual[2],
        work=_work(tickets),
        skills=dict(skills),
        unit_kind=unit_kinds.most_common(1)[0][0],
        remote_share=_share(sum(remote), sum(ended)),
        cancel_share=_share(sum(cancelled), sum(ended)),
        repeat_share=_share(events["repair_failed"], events["repair_failed"] + events["restored"]),
        source="fitted from the book's tickets",
    )


def _work(tickets: Sequence[Ticket]) -> WorkTime:
    """Work from being there to being done, or to having failed."""
    times = [seconds for ticket in tickets for seconds in _stays(ticket)]
    if len(times) < LEAST_WORKS:
        return WorkTime(timedelta(seconds=round(np.mean([each.duration.total_seconds() for each in tickets]))))
    mean = float(np.mean(times))
    return WorkTime(timedelta(seconds=round(mean)), "lognormal", float(np.std(times, ddof=1)) / mean)


def _stays(ticket: Ticket) -> list[float]:
    found, arrived = [], None
    for event in sorted(ticket.history, key=lambda each: each.at.timestamp()):
        if event.kind == "arrived":
            arrived = event.at.timestamp()
        elif event.kind in ("restored", "repair_failed") and arrived is not None:
            found.append(event.at.timestamp() - arrived)
            arrived = None
    return [seconds for seconds in found if seconds > 0]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
