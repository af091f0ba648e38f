"""Backups: whole, the same from both kinds of database, and while the service goes on."""

import json
import secrets
import threading
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.store.audit import Author
from api.store.backup import MANIFEST, back_up
from api.store.engine import Store, open_store
from api.store.restore import restore
from api.store.rows_as_json import rows_of, tables_of
from api.store.tables import AuditEntry, Customer, Engineer, Job, KeptAnswer, Territory
from optimiser import FaultyInput
from tests.cli.running import roundsman
from tests.service import postgres
from tests.service.conftest import START, HandClock, Running

Content = dict[str, list[dict[str, Any]]]


def content(store: Store) -> Content:
    """All that is in a database."""
    with store.engine.connect() as connection:
        return {table.name: list(rows_of(connection, table)) for table in tables_of(connection)}


def fill(running: Running) -> None:
    """Rows with everything that may go wrong on the way: letters, bytes, both kinds of null, instants, numbers."""
    odd = {"id": "c", "name": '青岛 "Ö" \u2028 \n', "big": 2**53, "small": 0.1, "none": None, "list": [[], {}]}
    with running.service.store.writing(Author("tests", running.clock, "r")) as session:
        session.add(Customer(id="c", document=odd, updated_at=START + timedelta(microseconds=1)))
        session.add(Territory(id="north", document={"id": "north"}, updated_at=START))
        session.flush()
        session.add(Engineer(id="e", document={}, updated_at=START, territory_id="north"))
        session.add(
            Job(id="j", kind="solve", state="done", params={"n": 1}, limit_s=0.1, created_by="t", created_at=START)
        )
        kept = {"actor": "a", "key": "k", "fingerprint": "f", "status": 200, "headers": {"a": "b"}, "at": START}
        session.add(KeptAnswer(body=bytes(range(256)), **kept))
    running.as_("administrator")


