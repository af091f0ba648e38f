"""Processes to measure: services, a PostgreSQL server of our own, and the client that pulls routes."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg

from benchmarks.children import ROOT
from benchmarks.errors import BenchmarkError
from benchmarks.load import Order, Seen, read_seen
from benchmarks.servicedata import NOW

_START_S, _END_S, _ANSWER_S = 120.0, 30.0, 120.0
_LOOK_S = 0.05


@dataclass(frozen=True)
class Running:
    """A service that runs as its own process, and a caller with a key that may do everything."""

    port: int
    client: httpx.Client

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Send a request.

        Raises
        ------
        BenchmarkError
            Where it is refused.
        """
        answer = self.client.request(method, path, json=body, headers=headers)
        if answer.is_error:
            raise BenchmarkError(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        return answer

    def finished(self, job: str) -> dict[str, Any]:
        """Wait for the end of a job, given by its address, be it done or stopped.

        Raises
        ------
        BenchmarkError
            Where it fails, or does not end.
        """
        until_s = time.monotonic() + _ANSWER_S
        while time.monotonic() < until_s:
            shown: dict[str, Any] = self.ask("GET", job).json()
            if shown["state"] not in ("queued", "running"):
                if shown["state"] == "failed":
                    raise BenchmarkError(f"{job} {shown['state']}: {shown.get('error')}")
                return shown
            time.sleep(_LOOK_S)
        raise BenchmarkError(f"{job} did not end in {_ANSWER_S:g} s")


@contextmanager
def service(url: str, key: str, log: Path, **settings: object) -> Iterator[Running]:
    """Run a service on a database until it is not needed any more.

    Raises
    ------
    BenchmarkError
        Where it does not start.
    """
    port = free_port()
    log.parent.mkdir(parents=True, exist_ok=True)
    set_ = {f"ROUNDSMAN_{name.upper()}": str(value) for name, value in {"database_url": url, **settings}.items()}
    command = [sys.executable, "-m", "benchmarks.servicehost", str(port), NOW.isoformat()]
    with (
        log.open("wb") as out,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"X-API-Key": key}, timeout=_ANSWER_S) as client,
        subprocess.Popen(command, cwd=ROOT, env={**os.environ, **set_}, stdout=out, stderr=out) as process,
    ):
        try:
            _await_answer(process, client, log)
            yield Running(port, client)
        finally:
            process.terminate()
            try:
                process.wait(_END_S)
            except subprocess.TimeoutExpired:
                process.kill()


def _await_answer(process: "subprocess.Popen[bytes]", client: httpx.Client, log: Path) -> None:
    until_s = time.monotonic() + _START_S
    while time.monotonic() < until_s and process.poll() is None:
        with suppress(httpx.TransportError):
            if client.get("/readyz").is_success:
                return
        time.sleep(_LOOK_S)
    raise BenchmarkError(f"the service does not answer: see {log}")


def pull(order: Order) -> Seen:
    """Let a client in a process of its own pull routes.

    Raises
    ------
    BenchmarkError
        Where it comes to no end, or answers were other than routes.
    """
    command = [sys.executable, "-m", "benchmarks.load"]
    said = subprocess.run(
        command, input=json.dumps(asdict(order)), capture_output=True, text=True, cwd=ROOT, check=False
    )
    if said.returncode != 0:
        raise BenchmarkError(f"the client ended with {said.returncode}: {said.stderr[-500:]}")
    seen = read_seen(json.loads(said.stdout))
    if seen.others or seen.unanswered:
        raise BenchmarkError(f"not all were answered with a route: {seen.others}, {seen.unanswered} not at all")
    return seen


@contextmanager
def postgresql() -> Iterator[str]:
    """Start a PostgreSQL server in a folder of its own, as it comes (fsync on); yields a database's address.

    Raises
    ------
    BenchmarkError
        Where it is not installed, or does not start.
    """
    with tempfile.TemporaryDirectory(prefix="roundsman-") as folder:
        port = free_port()
        try:
            control = _start_postgresql(Path(folder), port)
        except subprocess.CalledProcessError as error:
            raise BenchmarkError(f"PostgreSQL did not start: {error}") from None
        try:
            with psycopg.connect(f"postgresql://bench@127.0.0.1:{port}/postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE roundsman")
            yield f"postgresql+psycopg://bench@127.0.0.1:{port}/roundsman"
        finally:
            _quietly(*control, "-m", "fast", "stop")


def _start_postgresql(folder: Path, port: int) -> list[str]:
    """Start the server; returns the command that controls it."""
    programs, data = _programs(), folder / "data"
    as_user: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        shutil.chown(folder, "postgres", "postgres")
    _quietly(*as_user, str(programs / "initdb"), "-D", str(data), "-U", "bench", "--auth=trust", "-E", "UTF8")
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder}"
    control = [*as_user, str(programs / "pg_ctl"), "-D", str(data), "-w"]
    _quietly(*control, "-o", options, "-l", str(folder / "log"), "start")
    return control


def _programs() -> Path:
    """Where PostgreSQL's programs lie; Debian keeps them out of the path."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    if not folders:
        raise BenchmarkError("PostgreSQL is not installed")
    return folders[-1]


def _quietly(*command: str) -> None:
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


def free_port() -> int:
    """Find a port of loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
