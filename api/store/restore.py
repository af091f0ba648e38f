"""Restoring a backup: everything that is in the database is replaced, in one transaction, while the service goes on.

Readers see the old or the new, whole; who writes meanwhile waits, or is asked to repeat.
"""

import hashlib
import json
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Integer, Table, delete, text
from sqlalchemy.exc import OperationalError

from api.store.backup import FORMAT, FORMAT_VERSION, MANIFEST
from api.store.engine import Store
from api.store.rows_as_json import put_rows, tables_of
from api.store.upgrade import known_revisions, present_revision, upgrade
from optimiser import Fault, FaultyInput

_ATTEMPTS = 5
_PAUSE_S = 0.5


def restore(store: Store, file: Path) -> dict[str, int]:
    """Replace everything in a database by what is in a backup.

    Parameters
    ----------
    store : Store
        May be in use by a running service. An empty database gets its tables; one with tables must be of the
        backup's revision.
    file : Path
        What :func:`api.store.backup.back_up` wrote, from SQLite or PostgreSQL.

    Returns
    -------
    dict
        How many rows of each table there are now.

    Raises
    ------
    FaultyInput
        Where the file is no backup, is damaged, or is of another revision. Nothing was changed then.
    OSError
        Where the file cannot be read.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest_of(archive)
            _prepare(store, manifest["revision"])
            counts = _replace(store, archive, manifest)
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError) as error:
        raise _faulty("not_a_backup", f"this is no backup, or a damaged one ({error}); try another file") from error
    upgrade(store)
    return counts


def _manifest_of(archive: zipfile.ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if (manifest["format"], manifest["version"]) != (FORMAT, FORMAT_VERSION):
        found = f"{manifest['format']} {manifest['version']}"
        raise _faulty("not_a_backup", f"this is {found}, not {FORMAT} {FORMAT_VERSION}; try the release that wrote it")
    if manifest["revision"] not in known_revisions():
        message = f"this backup is of revision {manifest['revision']}, which is newer than this release; update first"
        raise _faulty("other_revision", message)
    return manifest


def _prepare(store: Store, revision: str) -> None:
    with store.engine.connect() as connection:
        present = present_revision(connection)
    if present is None:
        upgrade(store, revision)
    elif present != revision:
        message = (
            f"this backup is of revision {revision}, the database of {present}; restore it into an empty database "
            "(ROUNDSMAN_DATABASE_URL), which is brought up to date then"
        )
        raise _faulty("other_revision", message)


def _replace(store: Store, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> dict[str, int]:
    """Do it, again where others held what was needed in another order."""
    for attempt in range(_ATTEMPTS):
        try:
            with store.engine.execution_options(writes=True).begin() as connection:
                return _replaced(connection, archive, manifest)
        except OperationalError:
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(_PAUSE_S)
    raise AssertionError("the last attempt returns or raises")


def _replaced(connection: Connection, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> dict[str, int]:
    tables = tables_of(connection)
    told = {table.name for table in tables} ^ set(manifest["tables"])
    if told:
        raise _faulty("not_a_backup", f"its tables are not those of the database: {', '.join(sorted(told))}")
    _keep_writers_out(connection, tables)
    for table in reversed(tables):
        connection.execute(delete(table))
    counts = {}
    for table in tables:
        expected = manifest["tables"][table.name]
        with archive.open(f"{table.name}.jsonl") as lines:
            counts[table.name] = put_rows(connection, table, _rows(lines, table.name, expected))
        _count_on(connection, table)
    return counts


def _keep_writers_out(connection: Connection, tables: list[Table]) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")  # the writer is alone anyway
        return
    quoted = connection.dialect.identifier_preparer.quote
    names = ", ".join(sorted(quoted(table.name) for table in tables))
    connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))


def _rows(lines: IO[bytes], name: str, expected: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Read the rows of a table, and see to it at the end that they are those that were written."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line)
        yield json.loads(line)
    if digest.hexdigest() != expected["sha256"]:
        raise _faulty("not_a_backup", f"the table {name} in it is damaged; try another file")


def _count_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL give out numbers behind those that were restored; SQLite sees to it itself."""
    keys = list(table.primary_key.columns)
    if connection.dialect.name != "postgresql" or len(keys) != 1 or not isinstance(keys[0].type, Integer):
        return
    series = connection.execute(
        text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": keys[0].name}
    ).scalar()
    if series is None:
        return
    quoted = connection.dialect.identifier_preparer.quote
    last = f"SELECT max({quoted(keys[0].name)}) FROM {quoted(table.name)}"  # noqa: S608 - names of our own tables
    connection.execute(text(f"SELECT setval(:series, coalesce(({last}), 0) + 1, false)"), {"series": series})


def _faulty(code: str, message: str) -> FaultyInput:
    return FaultyInput([Fault("FILE", code, message)])
