"""What every endpoint asks of a request: only parameters that it knows, and a body of a type that it takes.

Whoever may not use the endpoint is not told: the request is judged once it is known who sends it.
"""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from api.bodies import media_types_of, require_media_type
from api.identity.permissions import OPEN
from api.queries import known_queries, require_known_queries

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class JudgedRoute(APIRoute):
    """An endpoint whose requests are judged: here where it is open to all, else by what recognises who asks.

    Where only the endpoint itself recognises somebody, it has the request judged: ``request.state.judge()``.
    """

    def get_route_handler(self) -> Handler:
        """Wrap the endpoint."""
        answer = self.answering(super().get_route_handler())
        queries, taken = known_queries(self), media_types_of(self)
        is_open = (self.operation_id or self.name) in OPEN

        def judge(request: Request, body: bytes) -> None:
            require_known_queries(request, queries)
            require_media_type(request, body, taken)

        async def handler(request: Request) -> Response:
            # All of it, before anything begins: a slow sender must not hold up others.
            body = b"" if request.method in READING else await request.body()
            request.state.judge = partial(judge, request, body)
            if is_open:
                judge(request, body)
            return await answer(request)

        return handler

    def answering(self, answer: Handler) -> Handler:
        """Put around the endpoint what a kind of routes puts there."""
        return answer
