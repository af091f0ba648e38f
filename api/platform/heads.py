"""HEAD on whatever GET answers: the same headers, and no body."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ENDLESS = "/events"


class Heads:
    """Asks for what GET would answer and keeps the body back; streams that do not end are not asked for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD" or scope["path"].endswith(_ENDLESS):
            await self._app(scope, receive, send)
            return

        async def bare(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"}, receive, bare)
