"""For endpoints that are no transaction: streams, and what takes long between two short ones."""

from fastapi import Request

from api.identity.actor import Actor
from api.identity.permissions import require_allowed
from api.identity.recognition import recognise
from api.service import Service


def admitted(request: Request, operation: str) -> Actor:
    """See who asks, and that the role may; opens and closes a session of its own: call it off the event loop.

    Raises
    ------
    Refused
        Where nobody is recognised, or the role may not.
    """
    service: Service = request.app.state.service
    with service.store.reading() as session:
        actor = recognise(session, service, request)
    request.state.actor = actor
    require_allowed(operation, actor.role)
    return actor
