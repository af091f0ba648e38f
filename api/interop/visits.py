"""Tickets and inspections: from rows to the visits of a problem document."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from api.interop import cells
from api.interop.cells import iso_duration
from api.interop.local_time import LocalClock
from api.interop.mapping import CARRIED, VISIT_FIELDS, Keep, Source
from api.interop.places import PlaceBook
from api.interop.records import FaultList, RecordReader
from api.interop.tables import Row, read_table

Document = dict[str, Any]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_PRICES = ("late_cost_per_hour", "late_cost_per_started_day", "late_cost_cap", "restore_late_cost_per_hour")


@dataclass(frozen=True)
class Since:
    """From when on things count.

    Attributes
    ----------
    planned_from : datetime
        When the tables are looked at, and before when nobody can serve: what is open then, opened or due around then
        is planned; lateness up to then is sunk.
    deferral : timedelta or None
        After what time a visit that is left out is thought to be served; its lateness until then joins its skip cost.
    """

    planned_from: datetime
    deferral: timedelta | None


@dataclass
class Counts:
    """How many rows a file had, how many were open, how many are planned."""

    rows: int = 0
    open: int = 0
    kept: int = 0


class VisitReader:
    """Reads the visits of one file.

    Parameters
    ----------
    source : Source
        The file's part of the mapping.
    clock : LocalClock
        Reads its times.
    since : Since
        From when on things count.
    places : PlaceBook
        Where the visits' places are noted.
    faults : FaultList
        Where faults are noted.
    """

    def __init__(self, source: Source, clock: LocalClock, since: Since, places: PlaceBook, faults: FaultList) -> None:
        self.table = read_table(source.path, sheet=source.sheet, encoding=source.encoding, delimiter=source.delimiter)
        self.read = RecordReader(source, self.table, VISIT_FIELDS, faults)
        self.source, self.clock, self.since, self.places, self.faults = source, clock, since, places, faults
        self.counts = Counts()

    def visits(self) -> list[tuple[str, Document]]:
        """Read the rows that are to be planned.

        Returns
        -------
        list of (str, dict)
            Where each visit stands (``tickets.csv:17``), and the visit.
        """
        found = []
        for row in self.table.rows:
            self.counts.rows += 1
            noted = self.faults.count
            if not self._is_wanted(row):
                continue
            self.counts.kept += 1
            visit = self._visit(row)
            if self.faults.count == noted and not self.read.unreadable:
                found.append((f"{self.table.name}:{row.number}", visit))
        return found

    def _is_wanted(self, row: Row) -> bool:
        for column, values in self.read.where.items():
            cell = row.cells.get(column)
            if ("" if cells.is_empty(cell) else cells.text_of(cell)) not in values:
                return False
        keep = self.source.keep
        needs_opening = keep.open or keep.opened_within is not None
        opened = self.read.value(row, "opened", self.clock.instant, required=needs_opening)
        closed = self.read.value(row, "closed", self.clock.instant)
        if keep.open and not is_open(opened, closed, self.since.planned_from):
            return False
        self.counts.open += 1
        due = self.read.value(row, "onsite_by", self.clock.deadline)
        if due is None:
            due = self.read.value(row, "restore_by", self.clock.deadline)
        return is_near(keep, opened, due, self.since.planned_from)

    def _visit(self, row: Row) -> Document:
        decimal = self.source.decimal
        amounts = partial(cells.read_amounts, decimal=decimal)
        duration = self.read.value(row, "duration", partial(cells.read_duration, decimal=decimal), required=True)
        visit: Document = {
            "id": self.source.prefix + (self.read.value(row, "id", cells.read_id, required=True) or ""),
            "kind": self.source.kind,
            "place": self._place(row),
            "duration": iso_duration(duration or timedelta(0)),
            "windows": [{"open": a.isoformat(), "close": b.isoformat()} for a, b in self._windows(row)] or None,
            "skills": self.read.value(row, "skills", amounts),
            "excluded_engineers": self.read.value(row, "excluded_engineers", cells.read_names),
            "preference_costs": self.read.value(row, "preference_costs", amounts),
            "delivered": self.read.value(row, "delivered", amounts),
            "collected": self.read.value(row, "collected", amounts),
        }
        for price in _PRICES:
            visit[price] = self.read.value(row, price, partial(cells.read_price, decimal=decimal))
        self._add_deadlines(row, visit)
        skip_cost = self.read.value(row, "skip_cost", partial(_skip_cost, decimal=decimal), required=True)
        if skip_cost is not None and math.isfinite(skip_cost):
            skip_cost = round(skip_cost + self._deferred(visit, duration or timedelta(0)), 2)
        for field in (*CARRIED, *self.read.carried()):
            visit[field] = self.read.value(row, field, cells.read_text)
        tidy = {key: value for key, value in visit.items() if value is not None}
        return {**tidy, "skip_cost": None if skip_cost is None or math.isinf(skip_cost) else skip_cost}

    def _place(self, row: Row) -> str | None:
        decimal = self.source.decimal
        lat = self.read.value(row, "lat", partial(cells.read_coordinate, limit=90, decimal=decimal), required=True)
        lon = self.read.value(row, "lon", partial(cells.read_coordinate, limit=180, decimal=decimal), required=True)
        name = self.read.value(row, "place_name", cells.read_text)
        setup = self.read.value(row, "setup", partial(cells.read_duration, decimal=decimal))
        if lat is None or lon is None:
            return None
        if lat == lon == 0:
            message = "lies at 0, 0 in the Atlantic, which is what a failed look-up writes; find its coordinates"
            self.faults.add(self.read.path(row, "lat"), "no_place", message, 0)
            return None
        return self.places.at(lat, lon, name=name, setup=setup)

    def _windows(self, row: Row) -> list[tuple[datetime, datetime]]:
        paired = self.read.pairs(row, "windows", self.clock.span)
        rules = self.read.rules.get("windows", ())
        if any(rule.open is None for rule in rules):
            return paired + (self.read.value(row, "windows", self.clock.spans) or [])
        return paired

    def _add_deadlines(self, row: Row, visit: Document) -> None:
        """Add deadlines. What is late already cannot be helped: only further lateness is priced."""
        for field, original in (("onsite_by", "x_due"), ("restore_by", "x_restore_due")):
            due = self.read.value(row, field, self.clock.deadline)
            if due is None:
                continue
            visit[field] = max(due, self.since.planned_from).isoformat()
            if due < self.since.planned_from:
                visit[original] = due.isoformat()

    def _deferred(self, visit: Mapping[str, Any], duration: timedelta) -> float:
        """Price the lateness that leaving a visit out brings with it, so that it is never a way around being late."""
        if self.since.deferral is None:
            return 0.0
        start = self.since.planned_from + self.since.deferral
        cost = 0.0
        if "onsite_by" in visit:
            late = max(timedelta(0), start - datetime.fromisoformat(visit["onsite_by"]))
            cost = late / HOUR * (visit["late_cost_per_hour"] or 0.0)
            cost += math.ceil(late / DAY) * (visit["late_cost_per_started_day"] or 0.0)
            cost = min(cost, math.inf if visit["late_cost_cap"] is None else visit["late_cost_cap"])
        if "restore_by" in visit:
            late = max(timedelta(0), start + duration - datetime.fromisoformat(visit["restore_by"]))
            cost += late / HOUR * (visit["restore_late_cost_per_hour"] or 0.0)
        return cost


def is_open(opened: datetime | None, closed: datetime | None, at: datetime) -> bool:
    """Whether a ticket was open at a time: opened by then, and not closed by then."""
    return opened is not None and opened <= at and (closed is None or closed > at)


def is_near(keep: Keep, opened: datetime | None, due: datetime | None, at: datetime) -> bool:
    """Whether a ticket was opened lately or is due soon, as far as `keep` asks for it."""
    if keep.opened_within is None and keep.due_within is None:
        return True
    if keep.opened_within is not None and opened is not None and opened >= at - keep.opened_within:
        return True
    if keep.due_within is None or due is None:
        return False
    return due <= at + keep.due_within and (keep.overdue or due >= at)


def _skip_cost(cell: Any, decimal: str) -> float:
    """Read a skip cost; infinity stands for a visit that must be served."""
    cost = cells.read_skip_cost(cell, decimal)
    return math.inf if cost is None else cost
