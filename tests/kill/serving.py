"""A service in a process of its own, on the campus's morning, and the ways in which it is killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import httpx
import psycopg
from fastapi import FastAPI
from sqlalchemy import event
from sqlalchemy.orm import Session

from api.app import make_app
from tests.service.postgres import free_port
from tests.service.processes import ROOT, is_alive
from tests.service.working import eventually

Manner = Literal["service", "all", "answering", "database"]
"""What is killed: the service's own process, all of its processes, its own process as soon as it has committed
a request and before it answers, or a process of the database under it.
"""

_AHEAD = "KILL_TESTS_CLOCK_AHEAD_S"
_QUICK = {
    "ROUNDSMAN_HEARTBEAT_S": "0.5",
    "ROUNDSMAN_LOST_AFTER_S": "8",
    "ROUNDSMAN_THREADS_PER_SOLVE": "1",
    "ROUNDSMAN_RATE_PER_MINUTE": "1000000",
}


def app() -> FastAPI:
    """Make the service with a clock that is as far ahead as it is told; uvicorn calls this in the new process."""
    ahead = timedelta(seconds=float(os.environ[_AHEAD]))
    signal.signal(signal.SIGUSR1, lambda _signal, _frame: _die_after_next_commit())
    return make_app(clock=lambda: datetime.now(UTC) + ahead)


def _die_after_next_commit() -> None:
    """Arrange that this process is killed when the next request was committed: its answer never leaves."""

    @event.listens_for(Session, "after_commit")
    def _die(session: Session) -> None:
        author = session.info.get("author")
        if author is not None and author.request_id is not None:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Served:
    """A database that services are started on, one after the other, and killed.

    Attributes
    ----------
    url : str
        The database's address.
    begin_at : datetime
        What time it is for the first service when it starts; time goes on from there through all kills.
    """

    url: str
    begin_at: datetime
    log: Path
    port: int = field(default_factory=free_port)
    _process: "subprocess.Popen[bytes] | None" = None

    def __post_init__(self) -> None:
        self._ahead_s = (self.begin_at - datetime.now(UTC)).total_seconds()

    def client(self, key: str) -> httpx.Client:
        """Open a client that shows a key."""
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", headers={"X-API-Key": key}, timeout=60)

    def start(self) -> None:
        """Start a service, and wait until it answers."""
        command = [sys.executable, "-m", "uvicorn", "--factory", "tests.kill.serving:app", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--log-level", "warning"]
        told = {"ROUNDSMAN_DATABASE_URL": self.url, _AHEAD: str(self._ahead_s), **_QUICK}
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **told}, stdout=out, stderr=out, start_new_session=True
            )
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Wait until the service answers, with its database."""
        with self.client("") as client:
            eventually(lambda: self._is_ready(client), "an answer of the service")

    def strike(self, manner: Manner) -> None:
        """Kill as a power cut would: no signal handler, no farewell. What outlives the service must end by itself."""
        process = self._running()
        if manner == "database":
            _kill_database_process(self.url)
            return
        if manner == "all":
            os.killpg(process.pid, signal.SIGKILL)
        elif manner == "answering":
            process.send_signal(signal.SIGUSR1)
        else:
            process.kill()
        process.wait(30)

    def require_no_orphans(self) -> None:
        """See to it that nothing that a dead service started goes on without it."""
        session = self._running().pid
        eventually(lambda: not _processes_of(session), "the end of all that a dead service started", 60)

    def end(self) -> None:
        """End what still runs."""
        if self._process is None:
            return
        for pid in {self._process.pid, *_processes_of(self._process.pid)}:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(30)

    def _running(self) -> "subprocess.Popen[bytes]":
        assert self._process is not None, "no service was started"
        return self._process

    def _is_ready(self, client: httpx.Client) -> bool:
        code = self._running().poll()
        assert code is None, f"the service ended with {code}; see {self.log}"
        try:
            return client.get("/readyz").status_code == 200
        except httpx.TransportError:
            return False


@contextmanager
def served(url: str, begin_at: datetime, log: Path) -> Iterator[Served]:
    """Start a service on a database; whatever runs of it at the end is ended."""
    service = Served(url, begin_at, log)
    try:
        service.start()
        yield service
    finally:
        service.end()


def _processes_of(session: int) -> list[int]:
    """Find the processes of a session that still run; the first process of each service began its own."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rsplit(")", 1)[1].split()
        except OSError:  # it has ended meanwhile
            continue
        if int(fields[3]) == session and is_alive(int(entry.parent.name)):
            found.append(int(entry.parent.name))
    return found


def _kill_database_process(url: str) -> None:
    """Kill one process of a PostgreSQL server of ours: it throws all others out, and recovers from its log."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        asked = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "ORDER BY query_start DESC NULLS LAST"
        )
        pids = [pid for (pid,) in asked]
    for pid in pids:
        with suppress(ProcessLookupError):  # that connection was closed meanwhile
            os.kill(pid, signal.SIGKILL)
            return
    raise AssertionError("the service has no connection to its database")
