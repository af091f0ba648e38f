"""A mistake of ours is answered like everything else: as a problem, with the request's id, and with all headers."""

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import internal_error


class Mistakes:
    """Answers what no handler expected; what it was stands in the log, under the request's id."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = False

        async def watch(message: Message) -> None:
            nonlocal began
            began = began or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as mistake:  # whatever is left is a mistake of ours
            if began:
                raise  # half an answer has left: the connection is broken off, and the server logs it
            answer = internal_error(Request(scope), mistake)
            await answer(scope, receive, send)
