"""Parts in depots and vans: counted, moved, and seen by those whom they concern."""

import pytest

from tests.service.calling import Caller
from tests.service.conftest import Running
from tests.service.examples import add_examples, example

DEPOT, VAN = {"kind": "depot", "id": "main"}, {"kind": "van", "id": "wang"}


@pytest.fixture
def office(running: Running) -> Caller:
    """A dispatcher; twelve power supplies lie in the depot."""
    add_examples(running.as_("administrator"))
    dispatcher = running.as_("dispatcher", territories=["qingdao"])
    assert dispatcher.put("/v1/stock/depot/main/psu-12v", json={"count": 12}).status_code == 200
    return dispatcher


def counts(caller: Caller) -> dict[str, int]:
    """How many there are, by holder."""
    return {each["holder"]["id"]: each["count"] for each in caller.get("/v1/stock").json()["items"]}


def test_parts_move_from_a_depot_to_a_van_and_none_is_lost(office: Caller) -> None:
    moved = office.post("/v1/stock/moves", json={"part": "psu-12v", "count": 2, "source": DEPOT, "target": VAN})
    assert moved.status_code == 201
    assert (moved.json()["source"]["count"], moved.json()["target"]["count"]) == (10, 2)
    assert counts(office) == {"main": 10, "wang": 2}


def test_more_than_there_are_cannot_be_moved(office: Caller) -> None:
    wanted = {"part": "psu-12v", "count": 13, "source": DEPOT, "target": VAN}
    answer = office.post("/v1/stock/moves", json=wanted)
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")
    assert "12 of 'psu-12v'" in answer.json()["detail"]
    assert counts(office) == {"main": 12}
    same = office.post("/v1/stock/moves", json={**wanted, "target": DEPOT})
    assert same.status_code == 409


def test_what_does_not_exist_is_told(office: Caller) -> None:
    assert office.put("/v1/stock/depot/main/none", json={"count": 1}).status_code == 404
    assert office.put("/v1/stock/van/none/psu-12v", json={"count": 1}).status_code == 404
    assert office.put("/v1/stock/shelf/main/psu-12v", json={"count": 1}).status_code == 422
    assert office.put("/v1/stock/depot/main/psu-12v", json={"count": -1}).status_code == 422


def test_an_engineer_sees_the_own_van_and_a_stranger_nothing(running: Running, office: Caller) -> None:
    office.put("/v1/stock/van/wang/psu-12v", json={"count": 3})
    assert counts(running.as_("engineer", engineer_id="wang")) == {"wang": 3}
    stranger = running.as_("dispatcher", territories=["main"])
    assert counts(stranger) == {}
    assert stranger.put("/v1/stock/depot/main/psu-12v", json={"count": 0}).status_code == 404


def test_the_list_comes_in_pages(office: Caller) -> None:
    for number in range(3):
        office.post("/v1/parts", json=example("parts", id=f"p{number}"))
        office.put(f"/v1/stock/van/wang/p{number}", json={"count": number})
    seen, after = [], None
    while True:
        params = {"limit": 2} | ({"after": after} if after else {})
        page = office.get("/v1/stock", params=params).json()
        seen += [each["part"] for each in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == ["psu-12v", "p0", "p1", "p2"]
    assert office.get("/v1/stock", params={"after": "nonsense"}).status_code == 400
    assert [each["part"] for each in office.get("/v1/stock", params={"holder": "main"}).json()["items"]] == ["psu-12v"]
