"""Where the service listens: the port is taken before anything else is done, and Ctrl-C ends it."""

import errno
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from api.cli.exits import SURROUNDINGS, say

if TYPE_CHECKING:
    from fastapi import FastAPI

_LAST_WORDS_S = 10


def listening(host: str, port: int) -> socket.socket:
    """Take a port: a second service on it shall not even touch the database.

    Raises
    ------
    typer.Exit
        Where it cannot be taken; the reason has been said.
    """
    listener = None
    try:
        # The protocol is named: asyncio turns Nagle's algorithm off only where it is, and else answers wait 40 ms.
        family, kind, protocol, *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        if listener is not None:
            listener.close()
        say(f"cannot listen at {host}, port {port}: {_reason(error)}")
        raise typer.Exit(SURROUNDINGS) from None
    return listener


def _reason(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "another program does already; end it, or choose another --port"
    if error.errno == errno.EACCES:
        return "this port takes special rights; choose one from 1024, as --port 8000"
    return f"{(error.strerror or str(error)).lower()}; choose another --host or --port"


def address_of(listener: socket.socket) -> str:
    """Write where it listens as a browser does."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(app: "FastAPI", listener: socket.socket, meanwhile: Callable[[Callable[[], None]], None] | None = None) -> None:
    """Serve until Ctrl-C.

    Parameters
    ----------
    meanwhile : callable, optional
        Runs in a thread of its own beside the service; is given what ends the service.
    """
    import uvicorn

    from api.platform.server import Server

    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_LAST_WORDS_S,
    )
    server = Server(config)

    def end() -> None:
        server.should_exit = True

    beside = threading.Thread(target=meanwhile, args=(end,), name="meanwhile") if meanwhile else None
    try:
        if beside:
            beside.start()
        server.run(sockets=[listener])
    except KeyboardInterrupt:  # uvicorn passes the signal on when everything is closed
        say("stopped")
    finally:
        if beside:
            beside.join()
