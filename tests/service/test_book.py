"""A whole book goes into the store and comes out as it was."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from api.masters.book import book_of, put_book, whole_book_of
from api.store.audit import Author
from api.store.tables import Subcontract, Subcontractor, Ticket
from optimiser import Book, read_book
from scenarios.library import regime, regimes
from tests.service.conftest import Running


def in_order(book: Book) -> Book:
    """The same book with its lists in the order of ids, as the store tells them."""
    names = ("calendars", "zones", "policies", "contracts", "sites", "units", "engineers", "tickets", "rules")
    sorted_: dict[str, Any] = {
        name: tuple(sorted(getattr(book, name), key=lambda each: each.id))
        for name in (*names, "appointments", "covers")
    }
    return replace(book, **sorted_)


def put(running: Running, document: Any, territory: str = "main") -> None:
    with running.service.store.writing(Author("tests", running.clock)) as session:
        put_book(session, document, territory, running.clock)


@pytest.mark.parametrize("name", regimes())
def test_a_regime_comes_out_of_the_store_as_it_went_in(running: Running, name: str) -> None:
    document = regime(name).book
    put(running, document)
    with running.service.store.reading() as session:
        assert in_order(whole_book_of(session, "main")) == in_order(read_book(document))


def test_the_book_to_plan_with_has_what_is_open_or_was_closed_lately(running: Running) -> None:
    given = regime("office_care")
    put(running, given.book)
    with running.service.store.reading() as session:
        now, late = book_of(session, "main", given.now), book_of(session, "main", given.now + timedelta(days=400))
    assert len(now.tickets) == len(given.book["tickets"])
    over = {"restored", "solved_remotely", "cancelled"}
    still_open = {each.id for each in now.tickets if not over & {event.kind for event in each.history}}
    assert {each.id for each in late.tickets} == still_open != {each.id for each in now.tickets}


def test_a_book_goes_in_and_out_over_the_api(running: Running) -> None:
    administrator, document = running.as_("administrator"), regime("elv_campus").book
    answer = administrator.put("/v1/book?territory=main", json=document)
    assert answer.status_code == 200, answer.text
    assert answer.json()["counts"]["sites"] == len(document["sites"])
    exported = administrator.get("/v1/book?territory=main").json()
    assert in_order(read_book(exported)) == in_order(read_book(document))
    assert administrator.put("/v1/book?territory=main", json=exported).status_code == 200
    assert administrator.get("/v1/book?territory=main").json() == exported


def test_a_faulty_book_leaves_nothing_behind(running: Running) -> None:
    administrator, document = running.as_("administrator"), regime("elv_campus").book
    sites = [{**document["sites"][0], "lat": 200}, *document["sites"][1:]]
    answer = administrator.put("/v1/book?territory=main", json={**document, "sites": sites})
    assert [(each["path"], each["code"]) for each in answer.json()["faults"]] == [("$.sites[0].lat", "out_of_range")]
    assert administrator.get("/v1/calendars").json()["items"] == []


def test_what_is_no_longer_in_the_book_goes_and_what_the_service_knows_stays(running_on_sqlite: Running) -> None:
    administrator = running_on_sqlite.as_("administrator")
    document = {**regime("office_care").book, "tickets": [], "appointments": [], "rules": []}
    administrator.put("/v1/book?territory=main", json=document)
    first, second = document["units"][0]["id"], document["units"][1]["id"]
    unit = {**administrator.get(f"/v1/units/{first}").json(), "model": "Dome 4"}
    administrator.put(f"/v1/units/{first}", json=unit, headers={"If-Match": "*"})
    assert administrator.put(
        "/v1/book?territory=main", json={**document, "units": document["units"][:1]}
    ).status_code == 200  # fmt: skip
    assert administrator.get(f"/v1/units/{first}").json()["model"] == "Dome 4"
    assert administrator.get(f"/v1/units/{second}").status_code == 404


def test_a_book_may_not_take_what_another_territory_has(running_on_sqlite: Running) -> None:
    administrator, document = running_on_sqlite.as_("administrator"), regime("office_care").book
    administrator.put("/v1/book?territory=main", json=document)
    answer = administrator.put("/v1/book?territory=second", json=document)
    assert {each["code"] for each in answer.json()["faults"]} == {"already_exists"}
    other_zone = administrator.put("/v1/book?territory=second", json={**document, "time_zone": "Asia/Tokyo"})
    assert [each["path"] for each in other_zone.json()["faults"]] == ["$.time_zone"]


def test_a_book_may_not_spoil_what_territories_share(running_on_sqlite: Running) -> None:
    administrator, document = running_on_sqlite.as_("administrator"), regime("office_care").book
    administrator.put("/v1/book?territory=main", json=document)
    lists = ("contracts", "sites", "units", "tickets", "rules", "appointments", "engineers", "policies")
    far = [{"id": zone["id"], "circle": {"lat": 0, "lon": 0, "radius_m": 1}} for zone in document["zones"]]
    answer = administrator.put(
        "/v1/book?territory=second", json={**document, **{key: [] for key in lists}, "zones": far}
    )
    assert answer.status_code == 422
    assert "'main' would not fit any more" in answer.json()["faults"][0]["message"]


def test_only_administrators_put_books_and_only_those_who_see_the_territory_read_them(
    running_on_sqlite: Running,
) -> None:
    dispatcher = running_on_sqlite.as_("dispatcher", territories=["north"])
    assert dispatcher.put("/v1/book?territory=north", json={}).status_code == 403
    assert dispatcher.get("/v1/book?territory=main").status_code == 404
    assert running_on_sqlite.as_("administrator").get("/v1/book?territory=nowhere").status_code == 404


def test_what_somebody_outside_does_is_left_out(running: Running) -> None:
    given = regime("office_care")
    put(running, given.book)
    with running.service.store.reading() as session:
        ticket = book_of(session, "main", given.now).tickets[0]
    with running.service.store.writing(Author("tests", running.clock)) as session:
        session.add(Subcontractor(id="north", document={"id": "north"}, updated_at=given.now))
        session.flush()
        given_away: dict[str, Any] = {"visit_id": ticket.id, "ticket_id": ticket.id, "site_id": ticket.site}
        session.add(
            Subcontract(
                id="s1",
                territory_id="main",
                subcontractor_id="north",
                price=90.0,
                state="given",
                given_at=given.now,
                **given_away,
            )
        )
    with running.service.store.reading() as session:
        left = {each.id for each in book_of(session, "main", given.now).tickets}
    assert ticket.id not in left
    assert len(left) == len(given.book["tickets"]) - 1


def test_the_book_takes_as_many_queries_however_large_it_is(running_on_sqlite: Running) -> None:
    seen: list[int] = []
    given = regime("warranty")
    for document in ({**given.book, "tickets": [], "rules": []}, given.book):
        put(running_on_sqlite, document)
        asked: list[str] = []
        with running_on_sqlite.service.store.reading() as session:
            listener = lambda _c, _k, statement, *_: asked.append(statement)  # noqa: B023, E731
            event.listen(running_on_sqlite.service.store.engine, "before_cursor_execute", listener)
            book_of(session, "main", given.now)
            event.remove(running_on_sqlite.service.store.engine, "before_cursor_execute", listener)
        seen.append(len(asked))
    assert seen[0] == seen[1] < 20


def test_an_imported_ticket_stands_as_its_history_says(running_on_sqlite: Running) -> None:
    given = regime("office_care")
    put(running_on_sqlite, given.book)
    with running_on_sqlite.service.store.reading() as session:
        rows = {row.id: row for row in session.scalars(select(Ticket))}
    for ticket in given.book["tickets"]:
        kinds = [each["kind"] for each in ticket.get("history", [])]
        row = rows[ticket["id"]]
        assert (row.closed_at is not None) == bool({"restored", "solved_remotely", "cancelled"} & set(kinds))
        if row.closed_at is not None:
            assert row.onsite_by is row.restore_by is row.respond_by is None
    assert any(row.onsite_by is not None for row in rows.values())
