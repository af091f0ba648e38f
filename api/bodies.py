"""JSON bodies with what no database keeps and no answer can tell again, refused before any endpoint reads them."""

import json
import re

from fastapi import Request

from api.errors import Refused
from api.masters.texts import unkeepable
from optimiser import FaultyInput

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


def _refuse_constant(name: str) -> None:
    raise Refused("bad_json", f"{name} is no JSON; give a number, or null")