@pytest.fixture
def other_url(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of the other kind."""
    if database_url.startswith("sqlite"):
        address: str = request.getfixturevalue("postgres_address")
        return postgres.make_database(address, f"empty_{secrets.token_hex(4)}")
    return f"sqlite:///{tmp_path / 'other.db'}"


def test_a_restored_backup_is_what_was_backed_up(running: Running, tmp_path: Path) -> None:
    fill(running)
    before = content(running.service.store)
    counts = back_up(running.service.store, tmp_path / "b", START)
    assert counts == {name: len(rows) for name, rows in before.items()}
    assert counts["customers"] == 1
    with running.service.store.writing(Author("tests", running.clock)) as session:
        session.delete(session.get_one(Customer, "c"))
        session.add(Customer(id="later", document={}, updated_at=START))
    assert restore(running.service.store, tmp_path / "b") == counts
    assert content(running.service.store) == before


def test_a_backup_moves_between_the_two_kinds_of_database(running: Running, other_url: str, tmp_path: Path) -> None:
    fill(running)
    back_up(running.service.store, tmp_path / "b", START)
    other = open_store(other_url)
    try:
        restore(other, tmp_path / "b")
        assert content(other) == content(running.service.store)
        with other.writing(Author("tests", HandClock())) as session:  # numbers go on behind those restored
            session.add(Customer(id="later", document={}, updated_at=START))
        with other.reading() as session:
            assert session.get_one(Customer, "c").document["name"] == '青岛 "Ö" \u2028 \n'
            ids = session.scalars(select(AuditEntry.id)).all()
            assert len(ids) == len(set(ids))
    finally:
        other.close()


def test_a_backup_made_while_others_write_is_of_one_instant(running: Running, tmp_path: Path) -> None:
    """Each transaction writes two rows that belong together: a backup never has one of them."""
    stop, store = threading.Event(), running.service.store

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with store.writing(Author("tests", running.clock)) as session:
                session.add(Customer(id=f"c{number}", document={}, updated_at=START))
                session.add(Territory(id=f"c{number}", document={}, updated_at=START))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            back_up(store, tmp_path / f"b{number}", START)
    finally:
        stop.set()
        writer.join()
    for number in range(5):
        with zipfile.ZipFile(tmp_path / f"b{number}") as archive:
            ids = [
                {json.loads(line)["id"] for line in archive.read(f"{name}.jsonl").splitlines()}
                for name in ("customers", "territories")
            ]
        assert ids[0] == ids[1] - {"main"}


def test_the_service_goes_on_while_everything_is_replaced(running: Running, tmp_path: Path) -> None:
    fill(running)
    administrator = running.as_("administrator")
    store = running.service.store
    back_up(store, tmp_path / "b", START)
    statuses, stop = [], threading.Event()

    def ask() -> None:
        caller = running.with_key(administrator._key)
        while not stop.is_set():
            statuses.append(caller.get("/v1/me").status_code)
            given = {"name": "x", "role": "planner"}
            statuses.append(caller.post("/v1/keys", json=given).status_code)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for _ in range(3):
            restore(store, tmp_path / "b")
    finally:
        stop.set()
        asking.join()
    assert set(statuses) <= {200, 201, 503}
    assert statuses.count(503) <= 3
    assert administrator.get("/v1/me").status_code == 200


def test_a_damaged_backup_changes_nothing(running: Running, tmp_path: Path) -> None:
    fill(running)
    before = content(running.service.store)
    file, damaged = tmp_path / "b", tmp_path / "damaged"
    back_up(running.service.store, file, START)
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(damaged, "w") as part:
        for name in whole.namelist():
            lines = whole.read(name)
            part.writestr(name, lines.replace(b"north", b"south") if name == "territories.jsonl" else lines)
    with pytest.raises(FaultyInput, match="territories"):
        restore(running.service.store, damaged)
    assert content(running.service.store) == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"format": "another"}, "another"),
        ({"version": 2}, "roundsman-backup 2"),
        ({"revision": "9999"}, "newer"),
        ({"tables": {}}, "tables"),
        ({"tables": 7}, "damaged"),
    ],
    ids=str,
)
def test_what_is_no_backup_of_ours_is_refused(
    running_on_sqlite: Running, tmp_path: Path, change: dict[str, object], told: str
) -> None:
    file, changed = tmp_path / "b", tmp_path / "changed"
    back_up(running_on_sqlite.service.store, file, START)
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(changed, "w") as other:
        manifest = json.loads(whole.read(MANIFEST))
        other.writestr(MANIFEST, json.dumps(manifest | change))
    with pytest.raises(FaultyInput, match=told):
        restore(running_on_sqlite.service.store, changed)


@pytest.mark.parametrize("bytes_", [b"", b"PK\x03\x04 no archive", b"x" * 5000], ids=["empty", "broken", "other"])
def test_any_other_file_is_refused(running_on_sqlite: Running, tmp_path: Path, bytes_: bytes) -> None:
    (tmp_path / "b").write_bytes(bytes_)
    with pytest.raises(FaultyInput, match="no backup"):
        restore(running_on_sqlite.service.store, tmp_path / "b")


def test_only_its_owner_reads_a_backup_and_a_failed_one_leaves_the_last(
    running_on_sqlite: Running, tmp_path: Path
) -> None:
    file = tmp_path / "b"
    back_up(running_on_sqlite.service.store, file, START)
    assert file.stat().st_mode & 0o777 == 0o600
    written = file.read_bytes()
    broken = open_store(f"sqlite:///{tmp_path / 'garbage.db'}")
    with broken.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE bad (id INTEGER PRIMARY KEY, document JSON)")
        connection.exec_driver_sql("INSERT INTO bad VALUES (1, 'no json')")
    with pytest.raises(ValueError, match="Expecting value"):
        back_up(broken, file, START)
    broken.close()
    assert file.read_bytes() == written
    assert [each.name for each in tmp_path.iterdir() if "part" in each.name] == []


def test_the_commands_back_up_and_restore_a_service_that_runs(
    running: Running, database_url: str, tmp_path: Path
) -> None:
    fill(running)
    before = content(running.service.store)
    url, file = {"ROUNDSMAN_DATABASE_URL": database_url}, tmp_path / "night.backup"
    backed_up = roundsman("backup", file, **url)
    assert (backed_up.status, backed_up.err) == (0, "")
    with running.service.store.writing(Author("tests", running.clock)) as session:
        session.get_one(Customer, "c").document = {}
    refused = roundsman("restore", file, **url)
    assert (refused.status, "--yes" in refused.err) == (2, True)
    assert roundsman("restore", file, "--yes", **url).status == 0
    assert content(running.service.store) == before
    assert running.as_("planner").get("/v1/me").status_code == 200


def test_the_commands_tell_what_is_wrong_with_a_file(running_on_sqlite: Running, tmp_path: Path) -> None:
    url = {"ROUNDSMAN_DATABASE_URL": f"sqlite:///{tmp_path / 'service.db'}"}
    for arguments in (
        ("restore", "--yes", tmp_path / "nothing"),
        ("restore", "--yes", tmp_path),
        ("backup", tmp_path),
        ("backup", tmp_path / "no folder" / "b"),
    ):
        ran = roundsman(*arguments, **url)
        assert ran.status == 2
        assert "FILE: " in ran.err
