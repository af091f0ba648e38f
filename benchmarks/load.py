"""A client that pulls routes, in a process of its own, over kept-open connections of plain HTTP.

``python -m benchmarks.load`` reads an order as JSON from standard input and writes what it saw to standard output. With
a rate it sends at fixed instants, whether or not answers come (an open loop): a latency counts from the instant at
which a request was to be sent, so that a service that stalls does not hide it by being asked less. Without a rate each
connection asks again as soon as it is answered (a closed loop): the most that the service can do.
"""

import asyncio
import gc
import json
import statistics
import sys
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

FULL, UNCHANGED = 200, 304
_HEAD_END, _LENGTH = b"\r\n\r\n", b"content-length:"
_LAST_ANSWERS_S = 10.0
"""How long answers are waited for after the last request was due."""


@dataclass(frozen=True)
class Pull:
    """One route, pulled by the engineer whose key it is."""

    path: str
    key: str


@dataclass(frozen=True)
class Order:
    """What to do.

    Attributes
    ----------
    ports : sequence of int
        Where services listen on this machine; connections are spread over them.
    pulls : sequence of Pull
        Asked in turn; every second time with the ETag that was answered, so that both kinds of answer are met.
    seconds, warm_s : float
        How long is measured, and how long before that nothing is.
    connections : int
        How many connections are kept open.
    rate : float or None
        Requests a second; None: as many as are answered.
    """

    ports: Sequence[int]
    pulls: Sequence[Pull]
    seconds: float
    connections: int
    rate: float | None = None
    warm_s: float = 1.0


@dataclass(frozen=True)
class Latency:
    """How long answers took, in milliseconds."""

    count: int
    median_ms: float
    p99_ms: float
    most_ms: float


@dataclass(frozen=True)
class Seen:
    """What was seen in the time measured: all answers, those that brought a route, those that said it is unchanged."""

    rate: float
    every: Latency
    full: Latency
    unchanged: Latency
    others: dict[str, int] = field(default_factory=dict)
    unanswered: int = 0


class _Connection(asyncio.Protocol):
    """One connection: one request at a time."""

    def __init__(self, client: "_Client") -> None:
        self._client, self._buffer = client, bytearray()
        self._transport: asyncio.Transport | None = None
        self.pull, self.due_s = 0, 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._client.lost += 1

    def ask(self, pull: int, request: bytes, due_s: float) -> None:
        """Send a request that was to be sent at an instant."""
        self.pull, self.due_s = pull, due_s
        if self._transport is not None:
            self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(_HEAD_END)
        if end < 0:
            return
        head = bytes(self._buffer[: end + 2])
        status = int(head[9:12])
        length = 0 if status == UNCHANGED else int(_header(head, _LENGTH) or 0)
        if len(self._buffer) < end + len(_HEAD_END) + length:
            return
        self._buffer.clear()
        self._client.answered(self, status, head)


def _header(head: bytes, name: bytes) -> bytes:
    """Read a header of an answer; its name is in small letters, with its colon."""
    at = head.lower().find(b"\r\n" + name)
    if at < 0:
        return b""
    begin = at + 2 + len(name)
    return head[begin : head.find(b"\r\n", begin)].strip()


