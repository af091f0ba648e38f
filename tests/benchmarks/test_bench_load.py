"""The client that pulls routes: it knows the ETags, tells the two kinds of answer apart, and hides no stall."""

import asyncio
from collections import Counter

import pytest

from benchmarks.load import Order, Pull, Seen, pull_routes

ROUTE = b'{"stops":[]}'


class Routes:
    """A service with a route of one version, which may keep everybody waiting once."""

    def __init__(self, stalls_at: int | None = None, stall_s: float = 0.0) -> None:
        self.asked: Counter[tuple[str, bool]] = Counter()
        self._stalls_at, self._stall_s = stalls_at, stall_s
        self._free = asyncio.Lock()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                async with self._free:
                    known = 'If-None-Match: "1"' in head
                    key = head.partition("X-API-Key: ")[2].partition("\r\n")[0]
                    self.asked[key, known] += 1
                    if self.asked.total() == self._stalls_at:
                        await asyncio.sleep(self._stall_s)
                writer.write(b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n' if known else self._whole())
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    @staticmethod
    def _whole() -> bytes:
        return b'HTTP/1.1 200 OK\r\netag: "1"\r\nContent-Length: %d\r\n\r\n%s' % (len(ROUTE), ROUTE)


def pulled(routes: Routes, *, connections: int, rate: float | None, seconds: float = 0.5) -> Seen:
    """What the client sees of a service on loopback."""

    async def run() -> Seen:
        server = await asyncio.start_server(routes.serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        pulls = [Pull("/a", "first"), Pull("/b", "second")]
        try:
            return await pull_routes(Order([port], pulls, seconds, connections, rate, warm_s=0.0))
        finally:
            server.close()

    return asyncio.run(run())


@pytest.mark.parametrize("rate", [None, 100.0])
def test_every_second_pull_of_a_route_brings_its_etag(rate: float | None) -> None:
    routes = Routes()
    seen = pulled(routes, connections=1, rate=rate)
    for key in ("first", "second"):
        assert abs(routes.asked[key, False] - routes.asked[key, True]) <= 1
    assert seen.full.count + seen.unchanged.count == seen.every.count
    assert abs(seen.full.count - seen.unchanged.count) <= 2
    assert (seen.others, seen.unanswered) == ({}, 0)


def test_at_a_rate_as_many_are_sent_as_are_due() -> None:
    seen = pulled(Routes(), connections=4, rate=100.0)
    assert seen.every.count == 50
    assert seen.rate == 100.0


def test_a_stall_counts_for_all_that_were_due_while_it_lasted() -> None:
    seen = pulled(Routes(stalls_at=10, stall_s=0.3), connections=2, rate=100.0)
    assert seen.every.count == 50
    assert seen.every.most_ms >= 290
    assert seen.every.p99_ms >= 250
    assert seen.every.median_ms >= 40, "of 50 requests 30 were due in the stall, and waited for its end"


def test_without_a_rate_a_stall_counts_for_those_that_met_it_only() -> None:
    seen = pulled(Routes(stalls_at=10, stall_s=0.3), connections=2, rate=None)
    assert seen.every.most_ms >= 290
    assert seen.every.median_ms < 290
