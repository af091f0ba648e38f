"""Photos, signatures and documents: the content is the body itself."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from sqlalchemy import ColumnElement

from api.dependencies import AskedBy
from api.errors import Refused, not_found
from api.schemas.attachments import AttachmentDocument, AttachmentPage
from api.schemas.problems import PROBLEMS
from api.schemas.shapes import Shape
from api.store.attachments import attachment_with_content, attachments_of
from api.store.tables import Attachment
from api.store.tickets import find_ticket
from api.store.visits import find_visit
from api.transaction import TransactionalRoute, Turn
from api.work.attachments import MEDIA_TYPES, AttachmentKind, Upload, add_attachment

router = APIRouter(prefix="/v1", tags=["attachments"], route_class=TransactionalRoute, responses=PROBLEMS)

Name = Annotated[
    str,
    Query(min_length=1, max_length=200, description="Its file name."),
    Shape(r"[^\x00-\x1f/\\]+", "a file name has no slash and no control character; write it as in leak.jpg"),
]
Limit = Annotated[int, Query(ge=1, le=500, description="So many at most.")]
After = Annotated[str | None, Query(max_length=200, description="The `next` of the page before.")]
_ANYTHING = "application/octet-stream"
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {each: {"schema": {"type": "string", "format": "binary"}} for each in (*MEDIA_TYPES, _ANYTHING)},
    }
}
"""As what it is said to be, or without saying: it is looked at all the same."""


async def _body(request: Request) -> bytes:
    return await request.body()


def _upload(
    name: Name,
    content: Annotated[bytes, Depends(_body)],
    kind: AttachmentKind = "photo",
    content_type: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Upload:
    return Upload(name, kind, content, content_type)


Sent = Annotated[Upload, Depends(_upload)]


@router.post("/tickets/{ticket}/attachments", status_code=201, openapi_extra=_BODY)
def add_ticket_attachment(turn: AskedBy, ticket: str, upload: Sent) -> AttachmentDocument:
    """Add a photo or a document to a ticket."""
    found = find_ticket(turn.session, turn.actor, ticket, turn.service.clock())
    return _added(turn, upload, ticket=found.id, visit=None)


@router.post("/visits/{visit}/attachments", status_code=201, openapi_extra=_BODY)
def add_visit_attachment(turn: AskedBy, visit: str, upload: Sent) -> AttachmentDocument:
    """Add a photo or a document to a visit; one of a ticket belongs to that, too."""
    found = find_visit(turn.session, turn.actor, visit)
    ticket = found.source_id if found.source_kind in ("ticket", "loan") else None
    return _added(turn, upload, ticket=ticket, visit=found.id)


@router.get("/tickets/{ticket}/attachments")
def read_ticket_attachments(turn: AskedBy, ticket: str, limit: Limit = 100, after: After = None) -> AttachmentPage:
    """List a ticket's attachments, those of its visits among them."""
    found = find_ticket(turn.session, turn.actor, ticket, turn.service.clock())
    return _page(turn, Attachment.ticket_id == found.id, limit, after)


@router.get("/visits/{visit}/attachments")
def read_visit_attachments(turn: AskedBy, visit: str, limit: Limit = 100, after: After = None) -> AttachmentPage:
    """List a visit's attachments."""
    found = find_visit(turn.session, turn.actor, visit)
    return _page(turn, Attachment.visit_id == found.id, limit, after)


@router.get(
    "/attachments/{attachment}",
    response_class=Response,
    responses={200: {"content": {each: {"schema": {"type": "string", "format": "binary"}} for each in MEDIA_TYPES}}},
)
def read_attachment(turn: AskedBy, attachment: str) -> Response:
    """Download an attachment."""
    row = attachment_with_content(turn.session, attachment)
    try:
        if row.visit_id is not None:
            find_visit(turn.session, turn.actor, row.visit_id)
        else:
            find_ticket(turn.session, turn.actor, row.ticket_id or "", turn.service.clock())
    except Refused:
        raise not_found("attachment", attachment) from None
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(row.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-cache",
        "ETag": f'"{row.sha256}"',
    }
    return Response(row.content, media_type=row.media_type, headers=headers)


def _added(turn: Turn, upload: Upload, *, ticket: str | None, visit: str | None) -> AttachmentDocument:
    row = add_attachment(
        turn.session,
        upload,
        ticket=ticket,
        visit=visit,
        by=turn.actor.id,
        now=turn.service.clock(),
        most_bytes=turn.service.settings.most_attachment_bytes,
    )
    return _document(row)


def _page(turn: Turn, belongs: ColumnElement[bool], limit: int, after: str | None) -> AttachmentPage:
    rows = attachments_of(turn.session, belongs, after, limit + 1)
    page = rows[:limit]
    return AttachmentPage(items=[_document(row) for row in page], next=page[-1].id if len(rows) > limit else None)


def _document(row: Attachment) -> AttachmentDocument:
    return AttachmentDocument(
        id=row.id,
        kind=row.kind,  # type: ignore[arg-type]
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        ticket=row.ticket_id,
        visit=row.visit_id,
        by=row.by,
        added_at=row.added_at,
    )