class _Client:
    """Asks, and notes what comes."""

    def __init__(self, order: Order, loop: asyncio.AbstractEventLoop) -> None:
        self._order, self._loop = order, loop
        self._requests = [_request(pull) for pull in order.pulls]
        self._etags: list[bytes | None] = [None] * len(order.pulls)
        self._next = 0
        self._idle: deque[_Connection] = deque()
        self._overdue: deque[float] = deque()
        self._seconds: dict[int, list[float]] = {FULL: [], UNCHANGED: []}
        self._others: Counter[str] = Counter()
        self._under_way = 0
        self._begin_s = self._end_s = 0.0
        self.lost = 0

    async def run(self) -> Seen:
        """Do what was ordered."""
        connections = await self._connected()
        self._begin_s = self._loop.time() + self._order.warm_s
        self._end_s = self._begin_s + self._order.seconds
        gc.disable()
        if self._order.rate is None:
            for connection in connections:
                self._send(connection, self._loop.time())
            await asyncio.sleep(self._end_s - self._loop.time())
        else:
            self._idle.extend(connections)
            await self._paced(self._order.rate)
        await self._settled()
        return self._seen()

    async def _connected(self) -> list[_Connection]:
        ports = self._order.ports
        made = []
        for k in range(self._order.connections):
            _, connection = await self._loop.create_connection(
                lambda: _Connection(self), "127.0.0.1", ports[k % len(ports)]
            )
            made.append(connection)
        return made

    async def _paced(self, rate: float) -> None:
        """Send at fixed instants; what finds no connection free waits, and its waiting counts."""
        begin_s, count = self._loop.time(), 0
        while (due_s := begin_s + count / rate) < self._end_s:
            count += 1
            wait_s = due_s - self._loop.time()
            if wait_s > 0:
                await asyncio.sleep(wait_s)
            if self._idle:
                self._send(self._idle.popleft(), due_s)
            else:
                self._overdue.append(due_s)
            if count % 16 == 0:
                await asyncio.sleep(0)  # where the client itself is late, it must still read answers

    async def _settled(self) -> None:
        """Wait for what is under way: an answer that comes late is the one that matters."""
        until_s = self._end_s + _LAST_ANSWERS_S
        while (self._under_way or self._overdue) and self._loop.time() < until_s and not self.lost:
            await asyncio.sleep(0.01)

    def _send(self, connection: _Connection, due_s: float) -> None:
        turn, pull = divmod(self._next, len(self._requests))
        self._next += 1
        etag = self._etags[pull] if turn % 2 else None
        known = b"" if etag is None else b"If-None-Match: " + etag + b"\r\n"
        self._under_way += 1
        connection.ask(pull, self._requests[pull] + known + b"\r\n", due_s)

    def answered(self, connection: _Connection, status: int, head: bytes) -> None:
        """Note an answer, and ask again."""
        now_s = self._loop.time()
        self._under_way -= 1
        if status == FULL:
            self._etags[connection.pull] = _header(head, b"etag:")
        if self._begin_s <= connection.due_s < self._end_s:
            if status in self._seconds:
                self._seconds[status].append(now_s - connection.due_s)
            else:
                self._others[str(status)] += 1
        if self._overdue:
            self._send(connection, self._overdue.popleft())
        elif self._order.rate is None and now_s < self._end_s:
            self._send(connection, now_s)
        else:
            self._idle.append(connection)

    def _seen(self) -> Seen:
        full, unchanged = self._seconds[FULL], self._seconds[UNCHANGED]
        return Seen(
            rate=round((len(full) + len(unchanged)) / self._order.seconds, 1),
            every=_latency([*full, *unchanged]),
            full=_latency(full),
            unchanged=_latency(unchanged),
            others=dict(self._others),
            unanswered=self._under_way + len(self._overdue),
        )


def _request(pull: Pull) -> bytes:
    """All of a request but the ETag and its end."""
    return f"GET {pull.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: {pull.key}\r\n".encode()


def _latency(seconds: Sequence[float]) -> Latency:
    if len(seconds) < 2:
        return Latency(len(seconds), 0.0, 0.0, 0.0)
    hundredths = statistics.quantiles(seconds, n=100, method="inclusive")
    median_s, p99_s = hundredths[49], hundredths[98]
    return Latency(len(seconds), *(round(each * 1000, 3) for each in (median_s, p99_s, max(seconds))))


def read_order(document: dict[str, Any]) -> Order:
    """Read an order as :func:`dataclasses.asdict` writes it."""
    return Order(**{**document, "pulls": [Pull(**each) for each in document["pulls"]]})


def read_seen(document: dict[str, Any]) -> Seen:
    """Read what was seen, as this program writes it."""
    latencies = {name: Latency(**document[name]) for name in ("every", "full", "unchanged")}
    return Seen(**{**document, **latencies})


async def pull_routes(order: Order) -> Seen:
    """Do what was ordered, on the running event loop."""
    return await _Client(order, asyncio.get_running_loop()).run()


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(pull_routes(read_order(json.load(sys.stdin)))))))
