"""What every request passes on its way in, and every answer on its way out.

::

    request id ─ witness (log, figures) ─ headers ─ CORS, if wanted ─ mistakes ─ rates ─ size ─ HEAD ─ the endpoints

All of it is plain ASGI: a route is pulled hundreds of times a second.
"""

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from api.platform.body_limit import BodyLimit
from api.platform.headers import SecurityHeaders
from api.platform.heads import Heads
from api.platform.metrics import Metrics
from api.platform.mistakes import Mistakes
from api.platform.rates import Rates
from api.platform.request_ids import REQUEST_ID_HEADER, RequestIds
from api.platform.witness import Witness
from api.service import Service

_TAKEN = ("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "X-API-Key")
_READABLE = ("ETag", "Location", "Retry-After", REQUEST_ID_HEADER)


def add_surroundings(app: FastAPI, service: Service) -> None:
    """Put around an application what every request passes."""
    settings = service.settings
    metrics = Metrics(service.store)
    service.rooms["metrics"] = metrics
    layers = [
        Middleware(RequestIds),
        Middleware(Witness, metrics=metrics),
        Middleware(SecurityHeaders),
    ]
    if settings.cors_origins:
        cors = Middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=[
                "Authorization",
                "Content-Type",
                "Idempotency-Key",
                "If-Match",
                "If-None-Match",
                "X-API-Key",
            ],
            expose_headers=_READABLE,
        )
        layers.append(cors)
    layers += [
        Middleware(Mistakes),
        Middleware(Rates, most=settings.rate_per_minute, most_sign_ins=settings.sign_in_rate_per_minute),
        Middleware(BodyLimit, most_bytes=settings.most_body_bytes),
        Middleware(Heads),
    ]
    app.user_middleware.extend(layers)
