"""The service as an ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from api.clock import Clock, system_clock
from api.endpoints import health, routes, tickets
from api.errors import add_error_handlers
from api.identity.permissions import require_complete
from api.service import Service
from api.settings import Settings
from api.store.engine import open_store
from api.store.house import house_secret
from api.store.upgrade import upgrade

ROUTERS: tuple[APIRouter, ...] = (
    health.open_router,
    health.router,
    tickets.router,
    routes.router,
    routes.feed_router,
)


def make_app(settings: Settings | None = None, clock: Clock = system_clock) -> FastAPI:
    """Put the service together: its database upgraded, its endpoints in place.

    Parameters
    ----------
    settings : Settings, optional
        From the environment, unless given.
    clock : callable
        Tells the present instant, for everything.
    """
    settings = settings or Settings()
    store = open_store(settings.url)
    upgrade(store)
    service = Service(settings, clock, store, house_secret(store, clock))
    app = FastAPI(
        title="roundsman",
        summary="Plans who goes where and when, and serves the daily routes.",
        version="0.1.0",
        lifespan=_lifespan,
        generate_unique_id_function=_name_of,
    )
    app.state.service = service
    add_error_handlers(app)
    for router in ROUTERS:
        app.include_router(router)
    require_complete(ROUTERS)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    service: Service = app.state.service
    yield {}
    service.store.close()


def _name_of(route: APIRoute) -> str:
    """Name each operation by its function: what the permissions are listed by."""
    return route.name
