"""Endpoints whose bodies may have an address to look up: that is done before the request's transaction begins.

A geocoder may take seconds, and SQLite has one writer at a time: nobody should wait for the two together.
"""

import json

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from api.identity.admission import admitted
from api.judged_route import Handler
from api.masters.geocoding import look_up, wanted_address
from api.transaction import TransactionalRoute

_LARGEST = 200_000


class ResolvingRoute(TransactionalRoute):
    """An endpoint that finds the address of its body in the store, whatever it is."""

    def answering(self, answer: Handler) -> Handler:
        """Look the address up first."""
        inner = super().answering(answer)
        operation = self.operation_id or self.name

        async def handler(request: Request) -> Response:
            if request.method in ("POST", "PUT"):
                address = _address(await request.body())
                if address is not None:
                    await run_in_threadpool(_resolve, request, operation, address)
            return await inner(request)

        return handler


def _address(body: bytes) -> str | None:
    if len(body) > _LARGEST or b'"address"' not in body:
        return None
    try:
        return wanted_address(json.loads(body))
    except (ValueError, RecursionError):
        return None  # the endpoint says what is wrong with it


def _resolve(request: Request, operation: str, address: str) -> None:
    """Look an address up for whoever may ask: a stranger makes no requests in our name."""
    admitted(request, operation)
    look_up(request.app.state.service, address)
