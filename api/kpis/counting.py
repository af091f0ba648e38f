"""What the store counts by itself, told as figures."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, get_args

from sqlalchemy.orm import Session

from api.kpis.promises import rounded, share
from api.schemas.kpis import (
    Age,
    BacklogFigures,
    ComplaintFigures,
    DoneWork,
    FirstTimeFix,
    PaperFigures,
    PlannedWork,
    StatusFigures,
    SubcontractFigures,
    TicketFigures,
    WorkByEngineer,
    WorkFigures,
)
from api.store import kpis as queries
from api.store.kpis import Slices
from optimiser import travel_share, utilisation_share

_BOUNDS = (None, *(timedelta(days=days) for days in (1, 3, 7, 30)), None)
_PLANNED = ("shift_s", "work_s", "driving_s", "driving_m", "overtime_s", "visits")
_DONE = ("work_s", "driving_s", "overtime_s", "visits")
Sums = dict[str, float]


def ticket_figures(
    session: Session, slices: Slices
) -> tuple[list[TicketFigures], list[StatusFigures], list[FirstTimeFix]]:
    """Count tickets: all, by status, and those for which one visit was enough."""
    reported = queries.ticket_counts(session, slices)
    closed = {number: rest for number, *rest in queries.closed_counts(session, slices)}
    totals, fixes = [], []
    for number, name in enumerate(slices.names):
        ended, visited, fixed = map(int, closed.get(number, (0, 0, 0)))
        count = sum(row[2] for row in reported if row[0] == number)
        totals.append(TicketFigures(period=name, reported_count=count, closed_count=ended))
        fixes.append(
            FirstTimeFix(
                period=name,
                visited_count=visited,
                fixed_count=fixed,
                first_time_fix_share=share(fixed, visited),
            )
        )
    statuses = [StatusFigures(period=slices.names[k], status=status, count=count) for k, status, count in reported]
    return totals, statuses, fixes


def backlog_figures(session: Session, slices: Slices, as_of: datetime, period: str) -> list[BacklogFigures]:
    """Count what was open at some time, by age."""
    ages = list(pairwise(_BOUNDS))
    counts = queries.backlog_counts(session, slices.territories, as_of, ages)
    return [
        BacklogFigures(period=period, age=age, count=int(count))
        for age, count in zip(get_args(Age), counts, strict=True)
    ]


def work_figures(session: Session, slices: Slices) -> tuple[list[WorkFigures], list[WorkByEngineer]]:
    """Sum up the engineers' time, planned and done: of all, and of each."""
    planned = _by_key(queries.planned_work(session, slices), _PLANNED)
    done = _by_key(queries.done_work(session, slices), _DONE)
    by_engineer = [
        WorkByEngineer(engineer=engineer, **_work(slices.names[number], planned.get(key, {}), done.get(key, {})))
        for key in sorted(planned.keys() | done.keys())
        for number, engineer in [key]
    ]
    totals = [
        WorkFigures(**_work(name, _total(planned, number, _PLANNED), _total(done, number, _DONE)))
        for number, name in enumerate(slices.names)
    ]
    return totals, by_engineer


def paper_figures(session: Session, slices: Slices, as_of: datetime, period: str) -> list[PaperFigures]:
    """Count the reports and calls that are owed, and how they were kept."""
    return [
        PaperFigures(
            period=period,
            kind=row.kind,
            owed_count=int(row.owed),
            overdue_count=int(row.overdue),
            in_time_count=int(row.in_time),
            late_count=int(row.late),
            in_time_share=share(row.in_time, row.in_time + row.late),
        )
        for row in queries.paper_counts(session, slices, as_of)
    ]


def complaint_figures(session: Session, slices: Slices) -> list[ComplaintFigures]:
    """Count complaints."""
    counts = {number: rest for number, *rest in queries.complaint_counts(session, slices)}
    return [
        ComplaintFigures(period=name, made_count=made, closed_count=closed)
        for number, name in enumerate(slices.names)
        for made, closed in [counts.get(number, (0, 0))]
    ]


def subcontract_figures(session: Session, slices: Slices) -> list[SubcontractFigures]:
    """Sum up what was given to somebody outside."""
    return [
        SubcontractFigures(period=slices.names[k], subcontractor=who, count=count, amount=round(amount, 2))
        for who, k, count, amount in queries.subcontract_sums(session, slices)
    ]


def _by_key(rows: Sequence[Any], names: Sequence[str]) -> dict[tuple[int, str], Sums]:
    return {(row.slice, row.engineer): {name: float(getattr(row, name) or 0) for name in names} for row in rows}


def _total(sums: Mapping[tuple[int, str], Sums], number: int, names: Sequence[str]) -> Sums:
    return {name: sum(each[name] for (k, _), each in sums.items() if k == number) for name in names}


def _work(period: str, planned: Sums, done: Sums) -> dict[str, Any]:
    shift_s = planned.get("shift_s", 0.0)
    return {
        "period": period,
        "shift_s": shift_s,
        "planned": PlannedWork(driving_m=planned.get("driving_m", 0.0), **_side(planned, shift_s)),
        "done": DoneWork(**_side(done, shift_s)),
    }


def _side(sums: Sums, shift_s: float) -> dict[str, Any]:
    work_s, driving_s = sums.get("work_s", 0.0), sums.get("driving_s", 0.0)
    return {
        "visit_count": round(sums.get("visits", 0)),
        "work_s": work_s,
        "driving_s": driving_s,
        "overtime_s": sums.get("overtime_s", 0.0),
        "travel_share": rounded(travel_share(work_s, driving_s)),
        "utilisation_share": rounded(utilisation_share(work_s, driving_s, shift_s)),
    }
