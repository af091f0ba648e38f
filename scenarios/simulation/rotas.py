"""Who is on call, month by month; the same people in the same month are planned once, however often they are lived.

All replications and dispatch policies of a scenario have one rota, and so have scenarios that change nothing of it.
"""

from collections.abc import Set
from dataclasses import replace
from datetime import date, timedelta

from optimiser import Book, MonthlyRotas, Rota

_DAY = timedelta(days=1)
_MOST_KEPT = 16
_KEPT: list[tuple[Book, MonthlyRotas]] = []
"""What was planned in this process, the latest last. A rota follows from its book alone, so nobody's numbers change."""


def _months_of(book: Book) -> MonthlyRotas:
    """The rotas of a book, those that were planned before included."""
    nothing: tuple[()] = ()
    people = replace(  # all of a book that says who is on call when
        book, id="", tickets=nothing, rules=nothing, appointments=nothing, units=nothing, policies=nothing
    )
    for known, months in _KEPT:
        if known == people:
            return months
    _KEPT.append((people, MonthlyRotas(people)))
    del _KEPT[:-_MOST_KEPT]
    return _KEPT[-1][1]


class Rotas:
    """The on-call rota, month by month, as it is made before anybody falls ill.

    Parameters
    ----------
    book : Book
    begin : date
        The day of the oldest case.
    """

    def __init__(self, book: Book, begin: date) -> None:
        self._months, self._eve = _months_of(book), begin - _DAY
        self._month: tuple[int, int] | None = None
        self._rota = Rota(date.min, date.min)

    def of(self, on: date) -> Rota:
        """The rota of the month of a day, and of the two before it, in which open cases may have begun.

        Nothing has begun before the oldest case; the night before it, whoever is on call since its eve.
        """
        if self._month != (on.year, on.month):
            first = on.replace(day=1)
            days = [first - 32 * _DAY, first - _DAY, first, first + 6 * _DAY]  # weeks belong to the month they begin in
            self._month = on.year, on.month
            self._rota = self._months.of(max(day, self._eve) for day in days)
        return self._rota


def handed_on(rota: Rota, book: Book, on: date, ill: Set[str]) -> Rota:
    """Hand on what the ill would be on call for on a day: to the next in the book who is on call and well."""
    called = {stint.engineer for stint in rota.stints if stint.day == on}
    if not called & ill:
        return rota
    ids = [each.id for each in book.engineers if each.on_call]
    free = [id_ for id_ in ids if id_ not in ill | called]
    stints = []
    for stint in rota.stints:
        if stint.day == on and stint.engineer in ill:
            after = ids.index(stint.engineer)
            free.sort(key=lambda id_: (ids.index(id_) - after) % len(ids))
            if not free:
                continue  # nobody is there
            stint = replace(stint, engineer=free.pop(0))
        stints.append(stint)
    return replace(rota, stints=tuple(stints))
