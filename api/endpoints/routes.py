"""Routes: what engineers pull, as data, map, calendar and paper."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from api.dependencies import AskedBy, names
from api.endpoints.geojson_answer import GeoJson
from api.errors import Refused, not_found
from api.identity.actor import Actor
from api.identity.calendar_links import CALENDAR_PATH, calendar_engineer, make_calendar_link
from api.identity.permissions import require_allowed
from api.identity.recognition import recognise
from api.interop.geojson import route_geojson
from api.interop.icalendar import route_calendar
from api.judged_route import JudgedRoute
from api.page.route_page import render_route
from api.schemas.links import CalendarLink
from api.schemas.problems import PROBLEMS
from api.schemas.routes import RouteDocument, RouteStop
from api.service import Service
from api.store.routes import cancelled_stops, engineer_row, route_as_pulled, route_row, routes_between
from api.store.tables import Route, StopTrace
from api.transaction import TransactionalRoute

router = APIRouter(prefix="/v1", tags=["routes"], route_class=TransactionalRoute, responses=PROBLEMS)
pull_router = APIRouter(prefix="/v1", tags=["routes"], route_class=JudgedRoute, responses=PROBLEMS)
feed_router = APIRouter(prefix="/v1", tags=["routes"], responses=PROBLEMS)
"""Not judged: calendars may add parameters of their own, and cannot be told to leave them out."""

Language = Annotated[Literal["en", "zh"], Query(description="English or Simplified Chinese.")]
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", description="The ETag that you have.")]
_PRIVATE = "private, no-cache"
_PAST, _COMING = timedelta(days=30), timedelta(days=90)


@pull_router.get(
    "/engineers/{engineer}/routes/{on}",
    responses={200: {"model": RouteDocument}, 304: {"description": "It is as you have it."}},
)
def read_route(engineer: str, on: date, request: Request, if_none_match: IfNoneMatch = None) -> Response:
    """Pull an engineer's route of a day."""
    # All engineers pull in the same minutes: who asks, and the route, are read in one step off the event loop.
    service: Service = request.app.state.service
    with service.store.reading() as session:
        actor = recognise(session, service, request)
        request.state.actor = actor
        require_allowed("read_route", actor.role)
        request.state.judge()
        row = route_as_pulled(session, actor, engineer, on)
        if row is None:
            raise _no_route(session, actor, engineer, on)
    headers = {"ETag": row.etag, "Cache-Control": _PRIVATE}
    if _is_known(row.etag, if_none_match):
        return Response(status_code=304, headers=headers)
    return Response(row.body, media_type="application/json", headers=headers)


@router.get("/engineers/{engineer}/routes/{on}/geojson", response_model=None, response_class=GeoJson)
def read_route_geojson(engineer: str, on: date, turn: AskedBy) -> dict[str, Any]:
    """Draw an engineer's route: stops as points, the way as a line (RFC 7946)."""
    return route_geojson(_document(_route(turn.session, turn.actor, engineer, on)))


@router.get("/engineers/{engineer}/routes/{on}/page", response_class=HTMLResponse)
def read_route_page(engineer: str, on: date, turn: AskedBy, language: Language = "en") -> str:
    """Print an engineer's route."""
    return render_route(_document(_route(turn.session, turn.actor, engineer, on)), language)


@router.post("/engineers/{engineer}/calendar-link", status_code=201)
def add_calendar_link(engineer: str, turn: AskedBy, request: Request) -> CalendarLink:
    """Make the address of a calendar to subscribe to; an older one stops working.

    Whoever has the address can read the routes: calendars cannot sign in.
    """
    if engineer_row(turn.session, turn.actor, engineer) is None:
        raise not_found("engineer", engineer)
    token = make_calendar_link(turn.session, engineer, turn.actor.id, turn.service.clock())
    base = turn.service.settings.public_url or str(request.base_url).rstrip("/")
    return CalendarLink(url=f"{base}{CALENDAR_PATH.format(engineer=engineer)}?token={token}")


@feed_router.get(
    "/engineers/{engineer}/calendar.ics",
    response_class=Response,
    responses={200: {"content": {"text/calendar": {}}}, 304: {"description": "It is as you have it."}},
)
def read_calendar(
    engineer: str,
    request: Request,
    token: Annotated[str, Query(max_length=200)],
    language: Language = "en",
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Read an engineer's calendar: the routes of the last 30 and the coming 90 days."""
    service: Service = request.app.state.service
    today = service.clock().date()
    days = today - _PAST, today + _COMING
    with service.store.reading() as session:
        if not calendar_engineer(session, token, engineer):
            raise not_found("calendar", engineer)
        rows = routes_between(session, engineer, *days)
        gone = cancelled_stops(session, engineer, *days)
        headers = {"ETag": _calendar_etag(rows, gone, language), "Cache-Control": _PRIVATE}
        if _is_known(headers["ETag"], if_none_match):
            return Response(status_code=304, headers=headers)
        body = _calendar(engineer, rows, gone, request.url.hostname or "roundsman.invalid", language)
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


def _is_known(etag: str, if_none_match: str | None) -> bool:
    return if_none_match is not None and names(if_none_match, etag)


def _calendar_etag(rows: Sequence[Route], gone: Sequence[StopTrace], language: str) -> str:
    """A calendar's ETag without writing the calendar: programs ask for it every hour, and it hardly ever changes."""
    marks = [language, *(f"{row.on}{row.etag}" for row in rows), *(f"{each.stop_id} {each.sequence}" for each in gone)]
    digest = sha256("\n".join(marks).encode()).hexdigest()
    return f'"{digest[:32]}"'


def _calendar(
    engineer: str, rows: Sequence[Route], gone: Sequence[StopTrace], host: str, language: Literal["en", "zh"]
) -> bytes:
    routes = [_document(row) for row in rows]
    stamps = [row.updated_at for row in rows] + [trace.updated_at for trace in gone]
    return route_calendar(
        routes,
        routes[-1].engineer_name if routes else engineer,
        stamped_at=max(stamps, default=datetime.fromtimestamp(0, UTC)),
        cancelled=[_cancelled(trace.summary, trace.sequence, trace.updated_at) for trace in gone],
        domain=host,
        language=language,
    )


def _route(session: Session, actor: Actor, engineer: str, on: date) -> Route:
    row = route_row(session, actor, engineer, on)
    if row is None:
        raise _no_route(session, actor, engineer, on)
    return row


def _no_route(session: Session, actor: Actor, engineer: str, on: date) -> Refused:
    if engineer_row(session, actor, engineer) is None:
        return not_found("engineer", engineer)
    return Refused("not_found", f"no plan with a shift of {engineer} was published for {on}")


def _document(row: Route) -> RouteDocument:
    return RouteDocument.model_validate_json(row.body)


def _cancelled(summary: dict[str, Any], sequence: int, changed_at: datetime) -> RouteStop:
    document = {**summary, "sequence": sequence, "changed_at": changed_at.isoformat()}
    return RouteStop.model_validate_json(json.dumps(document))
