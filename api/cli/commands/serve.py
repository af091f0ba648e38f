"""``roundsman serve``: the service, in one process."""

import errno
import socket
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.exits import SURROUNDINGS, say
from api.cli.serving import of_database, settings_from_outside, shown_database

if TYPE_CHECKING:
    from fastapi import FastAPI

    from api.settings import Settings

_LAST_WORDS_S = 10


def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen at; 0.0.0.0: all of them.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0: any free one.")] = 8000,
) -> None:
    """Serve the API: to dispatchers, engineers and other programs. Ctrl-C ends it; accepted work is in the database."""
    settings = settings_from_outside()
    with _listening(host, port) as listener, of_database(settings):
        from api.app import make_app
        from api.platform.logs import log_as_json

        log_as_json()
        app = make_app(settings)
        _greet(app, settings, _address(listener))
        _run(app, listener)


def _listening(host: str, port: int) -> socket.socket:
    """Take the port before anything else is done: a second service on it shall not even touch the database."""
    listener = None
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
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


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _greet(app: "FastAPI", settings: "Settings", address: str) -> None:
    from api.identity.links import first_link, link_address

    lines = [
        f"roundsman listens at {address}; its endpoints are described at {address}/docs",
        f"Its database is {shown_database(settings)}",
    ]
    token = first_link(app.state.service)
    if token is not None:
        link = link_address(settings.public_url or address, token)
        lines.append(f"Nobody can sign in yet. The first administrator sets a password here, within 3 days:\n  {link}")
    lines.append("Ctrl-C ends it.")
    print("\n".join(lines), flush=True)


def _run(app: "FastAPI", listener: socket.socket) -> None:
    import uvicorn

    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_LAST_WORDS_S,
    )
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:  # uvicorn passes the signal on when everything is closed
        say("stopped")
