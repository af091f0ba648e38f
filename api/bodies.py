"""Bodies that no endpoint should read: of a type that is not taken, or with what cannot be kept and told again."""

import json
import re
from collections.abc import Sequence

from fastapi import Request
from fastapi.routing import APIRoute

from api.errors import Refused
from api.masters.texts import unkeepable
from optimiser import FaultyInput

_JSON = "application/json"
_SUSPICIOUS = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])|NaN|Infinity")
"""Few bodies hold any of it; only those are looked at twice."""


def require_keepable(request: Request, body: bytes) -> None:
    """See to it that a JSON body has no NUL, no half of a character, and no number that is none.

    Raises
    ------
    FaultyInput, Refused
        Where it has. What is no JSON at all is left to the endpoint.
    """
    if "json" not in request.headers.get("content-type", "").lower() or _SUSPICIOUS.search(body) is None:
        return
    try:
        document = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return
    if faults := unkeepable(document):
        raise FaultyInput(faults)


def media_types_of(route: APIRoute) -> tuple[str, ...]:
    """Tell as what an endpoint takes its body, as its document says; none where it reads none."""
    if route.body_field is not None:
        return (getattr(route.body_field.field_info, "media_type", _JSON),)
    return tuple((route.openapi_extra or {}).get("requestBody", {}).get("content", ()))


def require_media_type(request: Request, body: bytes, taken: Sequence[str]) -> None:
    """See to it that a body is said to be of a type that is taken.

    Raises
    ------
    Refused
        Where it is of another, or nothing is said.
    """
    said = request.headers.get("content-type", "")
    media_type = said.partition(";")[0].strip().lower()
    if not body or not taken or media_type in taken or (_JSON in taken and media_type.endswith("+json")):
        return
    raise Refused(
        "wrong_media_type",
        f"the body comes as {said[:80] or 'nothing'!r}; send it as {' or '.join(taken)}, and say so in Content-Type",
    )


def _refuse_constant(name: str) -> None:
    raise Refused("bad_json", f"{name} is no JSON; give a number, or null")
