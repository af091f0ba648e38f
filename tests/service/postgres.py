"""A PostgreSQL server of our own, started by hand for the tests and stopped after them."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest


def programs() -> Path | None:
    """Where PostgreSQL's programs lie; Debian keeps them out of the path."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    return folders[-1] if folders else None


def free_port() -> int:
    """A port of loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Start a server in a folder of its own; yields its address without a database's name.

    A durable one waits until what is committed is on the disk; tests that cut no power need not.
    """
    with tempfile.TemporaryDirectory(prefix="roundsman-") as folder, _server(Path(folder), durable) as address:
        yield address


@contextmanager
def _server(folder: Path, durable: bool) -> Iterator[str]:
    bin_ = programs()
    if bin_ is None:
        pytest.skip("PostgreSQL is not installed")
    data, port = folder / "data", free_port()
    as_user: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        shutil.chown(folder, "postgres", "postgres")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": True}
    initdb = [*as_user, bin_ / "initdb", "-D", data, "-U", "tests", "--auth=trust", "--no-sync", "-E", "UTF8"]
    subprocess.run(initdb, **quiet)
    options = f"-c listen_addresses=127.0.0.1 -c max_connections=200 -p {port} -k {folder}"
    options += "" if durable else " -c fsync=off -c autovacuum=off"  # which looks at each of many databases in turn
    control = [*as_user, bin_ / "pg_ctl", "-D", data, "-w"]
    subprocess.run([*control, "-o", options, "-l", folder / "log", "start"], **quiet)
    try:
        yield f"postgresql+psycopg://tests@127.0.0.1:{port}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **quiet)


def make_database(address: str, name: str, template: str = "template0") -> str:
    """Make a database, as a copy of another one; returns its address."""
    plain = address.replace("+psycopg", "")
    with psycopg.connect(f"{plain}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return f"{address}/{name}"


def drop_unused(address: str, names: list[str]) -> None:
    """Drop those of some databases that nobody is connected to any more, and take their names off the list."""
    with psycopg.connect(f"{address.replace('+psycopg', '')}/postgres", autocommit=True) as connection:
        used = {name for (name,) in connection.execute("SELECT datname FROM pg_stat_activity")}
        for name in [each for each in names if each not in used]:
            with suppress(psycopg.errors.ObjectInUse):  # somebody came back meanwhile; it is left for the next time
                connection.execute(f'DROP DATABASE "{name}"')
                names.remove(name)
