"""Laws of a ticket's life, whatever is told in whatever order."""

from datetime import timedelta
from typing import Any, get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.work.life import BOOK_KINDS, MOVES, OVER, WAITING, EventName, NotPossible, Told, standing_of
from tests.service.conftest import START, Running
from tests.service.ground import lay_ground
from tests.service.test_tickets import reported

_KINDS: list[EventName] = sorted(MOVES)
_WAITS = st.sampled_from([None, "customer", "quote", "part", "workshop"])
_NEWS = st.lists(
    st.tuples(st.sampled_from(_KINDS), st.integers(0, 30), _WAITS), max_size=10
)  # what, so many minutes after the report, waiting for what


def told(kind: EventName, minutes: int, waits: Any) -> Told:
    return Told(kind, START + timedelta(minutes=minutes), None, waits if kind == "paused" else None)


@given(_NEWS)
def test_a_status_says_no_more_than_its_events(news: list[tuple[EventName, int, Any]]) -> None:
    happened: list[Told] = []
    for each in sorted(news, key=lambda one: one[1]):
        try:
            standing_of([*happened, told(*each)])
        except NotPossible:
            continue
        happened.append(told(*each))
    standing = standing_of(happened)
    kinds = [each.kind for each in happened]
    ends = [each for each in happened if each.kind in ("restored", "solved_remotely", "cancelled")]
    assert standing.is_over == bool(ends) == (standing.closed_at is not None)
    assert len(ends) <= 1
    if not ends:
        assert standing.waits == (kinds.count("paused") > kinds.count("resumed"))
    assert (standing.status in OVER) == standing.is_over


def test_every_event_has_its_move_and_leads_to_a_status_that_there_is() -> None:
    assert set(MOVES) == {kind for part in get_args(EventName) for kind in (get_args(part) or (part,))}
    assert set(MOVES) > BOOK_KINDS
    assert not OVER & WAITING


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(news=_NEWS)
def test_what_is_accepted_is_kept_and_no_ticket_is_lost(
    running_on_sqlite: Running, news: list[tuple[EventName, int, Any]]
) -> None:
    running = running_on_sqlite
    if "office" not in running.service.rooms:
        lay_ground(running)
        running.service.rooms["office"] = running.as_("dispatcher")
        running.service.rooms["ids"] = []
    running.clock.now = START
    office, ids = running.service.rooms["office"], running.service.rooms["ids"]
    id_ = reported(office)["id"]
    ids.append(id_)
    running.clock.move(hours=1)
    accepted = []
    for kind, minutes, waits in news:
        one = told(kind, minutes, waits)
        body = {"kind": one.kind, "at": one.at.isoformat(), "waiting_for": one.waiting_for}
        answer = office.post(f"/v1/tickets/{id_}/events", json=body)
        assert answer.status_code in (201, 409, 422), answer.text
        if answer.status_code == 201:
            accepted.append(one)
    ticket = office.get(f"/v1/tickets/{id_}").json()
    seen = [each["at"] for each in ticket["events"]]
    assert seen == sorted(seen)
    kinds = [each["kind"] for each in ticket["events"]]
    assert all(kind in kinds for kind in {one.kind for one in accepted})
    assert len(kinds) >= len(accepted)
    assert (ticket["status"] in OVER) == (ticket["closed_at"] is not None)
    assert (ticket["paused_since"] is not None) == (ticket["status"] in WAITING)
    if ticket["status"] in OVER | WAITING:
        assert all(each["state"] != "open" for each in ticket["promises"])
    listed = office.get("/v1/tickets?limit=500").json()["items"]
    assert sorted(each["id"] for each in listed) == sorted(ids)
