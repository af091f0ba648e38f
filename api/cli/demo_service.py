"""The service with something in it: a bundled day, planned by a job and published, with keys to look at it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from typer import Exit

from api.cli.exits import SURROUNDINGS, say
from api.cli.listening import address_of, listening, run
from api.cli.serving import of_database, settings_from_outside
from api.cli.watching import ProgressForm, watching

if TYPE_CHECKING:
    from api.clock import Clock
    from api.service import Service
    from api.settings import Settings
    from api.store.tables import Job
    from scenarios.library import Regime

DATABASE = "demo.db"
_TERRITORY = "main"
_LOOK_S = 0.2
_HOST = "127.0.0.1"


class _Over(Exception):
    """The service ends before the day was planned."""


@dataclass(frozen=True)
class Shown:
    """What a person needs to look at the day."""

    dispatcher_key: str
    plan: str
    engineer: str
    engineer_key: str


@dataclass(frozen=True)
class Seen:
    """How far the job is, as the line on the terminal shows it."""

    elapsed_s: float
    cost: float
    served: int
    late: int


def serve_demo(regime: "Regime", folder: Path, port: int, seconds: float) -> None:
    """Serve a regime's day until Ctrl-C, from a database that is made anew.

    Parameters
    ----------
    regime : Regime
        Its clock stands at the regime's ``now`` when the service starts, and goes on from there.
    folder : Path
        Where the database goes.
    port : int
        0: any free one.
    seconds : float
        How long the day is planned.
    """
    settings = _settings(folder)
    with listening(_HOST, port) as listener, of_database(settings):
        _clear(folder)
        from api.app import make_app

        address, failed = address_of(listener), list[Exception]()
        app = make_app(settings, _clock_from(regime.now))
        service: Service = app.state.service
        say(f"planning {regime.day:%A, %d %B %Y}, {regime.line}")

        def prepare(end: Callable[[], None]) -> None:
            try:
                _greet(regime, address, _prepared(service, regime, seconds))
            except _Over:
                return
            except Exception as error:  # noqa: BLE001 -- of whatever kind: it is raised again, where it is told
                failed.append(error)
                end()

        run(app, listener, prepare)
    if failed:
        raise failed[0]


def _settings(folder: Path) -> "Settings":
    """The settings from outside, but with a database of the demo's own."""
    from pydantic import SecretStr

    address = SecretStr(f"sqlite:///{(folder / DATABASE).resolve()}")
    return settings_from_outside().model_copy(update={"database_url": address})


def _clear(folder: Path) -> None:
    """Forget the demo before this one."""
    for ending in ("", "-wal", "-shm"):
        (folder / f"{DATABASE}{ending}").unlink(missing_ok=True)


def _clock_from(now: datetime) -> "Clock":
    """Make a clock that goes on from an instant."""
    begin_s = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - begin_s)


def _prepared(service: "Service", regime: "Regime", seconds: float) -> Shown:
    """Put the book in, have its day planned by a job, and publish the plan."""
    from api.identity.keys import make_key
    from api.identity.scope import Scope
    from api.masters.book import put_book
    from api.plans.publishing import publish
    from api.store.audit import Author
    from api.store.tables import Plan

    author = Author("demo", service.clock)
    with service.store.writing(author) as session:
        put_book(session, regime.book, _TERRITORY, service.clock)
        row, dispatcher_key = make_key(session, "demo", Scope("dispatcher"), "demo", service.clock())
        job = _asked(service, session, regime, seconds, f"key:{row.id}")
    plan_id = _planned(service, job)
    with service.store.writing(author) as session:
        plan = session.get_one(Plan, plan_id)
        publish(session, plan, f"key:{row.id}", service.clock())
        engineer = max(plan.document["routes"], key=lambda route: len(route["stops"]))["engineer"]
        scope = Scope("engineer", engineer_id=engineer)
        engineer_key = make_key(session, f"demo, engineer {engineer}", scope, "demo", service.clock())[1]
    return Shown(dispatcher_key, plan_id, engineer, engineer_key)


def _asked(service: "Service", session: object, regime: "Regime", seconds: float, by: str) -> str:
    from sqlalchemy.orm import Session

    from api.identity.actor import Actor
    from api.jobs.queue import enqueue
    from api.plans.wanted import Wanted

    assert isinstance(session, Session)
    wanted = Wanted(_TERRITORY, regime.day, regime.day, regime.now, seconds=seconds)
    actor = Actor(by, "demo", "dispatcher")
    return enqueue(session, service, "solve", wanted.params(), actor, territory=_TERRITORY).id
