"""Which reports are owed after visits, and by when."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time

from optimiser.agenda.entries import Agenda, Paper, Report, Source
from optimiser.agenda.frame import Frame
from optimiser.book import Policy
from optimiser.calendars import calendars_of
from optimiser.plan import Plan, Route, Stop

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
    """List the reports that are owed for what was done already, and whose date has not passed when the agenda begins.

    Whether a report was written nobody knows here: what is past its date is not listed. An inspection counts as done
    at noon of its day, a ticket when it was restored by somebody on site.
    """
    from_ = frame.now or frame.horizon.start
    papers = [*_of_rules(frame, done), *_of_tickets(frame)]
    return sorted((paper for paper in papers if paper.due_at >= from_), key=lambda p: (p.due_at, p.source.id))


def _of_rules(frame: Frame, done: Mapping[str, date]) -> Iterator[Paper]:
    """Rules of one site that were done on one day were one visit, and owe one report."""
    visits: dict[tuple[str, date, Report], list[str]] = {}
    until = frame.last if frame.now is None else frame.day_of(frame.now)
    for rule in sorted(frame.rules.values(), key=lambda rule: -rule.level):
        done_on = done.get(rule.id, rule.last_done_on)
        report = report_of(frame.policy_of(rule.site), rule.kind, "inspection")
        if done_on is not None and done_on <= until and report is not None:
            visits.setdefault((rule.site, done_on, report), []).append(rule.id)
    for (site, done_on, report), rules in visits.items():
        done_at = datetime.combine(done_on, _NOON, frame.zone)
        source = Source("inspection", rules[0], site, tuple(rules))
        yield Paper(report.kind, source, frame.local(done_at), _due_at(frame, report, done_at))


def _of_tickets(frame: Frame) -> Iterator[Paper]:
    for ticket in frame.tickets.values():
        report = report_of(frame.policy_of(ticket.site), ticket.kind, "ticket")
        ended = [event for event in ticket.history if event.kind == "restored"]
        on_site = [event for event in ticket.history if event.kind == "arrived"]
        if report is None or not ended or not on_site or (frame.now is not None and ended[0].at > frame.now):
            continue
        source = Source("ticket", ticket.id, ticket.site)
        done_at = frame.local(ended[0].at)
        by = on_site[-1].by
        yield Paper(report.kind, source, done_at, _due_at(frame, report, done_at), engineer=by)


def _due_at(frame: Frame, report: Report, done_at: datetime) -> datetime:
    return frame.local(frame.calendars[report.span.calendar].deadline(done_at, report.span))
