"""A caller of the service: requests go through the whole application, without a network."""

import asyncio
import threading
from typing import Any

import httpx
from fastapi import FastAPI


class Caller:
    """Sends requests to an application, as whoever holds a key, from some address."""

    def __init__(self, app: FastAPI, key: str | None = None, address: str = "127.0.0.1") -> None:
        self._app, self._key = app, key
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        headers = {} if key is None else {"X-API-Key": key}
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=(address, 123))
        self._client = httpx.AsyncClient(transport=transport, base_url="http://service", headers=headers, timeout=60)

    def request(self, method: str, path: str, **rest: Any) -> httpx.Response:
        """Send one request and wait for its answer."""
        coming = self._client.request(method, path, **rest)
        return asyncio.run_coroutine_threadsafe(coming, self._loop).result(120)

    def get(self, path: str, **rest: Any) -> httpx.Response:
        return self.request("GET", path, **rest)

    def post(self, path: str, **rest: Any) -> httpx.Response:
        return self.request("POST", path, **rest)

    def put(self, path: str, **rest: Any) -> httpx.Response:
        return self.request("PUT", path, **rest)

    def patch(self, path: str, **rest: Any) -> httpx.Response:
        return self.request("PATCH", path, **rest)

    def delete(self, path: str, **rest: Any) -> httpx.Response:
        return self.request("DELETE", path, **rest)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._client.aclose(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
