"""Travel as an OSRM-style table service answers it over HTTP, block by block."""

import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import numpy as np
from numpy.typing import NDArray

from optimiser.errors import Fault, FaultyInput, TravelUnavailable
from optimiser.inputs import TableService
from optimiser.travel.times import TravelTimes, whole_times

MOST_COORDINATES = 100
"""Per request: what servers of OSRM accept as they come."""

LARGEST_ANSWER_BYTES = 8_000_000
LAST_PORT = 65_535
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 8.0
WORTH_RETRYING = frozenset({408, 429, 500, 502, 503, 504})

_PROFILE = re.compile(r"[A-Za-z0-9_.-]{1,64}", re.ASCII)
_ADVICE = {
    "NoTable": "no way was found between the places: check their coordinates against the region of the service",
    "NoSegment": "a place is too far from any road of the service: check the coordinates, or the region it serves",
    "TooBig": "allow at least 100 coordinates per table request (osrm-routed --max-table-size 100)",
    "InvalidUrl": "check travel.url and travel.profile",
    "InvalidService": "check that travel.url is the root of an OSRM-style service",
    "InvalidVersion": "the service must speak version 1 of the table service",
    "InvalidOptions": "check travel.profile",
    "InvalidQuery": "check travel.profile, and that the service is OSRM 5.18 or newer",
    "InvalidValue": "check travel.profile, and that the service is OSRM 5.18 or newer",
}
_INSTEAD = "or plan with --travel great_circle"


class _Retry(Exception):
    """The service may answer when asked again."""


@dataclass(frozen=True)
class _Block:
    """Rows and columns of the matrix that one request asks for."""

    rows: range
    columns: range

    @property
    def places(self) -> list[int]:
        """Whose coordinates are sent: those of the rows, then those of other columns."""
        return [*self.rows] if self.rows == self.columns else [*self.rows, *self.columns]

    @property
    def query(self) -> dict[str, str]:
        """Which of the coordinates are sources, and which are destinations."""
        asked = {"annotations": "duration,distance"}
        if self.rows == self.columns:
            return asked
        first = len(self.rows)
        destinations = range(first, first + len(self.columns))
        return asked | {
            "sources": ";".join(map(str, range(first))),
            "destinations": ";".join(map(str, destinations)),
        }


