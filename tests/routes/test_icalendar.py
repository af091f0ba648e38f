"""The feed, read back as a subscriber reads it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from api.interop.icalendar import route_calendar
from api.schemas.routes import RouteDocument, RouteStop

from .samples import PUBLISHED_AT, at, break_stop, inspection_stop, mixed_route, route, ticket_stop
from .strategies import routes, stops


def events(feed: bytes) -> dict[str, Event]:
    """The feed's events by UID."""
    found = Calendar.from_ical(feed).events
    assert not any(event.errors for event in found)
    by_uid = {str(event["UID"]): event for event in found}
    assert len(by_uid) == len(found), "every UID once"
    return by_uid


def feed_of(*routes_: RouteDocument, **more: object) -> bytes:
    """A feed of some routes."""
    return route_calendar(routes_, "Chen Hao", stamped_at=PUBLISHED_AT, **more)  # type: ignore[arg-type]


@settings(max_examples=40)
@given(st.lists(routes(), max_size=2), st.lists(stops(), max_size=2))
def test_every_stop_is_one_event_with_its_own_uid(some: list[RouteDocument], gone: list[RouteStop]) -> None:
    found = events(feed_of(*some, cancelled=gone))
    living = {stop.id for one in some for stop in one.stops}
    assert len(found) == len(living | {stop.id for stop in gone})
    for event in found.values():
        assert {"DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY", "STATUS", "LAST-MODIFIED"} <= event.keys()
        assert event.start.tzinfo is not None and event.end >= event.start


@settings(max_examples=40)
@given(st.lists(routes(), max_size=2), st.lists(stops(), max_size=2))
def test_lines_are_as_the_standard_wants_them(some: list[RouteDocument], gone: list[RouteStop]) -> None:
    feed = feed_of(*some, cancelled=gone)
    feed.decode()
    lines = feed.split(b"\r\n")
    assert lines[-1] == b"" and not any(b"\n" in line or b"\r" in line for line in lines)
    assert all(len(line) <= 75 for line in lines)
    assert not any(byte < 32 and byte != 9 for line in lines for byte in line)


def test_the_same_stop_keeps_its_uid_when_it_moves_to_another_engineer_and_time() -> None:
    before = events(feed_of(route(ticket_stop(0))))
    moved = ticket_stop(0, sequence=4, arrive_at=None, start_at=at(15), end_at=at(15, 30))
    after = events(feed_of(route(moved, engineer="e2")))
    assert before.keys() == after.keys() == {"visit-T-4400@roundsman.invalid"}
    (event,) = after.values()
    assert event["SEQUENCE"] == 4
    assert event.start == datetime(2026, 11, 23, 7, tzinfo=UTC)


def test_ids_that_look_alike_stay_apart() -> None:
    ids = ["a", "a\x00", "a\n", "a\u2028", "访问", "a b", "a@b"]
    assert len(events(feed_of(route(*(ticket_stop(0, id=id_) for id_ in ids))))) == len(ids)


def test_an_unchanged_feed_is_the_same_to_the_byte() -> None:
    assert feed_of(mixed_route()) == feed_of(mixed_route())


def test_a_stop_says_what_is_needed_on_the_way() -> None:
    event = events(feed_of(mixed_route()))["visit-T-4400@roundsman.invalid"]
    assert event["SUMMARY"] == "Bund Insurance – UPS on bypass"
    assert event["LOCATION"] == "Lujiazui Tower 0, 100 Century Avenue, Pudong, Shanghai"
    assert (event["GEO"].latitude, event["GEO"].longitude) == (31.235, 121.505)
    assert event["STATUS"] == "CONFIRMED"
    said = str(event["DESCRIPTION"])
    for part in [
        "Contact: Li Wei +86 21 5879 1000",
        "On site by 2026-11-23 09:00",
        "Alarm since the night",
        "☐ Check the fans",
        "Parts: 4 × Battery 12 V 9 Ah, 1 × FAN-120",
        "https://uri.amap.com/navigation?to=",
    ]:
        assert part in said


def test_stops_that_vanished_are_cancelled_with_their_sequence() -> None:
    gone = inspection_stop(3, sequence=7)
    found = events(feed_of(route(ticket_stop(0)), cancelled=[gone]))
    event = found["visit-I-3@roundsman.invalid"]
    assert (event["STATUS"], event["SEQUENCE"], event["TRANSP"]) == ("CANCELLED", 7, "TRANSPARENT")
    assert found["visit-T-4400@roundsman.invalid"]["STATUS"] == "CONFIRMED"


def test_a_stop_that_is_back_is_not_cancelled() -> None:
    found = events(feed_of(route(ticket_stop(0, sequence=3)), cancelled=[ticket_stop(0, sequence=2)]))
    assert [(event["STATUS"], event["SEQUENCE"]) for event in found.values()] == [("CONFIRMED", 3)]


def test_a_stop_in_two_routes_counts_as_it_was_changed_last() -> None:
    old, new = ticket_stop(0, sequence=1), ticket_stop(0, sequence=2, end_at=at(9, 30))
    for order in [(old, new), (new, old)]:
        (event,) = events(feed_of(*(route(stop) for stop in order))).values()
        assert event["SEQUENCE"] == 2


def test_a_cancelled_visit_of_a_route_is_cancelled_in_the_calendar() -> None:
    assert events(feed_of(mixed_route()))["visit-T-4407@roundsman.invalid"]["STATUS"] == "CANCELLED"


def test_the_calendar_has_a_name_and_asks_to_be_read_again() -> None:
    calendar = Calendar.from_ical(feed_of(mixed_route()))
    assert calendar["X-WR-CALNAME"] == calendar["NAME"] == "Chen Hao"
    assert calendar["X-WR-TIMEZONE"] == "Asia/Shanghai"
    assert calendar.refresh_interval == timedelta(minutes=15)
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n" in feed_of(mixed_route())
    assert b"X-PUBLISHED-TTL:PT15M\r\n" in feed_of(mixed_route())


def test_changes_are_stamped_with_when_they_happened() -> None:
    changed_at = PUBLISHED_AT - timedelta(hours=5)
    stopped = route(ticket_stop(0, changed_at=changed_at), ticket_stop(1, changed_at=None))
    first, second = events(feed_of(stopped)).values()
    assert first.stamp == first.last_modified == changed_at
    assert second.stamp == second.last_modified == PUBLISHED_AT


@pytest.mark.parametrize(("language", "word"), [("en", "Break"), ("zh", "休息")])
def test_a_break_is_an_event_too(language: str, word: str) -> None:
    (event,) = events(feed_of(route(break_stop()), language=language)).values()
    assert event["SUMMARY"] == word and "GEO" not in event
