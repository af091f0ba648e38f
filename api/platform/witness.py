"""One line in the log and one entry in the figures for each request. Never bodies, queries or secrets."""

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.platform.metrics import Metrics

_LOG = logging.getLogger("roundsman.requests")
_UNKNOWN = "unknown"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Witness:
    """Notes what was asked, by whom, what was answered, and how long it took."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0  # of a request whose sender went away before there was an answer

        async def listen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        began = time.perf_counter()
        try:
            await self._app(scope, receive, listen)
        finally:
            self._note(scope, status, time.perf_counter() - began)

    def _note(self, scope: Scope, status: int, duration_s: float) -> None:
        route = scope.get("route")
        method = scope["method"] if scope["method"] in _METHODS else _UNKNOWN
        self._metrics.note_request(getattr(route, "name", _UNKNOWN), method, status, duration_s)
        fields = {
            "request_id": scope["state"]["request_id"],
            "method": method,
            "path": path_of(scope),
            "status": status,
            "duration_s": round(duration_s, 6),
            "actor": actor_of(scope),
        }
        _LOG.info("request", extra={"fields": fields})


def path_of(scope: Scope) -> str:
    """Name the endpoint by the template of its path: ids and tokens in it stay out of the log."""
    effective = scope.get("fastapi", {}).get("effective_route_context")
    path: str | None = getattr(effective, "path", None) or getattr(scope.get("route"), "path", None)
    if path is None and "endpoint" in scope and not scope.get("path_params"):
        path = scope["path"]  # a file of ours
    return path or _UNKNOWN


def actor_of(scope: Scope) -> str | None:
    """Name who asked; None where nobody was recognised."""
    state = scope["state"]
    actor = state["turn"].actor if "turn" in state else state.get("actor")
    return None if actor is None else str(actor.id)
