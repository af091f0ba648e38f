"""Backups: all tables as they are at one instant, in one file, while the service goes on.

The file is a ZIP archive: ``manifest.json``, and for each table a file of JSON lines. It is the same for SQLite and
PostgreSQL, so a backup moves a service from one to the other. It holds the secrets of the house: keep it like them.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table

from api.store.engine import Store
from api.store.rows_as_json import rows_of, tables_of
from api.store.upgrade import present_revision

FORMAT, FORMAT_VERSION = "roundsman-backup", 1
MANIFEST = "manifest.json"


def back_up(store: Store, file: Path, now: datetime) -> dict[str, int]:
    """Write a backup; where it fails, a file that was there before is still there.

    Parameters
    ----------
    store : Store
        May be in use by a running service, which notices nothing.
    file : Path
        Only its owner may read it.
    now : datetime
        What the backup says about when it was made.

    Returns
    -------
    dict
        How many rows of each table were written.

    Raises
    ------
    OSError
        Where the file cannot be written.
    """
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with _for_owner_only(unfinished), zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            counts = _write(store, archive, now)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return counts


@contextmanager
def _for_owner_only(file: Path) -> Iterator[None]:
    file.touch(mode=0o600)
    yield
    with file.open("rb") as written:
        os.fsync(written.fileno())


def _write(store: Store, archive: zipfile.ZipFile, now: datetime) -> dict[str, int]:
    with _snapshot(store) as connection:
        tables = tables_of(connection)
        written = {table.name: _write_table(archive, connection, table) for table in tables}
        manifest = {
            "format": FORMAT,
            "version": FORMAT_VERSION,
            "revision": present_revision(connection),
            "made_at": now.isoformat(),
            "tables": written,
        }
    archive.writestr(MANIFEST, json.dumps(manifest, indent=2))
    return {name: table["rows"] for name, table in written.items()}


@contextmanager
def _snapshot(store: Store) -> Iterator[Connection]:
    """A connection that sees everything as it is now, whatever others write meanwhile."""
    with store.engine.connect() as connection:
        if not store.is_sqlite:  # a read transaction of SQLite is a snapshot anyway
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


def _write_table(archive: zipfile.ZipFile, connection: Connection, table: Table) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as lines:
        for row in rows_of(connection, table):
            line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            lines.write(line)
            digest.update(line)
            count += 1
    return {"rows": count, "sha256": digest.hexdigest()}
