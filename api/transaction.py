"""One request is one transaction.

::

    session opened ─ actor recognised ─ allowed? ─ answered before? ─ endpoint ─ answer kept ─ committed ─ sent

What is answered is in the database: the commit comes before the first byte leaves. A request that is refused, or
fails, changes nothing. A repeated request with the same Idempotency-Key gets the first answer again.
"""

from dataclasses import dataclass

from fastapi import Request, Response
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from api.bodies import require_keepable
from api.identity.actor import Actor
from api.identity.permissions import require_allowed
from api.identity.recognition import recognise
from api.judged_route import READING, Handler, JudgedRoute
from api.service import Service
from api.store.audit import Author
from api.store.engine import lost_in_deadlock
from api.store.kept_answers import answer_kept, keep_answer

_MOST_AGAIN = 2
"""So often a transaction is begun anew that lost to another one; by then nothing of it is done, and nothing sent."""


@dataclass(frozen=True)
class Turn:
    """What one request works with."""

    service: Service
    session: Session
    actor: Actor


class TransactionalRoute(JudgedRoute):
    """An endpoint whose request is one transaction."""

    only_asks = False

    def reads(self, request: Request) -> bool:
        """Whether a request changes nothing."""
        return self.only_asks or request.method in READING

    def answering(self, answer: Handler) -> Handler:
        """Put the transaction around the endpoint."""
        operation = self.operation_id or self.name

        async def once(request: Request) -> Response:
            reads = self.reads(request)
            turn = await run_in_threadpool(_begin, request.app.state.service, request, operation, reads)
            try:
                request.state.judge()
                return await (answer(request) if reads else _answered(turn, request, answer))
            finally:
                await run_in_threadpool(turn.session.close)

        async def handler(request: Request) -> Response:
            for _ in range(_MOST_AGAIN):
                try:
                    return await once(request)
                except OperationalError as error:
                    if not lost_in_deadlock(error):
                        raise
            return await once(request)

        return handler


class AskingRoute(TransactionalRoute):
    """An endpoint that changes nothing, though its question is posted: it takes no lock that writers wait for."""

    only_asks = True


def _begin(service: Service, request: Request, operation: str, reads: bool) -> Turn:
    """Open the session and see who asks, in one step off the event loop."""
    request_id = getattr(request.state, "request_id", None)
    if reads:
        session = Session(service.store.engine, autoflush=False)
    else:
        session = service.store.session_for(Author("nobody", service.clock, request_id))
    try:
        actor = recognise(session, service, request)
        require_allowed(operation, actor.role)
    except BaseException:
        session.close()
        raise
    session.info["author"] = Author(actor.id, service.clock, request_id)
    turn = Turn(service, session, actor)
    request.state.turn = turn
    return turn


async def _answered(turn: Turn, request: Request, answer: Handler) -> Response:
    require_keepable(request, await request.body())
    key = request.headers.get("Idempotency-Key")
    if key is None:
        response = await answer(request)
        await run_in_threadpool(turn.session.commit)
        return response
    body = await request.body()
    kept = await run_in_threadpool(answer_kept, turn.session, turn.actor.id, key, request, body)
    if kept is not None:
        return kept
    response = await answer(request)
    await run_in_threadpool(keep_answer, turn.session, turn.actor.id, key, request, body, response, turn.service.clock)
    await run_in_threadpool(turn.session.commit)
    return response
