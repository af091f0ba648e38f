"""What depends on policies: promises kept, penalties owed, charges, ratings; of tickets reported in the period."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.schemas.kpis import (
    ChargeFigures,
    OnTimeByPolicy,
    OnTimeBySeverity,
    OnTimeFigures,
    PenaltyFigures,
    RatingFigures,
    RatingWordFigures,
)
from api.store.kpis import Slices
from optimiser import Book, OnTime, Promises, Rating, Ticket, charges, describing, on_time, penalties, rating_totals

_COUNTS = ("met_count", "missed_count", "tickets_on_time_count", "tickets_late_count")
_EVENT = describing.CLOCK_EVENT


class PromiseFigures:
    """A book of tickets, asked how its promises were kept.

    Parameters
    ----------
    book : Book
        The tickets reported in the slices, with what is promised for them.
    now : datetime
        What was not done by now and should have been is missed.
    """

    def __init__(self, book: Book, slices: Slices, now: datetime) -> None:
        self._promises = Promises(book)
        self._slices, self._now = slices, now
        self._zone = ZoneInfo(book.time_zone)
        self._tickets = {ticket.id: ticket for ticket in book.tickets}
        self._kept = list(self._count_kept())

    def on_time(self) -> list[OnTimeFigures]:
        """Take all tickets of a period together; a period without tickets has its row, too."""
        summed = _summed(((period,), kept) for period, _, kept in self._kept)
        return [OnTimeFigures(period=name, **_shares(summed[(name,)])) for name in self._slices.names]

    def by_policy(self) -> list[OnTimeByPolicy]:
        """Take the tickets under each policy together."""
        policies = self._promises.policies
        return [
            OnTimeByPolicy(
                period=period, policy=policy, promised_share=policies[policy].on_time_share, **_shares(counts)
            )
            for (period, policy), counts in _summed(
                ((period, kept.policy), kept) for period, _, kept in self._kept
            ).items()
        ]

    def by_severity(self) -> list[OnTimeBySeverity]:
        """Take the tickets of each severity together."""
        return [
            OnTimeBySeverity(period=period, severity=severity, **_shares(counts))
            for (period, severity), counts in _summed(
                ((period, severity), kept) for period, severity, kept in self._kept
            ).items()
        ]

    def penalties(self) -> list[PenaltyFigures]:
        """Sum up what is owed, by customer."""
        owed: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for each in penalties(self._promises, now=self._now):
            ticket = self._tickets[each.ticket]
            owed[self._period(ticket), self._customer(ticket)].append(each)
        return [
            PenaltyFigures(
                period=period,
                customer=customer,
                count=len(each),
                amount=_money(one.amount for one in each),
                growing_amount=_money(one.amount for one in each if one.is_growing),
            )
            for (period, customer), each in sorted(owed.items())
        ]

    def charges(self, earlier: Mapping[str, datetime]) -> list[ChargeFigures]:
        """Sum up what customers pay for trips.

        Parameters
        ----------
        earlier : mapping of str to datetime
            The first trip for the same fault on another ticket, by ticket.
        """
        owed: dict[tuple[str, str, str], list[float]] = defaultdict(list)
        for ticket in self._tickets.values():
            others = [_trip(ticket, earlier[ticket.id])] if ticket.id in earlier else []
            for each in charges(self._promises, ticket, others, self._now):
                owed[self._period(ticket), self._customer(ticket), each.kind].append(each.amount)
        return [
            ChargeFigures(period=period, customer=customer, kind=kind, count=len(each), amount=_money(each))  # type: ignore[arg-type]
            for (period, customer, kind), each in sorted(owed.items())
        ]

    def ratings(self, given: Sequence[Any]) -> list[RatingFigures]:
        """Total the ratings of each engineer in each month."""
        known = [
            Rating(row.engineer_id, row.site_id, row.signed_at.astimezone(self._zone).date(), row.rating)
            for row in given
            if row.rating in self._promises.ground(row.site_id).policy.rating_points
        ]
        points = rating_totals(self._promises, known)
        counts = Counter((self._month(row.signed_at), row.engineer_id) for row in given)
        return [
            RatingFigures(
                period=month, engineer=engineer, count=count, points=round(points.get((engineer, month), 0.0), 6)
            )
            for (month, engineer), count in sorted(counts.items())
        ]

    def ratings_by_word(self, given: Sequence[Any]) -> list[RatingWordFigures]:
        """Count what was said of each engineer in each month."""
        counts = Counter((self._month(row.signed_at), row.engineer_id, row.rating) for row in given)
        return [
            RatingWordFigures(period=month, engineer=engineer, word=word, count=count)
            for (month, engineer, word), count in sorted(counts.items())
        ]

    def _count_kept(self) -> Iterator[tuple[str, str, OnTime]]:
        """Count by period, severity and policy."""
        groups: dict[tuple[str, str], list[Ticket]] = defaultdict(list)
        for ticket in self._tickets.values():
            groups[self._period(ticket), ticket.severity].append(ticket)
        for (period, severity), tickets in sorted(groups.items()):
            for kept in on_time(self._promises, tickets, self._now):
                yield period, severity, kept

    def _period(self, ticket: Ticket) -> str:
        names = self._slices.names
        return names[0] if len(names) == 1 else self._month(ticket.reported_at)

    def _month(self, at: datetime) -> str:
        return f"{at.astimezone(self._zone):%Y-%m}"

    def _customer(self, ticket: Ticket) -> str:
        return self._promises.ground(ticket.site).contract.customer


def share(part: float, whole: float) -> float | None:
    """Divide, where there is something to divide by."""
    return rounded(part / whole) if whole else None


def rounded(share: float | None) -> float | None:
    """Write a share with the digits that figures have."""
    return None if share is None else round(share, 6)


def _summed(rows: Iterable[tuple[Any, OnTime]]) -> dict[Any, dict[str, int]]:
    summed: dict[Any, dict[str, int]] = defaultdict(lambda: dict.fromkeys(_COUNTS, 0))
    for key, kept in rows:
        for name in _COUNTS:
            summed[key][name] += getattr(kept, name)
    return defaultdict(lambda: dict.fromkeys(_COUNTS, 0), sorted(summed.items()))


def _shares(counts: Mapping[str, int]) -> dict[str, Any]:
    met, missed, on, late = (counts[name] for name in _COUNTS)
    return {**counts, "deadlines_share": share(met, met + missed), "tickets_share": share(on, on + late)}


def _trip(ticket: Ticket, at: datetime) -> Ticket:
    """Stand in for the other tickets of the same fault: of these only the first trip matters."""
    arrived = _EVENT.made({"kind": "arrived", "at": at, "waiting_for": None, "by": None})
    return replace(ticket, id=f"before {ticket.id}", reported_at=min(at, ticket.reported_at), history=(arrived,))


def _money(amounts: Iterable[float]) -> float:
    """Sum up amounts, each to the cent, so that groups add up to the whole."""
    return round(math.fsum(round(amount, 2) for amount in amounts), 2)
