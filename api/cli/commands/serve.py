"""``roundsman serve``: the service, in one process."""

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.listening import address_of, listening, run
from api.cli.serving import of_database, settings_from_outside, shown_database

if TYPE_CHECKING:
    from fastapi import FastAPI

    from api.settings import Settings


def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen at; 0.0.0.0: all of them.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0: any free one.")] = 8000,
) -> None:
    """Serve the API: to dispatchers, engineers and other programs. Ctrl-C ends it; accepted work is in the database."""
    settings = settings_from_outside()
    with listening(host, port) as listener, of_database(settings):
        from api.app import make_app
        from api.platform.logs import log_as_json

        log_as_json()
        app = make_app(settings)
        _greet(app, settings, address_of(listener))
        run(app, listener)


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
