"""A request that is sent while the same one is still under way, as an impatient phone does."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from api.store.tables import Ticket
from tests.service.conftest import Running
from tests.service.ground import lay_ground

_AT_ONCE = 6


def test_requests_with_one_key_that_come_at_once_get_one_answer(running: Running) -> None:
    lay_ground(running)
    caller, body = running.as_("dispatcher"), {"site": "s1", "severity": "2"}
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        sent = [
            threads.submit(caller.post, "/v1/tickets", json=body, headers={"Idempotency-Key": "mine"})
            for _ in range(_AT_ONCE)
        ]
        answers = [each.result() for each in sent]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sum("Idempotent-Replayed" in answer.headers for answer in answers) == _AT_ONCE - 1
    with running.service.store.reading() as session:
        assert session.scalar(select(func.count(Ticket.id))) == 1
