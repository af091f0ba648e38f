"""The table service, asked over real HTTP: a server in this process answers, fails, hangs and talks nonsense."""

import contextlib
import gzip
import json
import logging
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from optimiser.errors import FaultyInput, TravelUnavailable
from optimiser.inputs import Problem, TableService
from optimiser.travel import UNREACHABLE_M, UNREACHABLE_S, MatrixCache, table_service, travel_times
from optimiser.travel.great_circle import metres_between
from optimiser.travel.table_service import table_times

Answer = Callable[[dict[str, Any]], tuple[int, bytes | None] | None]
SPEED_M_S = 10.0
POINTS = [(43.73, 7.41), (43.74, 7.42), (43.75, 7.43)]


def fine(table: dict[str, Any]) -> tuple[int, bytes]:
    return 200, json.dumps(table).encode()


def broken(status: int) -> Answer:
    return lambda _: (status, b"<html>try later</html>")


def refused(code: str, message: str) -> Answer:
    return lambda _: (400, json.dumps({"code": code, "message": message}).encode())


def changed(**members: Any) -> Answer:
    return lambda table: fine({**table, **members})


class Server(ThreadingHTTPServer):
    """Answers table requests from great-circle numbers, in the way that `answers` says, the last one for ever."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[Answer] = [fine]
        self.asked: list[str] = []
        self.authorizations: list[str | None] = []
        self.released = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that have gone away: giving up is what they are tested for."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.authorizations.append(self.headers.get("Authorization"))
        answers = self.server.answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        said = answer(table_of(self.path))
        if said is None:
            self.server.released.wait()
            self.close_connection = True
            return
        status, body = said
        self.send_response(status)
        self.send_header("Content-Length", str(1_000_000 if body is None else len(body)))
        self.end_headers()
        if body is None:
            self.drip()
        else:
            self.wfile.write(body)

    def drip(self) -> None:
        """Send a byte now and then, until nobody listens any more."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            while not self.server.released.wait(0.01):
                self.wfile.write(b" ")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def table_of(path: str) -> dict[str, Any]:
    """What an OSRM server would answer, in great circles at one speed."""
    split = urlsplit(path)
    *_, coordinates = split.path.split("/")
    lon, lat = np.array([[float(x) for x in point.split(",")] for point in coordinates.split(";")]).T
    query = parse_qs(split.query)
    every = ";".join(map(str, range(len(lat))))
    rows, columns = ([int(i) for i in query.get(name, [every])[0].split(";")] for name in ("sources", "destinations"))
    metres = metres_between(lat[rows][:, None], lon[rows][:, None], lat[columns], lon[columns])
    return {"code": "Ok", "durations": (metres / SPEED_M_S).tolist(), "distances": metres.tolist()}


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.released.set()
        running.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def ask(
    url: str, points: list[tuple[float, float]] | None = None, **settings: Any
) -> tuple[list[list[int]], list[list[int]], list[float]]:
    """Seconds, metres, and how long the client would have waited between its attempts."""
    pauses: list[float] = []
    lat, lon = np.array(POINTS if points is None else points).T
    times = table_times(TableService(url, **settings), lat, lon, sleep=pauses.append)
    return times.seconds.tolist(), times.metres.tolist(), pauses


def great_circles(points: list[tuple[float, float]]) -> tuple[list[list[int]], list[list[int]]]:
    lat, lon = np.array(points).T
    metres = metres_between(lat[:, None], lon[:, None], lat, lon)
    return np.rint(metres / SPEED_M_S).astype(int).tolist(), np.rint(metres).astype(int).tolist()


def test_a_few_places_take_one_request(server: Server) -> None:
    seconds, metres, pauses = ask(server.url + "/")
    assert (seconds, metres) == great_circles(POINTS)
    assert pauses == []
    (asked,) = server.asked
    assert asked.startswith("/table/v1/driving/7.410000,43.730000;7.420000,43.740000;")
    assert parse_qs(urlsplit(asked).query) == {"annotations": ["duration,distance"]}


def test_the_profile_and_a_path_before_the_service_are_kept(server: Server) -> None:
    ask(server.url + "/osrm", profile="car")
    assert server.asked[0].startswith("/osrm/table/v1/car/")


