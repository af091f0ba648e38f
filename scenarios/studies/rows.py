"""The days and the waiting times of many runs as tables that are read when they are asked for, one run at a time.

A year of one case has some 20 000 rows. A thousand cases are read one after the other, so that whoever writes them to
one file, or looks at means only, never holds them all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scenarios.studies.lived import Case, unpacked

_NAME = pa.dictionary(pa.int32(), pa.string())
_CASE = [("scenario", _NAME), ("policy", _NAME), ("replication", pa.int32()), ("day", pa.int32())]
DAYS = pa.schema([*_CASE, ("measure", _NAME), ("group", _NAME), ("part", pa.float64()), ("whole", pa.float64())])
WAITS = pa.schema([*_CASE, ("group", _NAME), ("bin", pa.int32()), ("count", pa.int64())])


class Rows(Protocol):
    """A table in parts."""

    @property
    def schema(self) -> pa.Schema:
        """Names and types of the columns."""

    def tables(self) -> Iterator[pa.Table]:
        """Give the parts, in order."""


@dataclass(frozen=True)
class CaseRows:
    """A table made of cases, `DAYS` or `WAITS`.

    Attributes
    ----------
    schema : Schema
    keys : mapping of Case to str
        By what key to find each case, in the order of the table.
    lived : mapping of str to bytes
        Cases that were lived through, packed.
    """

    schema: pa.Schema
    keys: Mapping[Case, str]
    lived: Mapping[str, bytes]

    def tables(self) -> Iterator[pa.Table]:
        """Give the rows of one case after the other."""
        of_waits = "bin" in self.schema.names
        for case, key in self.keys.items():
            table = unpacked(self.lived[key])
            is_wait = pc.greater_equal(table["bin"], 0)
            table = table.filter(is_wait if of_waits else pc.invert(is_wait))
            columns = {name: pa.repeat(value, len(table)) for name, value in case._asdict().items()}
            columns |= {name: table[name] for name in table.column_names}
            columns["count"] = table["part"]
            yield pa.table([columns[name] for name in self.schema.names], self.schema.names).cast(self.schema)


@dataclass(frozen=True)
class FileRows:
    """A table in a Parquet file."""

    schema: pa.Schema
    path: Path

    def tables(self) -> Iterator[pa.Table]:
        """Give the rows as they were written."""
        with pq.ParquetFile(self.path) as file:
            for part in range(file.num_row_groups):
                yield file.read_row_group(part).cast(self.schema)


def frame_of(rows: Rows) -> pd.DataFrame:
    """Read all of a table, its names as categories: some 40 bytes a row."""
    table = pa.concat_tables([rows.schema.empty_table(), *rows.tables()])
    return table.unify_dictionaries().to_pandas()


def write_rows(rows: Rows, path: Path) -> None:
    """Write a table to a Parquet file, one part after the other."""
    with pq.ParquetWriter(path, rows.schema) as file:
        for table in rows.tables():
            file.write_table(table)
