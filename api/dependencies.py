"""What endpoints ask for."""

from typing import Annotated

from fastapi import Depends, Header, Request

from api.errors import Refused
from api.transaction import Turn


async def _turn(request: Request) -> Turn:  # of no thread's concern: what is not async is sent to one
    turn: Turn = request.state.turn
    return turn


AskedBy = Annotated[Turn, Depends(_turn)]
"""The request's service, session and actor."""


async def _body(request: Request) -> bytes:
    return await request.body()


RawBody = Annotated[bytes, Depends(_body)]
"""The body as it was sent, for what is read by the optimiser's records; the endpoint says what it is."""

IfMatch = Annotated[str | None, Header(alias="If-Match", description="The ETag of what is to be changed.")]
"""The revision that a change is based on."""


def etag(revision: int) -> str:
    """Write a revision as an ETag."""
    return f'"{revision}"'


def names(header: str, tag: str) -> bool:
    """Whether If-Match or If-None-Match names an ETag; ``*`` names any."""
    return header.strip() == "*" or tag in [each.strip().removeprefix("W/") for each in header.split(",")]


def require_match(if_match: str | None, revision: int) -> None:
    """See to it that a change is based on the present revision.

    Raises
    ------
    Refused
        Where If-Match is missing, or names another revision.
    """
    if if_match is None:
        raise Refused("if_match_missing", f"send If-Match with the ETag that you read; it is {etag(revision)} now")
    if not names(if_match, etag(revision)):
        message = f"this was changed meanwhile: {if_match[:80]} is not {etag(revision)}; read it again and repeat"
        raise Refused("changed_meanwhile", message)
