"""Signing in and out, and passwords. What computes a hash is no transaction: it would hold up all others."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request, Response
from starlette.concurrency import run_in_threadpool

from api.dependencies import AskedBy
from api.errors import Refused
from api.identity import links, sessions
from api.identity.actor import Actor
from api.identity.admission import Admission
from api.identity.lockout import Claim
from api.identity.passwords import hashed, password_faults
from api.judged_route import JudgedRoute
from api.schemas.identity import PasswordChange, Setup, TokenAnswer
from api.schemas.problems import PROBLEMS
from api.service import Service
from api.store.tables import Account
from api.transaction import TransactionalRoute
from optimiser import Fault, FaultyInput

_ACCOUNT = "account:"

open_router = APIRouter(prefix="/v1", tags=["identity"], responses=PROBLEMS, route_class=JudgedRoute)
router = APIRouter(prefix="/v1", tags=["identity"], responses=PROBLEMS, route_class=TransactionalRoute)


@open_router.post("/token")
async def sign_in(
    request: Request,
    grant_type: Annotated[Literal["password", "refresh_token"], Form()],
    username: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    refresh_token: Annotated[str, Form(max_length=500)] = "",
) -> TokenAnswer:
    """Sign in with name and password, or renew a session with its refresh token (OAuth 2)."""
    service, request_id = _service(request), _request_id(request)
    if grant_type == "refresh_token":
        _require({"refresh_token": refresh_token}, "body")
        return _shown(await sessions.renew(service, refresh_token, request_id))
    _require({"username": username, "password": password}, "body")
    return _shown(await sessions.sign_in(service, _claim(request, username), password, request_id))


@open_router.post("/setup", responses={410: PROBLEMS[404] | {"description": "The link counts no more."}})
async def use_setup_link(request: Request, setup: Setup) -> TokenAnswer:
    """Set a password with a one-time link: that of the first start, or an invitation. Whoever does is signed in."""
    service = _service(request)
    name = await run_in_threadpool(links.name_of_link, service, setup.token) or setup.name or ""
    password = setup.password.get_secret_value()
    faults = password_faults(password, name, "$.password")
    if not name:
        faults.append(Fault("$.name", "missing", "the first administrator needs a name to sign in under"))
    if faults:
        raise FaultyInput(faults)
    password_hash = await hashed(password)
    full_name = setup.full_name or ""
    return _shown(await run_in_threadpool(links.use_link, service, setup.token, name, full_name, password_hash))


@open_router.post("/password")
async def change_password(
    request: Request, change: PasswordChange, actor: Annotated[Actor, Depends(Admission("change_password"))]
) -> TokenAnswer:
    """Change the own password. All sessions of the account end; the answer begins a new one."""
    service, request_id = _service(request), _request_id(request)
    if not actor.id.startswith(_ACCOUNT):
        raise Refused("wrong_state", "an API key has no password; make another key, and revoke this one")
    name = await run_in_threadpool(_name_of, service, actor.id.removeprefix(_ACCOUNT))
    new = change.new.get_secret_value()
    faults = password_faults(new, name, "$.new")
    if faults:
        raise FaultyInput(faults)
    current = change.current.get_secret_value()
    known_hash = await sessions.require_password(service, _claim(request, name), current, request_id)
    new_hash = await hashed(new)
    return _shown(await run_in_threadpool(sessions.change_password, service, name, known_hash, new_hash, request_id))


@router.post("/sign-out", status_code=204)
def sign_out(turn: AskedBy) -> Response:
    """End all sessions of the account that asks."""
    if not turn.actor.id.startswith(_ACCOUNT):
        raise Refused("wrong_state", "an API key has no session; revoke it instead")
    sessions.end_sessions(turn.session, turn.session.get_one(Account, turn.actor.id.removeprefix(_ACCOUNT)))
    return Response(status_code=204)


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


def _request_id(request: Request) -> str | None:
    return getattr(request.state, "request_id", None)


def _claim(request: Request, name: str) -> Claim:
    return Claim(name, request.client.host if request.client is not None else "unknown")


def _name_of(service: Service, id_: str) -> str:
    with service.store.reading() as session:
        return session.get_one(Account, id_).name


def _require(given: dict[str, str], where: str) -> None:
    missing = [name for name, value in given.items() if not value]
    faults = [Fault(f"{where} {name}", "missing", "is missing; it is needed here") for name in missing]
    if faults:
        raise FaultyInput(faults)


def _shown(tokens: sessions.Tokens) -> TokenAnswer:
    return TokenAnswer(
        access_token=tokens.access_token, refresh_token=tokens.refresh_token, expires_in=tokens.expires_in_s
    )
