"""Warnings: as a list, and as they come."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from api.dependencies import AskedBy
from api.errors import Refused, not_found
from api.identity.actor import Actor
from api.identity.admission import Admission
from api.judged_route import JudgedRoute
from api.schemas.problems import PROBLEMS
from api.schemas.shapes import Shape
from api.schemas.warnings import WarningDocument, WarningPage, WarningSubject
from api.service import Service
from api.store.notices import NoticeFilter, find_notice, list_notices
from api.store.tables import Notice
from api.transaction import TransactionalRoute
from api.watch.bulletin import Listener, News, bulletin_of
from api.watch.looking import NoticeKind

_LARGEST_ID = 2**31 - 1
_LONGEST_S = 1800
_AGAIN_MS = 2000

router = APIRouter(prefix="/v1", tags=["warnings"], route_class=TransactionalRoute, responses=PROBLEMS)
stream_router = APIRouter(prefix="/v1", tags=["warnings"], route_class=JudgedRoute, responses=PROBLEMS)

Territory = Annotated[str | None, Query(min_length=1, max_length=200, description="Of this territory only.")]


@router.get("/warnings")
def read_warnings(
    turn: AskedBy,
    territory: Territory = None,
    kind: NoticeKind | None = None,
    open: Annotated[bool, Query(description="Only those that hold.")] = True,  # noqa: A002 -- the parameter's name
    limit: Annotated[int, Query(ge=1, le=500, description="So many at most.")] = 100,
    after: Annotated[str | None, Query(max_length=20, description="The `next` of a page, or a warning's id.")] = None,
) -> WarningPage:
    """List warnings in the order in which they were raised."""
    wanted = NoticeFilter(territory, kind, open)
    rows = list_notices(turn.session, turn.actor, wanted, _position(after), limit + 1)
    items = [_document(row) for row in rows[:limit]]
    return WarningPage(items=items, next=str(items[-1].id) if len(rows) > limit else None)


@router.post("/warnings/{warning}/seen")
def see_warning(turn: AskedBy, warning: Annotated[int, Path(ge=1, le=_LARGEST_ID)]) -> WarningDocument:
    """Note that somebody has seen a warning; who was first stays."""
    row = find_notice(turn.session, turn.actor, warning)
    if row is None:
        raise not_found("warning", str(warning))
    row.seen_by = row.seen_by or turn.actor.id
    return _document(row)


@stream_router.get("/warnings/events", response_class=EventSourceResponse)
async def read_warning_events(
    request: Request,
    actor: Annotated[Actor, Depends(Admission("read_warning_events"))],
    territory: Territory = None,
    last_event_id: Annotated[
        Annotated[str, Shape(r"\d{1,10}", "an event's id is a number; send the last that was heard")] | None,
        Header(alias="Last-Event-ID", description="The last that was heard."),
    ] = None,
) -> AsyncIterator[ServerSentEvent]:
    """Follow the warnings: `raised`, and `cleared` when one is over; each event holds the whole warning.

    It begins with those that hold, or with those behind Last-Event-ID. After half an hour the stream ends, so that
    whoever listens shows again who it is; clients connect again by themselves.
    """
    service: Service = request.app.state.service
    bulletin, listener, loop = bulletin_of(service), Listener(actor, territory), asyncio.get_running_loop()
    ends_s = loop.time() + _LONGEST_S
    try:
        await run_in_threadpool(bulletin.join, listener)
        last = int(last_event_id or 0)
        yield ServerSentEvent(comment="listening", retry=_AGAIN_MS)
        for row in await run_in_threadpool(_standing, service, actor, territory, last):
            last = row.id
            yield _event(News("raised", row))
        while (news := await listener.next(ends_s - loop.time())) is not None:
            if news.what == "cleared" or news.notice.id > last:
                yield _event(news)
    finally:
        bulletin.leave(listener)


def _standing(service: Service, actor: Actor, territory: str | None, after: int) -> list[Notice]:
    with service.store.reading() as session:
        return list(list_notices(session, actor, NoticeFilter(territory), after))


def _event(news: News) -> ServerSentEvent:
    """Write an event; only what is raised moves the place from which a client goes on when it was cut off."""
    id_ = str(news.notice.id) if news.what == "raised" else None
    return ServerSentEvent(event=news.what, id=id_, data=_document(news.notice).model_dump(mode="json"))


def _document(row: Notice) -> WarningDocument:
    return WarningDocument(
        id=row.id,
        kind=row.kind,  # type: ignore[arg-type]
        territory=row.territory_id,
        subject=WarningSubject(kind=row.subject_kind, id=row.subject_id),  # type: ignore[arg-type]
        due_at=row.due_at,
        message=row.message,
        data=row.data,
        raised_at=row.raised_at,
        cleared_at=row.cleared_at,
        seen_by=row.seen_by,
    )


def _position(after: str | None) -> int:
    if after is None:
        return 0
    if not (after.isascii() and after.isdecimal()) or int(after) > _LARGEST_ID:
        raise Refused("bad_request", f"after={after!r} is no warning's id; send `next` of the page before")
    return int(after)
