"""Publishing: from a draft to the plan that holds, and to the routes that engineers pull; all of it or nothing."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from api.errors import Refused
from api.plans.kept_stops import with_what_was_done
from api.plans.reserving import reserve
from api.plans.route_documents import PlanMatter, route_document, route_figures
from api.schemas.routes import RouteDocument
from api.store.house import house_of
from api.store.publishing import (
    Told,
    lock_days,
    lock_routes,
    lock_territory,
    next_version,
    plans_without_days,
    trace_stops,
)
from api.store.route_facts import facts_of
from api.store.routes import route_etag
from api.store.stops import visits_ended
from api.store.tables import Plan, PublishedDay, Route, StopTrace
from api.work.planned import note_planned
from api.work.retelling import calendar_summary

_DAY = timedelta(days=1)
_NO_SHIFT: Mapping[str, float] = dict.fromkeys(
    ("shift_s", "work_s", "driving_s", "driving_m", "overtime_s", "visits"), 0.0
)
"""The figures of an engineer who has no shift any more."""

Key = tuple[str, date]


def publish(session: Session, plan: Plan, actor: str, now: datetime) -> None:
    """Make a draft the plan that holds for its days.

    Routes of all its engineers are written anew, what is over kept on them, stops in calendars counted on; who has no
    shift any more has an empty route. Tickets learn that they are planned; plans that hold for no day any more are
    superseded, and kept.

    Raises
    ------
    Refused
        Where it is no draft, or another plan was published for one of its days since it was made.
    """
    if plan.state != "draft" or plan.kind != "days":
        raise Refused(
            "wrong_state", f"plan {plan.id} is {plan.state} of kind {plan.kind}; only drafts of days can be published"
        )
    lock_territory(session, plan.territory_id)
    held = lock_days(session, plan.territory_id, plan.first_on, plan.last_on)
    _require_latest(plan, held)
    plan.state, plan.published_at, plan.published_by = "published", now, actor
    plan.version = next_version(session, plan.territory_id)
    before = {row.plan_id for row in held.values()}
    _take_days(session, plan, held)
    session.flush()
    gone = plans_without_days(session, before - {plan.id})
    for old in gone:
        old.state = "superseded"
    served = served_tickets(plan)
    dropped = {ticket for old in gone for ticket in served_tickets(old)} - served
    # Tickets are locked before routes, as in reports: neither waits for the other for ever.
    note_planned(session, served, dropped, now, by=actor, plan=plan.id)
    write_routes(session, plan, now)


def served_tickets(plan: Plan) -> set[str]:
    """Name the tickets that a plan serves."""
    sources = plan.matter.get("sources", {})
    visits = (stop.get("visit") for route in plan.document["routes"] for stop in route["stops"])
    return {sources[visit]["id"] for visit in visits if visit and sources[visit]["kind"] == "ticket"}


def _require_latest(plan: Plan, held: Mapping[date, PublishedDay]) -> None:
    newer = [
        f"{on} (version {row.version})"
        for on, row in held.items()
        if plan.based_on.get(on.isoformat(), 0) != row.version
    ]
    if newer:
        message = f"another plan was published meanwhile for {', '.join(newer)}; plan again from it, or compare the two"
        raise Refused("outdated_plan", message)


def _take_days(session: Session, plan: Plan, held: Mapping[date, PublishedDay]) -> None:
    on = plan.first_on
    while on <= plan.last_on:
        if on in held:
            held[on].plan_id, held[on].version = plan.id, plan.version or 0
        else:
            session.add(PublishedDay(territory_id=plan.territory_id, on=on, plan_id=plan.id, version=plan.version or 0))
        on += _DAY


def write_routes(session: Session, plan: Plan, now: datetime) -> None:
    """Write the routes of a published plan, each whole, as they are pulled."""
    matter = _matter(session, plan)
    days = plan.first_on, plan.last_on
    reserve(session, plan, now)
    old = lock_routes(session, plan.territory_id, *days)  # what is reported from here on waits for the new routes
    before = {key: RouteDocument.model_validate_json(row.body) for key, row in old.items()}
    ended = visits_ended(session, plan.territory_id, *days)
    documents = with_what_was_done(_documents(session, matter), before, ended, plan.id, plan.version or 0)
    engineers = {engineer for engineer, _ in documents}
    traces = trace_stops(session, _told(documents.values()), engineers, days, now)
    for key, document in documents.items():
        _write(session, plan, _counted(document, traces), _figures(matter, key, document, old), old.get(key), now)


def _figures(matter: PlanMatter, key: Key, document: RouteDocument, old: Mapping[Key, Route]) -> dict[str, float]:
    """Sum up a day; of an engineer without a shift as it was planned before, as far as anything of it was done."""
    if key in matter.days:
        return route_figures(matter, document, matter.days[key])
    return old[key].figures if document.stops else dict(_NO_SHIFT)


def _told(documents: Iterable[RouteDocument]) -> list[Told]:
    return [
        Told(document.engineer, stop.id, document.date, calendar_summary(stop))
        for document in documents
        for stop in document.stops
    ]


def documents_of(session: Session, plan: Plan) -> list[RouteDocument]:
    """Write the routes of a plan as they would be pulled, published or not."""
    return list(_documents(session, _matter(session, plan)).values())


def _matter(session: Session, plan: Plan) -> PlanMatter:
    return PlanMatter.of(plan, house_of(session).document["time_zone"])


def _documents(session: Session, matter: PlanMatter) -> dict[Key, RouteDocument]:
    days = matter.days
    visits = {
        stop["visit"] for routes in days.values() for route in routes for stop in route["stops"] if stop.get("visit")
    }
    sources = [matter.sources[visit] for visit in visits]
    facts = facts_of(
        session,
        sites={source["site"] for source in sources},
        tickets={source["id"] for source in sources if source["kind"] in ("ticket", "loan")},
        rules={rule for source in sources for rule in source.get("rules", ())},
        engineers={engineer for engineer, _ in days},
        visits=visits,
    )
    return {key: route_document(matter, facts, *key, routes) for key, routes in days.items()}


def _counted(document: RouteDocument, traces: Mapping[tuple[str, str], StopTrace]) -> RouteDocument:
    """Tell each stop how often it changed."""
    stops = []
    for stop in document.stops:
        trace = traces.get((document.engineer, stop.id))
        counted = {} if trace is None else {"sequence": trace.sequence, "changed_at": trace.updated_at}
        stops.append(stop.model_copy(update=counted))
    return document.model_copy(update={"stops": tuple(stops)})


def _write(
    session: Session,
    plan: Plan,
    document: RouteDocument,
    figures: dict[str, float],
    row: Route | None,
    now: datetime,
) -> None:
    revision = 1 if row is None else row.revision + 1
    body = document.model_copy(update={"revision": revision}).model_dump_json().encode()
    if row is None:
        session.add(
            Route(
                engineer_id=document.engineer,
                on=document.date,
                territory_id=plan.territory_id,
                plan_id=plan.id,
                revision=revision,
                etag=route_etag(revision, document.plan_version),
                figures=figures,
                body=body,
                updated_at=now,
            )
        )
    else:
        row.plan_id, row.revision, row.body, row.updated_at = plan.id, revision, body, now
        row.etag, row.figures = route_etag(revision, document.plan_version), figures
