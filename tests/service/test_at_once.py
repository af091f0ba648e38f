"""What two do at the same moment, on PostgreSQL: nobody waits for ever, and nothing is told as it was before.

SQLite has one writer at a time.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from api.plans.publishing import publish
from api.store.audit import Author
from api.store.tables import Paper, Plan, Stock, Ticket
from tests.service import postgres
from tests.service.campus import NOW, planned, stored, visits_of
from tests.service.conftest import HandClock, Running, Serve
from tests.service.examples import add_examples
from tests.service.ground import lay_ground
from tests.service.test_papers import done_ticket

WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")


@pytest.fixture
def house(serve: Serve, postgres_database_url: str) -> Running:
    return serve(postgres_database_url)


def under_way(running: Running, ask: Callable[[], httpx.Response], threads: ThreadPoolExecutor) -> Future[Any]:
    """Ask for something, and return once it waits for a lock, or was answered."""
    asked = threads.submit(ask)
    with running.service.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not asked.done() and not connection.scalar(WAITING):
            pass
    return asked


def test_a_request_that_lost_in_a_deadlock_is_done_again(house: Running) -> None:
    add_examples(house.as_("administrator"))
    office = house.as_("dispatcher", territories=["qingdao"])
    for path in ("depot/main", "van/wang"):
        assert office.put(f"/v1/stock/{path}/psu-12v", json={"count": 5}).status_code == 200
    ends = [{"kind": "depot", "id": "main"}, {"kind": "van", "id": "wang"}]
    move = {"part": "psu-12v", "count": 2, "source": ends[0], "target": ends[1]}
    lying = {each["kind"]: (each["kind"], each["id"], "psu-12v") for each in ends}
    with ThreadPoolExecutor(1) as threads, house.service.store.session_for(Author("tests", house.clock)) as other:
        other.execute(text("SET deadlock_timeout = '1min'"))  # it is the request that finds that both wait
        other.get_one(Stock, lying["van"], with_for_update=True)
        asked = under_way(house, lambda: office.post("/v1/stock/moves", json=move), threads)
        assert not asked.done()
        try:
            other.get_one(Stock, lying["depot"], with_for_update=True).count = 7
            other.commit()
        except OperationalError:  # the machine is so slow that this one was chosen
            other.rollback()
        answer = asked.result(60)
    assert answer.status_code == 201, answer.text
    counts = {each["holder"]["id"]: each["count"] for each in office.get("/v1/stock").json()["items"]}
    assert counts in ({"main": 5, "wang": 7}, {"main": 3, "wang": 7})
    assert answer.json()["target"]["count"] == 7, "moved once"


def test_who_writes_a_paper_waits_for_the_ticket_before_holding_the_paper(house: Running) -> None:
    lay_ground(house)
    office = house.as_("dispatcher")
    ticket = done_ticket(house, office)
    call = next(each for each in office.get("/v1/papers?owed=true").json()["items"] if each["kind"] == "follow_up")
    with ThreadPoolExecutor(1) as threads, house.service.store.session_for(Author("tests", house.clock)) as other:
        other.get_one(Ticket, ticket, with_for_update={"of": Ticket})  # as where a report is taken
        asked = under_way(house, lambda: office.post(f"/v1/papers/{call['id']}/written", json={}), threads)
        other.scalars(select(Paper).where(Paper.id == call["id"]).with_for_update(nowait=True)).one()
        other.commit()
        answer = asked.result(60)
    assert answer.status_code == 200, answer.text
    assert office.get(f"/v1/tickets/{ticket}").json()["status"] == "followed_up"


def test_a_customer_that_changes_while_a_plan_is_published_is_told_as_it_is(
    serve: Serve, postgres_address: str, campus_postgres: str
) -> None:
    address = postgres.make_database(postgres_address, "at_once", campus_postgres)
    campus = serve(address, HandClock(NOW))
    plan = stored(campus, planned(campus.clock, "p1"))
    visit, engineer = next(iter(visits_of(plan).items()))
    office = campus.as_("administrator")
    site = office.get(f"/v1/sites/{plan.matter['sources'][visit]['site']}").json()
    contract = office.get(f"/v1/contracts/{site['contract']}").json()
    path = f"/v1/customers/{contract['customer']}"
    renamed = office.get(path).json() | {"name": "New & Co"}
    with ThreadPoolExecutor(1) as threads, campus.service.store.session_for(Author("tests", campus.clock)) as other:
        publish(other, other.get_one(Plan, "p1"), "tests", campus.clock())
        other.flush()  # its routes are there, and nobody else sees them
        change = under_way(campus, lambda: office.put(path, json=renamed, headers={"If-Match": "*"}), threads)
        other.commit()
        assert change.result(60).status_code == 200
    route = office.get(f"/v1/engineers/{engineer}/routes/{plan.first_on}").json()
    told = next(stop for stop in route["stops"] if stop["id"] == visit)
    assert told["customer"] == "New & Co"
