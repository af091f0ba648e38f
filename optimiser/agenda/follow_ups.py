"""Calls that follow visits, where a policy promises them."""

from optimiser.agenda.entries import Agenda, Paper
from optimiser.calendars import calendars_of
from optimiser.plan import Plan


def follow_ups_of(agenda: Agenda, plan: Plan) -> list[Paper]:
    """List the customer calls that will be owed after a plan's visits, to ask how they went, the first due first.

    Parameters
    ----------
    agenda : Agenda
    plan : Plan
        One of the agenda's problem.

    Returns
    -------
    list of Paper
        Of kind ``follow_up``; one for each visit on site, also for each of several parts.
    """
    calendars = calendars_of(agenda.book)
    policies = {policy.id: policy for policy in agenda.book.policies}
    contracts = {contract.id: policies[contract.policy] for contract in agenda.book.contracts}
    promised = {site.id: contracts[site.contract].follow_up for site in agenda.book.sites}
    papers = []
    for route in plan.routes:
        for stop in route.stops:
            source = None if stop.visit is None else agenda.sources[stop.visit]
            span = None if source is None or source.desk else promised[source.site]
            if source is not None and span is not None:
                due_at = calendars[span.calendar].deadline(stop.end, span)
                papers.append(Paper("follow_up", source, stop.end, due_at, stop.visit, route.engineer))
    return sorted(papers, key=lambda paper: (paper.due_at, paper.visit or ""))
