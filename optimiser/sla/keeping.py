"""How promises were kept: the share on time by policy and period, and what is owed for those that were missed."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np

from optimiser.book import Book, TargetKind, Ticket
from optimiser.sla.happenings import NONE_S
from optimiser.sla.prices import late_prices, penalty
from optimiser.sla.promises import Promises
from optimiser.sla.table import STATES, DeadlineTable, deadlines

Period = Literal["month", "quarter", "year"]
_MET, _MISSED = STATES.index("met"), STATES.index("missed")


@dataclass(frozen=True)
class OnTime:
    """How the promises of one policy were kept, as far as that is known: open and cancelled deadlines do not count.

    Attributes
    ----------
    period : str
        When the tickets were reported: ``2026-03``, ``2026-Q1``, ``2026``; empty where all of them count.
    met_count, missed_count : int
        Deadlines. One that has passed is missed, whether or not it was made good later.
    tickets_on_time_count, tickets_late_count : int
        Tickets with at least one such deadline: all of them met, or one missed.
    promised_share : float or None
        The share of tickets that must be on time, as the policy promises.
    """

    policy: str
    period: str
    met_count: int
    missed_count: int
    tickets_on_time_count: int
    tickets_late_count: int
    promised_share: float | None = None

    @property
    def share(self) -> float | None:
        """The share of deadlines that were met; None before the first."""
        return _share(self.met_count, self.missed_count)

    @property
    def tickets_share(self) -> float | None:
        """The share of tickets that were on time throughout; None before the first."""
        return _share(self.tickets_on_time_count, self.tickets_late_count)

    @property
    def is_kept(self) -> bool | None:
        """Whether as many tickets were on time as was promised; None where nothing is promised or known.

        A contract promises it of requests: one that was answered in time and repaired too late was not on time.
        """
        if self.tickets_share is None or self.promised_share is None:
            return None
        return self.tickets_share >= self.promised_share


def _share(good_count: int, bad_count: int) -> float | None:
    return good_count / (good_count + bad_count) if good_count + bad_count else None


def on_time(
    book: Book | Promises,
    tickets: Sequence[Ticket] | None = None,
    now: datetime | None = None,
    per: Period | None = None,
) -> list[OnTime]:
    """Count how the promises of each policy were kept.

    Parameters
    ----------
    book : Book or Promises
        Periods begin and end in its time zone.
    tickets : sequence of Ticket, optional
        Those of the book, unless given.
    now : datetime, optional
        What was not done by now and should have been is missed.
    per : {"month", "quarter", "year"}, optional
        Count the tickets that were reported in each of them apart.

    Returns
    -------
    list of OnTime
        In the book's order of policies, then of time. A policy without tickets has no entry.
    """
    promises = Promises.of(book)
    asked = promises.book.tickets if tickets is None else tickets
    states = deadlines(promises, asked, now).states
    met, missed = (states == _MET).sum(axis=1), (states == _MISSED).sum(axis=1)
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    zone = ZoneInfo(promises.book.time_zone)
    for row, ticket in enumerate(asked):
        period = "" if per is None else period_of(ticket.reported_at.astimezone(zone).date(), per)
        rows[promises.ground(ticket.site).policy.id, period].append(row)
    order = {policy_id: index for index, policy_id in enumerate(promises.policies)}
    return [
        OnTime(
            policy_id,
            period,
            int(met[chosen].sum()),
            int(missed[chosen].sum()),
            int(((met[chosen] > 0) & (missed[chosen] == 0)).sum()),
            int((missed[chosen] > 0).sum()),
            promises.policies[policy_id].on_time_share,
        )
        for (policy_id, period), chosen in sorted(rows.items(), key=lambda item: (order[item[0][0]], item[0][1]))
    ]


def period_of(day: date, per: Period) -> str:
    """Name the month, quarter or year of a day, so that names sort as time runs."""
    if per == "year":
        return f"{day.year:04d}"
    return f"{day.year:04d}-{day.month:02d}" if per == "month" else f"{day.year:04d}-Q{(day.month + 2) // 3}"


@dataclass(frozen=True)
class Penalty:
    """What is owed for one missed deadline. ``is_growing``: it was not made good yet, and costs more by and by."""

    ticket: str
    kind: TargetKind
    late_by: timedelta
    amount: float
    is_growing: bool


def penalties(
    book: Book | Promises, tickets: Sequence[Ticket] | None = None, now: datetime | None = None
) -> list[Penalty]:
    """List what is owed for missed deadlines, ticket by ticket; those that cost nothing are left out.

    Lateness is elapsed time from the deadline until it was made good, the ticket was cancelled, or ``now``.
    """
    promises = Promises.of(book)
    asked = promises.book.tickets if tickets is None else tickets
    table = deadlines(promises, asked, now)
    return [owed for owed in _penalties(promises, asked, table, now) if owed.amount > 0]


def _penalties(
    promises: Promises, tickets: Sequence[Ticket], table: DeadlineTable, now: datetime | None
) -> Iterator[Penalty]:
    for row, column in np.argwhere(table.states == _MISSED):
        ticket, kind = tickets[row], table.kinds[column]
        stopped_s = int(table.stopped_s[row, column])
        until_s = stopped_s if stopped_s != NONE_S or now is None else math.floor(now.timestamp())
        late_by = timedelta(seconds=until_s - int(table.at_s[row, column]))
        target = next(target for target in promises.targets(ticket) if target.kind == kind)
        prices = late_prices(target.late, promises.ground(ticket.site).contract)
        yield Penalty(ticket.id, kind, late_by, penalty(prices, late_by), stopped_s == NONE_S)