def test_many_places_are_asked_block_by_block_and_put_together(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_service, "MOST_COORDINATES", 6)
    points = [(43.0 + i / 100, 7.0 + i * i / 1000) for i in range(8)]
    seconds, metres, _ = ask(server.url, points)
    assert (seconds, metres) == great_circles(points)
    assert len(server.asked) == 9
    assert max(urlsplit(path).path.count(";") + 1 for path in server.asked) == 6


@pytest.mark.parametrize("count", [0, 1])
def test_nobody_is_asked_about_fewer_than_two_places(
    server: Server, problem_of: Callable[..., Problem], count: int
) -> None:
    assert travel_times(problem_of(TableService(server.url), POINTS[:count])).seconds.shape == (count, count)
    assert server.asked == []


def test_a_pair_without_a_way_is_unreachable_in_both_seconds_and_metres(server: Server) -> None:
    gaps = {"durations": [[0, None, 5], [3, 0, 5], [3, 4, 0]], "distances": [[0, 9, 9], [9, 0, 9], [9, None, 0]]}
    server.answers = [changed(**gaps)]
    seconds, metres, _ = ask(server.url)
    assert seconds == [[0, UNREACHABLE_S, 5], [3, 0, 5], [3, UNREACHABLE_S, 0]]
    assert metres == [[0, UNREACHABLE_M, 9], [9, 0, 9], [9, UNREACHABLE_M, 0]]


def test_halves_round_to_even(server: Server) -> None:
    server.answers = [changed(durations=[[0, 0.5, 1.5], [2.5, 0, 3.5], [4, 4, 0]])]
    assert ask(server.url)[0] == [[0, 0, 2], [2, 0, 4], [4, 4, 0]]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_passing_failure_is_tried_again_after_ever_longer_pauses(server: Server, status: int) -> None:
    server.answers = [broken(status), broken(status), broken(status), fine]
    seconds, _, pauses = ask(server.url, retries=3)
    assert seconds == great_circles(POINTS)[0]
    assert pauses == [0.5, 1.0, 2.0]


def test_a_lasting_failure_says_what_was_tried_and_what_to_do(server: Server) -> None:
    server.answers = [broken(503)]
    with pytest.raises(TravelUnavailable) as caught:
        ask(server.url, retries=1)
    assert f"{server.url}/table/v1/driving" in str(caught.value)
    assert "HTTP 503; asked 2 times" in str(caught.value)
    assert "--travel great_circle" in str(caught.value)
    assert len(server.asked) == 2


def test_a_service_that_hangs_is_given_up_after_the_time_out(server: Server) -> None:
    server.answers = [lambda _: None]
    with pytest.raises(TravelUnavailable, match=r"asked once, time-out 0\.05 s"):
        ask(server.url, timeout=timedelta(seconds=0.05), retries=0)


def test_a_service_that_drips_is_given_up_after_the_time_out(server: Server) -> None:
    server.answers = [lambda _: (200, None)]
    with pytest.raises(TravelUnavailable, match="the answer came too slowly; asked once"):
        ask(server.url, timeout=timedelta(seconds=0.2), retries=0)


def test_a_service_that_hangs_once_is_asked_again(server: Server) -> None:
    server.answers = [lambda _: None, fine]
    seconds, _, pauses = ask(server.url, timeout=timedelta(seconds=1))
    assert seconds == great_circles(POINTS)[0]
    assert pauses == [0.5]


