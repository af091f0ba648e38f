"""Whatever happens, nowhere are more parts reserved than there are, and nothing is kept for what is over."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.plans.parts import PartPlanned, parts_planned
from api.plans.supply import DepotPlace, Supply
from api.store.tables import Reservation, Stock, Ticket
from tests.service.conftest import Running, Serve
from tests.service.published import publish, ticket_source
from tests.service.test_reports import rows
from tests.service.test_spare_parts import change, needing, put, stocked
from tests.service.test_tickets import tell

_AT = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
_PARTS = st.sampled_from(["fan", "lens"])
_HOLDERS = st.sampled_from([("van", "e1"), ("van", "e2"), ("depot", "near"), ("depot", "far")])
_SHELVES = st.dictionaries(st.builds(lambda holder, part: (*holder, part), _HOLDERS, _PARTS), st.integers(-2, 4))
_ASKED = st.lists(st.tuples(st.sampled_from(["e1", "e2"]), st.dictionaries(_PARTS, st.integers(1, 5), min_size=1)))


def planned(free: dict[tuple[str, str, str], int], asked: list[tuple[str, dict[str, int]]]) -> list[PartPlanned]:
    """Plan the parts of tickets t0, t1 …, each an hour after the other."""
    depots = (DepotPlace("far", None, 37.0, 120.0), DepotPlace("near", "Near", 36.1, 120.0))
    supply = Supply("UTC", {f"t{k}": parts for k, (_, parts) in enumerate(asked)}, free, depots)
    shifts = {name: {"id": name, "start": _AT.isoformat(), "from": "home"} for name in ("e1", "e2")}
    problem: dict[str, Any] = {
        "places": [{"id": "home", "lat": 36.0, "lon": 120.0}],
        "engineers": [{"id": name, "shifts": [shift]} for name, shift in shifts.items()],
    }
    begins = [(_AT + timedelta(hours=k)).isoformat() for k in range(len(asked))]
    stops = [(engineer, {"visit": f"t{k}", "start": begins[k]}) for k, (engineer, _) in enumerate(asked)]
    routes = [
        {"engineer": name, "shift": name, "stops": [stop for engineer, stop in stops if engineer == name]}
        for name in shifts
    ]
    sources = {f"t{k}": {"kind": "ticket", "id": f"t{k}"} for k in range(len(asked))}
    return parts_planned(supply, problem, {"routes": routes}, sources)


@given(_SHELVES, _ASKED)
def test_a_plan_takes_no_more_than_lies_there_and_says_what_is_missing(
    free: dict[tuple[str, str, str], int], asked: list[tuple[str, dict[str, int]]]
) -> None:
    found = planned(free, asked)
    assert [(each.ticket, each.part, each.count) for each in found] == [
        (f"t{k}", part, count) for k, (_, parts) in enumerate(asked) for part, count in parts.items()
    ]
    taken: Counter[tuple[str, str, str]] = Counter()
    for each in found:
        assert sum(place.count for place in each.take) + each.missing == each.count
        assert (each.warning is None) == (each.missing == 0)
        assert all(place.id == each.engineer for place in each.take if place.kind == "van"), "never another's van"
        for place in each.take:
            assert place.count > 0
            taken[place.kind, place.id, each.part] += place.count
        if each.missing:
            left = {key: count - taken[key] for key, count in free.items() if key[2] == each.part}
            mine = [count for (kind, id_, _), count in left.items() if kind == "depot" or id_ == each.engineer]
            assert all(count <= 0 for count in mine), "nothing is missing that lies somewhere"
    assert all(count <= max(0, free.get(key, 0)) for key, count in taken.items())


def test_the_nearest_depot_is_asked_first_and_the_shortage_is_told_in_a_sentence() -> None:
    free = {("depot", "near", "lens"): 1, ("depot", "far", "lens"): 1}
    (found,) = planned(free, [("e2", {"lens": 3})])
    assert [(place.id, place.count) for place in found.take] == [("near", 1), ("far", 1)]
    told = "t0 needs 3 x lens; e2's van has none free, depot Near has 1 free, depot far has 1 free: 1 is missing"
    assert found.warning == told


def require_conservation(running: Running) -> None:
    """See to it that what is reserved is there, for open tickets, and no more than they need."""
    stock = {(row.holder_kind, row.holder_id, row.part_id): row.count for row in rows(running, Stock)}
    tickets = {row.id: row for row in rows(running, Ticket)}
    reserved: Counter[tuple[str, str, str]] = Counter()
    kept: Counter[tuple[str, str]] = Counter()
    for row in rows(running, Reservation):
        assert row.count > 0
        assert tickets[row.ticket_id].closed_at is None, "nothing is kept for what is over"
        reserved[row.holder_kind, row.holder_id, row.part_id] += row.count
        kept[row.ticket_id, row.part_id] += row.count
    assert all(count <= stock[key] for key, count in reserved.items())
    for (ticket, part), count in kept.items():
        needed = sum(each["count"] for each in tickets[ticket].document["parts"] if each["part"] == part)
        assert count <= needed


def test_nowhere_is_more_reserved_than_there_is(running: Running) -> None:
    office, random = stocked(running), Random(7)
    engineer = running.as_("engineer", engineer_id="e1")
    tickets = [needing(office, fan=random.randint(1, 3), lens=random.randint(1, 2)) for _ in range(8)]
    left, version = list(tickets), 0
    for _ in range(25):
        part, holder = random.choice(["fan", "lens"]), random.choice([("van", "e1"), ("depot", "d1")])
        step = random.choice(["count", "move", "publish", "publish", "use", "end", "change"])
        if step == "count":
            put(office, *holder, part, random.randint(0, 6))
        elif step == "move":
            ends = [{"kind": "van", "id": "e1"}, {"kind": "depot", "id": "d1"}]
            random.shuffle(ends)
            moved = {"part": part, "count": random.randint(1, 3), "source": ends[0], "target": ends[1]}
            assert office.post("/v1/stock/moves", json=moved).status_code in (201, 409)
        elif step == "publish":
            version += 1
            going = random.sample(left, min(len(left), 4))
            publish(running, {each: ticket_source(each) for each in going}, version=version)
        elif step == "use" and version:
            path = f"/v1/engineers/e1/routes/2026-12-07/stops/{random.choice(tickets)}/reports"
            used = [{"part": part, "count": random.randint(1, 2)}]
            assert engineer.post(path, json={"status": "travelling", "parts_used": used}).status_code in (201, 404)
        elif step == "end" and len(left) > 4:
            tell(office, left.pop(), "cancelled")
        elif step == "change":
            change(office, random.choice(left), fan=random.randint(1, 3), lens=1)
        require_conservation(running)


def test_plans_moves_and_reports_at_the_same_time_wait_for_each_other(serve: Serve, postgres_database_url: str) -> None:
    running = serve(postgres_database_url)
    office, engineer = stocked(running), running.as_("engineer", engineer_id="e1")
    put(office, "depot", "d1", "fan", 6)
    put(office, "van", "e1", "fan", 2)
    sources = {each: ticket_source(each) for each in (needing(office, fan=2) for _ in range(3))}
    publish(running, sources, version=1)
    ends = [{"kind": "depot", "id": "d1"}, {"kind": "van", "id": "e1"}]

    def plan() -> set[int]:
        for version in range(2, 8):
            publish(running, sources, version=version)
        return set()

    def move() -> set[int]:
        moves = [{"part": "fan", "count": 1, "source": ends[k % 2], "target": ends[1 - k % 2]} for k in range(12)]
        return {office.post("/v1/stock/moves", json=each).status_code for each in moves}

    def tell_of_use() -> set[int]:
        told = {"status": "on_site", "parts_used": [{"part": "fan", "count": 1}]}
        path = "/v1/engineers/e1/routes/2026-12-07/stops"
        return {engineer.post(f"{path}/{stop}/reports", json=told).status_code for stop in sources for _ in range(3)}

    with ThreadPoolExecutor(3) as threads:
        answers = [threads.submit(each) for each in (plan, move, tell_of_use)]
        assert set().union(*(each.result() for each in answers)) <= {201, 409}
    require_conservation(running)
