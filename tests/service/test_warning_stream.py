"""The stream of warnings, over a real connection."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import uvicorn

from api.platform.server import Server
from tests.service.conftest import Running
from tests.service.ground import lay_ground
from tests.service.notices import clear_notice, raise_notice
from tests.service.postgres import free_port


@pytest.fixture
def house(running: Running) -> Running:
    lay_ground(running)
    return running


@contextmanager
def listening(house: Running) -> Iterator[tuple[str, Server]]:
    """The service behind a real web server on a free port."""
    port = free_port()
    config = uvicorn.Config(house.app, host="127.0.0.1", port=port, log_level="error", lifespan="off")
    server = Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        with httpx.Client() as client:
            for _ in range(1000):
                try:
                    client.get(f"http://127.0.0.1:{port}/healthz")
                    break
                except httpx.TransportError:
                    threading.Event().wait(0.01)
        yield f"http://127.0.0.1:{port}", server
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()


class Stream:
    """A client of a stream of events."""

    def __init__(self, client: httpx.Client, url: str, key: str, **rest: Any) -> None:
        headers = {"X-API-Key": key, **rest.pop("headers", {})}
        self._context = client.stream("GET", f"{url}/v1/warnings/events", headers=headers, **rest)
        self.response = self._context.__enter__()
        self._lines = self.response.iter_lines()

    def next(self) -> dict[str, str]:
        """The next event; comments are left out."""
        event: dict[str, str] = {}
        for line in self._lines:
            if line and not line.startswith(":"):
                name, _, value = line.partition(": ")
                event[name] = value
            elif not line and "data" in event:
                return event
            elif not line:
                event = {}
        return {}

    def close(self) -> None:
        self._context.__exit__(None, None, None)


Open = Callable[..., Stream]


@pytest.fixture
def streams() -> Iterator[Open]:
    opened: list[Stream] = []
    with httpx.Client(timeout=20) as client:

        def open_(url: str, key: str, **rest: Any) -> Stream:
            opened.append(Stream(client, url, key, **rest))
            return opened[-1]

        yield open_
        for each in opened:
            each.close()


def test_a_stream_tells_what_holds_what_comes_and_what_is_over(house: Running, streams: Open) -> None:
    first = raise_notice(house)
    with listening(house) as (url, _):
        stream = streams(url, house.key("dispatcher"))
        northern = streams(url, house.key("dispatcher", territories=["north"]))
        assert stream.response.headers["content-type"].startswith("text/event-stream")
        event = stream.next()
        assert (event["event"], event["id"], json.loads(event["data"])["message"]) == (
            "raised",
            str(first),
            "see to it",
        )
        second, third = raise_notice(house), raise_notice(house, "north")
        assert [stream.next()["id"] for _ in range(2)] == [str(second), str(third)]
        assert northern.next()["id"] == str(third)
        clear_notice(house, first)
        event = stream.next()
        assert (event["event"], event.get("id"), json.loads(event["data"])["id"]) == ("cleared", None, first)
        again = streams(url, house.key("dispatcher"), headers={"Last-Event-ID": str(second)})
        assert again.next()["id"] == str(third)


def test_a_stream_ends_when_the_service_does(house: Running, streams: Open) -> None:
    with listening(house) as (url, server):
        stream = streams(url, house.key("dispatcher"))
        raise_notice(house)
        assert stream.next()["event"] == "raised"
        server.should_exit = True
        assert stream.next() == {}


def test_many_listeners_share_one_reader(running_on_sqlite: Running, streams: Open) -> None:
    house = running_on_sqlite
    key = house.key("dispatcher")
    of_others = set(threading.enumerate())  # those of a service that is just ending, maybe
    with listening(house) as (url, _):
        several = [streams(url, key) for _ in range(50)]
        raise_notice(house)
        assert [each.next()["event"] for each in several] == ["raised"] * 50
        assert sum(each.name == "bulletin" for each in set(threading.enumerate()) - of_others) == 1
        assert house.service.store.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize(("role", "status"), [("engineer", 403), ("customer", 403), ("planner", 403), (None, 401)])
def test_a_stream_is_for_the_office_only(running_on_sqlite: Running, role: Any, status: int) -> None:
    caller = running_on_sqlite.with_key(None) if role is None else running_on_sqlite.as_(role)
    answer = caller.get("/v1/warnings/events")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
