"""No body is larger than the settings allow, whether it says how large it is or comes in pieces."""

from fastapi import Request
from starlette.datastructures import Headers
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import problem


class BodyLimit:
    """Refuses large bodies: at once where their length is told, else when they grow too large."""

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._counting = RequestBodyLimitMiddleware(app, most_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            length = Headers(scope=scope).get("content-length", "")
            if length.isdecimal() and int(length) > self._most_bytes:
                message = f"the body has {int(length)} bytes; at most {self._most_bytes} are taken: send it in parts"
                answer = problem(Request(scope), "too_large", message, headers={"Connection": "close"})
                await answer(scope, receive, send)
                return
        await self._counting(scope, receive, send)
