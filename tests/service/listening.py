"""A service that listens on a port of this machine, in this process, for clients that bring their own HTTP."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from tests.service.conftest import Running
from tests.service.postgres import free_port
from tests.service.working import eventually


@contextmanager
def listening(running: Running) -> Iterator[str]:
    """Let a service listen; yields its address. It lives as in a process of its own: with its foreman and watcher."""
    port = free_port()
    config = uvicorn.Config(running.app, host="127.0.0.1", port=port, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        eventually(lambda: server.started or None, "the start of the server")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(60)
