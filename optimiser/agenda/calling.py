"""What is said on the telephone comes before anybody drives: calls, brought forward to the trips of a plan."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from optimiser.agenda.entries import Agenda, Call
from optimiser.plan import Plan, Route

BEFORE_TRIPS = ("respond", "assess", "diagnose")
"""Promises that are kept from the desk before any trip: what is solved there never becomes one."""


class _Trip(NamedTuple):
    leaves: datetime
    engineer: str


def calls_before_trips(agenda: Agenda, plan: Plan) -> list[Call]:
    """List the calls of an agenda as a plan needs them, the first due first.

    A plan sends somebody as soon as that is best, which may be before a ticket must be answered. Then the answer is
    due when they leave for it, and the call names whose trip it comes before.

    Parameters
    ----------
    agenda : Agenda
    plan : Plan
        One of the agenda's problem.
    """
    trips = {agenda.sources[visit].id: trip for visit, trip in _trips(agenda, plan)}
    calls = [_brought_forward(call, trips.get(call.ticket)) for call in agenda.calls]
    return sorted(calls, key=lambda call: (call.done_by.astimezone(UTC), call.ticket, call.kind))


def _trips(agenda: Agenda, plan: Plan) -> Iterator[tuple[str, _Trip]]:
    """The visits that are trips for tickets; those that are under way need no call any more."""
    under_way = {visit.id for visit in agenda.problem.visits if visit.pin is not None and visit.pin.under_way}
    for route in plan.routes:
        for leaves, visit in _departures(route):
            source = agenda.sources.get(visit)
            if source is not None and source.kind == "ticket" and not source.desk and visit not in under_way:
                yield visit, _Trip(leaves, route.engineer)


def _departures(route: Route) -> Iterator[tuple[datetime, str]]:
    """When its engineer leaves for each visit: where the stop before it ends."""
    leaves = route.leave
    for stop in route.stops:
        if stop.visit is not None:
            yield leaves or stop.arrive or stop.start, stop.visit
        leaves = stop.end


def _brought_forward(call: Call, trip: _Trip | None) -> Call:
    if trip is None or call.kind not in BEFORE_TRIPS or trip.leaves >= call.done_by:
        return call
    return replace(call, done_by=trip.leaves.astimezone(call.done_by.tzinfo), before_trip_of=trip.engineer)
