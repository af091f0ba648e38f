"""What is shown once must not be kept for repeated requests."""

from typing import Annotated

from fastapi import Depends, Header

from api.errors import Refused


def _not_repeatable(
    idempotency_key: Annotated[str | None, Header(description="Not taken here: the answer is a secret.")] = None,
) -> None:
    if idempotency_key is not None:
        message = "this answer holds a secret and is not kept; leave Idempotency-Key out, and look at the list instead"
        raise Refused("bad_request", message)


SHOWN_ONCE = Depends(_not_repeatable)
"""For endpoints whose answer holds a secret."""
