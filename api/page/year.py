"""The page of a service book: the hours that are due in each month of a year, before and after smoothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from api.page.columns import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Columns, Entry, columns_of
from api.page.page import environment, policy, raw
from api.page.words import LANGUAGES, TAGS, WORDS, known_language
from optimiser import Book, Held, PeriodLoad, inspections_due, levelled

MOST_OF_MEAN = 1.2
"""No month should have more than this many times the mean."""

MONTHS = 12
_NAMED_COUNT = 20
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Month:
    """One row of the table, in hours; ``over`` the limit or not."""

    name: str
    before: float
    after: float
    mean: float
    limit: float

    @property
    def over(self) -> bool:
        """Whether it has more than it should, even after smoothing."""
        return self.after > self.limit + 1e-9

    def times(self, when: str) -> float:
        """How many times the mean it has, ``before`` or ``after`` smoothing."""
        hours: float = getattr(self, when)
        return hours / self.mean if self.mean > 0 else 0.0


@dataclass(frozen=True)
class HeldMonth:
    """A month that could not be levelled, and what holds it."""

    month: Month
    count: int
    named: Sequence[str]


@dataclass(frozen=True)
class Year:
    """All that the page draws."""

    book: Book
    months: Sequence[Month]
    due_count: int
    moved_count: int
    held: Sequence[HeldMonth]

    @property
    def hours(self) -> float:
        """Hours of work in all."""
        return sum(month.before for month in self.months)

    @property
    def mean(self) -> float:
        """Hours of a mean month."""
        return max((month.mean for month in self.months), default=0.0)

    def fullest(self, when: str) -> Month:
        """The month that has the most hours against its mean, ``before`` or ``after`` smoothing."""
        return max(self.months, key=lambda month: month.times(when))


def render_year(book: Book, first: date, language: str = "en") -> str:
    """Write the year of a book as one HTML page that stands alone.

    Parameters
    ----------
    book : Book
    first : date
        A day of the first of the twelve months.
    language : {"en", "zh"}
        Which language the page opens in; it holds both.

    Raises
    ------
    FaultyInput
        With every fault of the book's rules.
    ValueError
        Where there is no such language.
    """
    chosen = known_language(language)
    year = year_of(book, first)
    named = {"first": year.months[0].name, "last": year.months[-1].name}
    style, script = raw("page.css", "year.css"), raw("page.js")
    return (
        environment()
        .get_template("year.html")
        .render(
            year=year,
            chart=_chart(year),
            limit_times=f"{MOST_OF_MEAN:g}",
            named=named,
            rule_count=len(book.rules),
            frame={"width": WIDTH, "height": HEIGHT, "left": LEFT, "right": WIDTH - RIGHT, "top": TOP,
                   "floor": HEIGHT - BOTTOM},
            style=style,
            script=script,
            policy=policy(style, script),
            tag=TAGS[chosen],
            chosen=chosen,
            titles={known: WORDS[known]["year_title"].format(**named) for known in LANGUAGES},
        )
    )  # fmt: skip


def year_of(book: Book, first: date) -> Year:
    """Gather twelve months, smoothed."""
    begin = first.replace(day=1)
    last = _month_later(begin, MONTHS) - timedelta(days=1)
    due = [inspection for inspection in inspections_due(book, begin, last) if inspection.ideal_on <= last]
    answer = levelled(book, due, begin, last, most_of_mean=MOST_OF_MEAN)
    months = {load.name: _month(load) for load in answer.loads}
    held = [_held(each, months) for each in answer.held]
    return Year(book, list(months.values()), len(due), answer.moved_count, held)


def _month_later(begin: date, count: int) -> date:
    years, month = divmod(begin.month - 1 + count, 12)
    return date(begin.year + years, month + 1, 1)


def _month(load: PeriodLoad) -> Month:
    return Month(load.name, load.before / _HOUR, load.after / _HOUR, load.mean / _HOUR, load.limit / _HOUR)


def _held(held: Held, months: dict[str, Month]) -> HeldMonth:
    return HeldMonth(months[held.period], len(held.inspections), held.inspections[:_NAMED_COUNT])


def _chart(year: Year) -> Columns:
    entries = []
    for k, month in enumerate(year.months):
        calendar_year, number = month.name.split("-")
        under = calendar_year if k == 0 or number == "01" else ""
        values = [(month.before, "before"), (month.after, "over" if month.over else "after")]
        entries.append(Entry(number, under, values, f"{month.name}: {month.before:,.1f} → {month.after:,.1f} h"))
    return columns_of(entries, max((month.limit for month in year.months), default=0.0) * 1.05)
