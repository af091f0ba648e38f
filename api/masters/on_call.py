"""Who is on call: a rota for each month, planned once and kept."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from api.clock import Clock
from api.errors import Refused
from api.store import rotas
from api.store.house import house_of
from api.store.tables import Rota as RotaRow
from optimiser import Book, Rota, Stint, plan_rota

_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_DAY = timedelta(days=1)
MOST_MONTHS = 24


def days_of(month: str, weekly: bool) -> tuple[date, date]:
    """Say on which days a month's rota begins and ends; a week belongs to the month of its Monday.

    Raises
    ------
    Refused
        Where it is no month.
    """
    if _MONTH.fullmatch(month) is None:
        raise Refused("bad_request", f"{month[:80]!r} is no month; write it as in 2026-12")
    first = date.fromisoformat(f"{month}-01")
    after = (first + 31 * _DAY).replace(day=1)
    if weekly:
        first, after = _monday_from(first), _monday_from(after)
    return first, after - _DAY


def _monday_from(day: date) -> date:
    return day + -day.weekday() % 7 * _DAY


def plan_month(book: Book, month: str, before: RotaRow | None) -> Rota:
    """Plan who is on call in a month, making up for what was uneven in the month before.

    Raises
    ------
    Refused
        Where nobody is ever on call.
    """
    if book.on_call is None:
        raise Refused("wrong_state", "the house has no on-call hours; set them at /v1/house first")
    first, last = days_of(month, book.on_call.turn == "week")
    earlier = None
    if before is not None:
        counts = before.document["day_counts"]
        earlier = Rota(first - _DAY, first - _DAY, day_counts=counts)
    return plan_rota(book, first, last, earlier)


def month_before(month: str) -> str:
    """Name the month before one."""
    return (date.fromisoformat(f"{month}-01") - _DAY).isoformat()[:7]


def keep(session: Session, territory_id: str, month: str, rota: Rota, clock: Clock) -> RotaRow:
    """Keep a month's rota, in the place of what it was."""
    document = {
        "first": rota.first.isoformat(),
        "last": rota.last.isoformat(),
        "stints": [
            {
                "engineer": each.engineer,
                "day": each.day.isoformat(),
                "start": each.start.isoformat(),
                "end": each.end.isoformat(),
                "kind": each.kind,
            }
            for each in rota.stints
        ],
        "gaps": [gap.message for gap in rota.gaps],
        "day_counts": {name: dict(kinds) for name, kinds in rota.day_counts.items()},
        "standby_pay": dict(rota.standby_pay),
        "warnings": list(rota.warnings),
    }
    row = session.get(RotaRow, (territory_id, month))
    if row is None:
        row = RotaRow(territory_id=territory_id, month=month, document=document, planned_at=clock())
        session.add(row)
    else:
        row.document, row.planned_at = document, clock()
    session.flush()
    return row


def months_around(first: date, last: date) -> list[str]:
    """Name the months whose rotas may have something to say about some days: a week may reach into the next.

    Raises
    ------
    Refused
        Where the days are in the wrong order, or too many.
    """
    if last < first:
        raise Refused("bad_request", f"last, {last}, is before first, {first}; swap them")
    start = (first - 7 * _DAY).replace(day=1)
    out: list[str] = []
    while start <= last:
        if len(out) > MOST_MONTHS:
            raise Refused("bad_request", f"{first} to {last} is more than {MOST_MONTHS} months; ask for fewer")
        out.append(start.isoformat()[:7])
        start = (start + 31 * _DAY).replace(day=1)
    return out


def stints(rows: Iterable[RotaRow], first: date, last: date) -> list[Stint]:
    """List who is on call on some days, in order."""
    found = [
        Stint(
            each["engineer"],
            date.fromisoformat(each["day"]),
            datetime.fromisoformat(each["start"]),
            datetime.fromisoformat(each["end"]),
            each["kind"],
        )
        for row in rows
        for each in row.document["stints"]
    ]
    return sorted((each for each in found if first <= each.day <= last), key=lambda each: (each.start, each.engineer))


def not_planned(rows: Sequence[RotaRow], first: date, last: date) -> list[str]:
    """Name the months of some days that no kept rota speaks of."""
    spans = [(row.document["first"], row.document["last"]) for row in rows]
    days = (first + i * _DAY for i in range((last - first).days + 1))
    open_ = (day.isoformat() for day in days if not any(a <= day.isoformat() <= b for a, b in spans))
    return sorted({day[:7] for day in open_})


def kept_rota(session: Session, territory_id: str, book: Book, first: date, last: date) -> Rota | None:
    """Read who is on call on some days as it was planned and told; None where a day has no rota yet.

    The night before the first day counts too. Who has left since is on call no more.
    """
    first -= _DAY
    rows = rotas.rotas_of(session, territory_id, months_around(first, last))
    if book.on_call is None or not_planned(rows, first, last):
        return None
    here = {engineer.id for engineer in book.engineers}
    return Rota(first, last, [each for each in stints(rows, first, last) if each.engineer in here])


def on_call_at(session: Session, territory_id: str, now: datetime) -> list[Stint]:
    """List who is on call at one instant."""
    zone = ZoneInfo(house_of(session).document["time_zone"])
    today = now.astimezone(zone).date()
    rows = rotas.rotas_of(session, territory_id, months_around(today - _DAY, today))
    return [each for each in stints(rows, today - _DAY, today) if each.start <= now < each.end]


def as_shown(each: Stint, names: dict[str, tuple[str | None, str | None]]) -> dict[str, Any]:
    """Show a stint with the engineer's name and number."""
    name, phone = names.get(each.engineer, (None, None))
    return {**vars(each), "name": name, "phone": phone}
