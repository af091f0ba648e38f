"""Routes that can still be driven, told anew where something changed that their stops tell.

::

    a ticket moves on, is changed ─┐
    a report comes                 ├─> stops of routes from yesterday on ─> facts read ─> other than before?
    a site, customer, unit changes ─┘                  ─> body, ETag, and the entry in the calendar one change on

A stop keeps its place and its planned times: only a plan that is published moves it.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from api.schemas.routes import RouteDocument, RouteStop
from api.store.living_routes import living_routes, rewrite, routes_telling, traces_of
from api.store.route_facts import RouteFacts, facts_of
from api.store.tables import Route
from api.work.stop_facts import LOAN_PREFIX, Whose, source_of, stop_facts

_DAY = timedelta(days=1)
_NOT_IN_CALENDAR: dict[str, Any] = {
    "status": True,
    "sequence": True,
    "changed_at": True,
    "customer_told": True,
    "other_engineer": True,
    "units": {"__all__": {"history"}},
    "parts": {"__all__": {"in_van", "take", "missing"}},
}
"""What changes without the stop: an entry in a calendar is the same for all that."""


def calendar_summary(stop: RouteStop) -> dict[str, Any]:
    """Write what a calendar's entry says of a stop: where that changes, the entry has changed."""
    told = stop.model_dump(mode="json", exclude=_NOT_IN_CALENDAR)
    return told | {"status": "cancelled"} if stop.status == "cancelled" else told


def retell(session: Session, now: datetime, *, visits: Collection[str] = (), sites: Collection[str] = ()) -> None:
    """Tell some visits, and all visits at some sites, as they stand now, in every route from yesterday on.

    Routes in which nothing differs keep their ETag. Call it after tickets have been locked, never before.
    """
    if not visits and not sites:
        return
    session.flush()
    rows = routes_telling(session, visits, sites, (now - _DAY).date())
    _retell(session, rows, lambda stop: stop.id in visits or (stop.site is not None and stop.site.id in sites), now)


def retell_tickets(session: Session, tickets: Collection[str], now: datetime) -> None:
    """Tell the stops of some tickets anew."""
    retell(session, now, visits={visit for ticket in tickets for visit in _visits_of(ticket)})


def retell_all(session: Session, now: datetime, territory: str) -> None:
    """Tell all stops of a territory's routes anew."""
    session.flush()
    _retell(session, living_routes(session, territory, (now - _DAY).date()), lambda _: True, now)


def _visits_of(ticket: str) -> tuple[str, ...]:
    """Name the visits that plans may make of a ticket."""
    return ticket, f"ticket:{ticket}", f"{LOAN_PREFIX}{ticket}"


def _retell(session: Session, rows: Sequence[Route], concerns: Callable[[RouteStop], bool], now: datetime) -> None:
    routes = [(row, RouteDocument.model_validate_json(row.body)) for row in rows]
    told = [(row, document, [stop for stop in document.visits if concerns(stop)]) for row, document in routes]
    told = [each for each in told if each[2]]
    facts = _facts(session, [stop for _, _, stops in told for stop in stops], {row.engineer_id for row, _, _ in told})
    for row, document, concerned in told:
        _retell_route(session, row, document, concerned, facts, now)


def _facts(session: Session, stops: Sequence[RouteStop], engineers: Collection[str]) -> RouteFacts:
    sources = [source_of(stop) for stop in stops]
    return facts_of(
        session,
        sites={source["site"] for source in sources},
        tickets={source["id"] for source in sources if source["kind"] in ("ticket", "loan")},
        rules={rule for source in sources for rule in source["rules"]},
        engineers=engineers,
        visits={stop.id for stop in stops},
    )


def _retell_route(
    session: Session,
    row: Route,
    document: RouteDocument,
    concerned: Sequence[RouteStop],
    facts: RouteFacts,
    now: datetime,
) -> None:
    whose = Whose(row.engineer_id, row.on, document.zone)
    news = {stop.id: _retold(stop, facts, whose) for stop in concerned}
    changed = {stop.id: news[stop.id] for stop in concerned if news[stop.id] != stop}
    if not changed:
        return
    for id_, trace in traces_of(session, row.engineer_id, changed).items():
        summary = calendar_summary(changed[id_])
        if trace.summary != summary:
            trace.summary, trace.sequence, trace.updated_at = summary, trace.sequence + 1, now
            changed[id_] = changed[id_].model_copy(update={"sequence": trace.sequence, "changed_at": now})
    stops = tuple(changed.get(stop.id, stop) if stop.kind == "visit" else stop for stop in document.stops)
    rewrite(row, document.model_copy(update={"stops": stops}), now)


def _retold(stop: RouteStop, facts: RouteFacts, whose: Whose) -> RouteStop:
    source = source_of(stop)
    if source["site"] not in facts.sites or (stop.ticket is not None and stop.ticket.id not in facts.tickets):
        return stop  # what is gone from the masters stays as it was told
    return stop.model_copy(update=stop_facts(source, stop.id, facts, whose))
