"""A bundled day inside a running service: put in, planned by a job, published, with keys to look at it."""

from collections.abc import Callable
from dataclasses import dataclass

from api.errors import Refused
from api.identity.actor import Actor
from api.identity.keys import make_key
from api.identity.scope import Scope
from api.jobs.queue import enqueue
from api.jobs.shown import shown
from api.masters.book import put_book
from api.plans.publishing import publish
from api.plans.wanted import Wanted
from api.schemas.jobs import JobShown
from api.service import Service
from api.store.audit import Author
from api.store.house import FIRST_TERRITORY
from api.store.jobs import ENDED
from api.store.tables import Job, Plan
from scenarios.library import Regime

_NAME = "demo"
_LOOK_S = 0.2


class Ended(Exception):
    """The service ends before the day was planned."""


@dataclass(frozen=True)
class Begun:
    """A day that is being planned."""

    dispatcher: Actor
    dispatcher_key: str
    job: str


@dataclass(frozen=True)
class Demonstration:
    """What it takes to look at a day: two keys, the plan, and the engineer with most to do in it."""

    dispatcher_key: str
    plan: str
    engineer: str
    engineer_key: str


def demonstrate(
    service: Service, regime: Regime, seconds: float, on_progress: Callable[[JobShown], None]
) -> Demonstration:
    """Put a regime's book into a service, have its day planned, and publish the plan.

    Raises
    ------
    Refused
        Where the job fails.
    Ended
        Where the service is told to end meanwhile.
    """
    begun = _begun(service, regime, seconds)
    job = _followed(service, begun.job, on_progress)
    if job.plan is None:
        message = "the day could not be planned" if job.error is None else job.error.message
        raise Refused("internal_error", message)
    return _published(service, begun, job.plan)


def _begun(service: Service, regime: Regime, seconds: float) -> Begun:
    wanted = Wanted(FIRST_TERRITORY, regime.day, regime.day, regime.now, seconds=seconds)
    with service.store.writing(Author(_NAME, service.clock)) as session:
        put_book(session, regime.book, FIRST_TERRITORY, service.clock)
        row, key = make_key(session, _NAME, Scope("dispatcher"), _NAME, service.clock())
        dispatcher = Actor(f"key:{row.id}", _NAME, "dispatcher")
        job = enqueue(session, service, "solve", wanted.params(), dispatcher, territory=FIRST_TERRITORY)
        return Begun(dispatcher, key, job.id)


def _followed(service: Service, job: str, on_progress: Callable[[JobShown], None]) -> JobShown:
    while not service.closing.wait(_LOOK_S):
        with service.store.reading() as session:
            (now,) = shown(session, [session.get_one(Job, job)])
        if now.state in ENDED:
            return now
        on_progress(now)
    raise Ended


def _published(service: Service, begun: Begun, plan_id: str) -> Demonstration:
    with service.store.writing(Author(begun.dispatcher.id, service.clock)) as session:
        plan = session.get_one(Plan, plan_id)
        publish(session, plan, begun.dispatcher.id, service.clock())
        session.flush()
        engineer: str = max(plan.document["routes"], key=lambda route: len(route["stops"]))["engineer"]
        scope = Scope("engineer", engineer_id=engineer)
        _, key = make_key(session, f"{_NAME}, engineer {engineer}", scope, _NAME, service.clock())
        return Demonstration(begun.dispatcher_key, plan_id, engineer, key)
