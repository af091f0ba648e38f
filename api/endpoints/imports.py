"""Masters in bulk, as CSV and as Excel."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from api.dependencies import AskedBy, RawBody
from api.endpoints.masters import NAMES
from api.errors import Refused, not_found
from api.identity.permissions import require_allowed
from api.masters.importing import export_csv, export_xlsx, import_table, read_content
from api.masters.kinds import KINDS, MasterKind
from api.schemas.problems import PROBLEMS
from api.transaction import TransactionalRoute, Turn

router = APIRouter(prefix="/v1", tags=["masters"], route_class=TransactionalRoute, responses=PROBLEMS)

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ENDINGS = {CSV: ".csv", XLSX: ".xlsx"}
_Kind = Annotated[str, Path(description="Which masters.", json_schema_extra={"enum": list(KINDS)})]
_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_TEXT: dict[str, Any] = {"schema": {"type": "string"}, "example": "id,name,price\npsu-12v,Power supply 12 V,45\n"}


class ImportResult(BaseModel):
    """What became of the rows of a table."""

    model_config = ConfigDict(strict=True)
    added_count: int = Field(examples=[40])
    changed_count: int = Field(examples=[2])
    unchanged_count: int = Field(examples=[0])


@router.post(
    "/imports/{kind}",
    openapi_extra={"requestBody": {"required": True, "content": {CSV: _TEXT, XLSX: _BINARY}}},
)
def import_masters(
    turn: AskedBy, kind: _Kind, content: RawBody, content_type: Annotated[str, Header(include_in_schema=False)] = ""
) -> ImportResult:
    """Import a table of one kind, all of it or nothing; every faulty cell is named."""
    found = _kind(kind, "put_{}", turn)
    ending = _ENDINGS.get(content_type.partition(";")[0].strip().lower())
    if ending is None:
        message = f"the table comes as {content_type[:80] or 'nothing'!r}; send {CSV} or {XLSX}"
        raise Refused("wrong_media_type", message)
    table = read_content(content, found, ending)
    done = import_table(turn.session, turn.service, found, table, turn.actor)
    return ImportResult(
        added_count=done.added_count, changed_count=done.changed_count, unchanged_count=done.unchanged_count
    )


@router.get(
    "/exports/{kind}.csv",
    response_class=Response,
    responses={200: {"content": {CSV: {"schema": {"type": "string"}}}}},
)
def export_masters_csv(turn: AskedBy, kind: _Kind) -> Response:
    """Export everything of one kind as CSV; it imports to the same."""
    found = _kind(kind, "read_{}", turn)
    return _file(export_csv(turn.session, found, turn.actor), found, CSV)


@router.get("/exports/{kind}.xlsx", response_class=Response, responses={200: {"content": {XLSX: _BINARY}}})
def export_masters_xlsx(turn: AskedBy, kind: _Kind) -> Response:
    """Export everything of one kind as an Excel workbook; it imports to the same."""
    found = _kind(kind, "read_{}", turn)
    return _file(export_xlsx(turn.session, found, turn.actor), found, XLSX)


def _kind(name: str, operation: str, turn: Turn) -> MasterKind:
    """Find a kind, and see to it that whoever asks may do to all of it what may be done to one."""
    kind = KINDS.get(name)
    if kind is None:
        raise not_found("kind of masters", name)
    require_allowed(operation.format(NAMES.get(kind.name, kind.noun)), turn.actor.role)
    return kind


def _file(content: bytes, kind: MasterKind, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{kind.name}{_ENDINGS[media_type]}"'}
    return Response(content, media_type=media_type, headers=headers)
