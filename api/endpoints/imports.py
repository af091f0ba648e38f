"""Masters in bulk, as CSV and as Excel."""

from email.message import Message
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Path
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from api.dependencies import AskedBy, RawBody
from api.endpoints.masters import NAMES
from api.errors import not_found
from api.identity.permissions import require_allowed
from api.interop.tables import Table
from api.masters.importing import export_csv, export_xlsx, import_table, read_csv, read_xlsx
from api.masters.kinds import KINDS, MasterKind
from api.masters.lists import LISTS, BulkList, import_list, list_csv, list_xlsx
from api.schemas.problems import PROBLEMS
from api.transaction import TransactionalRoute, Turn

router = APIRouter(prefix="/v1", tags=["masters"], route_class=TransactionalRoute, responses=PROBLEMS)

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ENDINGS = {CSV: ".csv", XLSX: ".xlsx"}
_Kind = Annotated[str, Path(description="Which masters.", json_schema_extra={"enum": [*KINDS, *LISTS]})]
_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_TEXT: dict[str, Any] = {"schema": {"type": "string"}, "example": "id,name,price\npsu-12v,Power supply 12 V,45\n"}


class ImportResult(BaseModel):
    """What became of the rows of a table."""

    model_config = ConfigDict(strict=True)
    added_count: int = Field(examples=[40])
    changed_count: int = Field(examples=[2])
    unchanged_count: int = Field(examples=[0])
    encoding: str | None = Field(
        description="How the text was read: as the charset of the request says, else as was recognised; look at the "
        "names where that is gb18030. Null for a workbook.",
        examples=["utf-8"],
    )
    warnings: list[str] = Field(description="What a person should look at: reserved parts that are not there.")


@router.post(
    "/imports/{kind}",
    openapi_extra={"requestBody": {"required": True, "content": {CSV: _TEXT, XLSX: _BINARY}}},
)
def import_masters(
    turn: AskedBy, kind: _Kind, content: RawBody, content_type: Annotated[str, Header(include_in_schema=False)] = ""
) -> ImportResult:
    """Import a table of one kind, all of it or nothing; every faulty cell is named."""
    bulk = _list(kind, "writing", turn)
    if bulk is not None:
        table, encoding = table_of(content, bulk.name, content_type)
        done = import_list(turn.session, turn.service, bulk, table, turn.actor)
    else:
        found = _kind(kind, "put_{}", turn)
        table, encoding = table_of(content, found.name, content_type)
        done = import_table(turn.session, turn.service, found, table, turn.actor)
    return ImportResult(
        added_count=done.added_count,
        changed_count=done.changed_count,
        unchanged_count=done.unchanged_count,
        encoding=encoding,
        warnings=list(done.warnings),
    )


@router.get(
    "/exports/{kind}.csv",
    response_class=Response,
    responses={200: {"content": {CSV: {"schema": {"type": "string"}}}}},
)
def export_masters_csv(turn: AskedBy, kind: _Kind) -> Response:
    """Export everything of one kind as CSV; it imports to the same."""
    bulk = _list(kind, "reading", turn)
    if bulk is not None:
        return _file(list_csv(turn.session, bulk, turn.actor), bulk.name, CSV)
    found = _kind(kind, "read_{}", turn)
    return _file(export_csv(turn.session, found, turn.actor), found.name, CSV)


@router.get("/exports/{kind}.xlsx", response_class=Response, responses={200: {"content": {XLSX: _BINARY}}})
def export_masters_xlsx(turn: AskedBy, kind: _Kind) -> Response:
    """Export everything of one kind as an Excel workbook; it imports to the same."""
    bulk = _list(kind, "reading", turn)
    if bulk is not None:
        return _file(list_xlsx(turn.session, bulk, turn.actor), bulk.name, XLSX)
    found = _kind(kind, "read_{}", turn)
    return _file(export_xlsx(turn.session, found, turn.actor), found.name, XLSX)


def table_of(content: bytes, name: str, content_type: str) -> tuple[Table, str | None]:
    """Read the body of a request as a table, by its media type and charset, and say how it was encoded."""
    said = Message()
    said["Content-Type"] = content_type
    if said.get_content_type() == XLSX:
        return read_xlsx(content, name), None
    return read_csv(content, name, said.get_content_charset())


def _kind(name: str, operation: str, turn: Turn) -> MasterKind:
    """Find a kind, and see to it that whoever asks may do to all of it what may be done to one."""
    kind = KINDS.get(name)
    if kind is None:
        raise not_found("kind of masters", name)
    require_allowed(operation.format(NAMES.get(kind.name, kind.noun)), turn.actor.role)
    return kind


def _list(name: str, operation: Literal["reading", "writing"], turn: Turn) -> BulkList | None:
    """Find a list that is no master of its own, and see to it that whoever asks may do so one line at a time."""
    bulk = LISTS.get(name)
    if bulk is not None:
        require_allowed(getattr(bulk, operation), turn.actor.role)
    return bulk


def _file(content: bytes, name: str, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}{_ENDINGS[media_type]}"'}
    return Response(content, media_type=media_type, headers=headers)
