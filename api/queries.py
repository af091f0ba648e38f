"""Query parameters that an endpoint does not know: refused, as a misspelt filter would show everything."""

from collections.abc import Sequence

from fastapi import Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Query
from fastapi.routing import APIRoute

from optimiser import Fault, FaultyInput, describing

_MOST = 20


def known_queries(route: APIRoute) -> frozenset[str]:
    """Name the query parameters of an endpoint, those of what it depends on among them."""
    return frozenset(field.alias for field in get_flat_params(route.dependant) if isinstance(field.field_info, Query))


def require_known_queries(request: Request, known: frozenset[str]) -> None:
    """See to it that a request asks for nothing that its endpoint does not know.

    Raises
    ------
    FaultyInput
        With each parameter that is not known, and the nearest that is.
    """
    unknown = [name for name in dict.fromkeys(request.query_params) if name not in known]
    if unknown:
        raise FaultyInput([_fault(name, sorted(known)) for name in unknown[:_MOST]])


def _fault(name: str, known: Sequence[str]) -> Fault:
    advice = describing.nearest(name, known) or "take it out"
    return Fault(f"query {name[:80]}", "unknown_field", f"is no parameter here; {advice}", name)
