"""The book by id, its calendars ready to be asked, and the days that the agenda is of."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cached_property
from zoneinfo import ZoneInfo

from optimiser.book import Book, Contract, InspectionRule, Policy, Ticket
from optimiser.calendars import WorkingCalendar, calendars_of
from optimiser.errors import Fault, FaultyInput
from optimiser.inputs import Horizon
from optimiser.sla import Promises

MOST_DAYS = 370
"""An agenda of more days is refused: what is planned so far ahead is a horizon's affair."""
DAY = timedelta(days=1)
_YEARS = range(1970, 2201)
"""Those that a book may speak of, and the year into which the last days of an agenda may reach."""

Span = tuple[datetime, datetime]
"""From when to when; half-open."""


class Reference:
    """What the agendas of a book have in common: what it promises, and its calendars.

    Parameters
    ----------
    book : Book
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self.zone = ZoneInfo(book.time_zone)

    @cached_property
    def promises(self) -> Promises:
        """What is promised, ready to be asked."""
        return Promises(self.book)

    @cached_property
    def calendars(self) -> dict[str, WorkingCalendar]:
        """The calendars by id."""
        return calendars_of(self.book)

    @cached_property
    def rules(self) -> dict[str, InspectionRule]:
        """The inspection rules by id."""
        return {rule.id: rule for rule in self.book.rules}


class Frame:
    """What all rooms of the agenda look things up in.

    Parameters
    ----------
    reference : Reference
    book : Book
        That of the reference, or one that differs from it in its tickets and absences.
    first, last : date
        The days, both included, as the book's time zone counts them.
    now : datetime or None
        What was reported later is not known yet.

    Raises
    ------
    FaultyInput
        Where there are no days between the two, or too many, or all of them are over, or in years out of reach.
    """

    def __init__(self, reference: Reference, book: Book, first: date, last: date, now: datetime | None) -> None:
        check_days(first, last)
        _check_years(now=now)
        self.book, self.first, self.last = book, first, last
        self.zone = reference.zone
        self.now = None if now is None else self.local(now)
        self.horizon = Horizon(self.midnight(first), self.midnight(last + DAY))
        if self.now is not None and self.now >= self.horizon.end:
            message = f"{self.now.isoformat()} lies after the last day, {last}; ask for later days"
            raise FaultyInput([Fault("now", "wrong_order", message, self.now.isoformat())])
        self.promises = reference.promises.with_book(book)
        self.sites, self.units = self.promises.sites, self.promises.units
        self.contracts, self.policies = self.promises.contracts, self.promises.policies
        self.rules = reference.rules
        self.calendars = {id_: calendar.unasked() for id_, calendar in reference.calendars.items()}
        self._open_spans: dict[str, list[Span]] = {}

    @cached_property
    def tickets(self) -> dict[str, Ticket]:
        """The tickets that are known by now, by id."""
        return {each.id: each for each in self.book.tickets if self.now is None or each.reported_at <= self.now}

    @property
    def days(self) -> list[date]:
        """Every day of the agenda."""
        return [self.first + DAY * k for k in range((self.last - self.first).days + 1)]

    def local(self, at: datetime) -> datetime:
        """Write an instant as the book's clocks show it, at a fixed offset, so that it subtracts and compares right."""
        offset = at.astimezone(self.zone).utcoffset()
        return at.astimezone(timezone(offset or timedelta(0)))

    def midnight(self, day: date) -> datetime:
        """When a day begins."""
        return self.local(datetime.combine(day, time(), self.zone))

    def day_of(self, at: datetime) -> date:
        """The day in which an instant lies."""
        return at.astimezone(self.zone).date()

    def later(self, at: datetime, span: timedelta) -> datetime:
        """So much real time later (earlier, where `span` is negative), whatever the clocks do meanwhile."""
        return self.local(at.astimezone(UTC) + span)

    def open_spans(self, calendar: str) -> list[Span]:
        """When a calendar is open on the days of the agenda, the day before and the day after."""
        if calendar not in self._open_spans:
            self._open_spans[calendar] = self.calendars[calendar].open_spans(self.first - DAY, self.last + DAY)
        return self._open_spans[calendar]

    def contract_of(self, site: str) -> Contract:
        """Whose a site is."""
        return self.contracts[self.sites[site].contract]

    def policy_of(self, site: str) -> Policy:
        """What is promised at a site."""
        return self.policies[self.contract_of(site).policy]

    @property
    def calendar_warnings(self) -> list[str]:
        """What the calendars that were asked have to say."""
        return [warning for calendar in self.calendars.values() for warning in calendar.warnings]


def check_days(first: date, last: date) -> None:
    """See to it that there are days between two, not too many, and none so far off that no calendar knows of them.

    Raises
    ------
    FaultyInput
        Where it is not so.
    """
    _check_years(first=first, last=last)
    if last < first:
        message = f"{last} is before the first day, {first}; swap them"
        raise FaultyInput([Fault("last", "wrong_order", message, last.isoformat())])
    count = (last - first).days + 1
    if count > MOST_DAYS:
        message = f"{first} to {last} are {count} days; ask for at most {MOST_DAYS}"
        raise FaultyInput([Fault("last", "out_of_range", message, last.isoformat())])


def _check_years(**days: date | None) -> None:
    faults = [
        Fault(
            path, "out_of_range", f"{day} is outside the years {_YEARS[0]} to {_YEARS[-1]}; look at the year", str(day)
        )
        for path, day in days.items()
        if day is not None and day.year not in _YEARS
    ]
    if faults:
        raise FaultyInput(faults)
