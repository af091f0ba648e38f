"""Cases that were lived through: what tells one from another, and how one is kept."""

import io
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from scenarios.measures.rows import day_rows, tally_of, wait_rows
from scenarios.measures.tally import Tally
from scenarios.studies.whole import UNFINISHED, writing

_NAME = pa.dictionary(pa.int32(), pa.string())
_COLUMNS = pa.schema(
    [
        ("measure", _NAME),
        ("group", _NAME),
        ("day", pa.int32()),
        ("bin", pa.int32()),  # of waiting times, which are counted in `part`; -1 in sums
        ("part", pa.float64()),
        ("whole", pa.float64()),
    ]
)


class Case(NamedTuple):
    """What is lived through once: a scenario, under a dispatch policy, with the chances of a replication."""

    scenario: str
    policy: str
    replication: int

    def __str__(self) -> str:
        return f"scenario {self.scenario!r}, policy {self.policy!r}, replication {self.replication}"


def pack(tally: Tally, seconds: float) -> bytes:
    """Write the tally of a case as a Parquet file.

    Parameters
    ----------
    tally : Tally
    seconds : float
        How long it took to live through it.
    """
    sums = day_rows(tally).assign(bin=-1)
    waits = wait_rows(tally).assign(measure="", whole=0.0).rename(columns={"count": "part"})
    frame = pd.concat([sums, waits.astype({"part": "float64"})], ignore_index=True)
    table = pa.Table.from_pandas(frame[_COLUMNS.names], preserve_index=False).cast(_COLUMNS)
    notes = {"days": str(tally.days), "seconds": repr(seconds)}
    file = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(notes), file, compression="zstd")
    return file.getvalue()


def unpacked(lived: bytes) -> pa.Table:
    """Read the rows of a case: measure, group, day, bin, part and whole; sums have the bin -1."""
    return pq.read_table(io.BytesIO(lived)).cast(_COLUMNS)


def tally_in(lived: bytes) -> Tally:
    """Read the tally of a case."""
    frame = unpacked(lived).to_pandas()
    is_wait = frame["bin"] >= 0
    waits = frame[is_wait].rename(columns={"part": "count"}).astype({"count": "int64"})
    days = int(_notes(lived)[b"days"])
    return tally_of(days, frame[~is_wait].astype({"measure": str, "group": str}), waits.astype({"group": str}))


def seconds_of(lived: bytes) -> float:
    """Read how long it took to live through a case."""
    return float(_notes(lived)[b"seconds"])


def _notes(lived: bytes) -> dict[bytes, bytes]:
    notes: dict[bytes, bytes] = pq.read_schema(io.BytesIO(lived)).metadata
    return notes


class Shelf(MutableMapping[str, bytes]):
    """Cases in a folder, each in a file that is there whole or not at all.

    Parameters
    ----------
    folder : Path
        Made where it does not exist. Files that a killed program left unfinished are removed.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        for left in folder.glob(f".*{UNFINISHED}"):
            left.unlink(missing_ok=True)

    def __getitem__(self, key: str) -> bytes:
        try:
            lived = self._path(key).read_bytes()
            pq.read_schema(io.BytesIO(lived))
        except (FileNotFoundError, pa.ArrowInvalid):  # a disk that lost power may have kept a name without its bytes
            raise KeyError(key) from None
        return lived

    def __setitem__(self, key: str, lived: bytes) -> None:
        with writing(self._path(key)) as draft:
            draft.write_bytes(lived)

    def __delitem__(self, key: str) -> None:
        self._path(key).unlink()

    def __iter__(self) -> Iterator[str]:
        return (path.stem for path in self._folder.glob("[!.]*.parquet"))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.parquet"
