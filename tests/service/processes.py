"""Service processes of their own, to be killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.service.postgres import free_port
from tests.service.working import eventually

ROOT = Path(__file__).parents[2]


@dataclass
class Process:
    """A service that runs as its own process, with its workers."""

    process: subprocess.Popen[bytes]
    client: httpx.Client

    def get(self, path: str) -> Any:
        """Read something as JSON."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, **rest: Any) -> httpx.Response:
        return self.client.post(path, **rest)

    def is_ready(self) -> bool:
        """Whether it answers; it must not have ended."""
        assert self.process.poll() is None, f"the service ended with {self.process.returncode}"
        try:
            return self.client.get("/readyz").status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """End it as a power cut would: no signal handler, no farewell."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)


@contextmanager
def service_process(url: str, key: str, log: Path, **settings: object) -> Iterator[Process]:
    """Start a service on a database, wait until it answers, and end it afterwards if it still runs."""
    port = free_port()
    environment = {f"ROUNDSMAN_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "uvicorn", "--factory", "api.app:make_app", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--log-level", "warning"]
    with (
        log.open("ab") as out,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"X-API-Key": key}, timeout=30) as client,
    ):
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "ROUNDSMAN_DATABASE_URL": url, **environment},
            stdout=out,
            stderr=out,
        )
        running = Process(process, client)
        try:
            eventually(running.is_ready, "an answer of the service")
            yield running
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    running.kill()


def children_of(pid: int) -> list[int]:
    """The processes that a process started, and those that these started."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rsplit(")", 1)[1].split()
        except OSError:  # it has ended meanwhile
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            child = int(entry.parent.name)
            found += [child, *children_of(child)]
    return found


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that ended and waits to be noticed does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def command_of(pid: int) -> str:
    """The command line of a process; nothing of one that has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def await_end(processes: list[int], patience_s: float) -> None:
    """Wait until processes have ended; whose end does not come is told by their command lines.

    Some end only after who started them: multiprocessing's resource tracker does when it reads that nobody is left.
    """

    def alive() -> list[int]:
        return [pid for pid in processes if is_alive(pid)]

    eventually(
        lambda: not alive(), lambda: f"the end of {[f'{pid}: {command_of(pid)}' for pid in alive()]}", patience_s
    )
