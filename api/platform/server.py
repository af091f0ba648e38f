"""The web server, told apart from others by one thing: it ends open streams before it waits for requests to end."""

import socket

import uvicorn
from fastapi import FastAPI

from api.service import Service


class Server(uvicorn.Server):
    """Uvicorn, which waits for every open answer when it ends: a stream of events would keep it for ever."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell the streams to end, then wait for what is under way."""
        app = self.config.app
        if isinstance(app, FastAPI):
            service: Service = app.state.service
            service.closing.set()
        await super().shutdown(sockets)
