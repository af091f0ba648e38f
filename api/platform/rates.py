"""How often somebody may ask: counted per credential, or per address of who shows none.

Who shows wrong credentials is counted per address as well, as strictly as sign-ins: guessing keys with a new one each
time does not help.
"""

import hashlib
import math
import time

from fastapi import Request
from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import STATUS_OF, problem
from api.platform.counts import Counts

_SIGNING_IN = frozenset({"/v1/token", "/v1/setup", "/v1/password"})
_UNLIMITED = frozenset({"/healthz", "/readyz"})
_NOT_RECOGNISED = STATUS_OF["not_signed_in"]


class Rates:
    """Refuses who asks too often, and says when to come again.

    Parameters
    ----------
    most, most_sign_ins : int
        Requests in a minute of one credential or address; sign-ins, and requests with wrong credentials, of one
        address.
    """

    def __init__(self, app: ASGIApp, most: int, most_sign_ins: int) -> None:
        self._app = app
        self._all = RateLimitItemPerMinute(most, namespace="all")
        self._sign_ins = RateLimitItemPerMinute(most_sign_ins, namespace="sign_ins")
        self._wrong = RateLimitItemPerMinute(most_sign_ins, namespace="wrong")
        self._limiter = FixedWindowRateLimiter(Counts())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] in _UNLIMITED:
            await self._app(scope, receive, send)
            return
        address = scope["client"][0] if scope.get("client") else "unknown"
        exceeded = self._exceeded(scope, address)
        if exceeded is not None:
            limit, who = exceeded
            reset_at = self._limiter.get_window_stats(limit, who).reset_time
            retry_s = max(1, math.ceil(reset_at - time.time()))  # the library's clock is the machine's
            message = f"more than {limit.amount} requests in a minute; ask again in {retry_s} s"
            headers = {"Retry-After": str(retry_s)}
            await problem(Request(scope), "too_many_requests", message, headers=headers)(scope, receive, send)
            return

        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == _NOT_RECOGNISED:
                self._limiter.hit(self._wrong, address)
            await send(message)

        await self._app(scope, receive, watch)

    def _exceeded(self, scope: Scope, address: str) -> tuple[RateLimitItemPerMinute, str] | None:
        """Which limit this request exceeds, and whose; it is counted."""
        who = _credential(Headers(scope=scope)) or address
        if not self._limiter.hit(self._all, who):
            return self._all, who
        if scope["path"] in _SIGNING_IN and not self._limiter.hit(self._sign_ins, address):
            return self._sign_ins, address
        if not self._limiter.test(self._wrong, address):
            return self._wrong, address
        return None


def _credential(headers: Headers) -> str | None:
    """Tell credentials apart without keeping them."""
    shown = headers.get("X-API-Key") or headers.get("Authorization")
    return hashlib.blake2b(shown.encode(), digest_size=16).hexdigest() if shown else None
