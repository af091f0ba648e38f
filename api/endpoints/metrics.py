"""Figures for Prometheus. Not for strangers: from this machine without a key, from elsewhere as administrator."""

import ipaddress

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from api.identity.admission import admitted
from api.platform.metrics import Metrics
from api.schemas.problems import PROBLEMS
from api.service import Service

_FORWARDED = "forwarded", "x-forwarded-for", "x-real-ip", "via"
router = APIRouter(tags=["health"], responses=PROBLEMS)
"""Not judged: Prometheus may be set up to send parameters of its own."""


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(request: Request) -> Response:
    """Show requests by operation and status, jobs by state, and what the process takes."""
    if not _is_local(request):
        admitted(request, "metrics")
    service: Service = request.app.state.service
    figures: Metrics = service.rooms["metrics"]
    return Response(figures.written(), media_type=CONTENT_TYPE_PLAIN_0_0_4)


def _is_local(request: Request) -> bool:
    """Whether somebody on this machine asks, and no proxy on this machine asks for somebody else."""
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
