"""What was reported in the past: read from a table, or taken from a book's tickets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimiser import Book, Fault, FaultyInput, Ticket
from scenarios.demand.checking import unknown

_MOST_FAULTS = 20


@dataclass(frozen=True)
class Columns:
    """What the columns of a table are called.

    Attributes
    ----------
    at : str
        When it was reported, as ISO 8601; without an offset it is local time.
    type : str or None
        What kind of ticket it is: one stream is fitted for each, ``other`` where it is empty. None: all are of
        one kind.
    site : str or None
        Where it was: a site, or a district that has some.
    """

    at: str
    type: str | None = None
    site: str | None = None


@dataclass(frozen=True)
class Reports:
    """What was reported from one day to another.

    Attributes
    ----------
    table : DataFrame
        One row a ticket, in the order of time: ``at`` (local time, without a zone), ``type`` and ``site``.
    first, last : date
        The days that were watched, also where nothing was reported on them.
    time_zone : str
    """

    table: pd.DataFrame
    first: date
    last: date
    time_zone: str

    @property
    def days(self) -> list[date]:
        """All days that were watched."""
        return [each.date() for each in pd.date_range(self.first, self.last)]

    @property
    def types(self) -> list[str]:
        """What types there are, in the order of their names."""
        return sorted(self.table["type"].unique())

    def hourly(self, kind: str) -> NDArray[np.int64]:
        """Count the tickets of a type, by day and hour of local time."""
        at = self.table.loc[self.table["type"] == kind, "at"]
        days = len(self.days)
        hour = (at - pd.Timestamp(self.first)) // pd.Timedelta(hours=1)
        return np.bincount(hour.to_numpy(dtype=np.int64), minlength=24 * days).reshape(days, 24)


def read_reports(
    path: Path, columns: Columns, time_zone: str, first: date | None = None, last: date | None = None
) -> Reports:
    """Read what was reported from a CSV file, which may be compressed.

    Parameters
    ----------
    path : Path
    columns : Columns
    time_zone : str
        Where days begin and end.
    first, last : date, optional
        The days that were watched; by default from the first ticket to the last. Tickets of other days are left out.

    Raises
    ------
    FaultyInput
        Where the file cannot be read, a column is not there, a time cannot be read, or nothing is left; every fault.
    """
    faults = list(_zone_faults(time_zone))
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    except pd.errors.EmptyDataError:
        message = "is empty; give a CSV file with a line of names and a line for each ticket"
        raise FaultyInput([*faults, Fault(str(path), "unreadable_file", message)]) from None
    except (OSError, ValueError) as error:
        raise FaultyInput([*faults, Fault(str(path), "unreadable_file", f"cannot be read as CSV: {error}")]) from None
    wanted = {"at": columns.at, "type": columns.type, "site": columns.site}
    faults += [
        unknown(f"columns.{key}", name, table.columns, "unknown_column", "a column of the table")
        for key, name in wanted.items()
        if name is not None and name not in table.columns
    ]
    if faults:
        raise FaultyInput(faults)
    at, time_faults = _read_times(table[columns.at], time_zone, path.name)
    if time_faults:
        raise FaultyInput(time_faults)
    labels = {"site": table[columns.site] if columns.site else ""}
    labels["type"] = table[columns.type].replace("", "other") if columns.type else "tickets"
    return reports_from(pd.DataFrame({"at": at, **labels}), time_zone, first, last)


def reports_of(book: Book, type_of: Callable[[Ticket], str] | None = None) -> Reports:
    """Take what was reported from the tickets of a book.

    Parameters
    ----------
    book : Book
    type_of : callable, optional
        Names a ticket's type; by default its kind and severity, as ``fault 1``.

    Raises
    ------
    FaultyInput
        Where the book has no tickets.
    """
    named = type_of or kind_and_severity
    zone = ZoneInfo(book.time_zone)
    rows = [(each.reported_at.astimezone(zone).replace(tzinfo=None), named(each), each.site) for each in book.tickets]
    return reports_from(pd.DataFrame(rows, columns=["at", "type", "site"]), book.time_zone)


def kind_and_severity(ticket: Ticket) -> str:
    """Name a ticket's type, as ``fault 1``."""
    return f"{ticket.kind} {ticket.severity}"


def reports_from(table: pd.DataFrame, time_zone: str, first: date | None = None, last: date | None = None) -> Reports:
    """Make a history of a table with local times ``at``, ``type`` and ``site``.

    Raises
    ------
    FaultyInput
        Where nothing was reported on the days.
    """
    table = table.assign(at=pd.to_datetime(table["at"]))
    day = table["at"].dt.normalize()
    if first is not None:
        table = table[day >= pd.Timestamp(first)]
    if last is not None:
        table = table[day <= pd.Timestamp(last)]
    if table.empty:
        span = "".join(f" {word} {day}" for word, day in (("from", first), ("to", last)) if day)
        message = f"there are no tickets{span}; give a history of some weeks, or describe demand by hand"
        raise FaultyInput([Fault("history", "no_history", message)])
    table = table.sort_values("at", kind="stable").reset_index(drop=True)
    return Reports(table, first or table["at"].iloc[0].date(), last or table["at"].iloc[-1].date(), time_zone)


def _read_times(texts: "pd.Series[str]", time_zone: str, file: str) -> tuple["pd.Series[pd.Timestamp]", list[Fault]]:
    """Read times as local ones; what cannot be read becomes a fault, up to so many of them."""
    has_offset = texts.str.contains(r"(?:Z|[+-]\d\d:?\d\d)$")
    local = pd.to_datetime(texts.where(~has_offset), format="ISO8601", errors="coerce")
    if has_offset.any():
        moved = pd.to_datetime(texts.where(has_offset), format="ISO8601", errors="coerce", utc=True)
        local = local.fillna(moved.dt.tz_convert(time_zone).dt.tz_localize(None))
    bad = np.flatnonzero(local.isna())
    faults = [
        Fault(
            f"{file}:{row + 2}", "bad_time", f"{texts[row]!r} is no time; write it as 2026-12-07 08:30:00", texts[row]
        )
        for row in bad[:_MOST_FAULTS].tolist()
    ]
    if len(bad) > _MOST_FAULTS:
        faults.append(Fault(file, "more_faults", f"{len(bad) - _MOST_FAULTS} more times cannot be read"))
    return local, faults


def _zone_faults(time_zone: str) -> list[Fault]:
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return [
            Fault("time_zone", "unknown_time_zone", f"{time_zone!r} is no time zone; write one as America/New_York")
        ]
    return []
