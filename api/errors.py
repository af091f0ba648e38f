"""What the service answers when something is wrong: RFC 9457 problem details. Only this file knows HTTP statuses."""

import logging
import math
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from api.wrong_input import fault_of
from optimiser import Fault, FaultyInput, ImpossiblePlan, RoundsmanError, TravelUnavailable

PROBLEM_JSON = "application/problem+json"
_LOG = logging.getLogger("roundsman")
_MOST_FAULTS = 1000
_SHOWN_LENGTH = 200

STATUS_OF: Mapping[str, int] = {
    "bad_request": 400,
    "bad_json": 400,
    "not_signed_in": 401,
    "bad_credentials": 401,
    "not_allowed": 403,
    "account_locked": 403,
    "not_found": 404,
    "not_allowed_method": 405,
    "not_acceptable": 406,
    "edit_refused": 409,
    "in_use": 409,
    "already_exists": 409,
    "wrong_state": 409,
    "key_reused": 409,
    "outdated_plan": 409,
    "slot_gone": 409,
    "gone": 410,
    "changed_meanwhile": 412,
    "too_large": 413,
    "wrong_media_type": 415,
    "faulty_input": 422,
    "impossible_plan": 422,
    "if_match_missing": 428,
    "too_many_requests": 429,
    "internal_error": 500,
    "travel_unavailable": 502,
    "geocoder_unavailable": 503,
    "queue_full": 503,
    "not_ready": 503,
    "busy": 503,
}
"""Every code that a problem can have, and its status. Codes are stable: clients may rely on them."""

VROOM_PATHS = frozenset({"/", "/optimization"})
"""Where faults are told as VROOM tells them."""
VROOM_STATUS_OF: Mapping[int, int] = {0: 200, 1: 500, 2: 400, 3: 500}
"""The status of each of VROOM's codes."""


class Refused(RoundsmanError):
    """A request that is refused.

    Parameters
    ----------
    code : str
        One of STATUS_OF.
    message : str
        What is wrong, with the value, and what to do.
    faults : sequence of Fault, optional
        What is wrong where, if that can be told.
    headers : mapping, optional
        ``Retry-After`` and the like.
    """

    def __init__(
        self, code: str, message: str, faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.faults, self.headers = code, message, tuple(faults), dict(headers or {})


def not_found(noun: str, id_: str, advice: str = "look at the list of them") -> Refused:
    """Make the refusal of what does not exist, or is not to be seen by who asks: the two are not told apart."""
    return Refused("not_found", f"there is no {noun} {id_[:80]!r}; {advice}")


def problem(
    request: Request,
    code: str,
    message: str,
    faults: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Write a problem as its response."""
    status = STATUS_OF[code]
    if request.method == "POST" and request.scope["path"] in VROOM_PATHS:
        fault = {"code": 1 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 2, "error": message}
        return JSONResponse(fault, status, dict(headers or {}))
    body: dict[str, Any] = {
        "type": f"urn:roundsman:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": message,
        "request_id": getattr(request.state, "request_id", None),
    }
    if faults:
        body["faults"] = [fault_document(fault) for fault in faults[:_MOST_FAULTS]]
    return JSONResponse(body, status, dict(headers or {}), media_type=PROBLEM_JSON)


def fault_document(fault: Fault) -> dict[str, Any]:
    """Write one fault; a value that is no plain JSON is left out."""
    document: dict[str, Any] = {"path": fault.path, "code": fault.code, "message": fault.message}
    value = fault.value
    if isinstance(value, str):
        document["value"] = value[:200].encode(errors="replace").decode()  # half a character cannot be sent back
    elif isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        document["value"] = value
    return document


def add_error_handlers(app: FastAPI) -> None:
    """Answer every error of ours, of the framework and of the database as a problem."""
    _add_database_handlers(app)

    @app.exception_handler(Refused)
    async def _refused(request: Request, error: Refused) -> JSONResponse:
        return problem(request, error.code, error.message, error.faults, error.headers)

    @app.exception_handler(FaultyInput)
    async def _faulty(request: Request, error: FaultyInput) -> JSONResponse:
        count = len(error.faults)
        return problem(request, "faulty_input", f"{count} fault{'s' * (count != 1)}: see `faults`", error.faults)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        faults = [fault_of(each, error.body) for each in error.errors()]
        if any(fault.code == "not_json" for fault in faults):
            return problem(request, "bad_json", "the body is no JSON; see `faults`", faults)
        return problem(request, "faulty_input", f"{len(faults)} fault{'s' * (len(faults) != 1)}: see `faults`", faults)

    @app.exception_handler(ImpossiblePlan)
    async def _impossible(request: Request, error: ImpossiblePlan) -> JSONResponse:
        return problem(request, "impossible_plan", str(error))

    @app.exception_handler(TravelUnavailable)
    async def _no_travel(request: Request, error: TravelUnavailable) -> JSONResponse:
        return problem(request, "travel_unavailable", str(error))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        return _told(request, error)

    @app.exception_handler(Exception)
    async def _bug(request: Request, error: Exception) -> JSONResponse:
        return internal_error(request, error)


def _told(request: Request, error: HTTPException) -> JSONResponse:
    """Tell what the framework refuses in words of ours: it says the status' name only."""
    code = {401: "not_signed_in", 404: "not_found", 405: "not_allowed_method", 413: "too_large"}
    method, path = request.method, request.url.path[:_SHOWN_LENGTH]
    headers = dict(error.headers or {})
    message = str(error.detail)
    if error.status_code == HTTPStatus.NOT_FOUND:
        message = f"there is nothing at {path}; all addresses are listed at /docs"
    elif error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_methods_at(request))
        message = f"{path} does not take {method}; it takes {headers['Allow']}"
    elif error.status_code == HTTPStatus.BAD_REQUEST:
        message = "the body cannot be read; send it as its Content-Type says, texts in UTF-8"
    return problem(request, code.get(error.status_code, "bad_request"), message, headers=headers)


def _methods_at(request: Request) -> list[str]:
    """List what an address takes: each method has an endpoint of its own."""
    routes = request.app.routes
    return [
        method
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    ]


def internal_error(request: Request, error: Exception) -> JSONResponse:
    """Answer a mistake of ours; what it was stands in the log only."""
    request_id = getattr(request.state, "request_id", None)
    _LOG.error("internal error", exc_info=error, extra={"fields": {"request_id": request_id}})
    return problem(request, "internal_error", "this is a mistake of ours; report it with the request's id")


def _add_database_handlers(app: FastAPI) -> None:
    @app.exception_handler(StaleDataError)
    async def _stale(request: Request, error: StaleDataError) -> JSONResponse:
        return problem(request, "changed_meanwhile", "somebody else changed this meanwhile; read it again and repeat")

    @app.exception_handler(IntegrityError)
    async def _conflict(request: Request, error: IntegrityError) -> JSONResponse:
        message = "this refers to something that is gone, exists already, or is still referred to; read it again"
        return problem(request, "in_use", message)

    @app.exception_handler(DataError)
    async def _unkeepable(request: Request, error: DataError) -> JSONResponse:
        message = "the database cannot take this: a text with NUL in it, or a number too large; mend it"
        return problem(request, "bad_request", message)

    @app.exception_handler(OperationalError)
    async def _down(request: Request, error: OperationalError) -> JSONResponse:
        _LOG.error("the database does not answer: %s", error.orig)
        message = "the database does not answer, or is busy; repeat the request in a moment"
        return problem(request, "busy", message, headers={"Retry-After": "2"})
