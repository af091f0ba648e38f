"""A service on a fresh database, with a clock that tests set and a key for each role."""

import itertools
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import make_app
from api.identity import passwords
from api.identity.actor import Role
from api.identity.recognition import KEY_PREFIX, hash_of
from api.service import Service
from api.settings import Settings
from api.store.audit import Author
from api.store.engine import open_store
from api.store.house import house_secret
from api.store.tables import ApiKey
from api.store.upgrade import upgrade
from tests.service import postgres
from tests.service.calling import Caller

if TYPE_CHECKING:
    from tests.service.three_houses import Ids

START = datetime(2026, 12, 7, 6, 0, tzinfo=UTC)
_NUMBERS = itertools.count(1)


@dataclass
class HandClock:
    """A clock that stands still until it is moved."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Running:
    """A service, its clock, and callers by role."""

    app: FastAPI
    clock: HandClock
    callers: list[Caller] = field(default_factory=list)

    @property
    def service(self) -> Service:
        found: Service = self.app.state.service
        return found

    def key(self, role: Role, **rest: object) -> str:
        """Make a key; `rest` is what else its row says: territories, engineer_id, customer_id."""
        key = KEY_PREFIX + secrets.token_urlsafe(32)
        with self.service.store.writing(Author("tests", self.clock)) as session:
            session.add(
                ApiKey(
                    id=f"k{next(_NUMBERS)}",
                    name=f"{role} of the tests",
                    key_hash=hash_of(key),
                    role=role,
                    created_at=self.clock(),
                    created_by="tests",
                    **rest,  # type: ignore[arg-type]
                )
            )
        return key

    def as_(self, role: Role, **rest: object) -> Caller:
        """A caller with a new key of this role."""
        return self.with_key(self.key(role, **rest))

    def with_key(self, key: str | None, address: str = "127.0.0.1") -> Caller:
        """A caller with a key, or without any, from some address."""
        self.callers.append(Caller(self.app, key, address))
        return self.callers[-1]

    def close(self) -> None:
        for caller in self.callers:
            caller.close()
        self.service.store.close()


@pytest.fixture(scope="session", autouse=True)
def real_hasher() -> Iterator[PasswordHasher]:
    """The service's own way with passwords, which is slow on purpose; in here another one is used, a hundred times."""
    real = passwords._HASHER
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield real


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """A server, with an empty database of ours, called blank, that has all tables."""
    with postgres.server() as address:
        store = open_store(postgres.make_database(address, "blank"))
        upgrade(store)
        house_secret(store, HandClock())
        store.close()
        yield address


@pytest.fixture(scope="session")
def blank_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that has all tables, to copy."""
    file = tmp_path_factory.mktemp("sqlite") / "blank.db"
    store = open_store(f"sqlite:///{file}")
    upgrade(store)
    house_secret(store, HandClock())
    store.close()
    return file


@pytest.fixture(scope="session")
def left_databases() -> list[str]:
    """PostgreSQL databases of tests that are over."""
    return []


@pytest.fixture
def new_postgres_database(postgres_address: str, left_databases: list[str]) -> Iterator[Callable[[str], str]]:
    """Make copies of a PostgreSQL database; those of earlier tests are dropped, of this one they may be in use yet."""
    postgres.drop_unused(postgres_address, left_databases)
    made: list[str] = []

    def make(template: str) -> str:
        made.append(f"t{next(_NUMBERS)}_{secrets.token_hex(4)}")
        return postgres.make_database(postgres_address, made[-1], template)

    yield make
    left_databases += made


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh database: each test runs on both kinds."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("blank_sqlite"), tmp_path / "service.db")
        return f"sqlite:///{tmp_path / 'service.db'}"
    make: Callable[[str], str] = request.getfixturevalue("new_postgres_database")
    return make("blank")


@pytest.fixture
def postgres_database_url(new_postgres_database: Callable[[str], str]) -> str:
    """The address of a fresh PostgreSQL database, for what SQLite is not meant for."""
    return new_postgres_database("blank")


Serve = Callable[..., Running]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start services; they are closed after the test."""
    started: list[Running] = []

    def start(url: str, clock: HandClock | None = None, **settings: object) -> Running:
        clock = clock or HandClock()
        app = make_app(Settings(database_url=SecretStr(url), **settings), clock)  # type: ignore[arg-type]
        started.append(Running(app, clock))
        return started[-1]

    yield start
    for each in started:
        each.close()


