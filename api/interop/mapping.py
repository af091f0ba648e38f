"""The mapping file: which file and column holds what, and how it is converted. Its reference is ``docs/import.md``."""

import difflib
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from api.interop.cells import UnreadableCell, read_duration
from api.interop.encodings import ENCODINGS
from optimiser import Fault, FaultyInput

FORMAT = "roundsman-import/1"
CARRIED = ("name", "note", "severity")

VISIT_FIELDS = frozenset(
    (
        *("id", "lat", "lon", "place_name", "setup", "duration", "windows", "skills", "opened", "closed"),
        *("onsite_by", "late_cost_per_hour", "late_cost_per_started_day", "late_cost_cap"),
        *("restore_by", "restore_late_cost_per_hour", "skip_cost", "excluded_engineers", "preference_costs"),
        *("delivered", "collected", *CARRIED),
    )
)
ENGINEER_FIELDS = frozenset(
    (
        *("id", "skills", "lat", "lon", "end_lat", "end_lon", "start", "end", "breaks", "overtime_limit"),
        *("fixed_cost", "cost_per_km", "cost_per_travel_hour", "cost_per_overtime_hour"),
        *("max_duration", "max_distance_m", "max_stops", "capacity", *CARRIED),
    )
)
_TOP_KEYS = ("format", "time_zone", "day", "now", "horizon", "deferral", "travel", "roster", "visits")
_TABLE_KEYS = ("file", "sheet", "encoding", "delimiter", "decimal", "dates", "fields")
_SOURCE_KEYS = (*_TABLE_KEYS, "kind", "prefix", "keep", "where")
_RULE_KEYS = ("column", "value", "values", "otherwise", "open", "close")
_KEEP_KEYS = ("open", "opened_within", "due_within", "overdue")


@dataclass(frozen=True)
class Rule:
    """Where a field's value comes from.

    Attributes
    ----------
    column : str or None
        The column that holds it, or the key into `values`; None where the rule is a constant.
    value : object
        The constant.
    values : mapping or None
        From what stands in the column to the value.
    otherwise : object
        The value where the cell is empty or not in `values`.
    open, close : str or None
        For windows only: the two columns that hold a beginning and an end.
    """

    column: str | None = None
    value: Any = None
    values: Mapping[str, Any] | None = None
    otherwise: Any = None
    open: str | None = None
    close: str | None = None


@dataclass(frozen=True)
class Keep:
    """Which rows are planned. `opened_within` and `due_within` are alternatives: either suffices."""

    open: bool = False
    opened_within: timedelta | None = None
    due_within: timedelta | None = None
    overdue: bool = False


@dataclass(frozen=True)
class Source:
    """One table: a file of visits, or the roster. `fields` holds several rules only for windows."""

    path: Path
    where_in_mapping: str
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    decimal: str = "."
    dates: tuple[str, ...] = ()
    fields: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    kind: str | None = None
    prefix: str = ""
    keep: Keep = Keep()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class ImportMapping:
    """A whole mapping file. `now` and `horizon` are still local, as written."""

    time_zone: ZoneInfo
    day: date | None
    now: datetime | None
    horizon: tuple[Any, Any]
    deferral: timedelta | None
    travel: Mapping[str, Any]
    roster: Source
    visits: tuple[Source, ...]


