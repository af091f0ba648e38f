"""Which reports are owed after visits, and by when."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from optimiser.agenda.entries import Agenda, Paper, Report, Source
from optimiser.agenda.frame import Frame
from optimiser.book import InspectionRule, Policy
from optimiser.calendars import calendars_of
from optimiser.plan import Plan, Route, Stop
from optimiser.sla.history import known_events

OVERDUE_FOR = timedelta(days=365)
"""So long a report is listed that nobody has said to be written."""
_NOON = time(12)


def report_of(policy: Policy, *kinds: str) -> Report | None:
    """The report that a policy asks for after a visit of the first of these kinds that it names; None: no report."""
    return next((Report(kind, policy.paperwork[kind]) for kind in kinds if kind in policy.paperwork), None)


def paperwork_of(agenda: Agenda, plan: Plan) -> list[Paper]:
    """List the reports that a plan's visits will owe, the first due first.

    Parameters
    ----------
    agenda : Agenda
    plan : Plan
        One of the agenda's problem.

    Returns
    -------
    list of Paper
        Of an inspection in parts one, counted from the end of the last part; none while a part is left out.
    """
    calendars = calendars_of(agenda.book)
    served = {stop.visit: (route, stop) for route in plan.routes for stop in route.stops if stop.visit is not None}
    papers = []
    for visit, (route, stop) in _last_parts(agenda, served):
        report = agenda.reports.get(visit)
        if report is not None:
            due_at = calendars[report.span.calendar].deadline(stop.end, report.span)
            papers.append(Paper(report.kind, agenda.sources[visit], stop.end, due_at, visit, route.engineer))
    return sorted(papers, key=lambda paper: (paper.due_at, paper.visit or ""))


def _last_parts(agenda: Agenda, served: Mapping[str, tuple[Route, Stop]]) -> Iterator[tuple[str, tuple[Route, Stop]]]:
    """The visits that are served, of those that belong together only the one that ends last, when all are served."""
    together = {visit: tuple(series.visits) for series in agenda.problem.series for visit in series.visits}
    for visit, where in served.items():
        fellows = together.get(visit, (visit,))
        if all(each in served for each in fellows) and visit == max(fellows, key=lambda v: (served[v][1].end, v)):
            yield visit, where


def papers_of_the_past(frame: Frame, done: Mapping[str, date]) -> list[Paper]:
    """List the reports that are owed for what was done already, until the book says that they were written.

    An inspection counts as done at noon of its day, a ticket when it was restored by somebody on site. What was to be
    written more than `OVERDUE_FOR` ago is not listed: a book that never says what was written would owe ever more.
    """
    owed = [*_of_rules(frame, done), *_of_tickets(frame)]
    oldest = frame.later(_begin(frame), -OVERDUE_FOR)
    return sorted((paper for paper in owed if paper.due_at >= oldest), key=lambda p: (p.due_at, p.source.id))


def _of_rules(frame: Frame, done: Mapping[str, date]) -> Iterator[Paper]:
    """Rules of one site that were done on one day were one visit, and owe one report; written of one, of all."""
    visits: dict[tuple[str, date, Report], list[InspectionRule]] = {}
    until = frame.last if frame.now is None else frame.day_of(frame.now)
    for rule in sorted(frame.rules.values(), key=lambda rule: -rule.level):
        done_on = done.get(rule.id, rule.last_done_on)
        report = report_of(frame.policy_of(rule.site), rule.kind, "inspection")
        if done_on is not None and done_on <= until and report is not None:
            visits.setdefault((rule.site, done_on, report), []).append(rule)
    for (site, done_on, report), rules in visits.items():
        written = (rule.last_report_on for rule in rules if rule.last_report_on is not None)
        if any(done_on <= on <= until for on in written):
            continue
        done_at = datetime.combine(done_on, _NOON, frame.zone)
        yield _paper(frame, report, Source("inspection", rules[0].id, site, tuple(rule.id for rule in rules)), done_at)


def _of_tickets(frame: Frame) -> Iterator[Paper]:
    """Tickets that were restored on site owe one report, which may have been written since somebody last came."""
    for ticket in frame.tickets.values():
        report = report_of(frame.policy_of(ticket.site), ticket.kind, "ticket")
        events = known_events(ticket, frame.now)
        ended = next((event for event in events if event.kind == "restored"), None)
        came = next((event for event in reversed(events) if event.kind == "arrived"), None)
        if report is None or ended is None or came is None:
            continue
        if not any(event.kind == "report_written" and event.at >= came.at for event in events):
            yield _paper(frame, report, Source("ticket", ticket.id, ticket.site), ended.at, came.by)


def _paper(frame: Frame, report: Report, source: Source, done_at: datetime, by: str | None = None) -> Paper:
    due_at = frame.local(frame.calendars[report.span.calendar].deadline(done_at, report.span))
    return Paper(report.kind, source, frame.local(done_at), due_at, engineer=by, overdue=due_at < _begin(frame))


def _begin(frame: Frame) -> datetime:
    return frame.now or frame.horizon.start
