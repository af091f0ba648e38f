"""The whole import: mapping, roster, tickets and inspections to one problem document that has been read."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from api.interop.cells import UnreadableCell
from api.interop.local_time import LocalClock
from api.interop.mapping import ImportMapping, Source, read_mapping
from api.interop.places import PlaceBook
from api.interop.records import FaultList
from api.interop.roster import RosterReader
from api.interop.visits import Since, VisitReader
from optimiser import Fault, FaultyInput, read_problem

Document = dict[str, Any]
_VISIT_PATH = re.compile(r"\$\.visits\[(\d+)\]")


def import_problem(mapping_path: Path, *, now: datetime | None = None) -> Document:
    """Turn the files that a mapping names into a problem document.

    Parameters
    ----------
    mapping_path : Path
        The mapping file; ``docs/import.md`` is its reference.
    now : datetime, optional
        When planning happens; takes the place of the mapping's ``now``. Without offset it is local.

    Returns
    -------
    dict
        A valid problem document. Its ``x_import`` counts, for each file, rows, open rows and kept ones.

    Raises
    ------
    FaultyInput
        With every fault of every row, each with a path such as ``tickets.csv:17:LATITUDE``.
    """
    mapping_path = Path(mapping_path)
    mapping = read_mapping(mapping_path)
    faults, places = FaultList(), PlaceBook()
    clock, moment = _planned_day(mapping, now, mapping_path.name)
    engineers = _engineers(mapping, clock, places, faults)
    starts = [datetime.fromisoformat(shift["start"]) for each in engineers for shift in each["shifts"]]
    planned_from = moment or min(starts, default=clock.on_day("00:00"))
    since = Since(planned_from=planned_from, deferral=mapping.deferral)
    visits, origins, counts = _visits(mapping, clock, since, places, faults)
    horizon = _horizon(mapping, clock, engineers, planned_from, mapping_path.name, faults)
    if faults.faults:
        raise FaultyInput(faults.faults)
    document: Document = {
        "format": "roundsman/1",
        "horizon": horizon,
        "now": moment.isoformat() if moment else None,
        "travel": dict(mapping.travel),
        "places": places.document(),
        "engineers": engineers,
        "visits": visits,
        "x_import": counts,
    }
    _check(document, origins)
    return document


def _planned_day(mapping: ImportMapping, now: datetime | None, name: str) -> tuple[LocalClock, datetime | None]:
    written = now or mapping.now
    try:
        probe = LocalClock(mapping.time_zone, datetime(2000, 1, 1, tzinfo=UTC).date())
        moment = probe.localised(written) if written else None
    except UnreadableCell as unreadable:
        raise FaultyInput([Fault(f"{name}:now", "mapping", str(unreadable), str(written))]) from None
    day = mapping.day or (moment.date() if moment else None)
    if day is None:
        message = "is missing; write the day that is planned, day = 2026-11-23, or the time of planning as `now`"
        raise FaultyInput([Fault(f"{name}:day", "mapping", message)])
    return LocalClock(mapping.time_zone, day), moment


def _source_clock(source: Source, clock: LocalClock) -> LocalClock:
    return LocalClock(clock.zone, clock.day, source.dates)


def _engineers(mapping: ImportMapping, clock: LocalClock, places: PlaceBook, faults: FaultList) -> list[Document]:
    try:
        return RosterReader(mapping.roster, _source_clock(mapping.roster, clock), places, faults).engineers()
    except FaultyInput as unusable:
        _add_all(faults, unusable)
        return []


def _visits(
    mapping: ImportMapping, clock: LocalClock, since: Since, places: PlaceBook, faults: FaultList
) -> tuple[list[Document], list[str], list[Document]]:
    """Read every file of visits; one that cannot be read at all does not hide the faults of the next."""
    found: dict[str, tuple[str, Document]] = {}
    counts = []
    for source in mapping.visits:
        try:
            reader = VisitReader(source, _source_clock(source, clock), since, places, faults)
            visits = reader.visits()
        except FaultyInput as unusable:
            _add_all(faults, unusable)
            continue
        counts.append({"file": source.path.name, "kind": source.kind, **vars(reader.counts)})
        for origin, visit in visits:
            earlier, _ = found.setdefault(visit["id"], (origin, visit))
            if earlier != origin:
                message = f"{visit['id']!r} stands at {earlier} already; remove one, or give the files a `prefix`"
                faults.add(f"{origin}:id", "duplicate_id", message, visit["id"])
    return [visit for _, visit in found.values()], [origin for origin, _ in found.values()], counts


def _add_all(faults: FaultList, unusable: FaultyInput) -> None:
    for fault in unusable.faults:
        faults.add(fault.path, fault.code, fault.message, fault.value)


def _horizon(
    mapping: ImportMapping,
    clock: LocalClock,
    engineers: Sequence[Document],
    since: datetime,
    name: str,
    faults: FaultList,
) -> dict[str, str]:
    """Read the horizon; it is stretched so that no shift, and not the moment of planning, lies outside."""
    begin, end = mapping.horizon
    try:
        start_at, end_at = clock.span(begin, end)
    except UnreadableCell as unreadable:
        faults.add(f"{name}:horizon", "mapping", str(unreadable))
        return {}
    shifts = [shift for each in engineers for shift in each["shifts"]]
    starts = [datetime.fromisoformat(shift["start"]) for shift in shifts]
    ends = [datetime.fromisoformat(shift["end"]) for shift in shifts]
    start_at, end_at = min([start_at, since, *starts]), max([end_at, *ends])
    return {"start": start_at.isoformat(), "end": end_at.isoformat()}


def _check(document: Document, origins: Sequence[str]) -> None:
    """Read the document as any other; what is wrong with a visit is told with the row that it came from."""

    def with_row(found: re.Match[str]) -> str:
        return f"{origins[int(found[1])]} {found[0]}"

    try:
        read_problem(document)
    except FaultyInput as faulty:
        raise FaultyInput(
            Fault(_VISIT_PATH.sub(with_row, fault.path), fault.code, fault.message, fault.value)
            for fault in faulty.faults
        ) from None
