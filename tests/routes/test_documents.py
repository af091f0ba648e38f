"""The route document: strict, small, the same after reading it back."""

import gzip
import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from api.schemas.routes import RouteDocument, RouteStop, UnitEvent
from api.schemas.slips import Reading, Signature, SlipDocument

from .samples import DAY, at, break_stop, filled_slip, mixed_route, open_slip, route, site, ticket_stop, unit
from .strategies import routes


@given(routes())
def test_a_route_read_back_is_the_same_route(one: RouteDocument) -> None:
    assert RouteDocument.model_validate_json(one.model_dump_json()) == one


@pytest.mark.parametrize("slip", [open_slip(), filled_slip()], ids=["open", "filled"])
def test_a_slip_read_back_is_the_same_slip(slip: SlipDocument) -> None:
    assert SlipDocument.model_validate_json(slip.model_dump_json()) == slip


def test_what_is_empty_is_not_written() -> None:
    written = json.loads(break_stop().model_dump_json())
    assert written.keys() == {"id", "kind", "start_at", "end_at"}


@given(routes())
def test_nothing_empty_is_written_anywhere(one: RouteDocument) -> None:
    def values(node: object) -> list[object]:
        if isinstance(node, dict):
            return [value for child in node.values() for value in [child, *values(child)]]
        return [value for child in node for value in [child, *values(child)]] if isinstance(node, list) else []

    written = json.loads(one.model_dump_json())
    assert None not in values(written)
    assert [] not in [value for key, value in written.items() if key != "stops"]


def test_twelve_stops_with_everything_fit_a_phone() -> None:
    day = route(*(ticket_stop(index) for index in range(12)))
    text = day.model_dump_json().encode()
    assert len(text) < 30_000
    assert len(gzip.compress(text)) < 6_000


def test_nothing_is_coerced() -> None:
    text = mixed_route().model_dump_json()
    for given_, wrong in [
        ('"plan_version":3', '"plan_version":"3"'),
        ('"customer_told":true', '"customer_told":"yes"'),
    ]:
        assert given_ in text
        with pytest.raises(ValidationError):
            RouteDocument.model_validate_json(text.replace(given_, wrong, 1))


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        RouteDocument.model_validate_json(mixed_route().model_dump_json().replace('"plan":', '"vehicle":1,"plan":', 1))


def test_a_route_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        mixed_route().revision = 9


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"site": None}, "give its visit and its site"),
        ({"visit": None}, "give its visit and its site"),
        ({"kind": "break"}, "leave out visit 'T-4400'"),
        ({"end_at": at(7)}, "before it starts"),
        ({"start_at": datetime(2026, 11, 23, 9)}, "timezone"),
        ({"status": "asleep"}, "planned"),
        ({"travel_s": -1}, "greater than or equal"),
        ({"id": ""}, "at least 1 character"),
    ],
    ids=["no-site", "no-visit", "break-with-visit", "backwards", "naive", "status", "negative", "no-id"],
)
def test_a_stop_that_makes_no_sense_is_refused(changes: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        ticket_stop(0, **changes)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../../etc/passwd", "UTC+8"])
def test_only_known_time_zones_are_taken(name: str) -> None:
    with pytest.raises(ValidationError, match="there is no time zone"):
        route(time_zone=name)


def test_coordinates_lie_on_the_globe() -> None:
    for wrong in [{"lat": 90.1}, {"lon": -180.1}, {"lat": float("nan")}]:
        with pytest.raises(ValidationError):
            site(**wrong)


def test_no_more_history_than_five_events_travels() -> None:
    event = UnitEvent(date=DAY, what="looked at")
    with pytest.raises(ValidationError, match="at most 5"):
        type(unit())(**unit().model_dump() | {"history": (event,) * 6})


def test_only_what_must_be_there_is_required_in_the_answer() -> None:
    schema = TypeAdapter(RouteStop).json_schema(mode="serialization")
    assert schema["required"] == ["id", "kind", "start_at", "end_at"]
    assert schema["properties"]["status"]["enum"][:2] == ["planned", "customer_called"]


@pytest.mark.parametrize(
    "image",
    [
        "https://example.org/a.png", "data:image/svg+xml;base64,PHN2Zz4=", "data:text/html;base64,AAAA",
        'data:image/png;base64,A" onload="x',
    ],
    ids=["link", "svg", "html", "breaking-out"],
)  # fmt: skip
def test_a_signature_is_a_picture_and_nothing_else(image: str) -> None:
    with pytest.raises(ValidationError, match="a picture is a data URL"):
        Signature(image=image)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_a_reading_on_or_between_its_bounds_is_not_outside(value: float, low: float, width: float) -> None:
    high = low + width
    assert Reading(name="x", value=value, low=low, high=high).outside == (not low <= value <= high)
    assert not Reading(name="x", value=low, low=low, high=high).outside
    assert not Reading(name="x", low=low, high=high).outside