def table_times(
    travel: TableService,
    lat: NDArray[np.float64],
    lon: NDArray[np.float64],
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> TravelTimes:
    """Ask a table service for travel among points in degrees.

    Parameters
    ----------
    travel : TableService
        The service, its time-out for each request, and how often a failed request is tried again.
    lat, lon : numpy.ndarray of float64
        One entry per place.
    sleep : callable
        Waits for the given seconds before a request is tried again: half a second, then twice as long each time.

    Raises
    ------
    FaultyInput
        Where the URL or the profile cannot be one.
    TravelUnavailable
        Where the service is down, refuses, or answers nonsense.
    """
    service = _Service(travel, sleep)
    seconds, metres = np.zeros((len(lat),) * 2), np.zeros((len(lat),) * 2)
    with service.client:
        for block in _blocks(len(lat)):
            at = np.ix_(block.rows, block.columns)
            seconds[at], metres[at] = service.table(block, lat, lon)
    return whole_times(seconds, metres)


def _blocks(count: int) -> Iterator[_Block]:
    """Cut the matrix so that no request names more coordinates than a server accepts."""
    if count < 2:
        return
    width = count if count <= MOST_COORDINATES else MOST_COORDINATES // 2
    chunks = [range(first, min(first + width, count)) for first in range(0, count, width)]
    for rows in chunks:
        for columns in chunks:
            yield _Block(rows, columns)


class _Service:
    """One table service: sends requests, tries again, judges answers."""

    def __init__(self, travel: TableService, sleep: Callable[[float], None]) -> None:
        url = _checked_url(travel)
        # httpx logs the address of every request: credentials travel beside it, not in it.
        auth = (url.username, url.password) if url.userinfo else None
        self._url = url.copy_with(userinfo=b"", query=None)
        self.shown = f"{str(self._url).rstrip('/')}/table/v1/{travel.profile}"
        self._retries, self._sleep = travel.retries, sleep
        self._timeout_s = travel.timeout.total_seconds()
        # Not compressed: what is read is what was sent, and a small answer cannot unpack into a huge one.
        headers = {"Accept-Encoding": "identity"}
        self.client = httpx.Client(auth=auth, headers=headers, timeout=self._timeout_s)

    def table(
        self, block: _Block, lat: NDArray[np.float64], lon: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Seconds and metres of one block; infinite where the service finds no way."""
        coordinates = ";".join(f"{lon[i]:.6f},{lat[i]:.6f}" for i in block.places)
        answer = self._answer(f"{self.shown}/{coordinates}", block.query)
        shape = (len(block.rows), len(block.columns))
        return self._numbers(answer, "durations", shape), self._numbers(answer, "distances", shape)

    def _answer(self, address: str, query: dict[str, str]) -> dict[str, Any]:
        tries = self._retries + 1
        for attempt in range(tries):
            if attempt:
                self._sleep(min(FIRST_PAUSE_S * 2 ** (attempt - 1), LONGEST_PAUSE_S))
            try:
                return self._once(address, query)
            except (_Retry, httpx.RequestError) as fault:
                reason = str(fault) or type(fault).__name__
        asked = "once" if tries == 1 else f"{tries} times"
        raise TravelUnavailable(
            f"the travel service {self.shown} did not answer ({reason}; asked {asked}, time-out {self._timeout_s:g} s):"
            f" start it, correct travel.url, {_INSTEAD}"
        )

    def _once(self, address: str, query: dict[str, str]) -> dict[str, Any]:
        with self.client.stream("GET", address, params=query) as response:
            if response.status_code in WORTH_RETRYING:
                raise _Retry(f"HTTP {response.status_code}")
            body = self._body(response)
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise self._nonsense(f"HTTP {response.status_code} without a JSON object")
        if answer.get("code") != "Ok" or response.status_code != httpx.codes.OK:
            raise self._refused(response.status_code, answer)
        return answer

    def _body(self, response: httpx.Response) -> bytes:
        """Read an answer that comes in time and is no larger than a table can be."""
        body, end_s = bytearray(), time.monotonic() + self._timeout_s
        for piece in response.iter_raw():
            body += piece
            if len(body) > LARGEST_ANSWER_BYTES:
                raise self._nonsense(f"more than {LARGEST_ANSWER_BYTES} bytes")
            if time.monotonic() > end_s:
                raise _Retry("the answer came too slowly")
        return bytes(body)

    def _numbers(self, answer: dict[str, Any], name: str, shape: tuple[int, int]) -> NDArray[np.float64]:
        table = answer.get(name)
        if table is None:
            raise self._nonsense(f"no {name}; it must know annotations=duration,distance, as OSRM 5.18 and newer do")
        if not _has_shape(table, shape):
            raise self._nonsense(f"{name} that are not {shape[0]}×{shape[1]}")
        if not all(_is_measure(x) for row in table for x in row):
            raise self._nonsense(f"{name} that are neither null nor numbers of at least 0")
        return np.array([[np.inf if x is None else x for x in row] for row in table], np.float64)

    def _refused(self, status: int, answer: dict[str, Any]) -> TravelUnavailable:
        code, said = _printable(answer.get("code")), _printable(answer.get("message"))
        advice = _ADVICE.get(code, "check travel.url and travel.profile")
        return TravelUnavailable(
            f"the travel service {self.shown} refused (HTTP {status}, code {code}: {said}): {advice}, {_INSTEAD}"
        )

    def _nonsense(self, what: str) -> TravelUnavailable:
        return TravelUnavailable(
            f"the travel service {self.shown} answered {what}:"
            f" check that travel.url is an OSRM-style service, {_INSTEAD}"
        )


def _checked_url(travel: TableService) -> httpx.URL:
    faults = []
    try:
        url = httpx.URL(travel.url)
        plain = not url.query and not url.fragment and 0 < (url.port or 80) <= LAST_PORT
        usable = url.scheme in ("http", "https") and bool(url.host) and plain
    except (httpx.InvalidURL, TypeError):
        usable = False
    if not usable:
        message = "is not the http or https address of a service, such as http://localhost:5000, without a query"
        faults.append(Fault("$.travel.url", "bad_url", message))  # not its value: it may hold a password
    if not _PROFILE.fullmatch(travel.profile):
        message = f"{travel.profile[:80]!r} is no profile; the service was made with one such as driving or car"
        faults.append(Fault("$.travel.profile", "bad_profile", message, travel.profile))
    if faults:
        raise FaultyInput(faults)
    return url


def _has_shape(table: Any, shape: tuple[int, int]) -> bool:
    rows, columns = shape
    return (
        isinstance(table, Sequence)
        and len(table) == rows
        and all(isinstance(row, list) and len(row) == columns for row in table)
    )


def _is_measure(x: Any) -> bool:
    # type, not isinstance: true is no number here. The bound keeps out NaN, infinity and integers that no float holds.
    return x is None or (type(x) in (int, float) and 0 <= x < 1e15)


def _printable(value: Any) -> str:
    text = value if isinstance(value, str) else "none given"
    return "".join(c if c.isprintable() else "?" for c in text[:200])
