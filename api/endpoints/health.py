"""Whether the service lives, is ready, and who is asking."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import text

from api.dependencies import AskedBy
from api.errors import Refused
from api.identity.actor import Role
from api.schemas.problems import PROBLEMS
from api.service import Service
from api.transaction import TransactionalRoute

open_router = APIRouter(tags=["health"])
"""Not judged: probes may ask as they like, and a parameter too many is no sign of death."""
router = APIRouter(prefix="/v1", tags=["identity"], route_class=TransactionalRoute, responses=PROBLEMS)


class Alive(BaseModel):
    """A sign of life."""

    model_config = ConfigDict(strict=True)
    status: str = "ok"


class Myself(BaseModel):
    """Who is asking, as the service sees it."""

    model_config = ConfigDict(strict=True)
    id: str
    name: str
    role: Role
    territories: Annotated[tuple[str, ...], Field(description="Whose data are to be seen; none: all.")]
    engineer_id: str | None
    customer_id: str | None


@open_router.get("/healthz")
def healthz() -> Alive:
    """Say that the process lives."""
    return Alive()


@open_router.get("/readyz", responses={503: PROBLEMS[503]})
def readyz(request: Request) -> Alive:
    """Say that the process can serve: its database answers."""
    service: Service = request.app.state.service
    try:
        with service.store.reading() as session:
            session.execute(text("SELECT 1"))
    except Exception as error:  # whatever is wrong with the database
        raise Refused("not_ready", "the database does not answer") from error
    return Alive()


@router.get("/me")
def whoami(turn: AskedBy) -> Myself:
    """Tell who is asking."""
    actor = turn.actor
    return Myself(
        id=actor.id,
        name=actor.name,
        role=actor.role,
        territories=actor.territories,
        engineer_id=actor.engineer_id,
        customer_id=actor.customer_id,
    )
