"""Query parameters that an endpoint does not know, or that are given twice: refused, as a filter that is passed over
would show too much.
"""

from collections import Counter
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
    """See to it that a request asks for nothing that its endpoint does not know, and for nothing twice.

    Raises
    ------
    FaultyInput
        With each parameter that is not known, and the nearest that is; and with each that is given again.
    """
    given = Counter(name for name, _ in request.query_params.multi_items())
    faults = [_unknown(name, sorted(known)) for name in given if name not in known]
    faults += [_repeated(name, count) for name, count in given.items() if name in known and count > 1]
    if faults:
        raise FaultyInput(faults[:_MOST])


def _repeated(name: str, count: int) -> Fault:
    return Fault(f"query {name}", "named_twice", f"is given {count} times; give it once", count)


def _unknown(name: str, known: Sequence[str]) -> Fault:
    advice = describing.nearest(name, known) or "take it out"
    return Fault(f"query {name[:80]}", "unknown_field", f"is no parameter here; {advice}", name)
