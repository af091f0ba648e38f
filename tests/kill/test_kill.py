"""The service is killed at random moments while everybody writes: what was answered is there, and nothing twice."""

import secrets
import shutil
from pathlib import Path

import pytest

from tests.kill.house import lay
from tests.kill.killing import KILLS_PER_DATABASE, kill_often
from tests.service import postgres

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds processes in /proc"),
]
_SEED = 4


@pytest.fixture
def house_on_sqlite(blank_sqlite: Path, tmp_path: Path) -> str:
    shutil.copy(blank_sqlite, tmp_path / "house.db")
    return f"sqlite:///{tmp_path / 'house.db'}"


@pytest.fixture
def house_on_postgres(postgres_address: str) -> str:
    return postgres.make_database(postgres_address, f"killed_{secrets.token_hex(4)}", "blank")


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_what_was_answered_is_there_once_after_the_service_was_killed(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url: str = request.getfixturevalue(f"house_on_{kind}")
    lay(url)
    tally = kill_often(url, _SEED, tmp_path / "log")
    assert tally.killed.total() == KILLS_PER_DATABASE
    assert tally.answered_count > 0
    assert tally.faults == []