@pytest.fixture
def running(serve: Serve, database_url: str) -> Running:
    """A service on a fresh database."""
    return serve(database_url)


@pytest.fixture
def running_on_sqlite(serve: Serve, blank_sqlite: Path, tmp_path: Path) -> Running:
    """A service on a fresh SQLite database, for what does not depend on the kind of database."""
    shutil.copy(blank_sqlite, tmp_path / "service.db")
    return serve(f"sqlite:///{tmp_path / 'service.db'}")


@pytest.fixture(scope="session")
def campus_sqlite(blank_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with a campus in it, to copy."""
    file = tmp_path_factory.mktemp("campus") / "campus.db"
    shutil.copy(blank_sqlite, file)
    _fill_campus(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def campus_postgres(postgres_address: str) -> str:
    """The name of a PostgreSQL database with a campus in it, to copy."""
    _fill_campus(postgres.make_database(postgres_address, "campus", "blank"))
    return "campus"


def _fill_campus(url: str) -> None:
    from tests.service.campus import put_campus

    store = open_store(url)
    put_campus(store)
    store.close()


@pytest.fixture
def campus_on_sqlite(serve: Serve, campus_sqlite: Path, tmp_path: Path) -> Running:
    """A service that knows a campus with its engineers, on the morning of its day."""
    from tests.service.campus import NOW

    shutil.copy(campus_sqlite, tmp_path / "service.db")
    return serve(f"sqlite:///{tmp_path / 'service.db'}", HandClock(NOW))


@pytest.fixture(params=["sqlite", "postgresql"])
def campus(request: pytest.FixtureRequest, serve: Serve) -> Running:
    """The same, on both kinds of database."""
    from tests.service.campus import NOW

    if request.param == "sqlite":
        found: Running = request.getfixturevalue("campus_on_sqlite")
        return found
    template: str = request.getfixturevalue("campus_postgres")
    make: Callable[[str], str] = request.getfixturevalue("new_postgres_database")
    return serve(make(template), HandClock(NOW))


@pytest.fixture(scope="session")
def three_houses(blank_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> "tuple[Path, Ids]":
    """A SQLite file with three houses in which much has happened, to copy, and the ids of all that."""
    from tests.service.three_houses import settle

    file = tmp_path_factory.mktemp("houses") / "houses.db"
    shutil.copy(blank_sqlite, file)
    clock = HandClock()
    running = Running(make_app(Settings(database_url=SecretStr(f"sqlite:///{file}")), clock), clock)
    ids = settle(running)
    running.close()
    with closing(sqlite3.connect(file)) as connection:  # whoever did the jobs may have it open still
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file, ids


@pytest.fixture
def new_houses(serve: Serve, three_houses: "tuple[Path, Ids]", tmp_path: Path) -> "Callable[[], tuple[Running, Ids]]":
    """Start a service in which the three houses live, ten minutes later; each time a fresh one."""
    from tests.service.three_houses import LATER

    def start() -> "tuple[Running, Ids]":
        file = tmp_path / f"houses{next(_NUMBERS)}.db"
        shutil.copy(three_houses[0], file)
        often = {"rate_per_minute": 10**9, "sign_in_rate_per_minute": 10**9}
        return serve(f"sqlite:///{file}", HandClock(LATER), **often), three_houses[1]

    return start


@pytest.fixture
def houses(new_houses: "Callable[[], tuple[Running, Ids]]") -> "tuple[Running, Ids]":
    """A service in which the three houses live, and all their ids."""
    return new_houses()
