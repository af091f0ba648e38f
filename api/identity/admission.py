"""For endpoints that are no transaction: streams, and what takes long between two short ones."""

from dataclasses import dataclass

from fastapi import Request

from api.identity.actor import Actor
from api.identity.permissions import require_allowed
from api.identity.recognition import recognise
from api.service import Service


def admitted(request: Request, operation: str) -> Actor:
    """See who asks, that the role may, and that the request is one for this endpoint.

    It opens and closes a session of its own: call it off the event loop.

    Raises
    ------
    FaultyInput
        Where the request has parameters that the endpoint does not know.
    Refused
        Where nobody is recognised, the role may not, or the body is of a type that is not taken.
    """
    service: Service = request.app.state.service
    with service.store.reading() as session:
        actor = recognise(session, service, request)
    request.state.actor = actor
    require_allowed(operation, actor.role)
    judge = getattr(request.state, "judge", None)  # the lenient have none
    if judge is not None:
        judge()
    return actor


@dataclass(frozen=True)
class Admission:
    """What an endpoint depends on to ask first who it is: before anything in the request is judged.

    ``actor: Annotated[Actor, Depends(Admission("change_password"))]``
    """

    operation: str

    def __call__(self, request: Request) -> Actor:
        """See who asks."""
        return admitted(request, self.operation)
