"""What the kill tests look for they also find: each kind of damage, done by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from api.store.engine import Store, open_store
from api.store.tables import Contract, Ticket
from tests.kill.house import AWAY, CONTRACT, ELSEWHERE, OFFICE_KEY, SEVERITY, draft_id, lay
from tests.kill.invariants import doubled, lost, torn
from tests.kill.writes import Activity, Ledger, Write
from tests.service.campus import NOW


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path_factory.mktemp('house') / 'house.db'}"
    lay(url)
    store = open_store(url)
    yield store
    store.close()


@pytest.fixture
def damaged(house: Store) -> Iterator[Store]:
    """The house, to be damaged; it is whole again afterwards."""
    file = Path(house.engine.url.database or "")
    whole = file.with_suffix(".whole")
    house.close()
    whole.write_bytes(file.read_bytes())
    yield house
    house.close()
    for leftover in file.parent.glob(f"{file.name}-*"):
        leftover.unlink()
    file.write_bytes(whole.read_bytes())


def damage(store: Store, statement: str) -> None:
    with store.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(statement))


def add_ticket(store: Store, id_: str) -> None:
    """Add a ticket past the service, and past its audit log."""
    with Session(store.engine.execution_options(writes=True)) as session:
        contract = session.get_one(Contract, CONTRACT)
        session.add(
            Ticket(
                id=id_,
                site_id=AWAY,
                contract_id=contract.id,
                customer_id=contract.customer_id,
                territory_id=ELSEWHERE,
                status="reported",
                severity=SEVERITY,
                reported_at=NOW,
                document={"id": id_, "name": "ticket-0-0"},
                updated_at=NOW,
            )
        )
        session.commit()


def answered(activity: Activity, answer: dict[str, object], promise: dict[str, object]) -> Ledger:
    ledger = Ledger()
    ledger.note(activity, Write(activity, OFFICE_KEY, "/v1", f"{activity}-0-0", promise, answer=answer))
    return ledger


def test_a_house_that_was_never_killed_is_whole(house: Store) -> None:
    assert lost(house, Ledger()) == doubled(house, Ledger()) == torn(house) == []


@pytest.mark.parametrize(
    ("activity", "answer", "promise"),
    [
        ("ticket", {"id": "T-1"}, {}),
        ("report", {"id": "none"}, {"engineer": "e", "used_count": 0}),
        ("slip", {"number": "S-2026-000001"}, {}),
        ("solve", {"id": "job-1"}, {}),
        ("publish", {}, {"plan": draft_id(1), "version": 2}),
        ("import", {}, {"sites": ["import-0-0-0"]}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_answered_write_that_is_gone_is_found(
    house: Store, activity: Activity, answer: dict[str, object], promise: dict[str, object]
) -> None:
    assert len(lost(house, answered(activity, answer, promise))) == 1


def test_half_an_import_is_found(house: Store) -> None:
    ledger = Ledger()
    ledger.note("import", Write("import", OFFICE_KEY, "/v1", "import-0-0", {"sites": [AWAY, "import-0-0-1"]}))
    assert lost(house, ledger) == ["import-0-0: 1 sites of 2, neither all nor none"]


def test_a_ticket_that_is_there_twice_is_found(damaged: Store) -> None:
    ledger = answered("ticket", {"id": "T-1"}, {})
    add_ticket(damaged, "T-1")
    assert lost(damaged, ledger) == doubled(damaged, ledger) == []
    add_ticket(damaged, "T-2")
    assert "ticket-0-0: there 2 times" in doubled(damaged, ledger)
    assert any("audit log" in fault for fault in torn(damaged))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE routes SET plan_id = 'draft-001' WHERE engineer_id = (SELECT min(engineer_id) FROM routes)",
        "UPDATE plans SET state = 'published', version = 2 WHERE id = 'draft-001'",
        "UPDATE published_days SET version = 7",
        "UPDATE routes SET revision = revision + 1",
        "DELETE FROM audit WHERE subject = 'plans' AND subject_id = 'draft-001'",
    ],
    ids=["route", "plan", "day", "revision", "audit"],
)
def test_what_was_torn_is_found(damaged: Store, statement: str) -> None:
    damage(damaged, statement)
    assert torn(damaged)
