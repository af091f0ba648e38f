"""``roundsman demo --serve``: the service with something in it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from typer import Exit

from api.cli.exits import OUR_BUG, say
from api.cli.listening import address_of, listening, run
from api.cli.serving import of_database, settings_from_outside
from api.cli.watching import Listener, ProgressForm, watching

if TYPE_CHECKING:
    from api.clock import Clock
    from api.demonstration import Demonstration
    from api.schemas.jobs import JobShown
    from api.settings import Settings
    from scenarios.library import Regime

DATABASE = "demo.db"
_HOST = "127.0.0.1"


@dataclass(frozen=True)
class _Seen:
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
        The service's clock begins at the regime's ``now``, and goes on.
    folder : Path
        Where the database goes.
    port : int
        0: any free one.
    seconds : float
        How long the day is planned.

    Raises
    ------
    typer.Exit
        Where the port cannot be had, or the day could not be planned.
    """
    settings = _settings(folder)
    with listening(_HOST, port) as listener, of_database(settings):
        _clear(folder)
        from api.app import make_app
        from api.demonstration import Ended, demonstrate

        app, address, failures = make_app(settings, _clock_from(regime.now)), address_of(listener), list[Exception]()
        print(f"Planning {regime.day:%A, %d %B %Y}, {regime.line}.", flush=True)

        def prepare(end: Callable[[], None]) -> None:
            try:
                with watching(ProgressForm.AUTO) as listener_:
                    done = demonstrate(app.state.service, regime, seconds, lambda job: _tell(job, listener_))
                _greet(regime, address, done)
            except Ended:
                pass
            except Exception as error:  # noqa: BLE001 -- told below, when the service has ended
                failures.append(error)
                end()

        run(app, listener, prepare)
    for failure in failures:
        say(f"the day could not be planned: {failure}")
        raise Exit(OUR_BUG) from failure


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


def _tell(job: "JobShown", listener: Listener | None) -> None:
    news = job.progress
    if listener is not None and news.cost is not None and job.started_at is not None:
        listener(_Seen(0.0, news.cost, news.served or 0, news.late or 0))


def _greet(regime: "Regime", address: str, done: "Demonstration") -> None:
    route = f"{address}/v1/engineers/{done.engineer}/routes/{regime.day}"
    print(
        f"""The plan is published. roundsman serves it at {address}

  dispatcher's key  {done.dispatcher_key}
  engineer's key    {done.engineer_key}  ({done.engineer})

In a browser; where it asks, a key is the password, and the name may be anything:
  the plan          {address}/v1/plans/{done.plan}/page
  a route           {route}/page
  all endpoints     {address}/docs

In a terminal:
  curl -H 'X-API-Key: {done.engineer_key}' {route}

It is {regime.now:%H:%M on %d %B %Y} there. Ctrl-C ends it; the next start begins anew.""",
        flush=True,
    )
