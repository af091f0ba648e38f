"""The service as an ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from api.clock import Clock, system_clock
from api.endpoints import (
    absences,
    accounts,
    attachments,
    audit,
    book,
    complaints,
    edits,
    explanations,
    health,
    identity,
    imports,
    inspections,
    jobs,
    keys,
    kpis,
    masters,
    metrics,
    on_call,
    papers,
    places,
    plans,
    publishing,
    quotes,
    replans,
    reports,
    routes,
    slips,
    slots,
    stateless,
    stock,
    studies,
    subcontracts,
    tickets,
    units_history,
    vroom,
    warnings,
)
from api.errors import add_error_handlers
from api.identity.permissions import require_complete
from api.jobs.foreman import Foreman
from api.openapi import describe_documents
from api.plans.warming import start_warming
from api.platform.around import add_surroundings
from api.platform.described import DescribedApp
from api.platform.own_pages import add_own_pages
from api.service import Service
from api.settings import Settings
from api.store.engine import open_store
from api.store.house import house_secret
from api.store.upgrade import upgrade
from api.watch.bulletin import bulletin_of
from api.watch.watcher import Watcher

ROUTERS: tuple[APIRouter, ...] = (
    routes.pull_router,  # first: a request is held against one after the other, and nothing is asked for more often
    routes.router,
    health.open_router,
    health.router,
    masters.router,
    absences.router,
    book.router,
    imports.router,
    on_call.router,
    on_call.planning_router,
    places.router,
    stock.router,
    jobs.router,
    jobs.stream_router,
    plans.router,
    publishing.router,
    edits.asking_router,
    edits.router,
    explanations.router,
    replans.waiting_router,
    replans.router,
    slots.asking_router,
    slots.router,
    stateless.router,
    vroom.router,
    studies.router,
    metrics.router,
    identity.open_router,
    identity.router,
    accounts.router,
    keys.router,
    audit.router,
    tickets.router,
    units_history.router,
    inspections.router,
    subcontracts.router,
    complaints.router,
    slips.router,
    attachments.router,
    papers.router,
    quotes.router,
    reports.router,
    kpis.router,
    warnings.stream_router,
    warnings.router,
    routes.feed_router,
)

_WARMING_ENDS_S = 5


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
    app = DescribedApp(
        title="roundsman",
        summary="Plans who goes where and when, and serves the daily routes.",
        version="0.1.0",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_name_of,
    )
    app.state.service = service
    add_error_handlers(app)
    add_surroundings(app, service)
    for router in ROUTERS:
        app.include_router(router)
    require_complete(ROUTERS)
    describe_documents(app)
    add_own_pages(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    service: Service = app.state.service
    service.foreman = Foreman(service)
    service.foreman.start()
    watcher = Watcher(service)
    watcher.start()
    warming = start_warming(service)
    yield {}
    service.closing.set()
    await run_in_threadpool(warming.join, _WARMING_ENDS_S)
    await run_in_threadpool(watcher.stop)
    await run_in_threadpool(bulletin_of(service).stop)
    await run_in_threadpool(service.foreman.stop)
    service.store.close()


def _name_of(route: APIRoute) -> str:
    """Name each operation by its function: what the permissions are listed by."""
    return route.name