def test_a_service_that_is_down_says_so() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound and not listening: nobody else takes the port, and nobody answers
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(TravelUnavailable, match=r"did not answer .* start it, correct travel\.url"):
            ask(url)


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("NoTable", "check their coordinates"),
        ("TooBig", "--max-table-size 100"),
        ("InvalidQuery", "OSRM 5.18"),
        ("Whatever", "check travel.url"),
    ],
)
def test_a_refusal_is_told_with_its_code_and_advice_and_not_tried_again(server: Server, code: str, advice: str) -> None:
    server.answers = [refused(code, "said\n\x1b[31m why")]
    with pytest.raises(TravelUnavailable) as caught:
        ask(server.url)
    assert f"HTTP 400, code {code}: said??[31m why" in str(caught.value)
    assert advice in str(caught.value)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (lambda _: (200, b'{"code": "Ok", "durations": [[0,'), "without a JSON object"),
        (lambda _: (200, b"[]"), "without a JSON object"),
        (lambda _: (200, b"[" * 100_000), "without a JSON object"),
        (lambda _: (404, b"not here"), "HTTP 404 without a JSON object"),
        (changed(distances=None), "no distances; it must know annotations"),
        (changed(durations=[[0, 1], [1, 0]]), "durations that are not 3×3"),
        (changed(durations=[[0, 1, 2], [1, 0], [1, 2, 0]]), "durations that are not 3×3"),
        (changed(durations="abc"), "durations that are not 3×3"),
        (changed(distances=[[0, -1, 2], [1, 0, 3], [1, 2, 0]]), "distances that are neither null nor numbers"),
        (changed(distances=[[0, "1", 2], [1, 0, 3], [1, 2, 0]]), "distances that are neither null nor numbers"),
        (changed(distances=[[0, True, 2], [1, 0, 3], [1, 2, 0]]), "distances that are neither null nor numbers"),
        (changed(distances=[[0, float("nan"), 2], [1, 0, 3], [1, 2, 0]]), "distances that are neither null nor"),
        (changed(distances=[[0, 10**400, 2], [1, 0, 3], [1, 2, 0]]), "distances that are neither null nor"),
    ],
)
def test_nonsense_is_told_as_such(server: Server, answer: Answer, complaint: str) -> None:
    server.answers = [answer]
    with pytest.raises(TravelUnavailable, match=complaint):
        ask(server.url)


def test_an_answer_without_end_is_not_read_to_its_end(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_service, "LARGEST_ANSWER_BYTES", 1000)
    server.answers = [lambda _: (200, b" " * 2000)]
    with pytest.raises(TravelUnavailable, match="more than 1000 bytes"):
        ask(server.url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:5000",
        "ftp://localhost",
        "file:///etc/passwd",
        "http://",
        "http://localhost:99999",
        "http://localhost:http",
        "http://x/?key=1",
    ],
)
def test_an_address_that_is_none_of_a_service_is_a_fault(url: str) -> None:
    with pytest.raises(FaultyInput) as caught:
        ask(url)
    assert [fault.path for fault in caught.value.faults] == ["$.travel.url"]


def test_a_profile_cannot_reach_out_of_its_place_in_the_address() -> None:
    with pytest.raises(FaultyInput) as caught:
        ask("http://127.0.0.1:1", profile="../../admin?x=")
    assert [fault.path for fault in caught.value.faults] == ["$.travel.profile"]


def test_credentials_reach_the_service_but_neither_logs_nor_messages(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answers = [fine, broken(503)]
    url = server.url.replace("http://", "http://anna:s3cret@")
    ask(url)
    assert server.authorizations == ["Basic YW5uYTpzM2NyZXQ="]
    with pytest.raises(TravelUnavailable) as caught:
        ask(url)
    assert "s3cret" not in str(caught.value) + caplog.text
    assert "/table/v1/driving/" in caplog.text


def test_a_kept_answer_is_not_asked_for_again_and_a_failure_is_not_kept(
    server: Server, problem_of: Callable[..., Problem], tmp_path: Path
) -> None:
    problem, cache = problem_of(TableService(server.url, retries=0), POINTS), MatrixCache(tmp_path)
    server.answers = [broken(503), fine]
    with pytest.raises(TravelUnavailable):
        travel_times(problem, cache=cache)
    first, second = travel_times(problem, cache=cache), travel_times(problem, cache=cache)
    assert len(server.asked) == 2
    np.testing.assert_array_equal(first.seconds, second.seconds)


def test_an_answer_packed_though_nobody_asked_for_that_is_not_unpacked(server: Server) -> None:
    server.answers = [lambda table: (200, gzip.compress(fine(table)[1]))]
    with pytest.raises(TravelUnavailable, match="without a JSON object"):
        ask(server.url)
