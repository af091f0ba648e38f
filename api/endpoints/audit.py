"""The audit log; for administrators."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.dependencies import AskedBy
from api.errors import Refused
from api.schemas.identity import AuditPage, AuditShown
from api.schemas.problems import PROBLEMS
from api.schemas.times import Moment
from api.store.audit_list import AuditQuestion, audit_entries
from api.transaction import TransactionalRoute

router = APIRouter(prefix="/v1/audit", tags=["audit"], responses=PROBLEMS, route_class=TransactionalRoute)

Text = Annotated[str | None, Query(max_length=500)]
_LARGEST_ID = 2**31 - 1


@router.get("")
def list_audit(
    turn: AskedBy,
    subject: Annotated[str | None, Query(max_length=50, description="A table.", examples=["tickets"])] = None,
    subject_id: Text = None,
    actor: Annotated[str | None, Query(max_length=200, examples=["key:…"])] = None,
    action: Literal["insert", "update", "delete"] | None = None,
    request_id: Annotated[str | None, Query(max_length=100)] = None,
    since: Moment | None = None,
    until: Moment | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    after: Annotated[str | None, Query(max_length=20, description="`next` of the page before.")] = None,
) -> AuditPage:
    """List who changed what, when, from what to what: the newest first."""
    question = AuditQuestion(subject, subject_id, actor, action, request_id, since, until)
    rows = audit_entries(turn.session, question, _position(after), limit + 1)
    items = [AuditShown.model_validate(row) for row in rows[:limit]]
    return AuditPage(items=items, next=str(items[-1].id) if len(rows) > limit else None)


def _position(after: str | None) -> int | None:
    if after is None:
        return None
    if not (after.isascii() and after.isdecimal()) or int(after) > _LARGEST_ID:
        raise Refused("bad_request", f"after={after!r} is no position in the log; send `next` of the page before")
    return int(after)
