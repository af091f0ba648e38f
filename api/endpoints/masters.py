"""Masters: lists, one thing, adding, changing and deleting it; the same for every kind."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Header, Path, Query
from fastapi.responses import JSONResponse, Response

from api.dependencies import AskedBy, IfMatch, RawBody, etag, require_match
from api.endpoints.resolving import ResolvingRoute
from api.errors import Refused
from api.identity.actor import Actor
from api.masters import geocoding, writing
from api.masters.kinds import KINDS, MasterKind
from api.masters.writing import UNSEEN
from api.schemas import masters as schemas
from api.schemas.problems import PROBLEMS
from api.store import master_rows
from api.store.numbers import new_id
from api.store.tables.masters import Master
from api.transaction import Turn
from optimiser import Fault, FaultyInput, parse

router = APIRouter(prefix="/v1", tags=["masters"], route_class=ResolvingRoute, responses=PROBLEMS)

Text = Annotated[str | None, Query(max_length=200)]
Id = Annotated[str, Path(alias="id", max_length=200)]
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", description="`*`: add it; it must not be there yet.")]
_OFFICE_ONLY = frozenset({"note"})
_JSON = "application/json"


def _plain(text: Text = None) -> dict[str, str]:
    return _given(text=text)


def _territorial(territory: Text = None, text: Text = None) -> dict[str, str]:
    return _given(territory=territory, text=text)


def _of_customer(customer: Text = None, text: Text = None) -> dict[str, str]:
    return _given(customer=customer, text=text)


def _of_contract(
    contract: Text = None, customer: Text = None, territory: Text = None, text: Text = None
) -> dict[str, str]:
    return _given(contract=contract, customer=customer, territory=territory, text=text)


def _of_site(
    site: Text = None, contract: Text = None, customer: Text = None, territory: Text = None, text: Text = None
) -> dict[str, str]:
    return _given(site=site, contract=contract, customer=customer, territory=territory, text=text)


def _given(**filters: str | None) -> dict[str, str]:
    return {name: value for name, value in filters.items() if value is not None}


_FILTERS: Mapping[str, Any] = {
    "contracts": _of_customer,
    "sites": _of_contract,
    **dict.fromkeys(("units", "rules", "appointments", "covers"), _of_site),
    **dict.fromkeys(("engineers", "depots"), _territorial),
}
NAMES: Mapping[str, str] = {"calendars": "working_calendar"}
"""The nouns in names of operations where another subject has the plain one."""


def shown(row: Master, actor: Actor) -> dict[str, Any]:
    """Show a document to somebody: customers do not see what the office notes."""
    if actor.role != "customer":
        return {key: value for key, value in row.document.items() if key != UNSEEN}
    return {key: value for key, value in row.document.items() if key not in _OFFICE_ONLY and not key.startswith("x_")}


def answer(row: Master, actor: Actor, status: int = 200) -> JSONResponse:
    """Answer with a thing and its ETag."""
    headers = {"ETag": etag(row.revision)}
    if status == 201:
        kind = next(name for name, kind in KINDS.items() if isinstance(row, kind.table))
        headers["Location"] = f"/v1/{kind}/{quote(row.id, safe='')}"
    return JSONResponse(shown(row, actor), status, headers)


def document_of(body: bytes, kind: MasterKind, turn: Turn) -> dict[str, Any]:
    """Read a body as a document of one kind; an address that was looked up gives its coordinates."""
    return geocoding.with_coordinates(turn.session, turn.service, kind.name, parse(body))


def _add_kind(kind: MasterKind) -> None:
    """Make the endpoints of one kind."""
    noun, address = NAMES.get(kind.name, kind.noun), f"/{kind.name}"
    plural = noun + "s" if kind.name in NAMES else kind.name
    one = {"content": {_JSON: {"schema": schemas.reference(kind.name)}}}
    body = {"requestBody": {"required": True, "content": {_JSON: {"schema": schemas.new_reference(kind.name)}}}}

    def list_(
        turn: AskedBy,
        filters: Annotated[dict[str, str], Depends(_FILTERS.get(kind.name, _plain))],
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        after: Text = None,
    ) -> Response:
        rows = master_rows.page(turn.session, kind.table, turn.actor, filters, after, limit)
        more = rows[limit - 1].id if len(rows) > limit else None
        return JSONResponse({"items": [shown(row, turn.actor) for row in rows[:limit]], "next": more})

    def read(turn: AskedBy, id_: Id) -> Response:
        return answer(writing.read(turn.session, kind, id_, turn.actor), turn.actor)

    def add(turn: AskedBy, content: RawBody) -> Response:
        document = document_of(content, kind, turn)
        document = {"id": new_id(kind.noun), **document}
        row = writing.add(turn.session, kind, document, turn.actor, turn.service.clock)
        return answer(row, turn.actor, 201)

    def put(
        turn: AskedBy, id_: Id, content: RawBody, if_match: IfMatch = None, if_none_match: IfNoneMatch = None
    ) -> Response:
        document = _same_id(document_of(content, kind, turn), id_)
        if if_none_match is not None:
            _require_any(if_none_match)
            return answer(writing.add(turn.session, kind, document, turn.actor, turn.service.clock), turn.actor, 201)
        row = writing.read(turn.session, kind, id_, turn.actor)
        require_match(if_match, row.revision)
        row = writing.replace(turn.session, kind, row, document, turn.actor, turn.service.clock)
        return answer(row, turn.actor)

    def delete(turn: AskedBy, id_: Id, if_match: IfMatch = None) -> Response:
        row = writing.read(turn.session, kind, id_, turn.actor)
        if if_match is not None:
            require_match(if_match, row.revision)
        writing.delete(turn.session, kind, row)
        return Response(status_code=204)

    words = noun.replace("_", " ")
    each = f"{address}/{{id}}"
    page = {"content": {_JSON: {"schema": schemas.page_of(kind.name)}}}
    _route("GET", address, list_, f"list_{plural}", f"List {plural.replace('_', ' ')}, a page at a time.", {200: page})
    _route("GET", each, read, f"read_{noun}", f"Read one {words}.", {200: one})
    _route("POST", address, add, f"add_{noun}", f"Add one {words}.", {201: one}, body)
    told = f"Put a document in the place of one {words}, with If-Match; or add it, with If-None-Match: *."
    _route("PUT", each, put, f"put_{noun}", told, {200: one, 201: one}, body)
    _route("DELETE", each, delete, f"delete_{noun}", f"Delete one {words} that nothing refers to.", {204: {}})


_MEANING = {200: "As it stands.", 201: "Added.", 204: "Deleted."}


def _route(
    method: str,
    path: str,
    endpoint: Any,
    name: str,
    told: str,
    answers: Mapping[int, dict[str, Any]],
    extra: dict[str, Any] | None = None,
) -> None:
    router.add_api_route(
        path,
        endpoint,
        methods=[method],
        name=name,
        summary=told.split(",")[0].rstrip("."),
        description=told,
        status_code=min(answers) if len(answers) == 1 else 200,
        response_model=None,
        response_class=Response if 204 in answers else JSONResponse,
        responses={
            **PROBLEMS,
            **{status: {"description": _MEANING[status], **each} for status, each in answers.items()},
        },
        openapi_extra=extra,
    )


def _require_any(if_none_match: str) -> None:
    if if_none_match.strip() != "*":
        raise Refused("bad_request", f"If-None-Match is {if_none_match[:80]!r}; give `*` to add, or If-Match to change")


def _same_id(document: dict[str, Any], id_: str) -> dict[str, Any]:
    """Give a document the id of its address."""
    if document.get("id", id_) != id_:
        message = f"the document has another id than its address, {id_!r}; write the same, or leave it out"
        raise FaultyInput([Fault("$.id", "contradiction", message, document["id"])])
    return {**document, "id": id_}


for _kind in KINDS.values():
    _add_kind(_kind)