def read_mapping(path: Path) -> ImportMapping:
    """Read a mapping file.

    Raises
    ------
    FaultyInput
        With every fault of the mapping, each with its path in the file.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        raise FaultyInput([Fault(path.name, "file", f"{problem.strerror or 'cannot be read'}", str(path))]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise FaultyInput([Fault(path.name, "mapping", f"is no TOML in UTF-8: {problem}")]) from None
    reader = _MappingReader(path)
    mapping = reader.mapping(document)
    if reader.faults:
        raise FaultyInput(reader.faults)
    return mapping


class _MappingReader:
    """Collects every fault while it reads; where something is faulty it goes on with a stand-in."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[Fault] = []

    def fault(self, where: str, message: str, value: Any = None) -> None:
        self.faults.append(Fault(f"{self.path.name}:{where}", "mapping", message, value))

    def keys(self, found: Mapping[str, Any], known: Collection[str], where: str) -> None:
        """Refuse keys that nobody reads: they are misspelt more often than not."""
        for key in found:
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(sorted(known))}"
                self.fault(f"{where}{key}", f"is not known here; {hint}", key)

    def typed(self, found: Mapping[str, Any], key: str, kind: type, where: str, default: Any = None) -> Any:
        value = found.get(key, default)
        if value is default or isinstance(value, kind):
            return value
        self.fault(f"{where}{key}", f"is {value!r}; write a {_TOML_NAMES[kind]}", value)
        return default

    def mapping(self, document: Mapping[str, Any]) -> ImportMapping:
        self.keys(document, _TOP_KEYS, "")
        if document.get("format") != FORMAT:
            self.fault("format", f'is {document.get("format")!r}; write format = "{FORMAT}"', document.get("format"))
        sources = document.get("visits", [])
        if not isinstance(sources, list) or not sources or not all(isinstance(each, dict) for each in sources):
            self.fault("visits", "is missing; write one [[visits]] for each file of tickets or inspections")
            sources = []
        return ImportMapping(
            time_zone=self.zone(document),
            day=self.day(document),
            now=self.now(document),
            horizon=self.horizon(document),
            deferral=self.span(document, "deferral", ""),
            travel=self.typed(document, "travel", dict, "") or self.missing("travel", {}),
            roster=self.source(self.typed(document, "roster", dict, "") or self.missing("roster", {}), "roster."),
            visits=tuple(self.source(each, f"visits[{index}].") for index, each in enumerate(sources)),
        )

    def missing(self, key: str, stand_in: Any) -> Any:
        self.fault(key, f"is missing; write a [{key}] table")
        return stand_in

    def zone(self, document: Mapping[str, Any]) -> ZoneInfo:
        name = self.typed(document, "time_zone", str, "")
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
            self.fault("time_zone", f"{name!r} is not an IANA time zone; write for example Asia/Shanghai", name)
            return ZoneInfo("UTC")

    def day(self, document: Mapping[str, Any]) -> date | None:
        day = document.get("day")
        if isinstance(day, datetime) or (day is not None and not isinstance(day, date)):
            self.fault("day", f"is {day!r}; write a date without quotes: day = 2026-11-23", day)
            return None
        return day

    def now(self, document: Mapping[str, Any]) -> datetime | None:
        now = document.get("now")
        if now is not None and not isinstance(now, datetime):
            self.fault("now", f"is {now!r}; write a date and time without quotes: now = 2026-11-23T07:30:00", now)
            return None
        return now

    def horizon(self, document: Mapping[str, Any]) -> tuple[Any, Any]:
        horizon = self.typed(document, "horizon", dict, "", {})
        self.keys(horizon, ("start", "end"), "horizon.")
        return horizon.get("start", "00:00"), horizon.get("end", "24:00")

    def span(self, found: Mapping[str, Any], key: str, where: str) -> timedelta | None:
        if key not in found:
            return None
        try:
            if not isinstance(found[key], str):
                raise UnreadableCell(f"{found[key]!r} is not a duration; write it in quotes: P14D or PT8H")
            return read_duration(found[key])
        except UnreadableCell as unreadable:
            self.fault(f"{where}{key}", str(unreadable), found[key])
            return None

    def source(self, found: Mapping[str, Any], where: str) -> Source:
        is_roster = where == "roster."
        self.keys(found, _TABLE_KEYS if is_roster else _SOURCE_KEYS, where)
        file = self.typed(found, "file", str, where)
        if not file:
            self.fault(f"{where}file", "is missing; name the file, beside the mapping or with its whole path")
        encoding, kind = self.typed(found, "encoding", str, where), self.typed(found, "kind", str, where)
        if encoding is not None and encoding.lower() not in ENCODINGS:
            self.fault(f"{where}encoding", f"{encoding!r} is not known; known are {', '.join(ENCODINGS)}", encoding)
        if not is_roster and kind not in ("ticket", "inspection"):
            self.fault(f"{where}kind", f'is {kind!r}; write kind = "ticket" or kind = "inspection"', kind)
        return Source(
            path=self.path.parent / (file or ""),
            where_in_mapping=f"{self.path.name}:{where}",
            sheet=self.typed(found, "sheet", str, where),
            encoding=encoding.lower() if encoding else None,
            delimiter=self.mark(found, "delimiter", where, None),
            decimal=self.mark(found, "decimal", where, ".") or ".",
            dates=self.formats(found.get("dates", []), f"{where}dates"),
            fields=self.fields(found, ENGINEER_FIELDS if is_roster else VISIT_FIELDS, where),
            kind=kind,
            prefix=self.typed(found, "prefix", str, where, ""),
            keep=self.keep(self.typed(found, "keep", dict, where, {}), f"{where}keep."),
            where={
                column: self.texts(values if isinstance(values, list) else [values], f"{where}where.{column}")
                for column, values in self.typed(found, "where", dict, where, {}).items()
            },
        )

    def mark(self, found: Mapping[str, Any], key: str, where: str, default: str | None) -> str | None:
        mark = self.typed(found, key, str, where, default)
        allowed = (".", ",") if key == "decimal" else (",", ";", "\t", "|")
        if mark is not None and mark not in allowed:
            self.fault(f"{where}{key}", f"is {mark!r}; write one of {', '.join(map(repr, allowed))}", mark)
            return default
        return str(mark) if mark is not None else None

    def texts(self, found: Any, where: str) -> tuple[str, ...]:
        if not isinstance(found, list) or not all(isinstance(each, str | int) for each in found):
            self.fault(where, f"is {found!r}; write a list of texts", found)
            return ()
        return tuple(map(str, found))

    def formats(self, found: Any, where: str) -> tuple[str, ...]:
        """Read formats of dates; each is tried out on a day."""
        patterns = self.texts(found, where)
        for pattern in patterns:
            try:
                sound = datetime.strptime(_SOME_DAY.strftime(pattern), pattern).date() == _SOME_DAY.date()
            except (ValueError, re.error):
                sound = False
            if not sound:
                message = f"{pattern!r} is no format of a whole date; write for example %d.%m.%Y %H:%M"
                self.fault(where, message, pattern)
        return patterns

    def keep(self, found: Mapping[str, Any], where: str) -> Keep:
        self.keys(found, _KEEP_KEYS, where)
        return Keep(
            open=self.typed(found, "open", bool, where, False),
            opened_within=self.span(found, "opened_within", where),
            due_within=self.span(found, "due_within", where),
            overdue=self.typed(found, "overdue", bool, where, False),
        )

    def fields(self, found: Mapping[str, Any], known: Collection[str], where: str) -> dict[str, tuple[Rule, ...]]:
        table = self.typed(found, "fields", dict, where, {})
        self.keys({key: None for key in table if not key.startswith("x_")}, known, f"{where}fields.")
        rules = {}
        for name, written in table.items():
            place = f"{where}fields.{name}"
            several = written if name == "windows" and isinstance(written, list) else [written]
            rules[name] = tuple(rule for each in several if (rule := self.rule(each, place, name)) is not None)
        return rules

    def rule(self, written: Any, where: str, name: str) -> Rule | None:
        if isinstance(written, str):
            return Rule(column=written)
        if not isinstance(written, dict):
            self.fault(where, f"is {written!r}; name a column, or write {{ value = … }} for a constant", written)
            return None
        self.keys(written, _RULE_KEYS, f"{where}.")
        pair, single = {"open", "close"} & written.keys(), {"column", "value"} & written.keys()
        if pair and (len(pair) < 2 or single or name != "windows"):
            self.fault(where, "`open` and `close` go together, alone, and only for windows", written)
        elif not pair and len(single) != 1:
            self.fault(where, "needs either `column` or `value`", written)
        values = self.typed(written, "values", dict, f"{where}.")
        texts = {key: self.typed(written, key, str, f"{where}.") for key in ("column", "open", "close")}
        return Rule(value=written.get("value"), values=values, otherwise=written.get("otherwise"), **texts)


_SOME_DAY = datetime(2026, 11, 23, 13, 5, 7)
_TOML_NAMES = {str: "text in quotes", bool: "true or false", dict: "table"}
