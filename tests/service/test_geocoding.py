"""Addresses are looked up once, outside of transactions, and whatever goes wrong is told."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.service.calling import Caller
from tests.service.conftest import Running, Serve
from tests.service.examples import add_examples, codes, example

KNOWN = {"1 Zhongshan Road, Qingdao": ("36.0645", "120.3213")}


@dataclass
class Geocoder:
    """A server that speaks as Nominatim does."""

    url: str
    asked: list[str] = field(default_factory=list)
    broken: bool = False
    held_up: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def geocoder() -> Iterator[Geocoder]:
    told = Geocoder("")
    told.held_up.set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = parse_qs(urlsplit(self.path).query)["q"][0]
            told.asked.append(address)
            told.arrived.set()
            told.held_up.wait(20)
            found = [{"lat": lat, "lon": lon, "display_name": address.upper()} for lat, lon in _place(address)]
            body = json.dumps(found).encode()
            self.send_response(500 if told.broken else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield told
    told.held_up.set()
    server.shutdown()
    server.server_close()
    thread.join(10)


def _place(address: str) -> list[tuple[str, str]]:
    return [KNOWN[address]] if address in KNOWN else []


@pytest.fixture
def running_with(serve: Serve, database_url: str, geocoder: Geocoder) -> Running:
    """A service that asks the geocoder."""
    return serve(database_url, geocoder="nominatim", geocoder_url=geocoder.url)


@pytest.fixture
def office(running_with: Running) -> Caller:
    administrator = running_with.as_("administrator")
    add_examples(administrator)
    return administrator


def nowhere(**changed: Any) -> dict[str, Any]:
    """A site with an address and without coordinates."""
    site = example("sites", **changed)
    del site["lat"], site["lon"]
    return site


def test_an_address_gives_a_site_its_coordinates_and_is_asked_once(office: Caller, geocoder: Geocoder) -> None:
    for id_, address in {"s2": "1 Zhongshan Road, Qingdao", "s3": "  1 Zhongshan  Road, Qingdao "}.items():
        answer = office.post("/v1/sites", json=nowhere(id=id_, address=address))
        assert (answer.status_code, answer.json()["lat"], answer.json()["lon"]) == (201, 36.0645, 120.3213)
    assert geocoder.asked == ["1 Zhongshan Road, Qingdao"]


def test_coordinates_that_are_given_are_taken_and_nobody_is_asked(office: Caller, geocoder: Geocoder) -> None:
    assert office.post("/v1/sites", json=example("sites", id="s2")).json()["lat"] == 36.0645
    assert geocoder.asked == []


def test_an_address_that_is_not_found_is_a_fault_and_asked_again_after_a_day(
    office: Caller, geocoder: Geocoder, running_with: Running
) -> None:
    site = nowhere(id="s2", address="Atlantis")
    for _ in range(2):
        answer = office.post("/v1/sites", json=site)
        assert (answer.status_code, codes(answer)) == (422, {"$.address": "address_not_found"})
    assert geocoder.asked == ["Atlantis"]
    running_with.clock.move(days=1)
    office.post("/v1/sites", json=site)
    assert geocoder.asked == ["Atlantis", "Atlantis"]


def test_a_geocoder_that_fails_is_told_and_nothing_is_kept_of_it(office: Caller, geocoder: Geocoder) -> None:
    geocoder.broken = True
    answer = office.post("/v1/sites", json=nowhere(id="s2"))
    assert (answer.status_code, answer.json()["code"]) == (503, "geocoder_unavailable")
    geocoder.broken = False
    assert office.post("/v1/sites", json=nowhere(id="s2")).status_code == 201


def test_without_a_geocoder_coordinates_are_asked_for(running_on_sqlite: Running) -> None:
    office = running_on_sqlite.as_("administrator")
    add_examples(office)
    answer = office.post("/v1/sites", json=nowhere(id="s2"))
    assert codes(answer) == {"$.address": "no_geocoder"}
    missing = nowhere(id="s2", address=None)
    assert codes(office.post("/v1/sites", json=missing)) == {"$.lat": "missing", "$.lon": "missing"}


def test_an_address_can_be_looked_up_alone(office: Caller) -> None:
    answer = office.post("/v1/geocode", json={"address": "1 Zhongshan Road, Qingdao"})
    assert answer.json() == {
        "address": "1 Zhongshan Road, Qingdao",
        "lat": 36.0645,
        "lon": 120.3213,
        "label": "1 ZHONGSHAN ROAD, QINGDAO",
    }


def test_a_stranger_cannot_have_addresses_looked_up(running_with: Running, geocoder: Geocoder) -> None:
    body = {"address": "1 Zhongshan Road, Qingdao"}
    assert running_with.with_key(None).post("/v1/geocode", json=body).status_code == 401
    assert running_with.as_("customer").post("/v1/geocode", json=body).status_code == 403
    assert running_with.as_("engineer").post("/v1/sites", json=body).status_code == 403
    assert geocoder.asked == []


def test_others_write_while_the_geocoder_thinks(office: Caller, running_with: Running, geocoder: Geocoder) -> None:
    geocoder.held_up.clear()
    answers: list[int] = []
    slow = threading.Thread(target=lambda: answers.append(office.post("/v1/sites", json=nowhere(id="s2")).status_code))
    slow.start()
    assert geocoder.arrived.wait(20)
    assert running_with.as_("dispatcher").post("/v1/parts", json={"name": "Fuse"}).status_code == 201
    geocoder.held_up.set()
    slow.join(20)
    assert answers == [201]


def test_a_table_takes_addresses_that_are_known(office: Caller) -> None:
    office.post("/v1/geocode", json={"address": "1 Zhongshan Road, Qingdao"})
    table = (
        "id,contract,territory,address\n"
        's2,hb-2026,qingdao,"1 Zhongshan Road, Qingdao"\n'
        "s3,hb-2026,qingdao,Somewhere else\n"
    )
    answer = office.post("/v1/imports/sites", content=table.encode(), headers={"Content-Type": "text/csv"})
    told = codes(answer)
    assert told["row 3, column address"] == "not_looked_up"
    assert not [path for path in told if path.startswith("row 2")]
