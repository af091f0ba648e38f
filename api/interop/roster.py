"""The roster: from rows, or a TOML file, to the engineers of a problem document."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from api.interop import cells
from api.interop.cells import UnreadableCell, iso_duration
from api.interop.local_time import LocalClock
from api.interop.mapping import ENGINEER_FIELDS, Source
from api.interop.places import PlaceBook
from api.interop.records import FaultList, RecordReader
from api.interop.tables import MAX_ROWS, Row, Table, faulty_file, read_table

Document = dict[str, Any]


class RosterReader:
    """Reads engineers, one row each, each with one shift on the planned day.

    Parameters
    ----------
    source : Source
        The roster's part of the mapping.
    clock : LocalClock
        Reads its times.
    places : PlaceBook
        Where homes are noted.
    faults : FaultList
        Where faults are noted.
    """

    def __init__(self, source: Source, clock: LocalClock, places: PlaceBook, faults: FaultList) -> None:
        self.table = _read_roster(source)
        self.read = RecordReader(source, self.table, ENGINEER_FIELDS, faults)
        self.clock, self.places, self.faults, self.decimal = clock, places, faults, source.decimal

    def engineers(self) -> list[Document]:
        """Read every row; a row with a fault is left out."""
        engineers: dict[str, Document] = {}
        for row in self.table.rows:
            engineer = self._engineer(row)
            if engineer is None:
                continue
            if engineer["id"] in engineers:
                message = f"{engineer['id']!r} is in the roster twice; give each engineer one row"
                self.faults.add(self.read.path(row, "id"), "duplicate_id", message, engineer["id"])
            engineers.setdefault(engineer["id"], engineer)
        return list(engineers.values())

    def _engineer(self, row: Row) -> Document | None:
        noted = self.faults.count
        price = partial(cells.read_price, decimal=self.decimal)
        engineer: Document = {
            "id": self.read.value(row, "id", cells.read_id, required=True),
            "skills": self.read.value(row, "skills", partial(cells.read_amounts, decimal=self.decimal)),
        }
        for cost in ("cost_per_km", "cost_per_travel_hour", "cost_per_overtime_hour"):
            engineer[cost] = self.read.value(row, cost, price)
        engineer["shifts"] = [self._shift(row, engineer["id"])]
        for field in ("name", "note", "severity", *self.read.carried()):
            engineer[field] = self.read.value(row, field, cells.read_text)
        if self.faults.count > noted or self.read.unreadable:
            return None
        return _without_nothing(engineer)

    def _shift(self, row: Row, engineer: str | None) -> Document:
        start = self.read.value(row, "start", self.clock.on_day, required=True)
        end = self.read.value(row, "end", lambda cell: self._end(row, cell), required=True)
        home = self._place(row, "lat", "lon", required=True)
        price = partial(cells.read_price, decimal=self.decimal)
        shift: Document = {
            "id": f"{engineer}-{self.clock.day.isoformat()}",
            "start": start and start.isoformat(),
            "end": end and end.isoformat(),
            "from": home,
            "to": self._place(row, "end_lat", "end_lon", required=False) or home,
            "overtime_limit": self._span(row, "overtime_limit"),
            "fixed_cost": self.read.value(row, "fixed_cost", price),
            "breaks": self.read.value(row, "breaks", self._breaks),
            "max_duration": self._span(row, "max_duration"),
            "max_distance_m": self.read.value(row, "max_distance_m", price),
            "max_stops": self.read.value(row, "max_stops", lambda cell: _whole(price(cell))),
            "capacity": self.read.value(row, "capacity", partial(cells.read_amounts, decimal=self.decimal)),
        }
        return _without_nothing(shift)

    def _end(self, row: Row, cell: Any) -> datetime:
        """Read the end of a shift: a time of day that is not after the start lies on the next day."""
        start = next(iter(self.read.rules.get("start", ())), None)
        begin = (row.cells.get(start.column) if start.column else start.value) if start else None
        try:
            self.clock.on_day(begin)
        except UnreadableCell:  # told where the start is read
            return self.clock.on_day(cell)
        return self.clock.span(begin, cell)[1]

    def _span(self, row: Row, field: str) -> str | None:
        span = self.read.value(row, field, partial(cells.read_duration, decimal=self.decimal))
        return None if span is None else iso_duration(span)

    def _place(self, row: Row, lat: str, lon: str, *, required: bool) -> str | None:
        north = self.read.value(
            row, lat, partial(cells.read_coordinate, limit=90, decimal=self.decimal), required=required
        )
        east = self.read.value(
            row, lon, partial(cells.read_coordinate, limit=180, decimal=self.decimal), required=required
        )
        return None if north is None or east is None else self.places.at(north, east)

    def _breaks(self, cell: Any) -> list[Document]:
        """Read breaks such as ``11:30-13:00/PT45M``: between when they begin, and how long they last."""
        breaks = []
        for item in cell if isinstance(cell, list) else cells.text_of(cell).split(";"):
            if cells.is_empty(item):
                continue
            bounds, slash, duration = cells.text_of(item).partition("/")
            if not slash:
                raise UnreadableCell(f"{cells.text_of(item)[:60]!r} is not a break; write 11:30-13:00/PT45M")
            ((earliest, latest),) = self.clock.spans([bounds])
            span = iso_duration(cells.read_duration(duration, self.decimal))
            breaks.append({"earliest": earliest.isoformat(), "latest": latest.isoformat(), "duration": span})
        return breaks


def _read_roster(source: Source) -> Table:
    if source.path.suffix.lower() != ".toml":
        return read_table(source.path, sheet=source.sheet, encoding=source.encoding, delimiter=source.delimiter)
    name = source.path.name
    try:
        document = tomllib.loads(source.path.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        raise faulty_file(name, "file", problem.strerror or "cannot be read", str(source.path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise faulty_file(name, "table", f"is no TOML in UTF-8: {problem}") from None
    engineers = document.get("engineers")
    if not isinstance(engineers, list) or not all(isinstance(each, dict) for each in engineers):
        raise faulty_file(name, "table", "has no engineers; write one [[engineers]] for each")
    if len(engineers) > MAX_ROWS:
        raise faulty_file(name, "too_large", f"has more than {MAX_ROWS:,} engineers")
    columns = tuple(dict.fromkeys(key for each in engineers for key in each))
    return Table(name, columns, [Row(number, each) for number, each in enumerate(engineers, start=1)])


def _whole(number: float) -> int:
    if not number.is_integer():
        raise UnreadableCell(f"{number:g} is not a whole number")
    return int(number)


def _without_nothing(document: Mapping[str, Any]) -> Document:
    return {key: value for key, value in document.items() if value is not None}
