"""Local times: from what a spreadsheet writes to aware instants.

Spreadsheets write wall-clock times. In the hour that daylight saving repeats, the first of the two is meant; a time
that daylight saving skips is moved forward by what was skipped, as a wall clock that nobody set would be read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from api.interop.cells import UnreadableCell, is_empty, text_of

FIRST_YEAR, LAST_YEAR = 1970, 2200
MIDNIGHT = time()
END_OF_DAY = ("24:00", "24:00:00")


@dataclass(frozen=True)
class LocalClock:
    """Reads the times of one source.

    Attributes
    ----------
    zone : ZoneInfo
        Where the times are local.
    day : date
        The day that is planned: a time of day lies on it.
    formats : sequence of str
        Further formats of dates and times, as ``strptime`` writes them, tried before ISO 8601.
    """

    zone: ZoneInfo
    day: date
    formats: Sequence[str] = ()

    def localised(self, wall: datetime) -> datetime:
        """Give a wall-clock time its offset; an aware time is shown in this zone.

        The offset is fixed: datetimes of one zone object would be compared and subtracted by the wall clock.
        """
        if not FIRST_YEAR <= wall.year <= LAST_YEAR:
            raise UnreadableCell(f"the year {wall.year} is not between {FIRST_YEAR} and {LAST_YEAR}")
        aware = wall if wall.tzinfo else wall.replace(tzinfo=self.zone, fold=0)
        local = aware.astimezone(UTC).astimezone(self.zone)
        return local.replace(tzinfo=timezone(local.utcoffset() or timedelta(0)), fold=0)

    def instant(self, cell: Any) -> datetime:
        """Read a date and time; a date alone is its first moment."""
        return self.localised(self._wall(cell))

    def deadline(self, cell: Any) -> datetime:
        """Read a date and time by which something is due; a date alone is due by its end."""
        wall = self._wall(cell)
        return self.localised(wall + timedelta(days=1) if _is_date_alone(cell) else wall)

    def on_day(self, cell: Any) -> datetime:
        """Read a time of day, which lies on the planned day, or a date and time; ``24:00`` is the next midnight."""
        if isinstance(cell, str) and cell.strip() in END_OF_DAY:
            return self.localised(datetime.combine(self.day + timedelta(days=1), MIDNIGHT))
        if (clock := _time_of_day(cell)) is not None:
            return self.localised(datetime.combine(self.day, clock))
        return self.instant(cell)

    def span(self, open_cell: Any, close_cell: Any) -> tuple[datetime, datetime]:
        """Read a beginning and an end; an end that is a time of day at or before the beginning lies on the next day."""
        begin, end = self.on_day(open_cell), self.on_day(close_cell)
        clock = _time_of_day(close_cell)
        if end <= begin and clock is not None:
            end = self.localised(datetime.combine(begin.date() + timedelta(days=1), clock))
        return begin, end

    def spans(self, cell: Any) -> list[tuple[datetime, datetime]]:
        """Read spans such as ``08:00-12:00;13:30-17:00``."""
        spans = []
        for item in cell if isinstance(cell, list) else text_of(cell).split(";"):
            if is_empty(item):
                continue
            begin, dash, end = (part.strip() for part in text_of(item).partition("-"))
            if not dash or _time_of_day(begin) is None:
                raise UnreadableCell(f"{text_of(item)[:60]!r} is not a span of times; write 08:00-12:00;13:30-17:00")
            spans.append(self.span(begin, end))
        return spans

    def _wall(self, cell: Any) -> datetime:
        if isinstance(cell, datetime):
            return cell
        if isinstance(cell, date):
            return datetime.combine(cell, MIDNIGHT)
        if isinstance(cell, int | float):
            raise UnreadableCell(f"{cell} is a number, not a date; format the column as a date in the spreadsheet")
        text = text_of(cell)
        for pattern in self.formats:
            try:
                return datetime.strptime(text, pattern)
            except ValueError:
                continue
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            known = ", ".join((*self.formats, "2026-11-23T08:00"))
            raise UnreadableCell(f"{text[:60]!r} is not a date and time; known here: {known}. See `dates`") from None


def _time_of_day(cell: Any) -> time | None:
    """Read a time of day, None where the cell is something else."""
    if isinstance(cell, time):
        return cell
    if isinstance(cell, str) and cell.strip() in END_OF_DAY:
        return None  # no time of this day, but the next one's first
    if isinstance(cell, str) and ":" in cell and len(cell.strip()) <= len("08:00:00"):
        text = cell.strip()
        try:
            clock = time.fromisoformat(text if len(text.split(":")[0]) == 2 else f"0{text}")
        except ValueError:
            raise UnreadableCell(f"{text!r} is not a time of day; write 08:00") from None
        return clock.replace(tzinfo=None)
    return None


def _is_date_alone(cell: Any) -> bool:
    if isinstance(cell, datetime):
        return False
    if isinstance(cell, str):
        return ":" not in cell
    return isinstance(cell, date)
