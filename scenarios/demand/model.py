"""What comes in, as frozen dataclasses: streams of tickets over time, and what becomes of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from optimiser import Ticket

NOTHING = timedelta(0)
EVEN_WEEK = (1.0,) * 7
EVEN_DAY = (1.0,) * 24


@dataclass(frozen=True)
class WorkTime:
    """How long work takes: what is planned for it, and how the truth spreads around that.

    Attributes
    ----------
    planned : timedelta
        What a plan allows for; the mean of the truth.
    kind : str
        The distribution of the truth; ``fixed`` is always as planned.
    cv : float
        Its coefficient of variation, standard deviation over mean; not read for ``exponential`` and ``fixed``.
    """

    planned: timedelta
    kind: Literal["lognormal", "gamma", "exponential", "fixed"] = "lognormal"
    cv: float = 0.4


@dataclass(frozen=True)
class Stream:
    """Tickets of one kind that are reported over time.

    Reports come as a Poisson process whose rate follows the hour, the weekday and the season. Counts spread more than
    Poisson's for three reasons, each of which may be absent: one report may hold several tickets (`bunching`), there
    are good and bad days (`dispersion`), and good and bad weeks (`week_cv`).

    Attributes
    ----------
    id : str
    per_day : float
        How many are reported on an average day.
    severity, kind, complexity, skills, unit_kind
        Of its tickets, as in a book; ``unit_kind``: they are about units of that kind, at sites that have some.
    work : WorkTime
        Of one visit.
    sites : mapping of str to float
        How often each site reports, by id, as weights; empty: in proportion to its units (of `unit_kind`), or all
        alike where there are none.
    weekdays : sequence of float, 7
        Monday to Sunday, as weights.
    hours : sequence of float, 24
        Of local time, as weights; or 168, Monday 00 first, where hours differ by weekday. They say how the tickets of
        a day spread over it; how many a day has, `weekdays` says.
    season : mapping of date to float
        From each day on, by what the rate is multiplied until the next; 1 before the first.
    dispersion : float
        Variance over mean of the counts of one day within a week, 1 or more; before growth and surges.
    bunching : float
        How much of `dispersion` comes from tickets that are reported together, from one site within minutes: what the
        variance over mean of any hour would be without good and bad days. From 1, never together, to `dispersion`; a
        bunch holds (bunching - 1) / log(bunching) tickets on average, and its size is logarithmic.
    week_cv : float
        Coefficient of variation of the factor that the days of a week share, Monday to Sunday; 0: none.
    remote_share : float
        How many are solved at the desk, without a trip.
    answer, remote_work : timedelta
        How long until the desk answers, and until it has solved what it can or knows that somebody must go: means of
        exponential times.
    repeat_share : float
        How many visits leave the fault as it is, so that somebody must come again.
    cancel_share : float
        How many are withdrawn by the customer unless somebody is on the way within an exponential time of mean
        `cancel_after`.
    part : str or None
        The part that a repair needs in `part_share` of the tickets.
    """

    id: str
    per_day: float
    severity: str
    work: WorkTime
    kind: str = "fault"
    complexity: str | None = None
    skills: Mapping[str, float] = field(default_factory=dict)
    unit_kind: str | None = None
    sites: Mapping[str, float] = field(default_factory=dict)
    weekdays: Sequence[float] = EVEN_WEEK
    hours: Sequence[float] = EVEN_DAY
    season: Mapping[date, float] = field(default_factory=dict)
    dispersion: float = 1.0
    bunching: float = 1.0
    week_cv: float = 0.0
    remote_share: float = 0.0
    answer: timedelta = timedelta(minutes=5)
    remote_work: timedelta = timedelta(minutes=10)
    repeat_share: float = 0.0
    cancel_share: float = 0.0
    cancel_after: timedelta = timedelta(hours=4)
    part: str | None = None
    part_share: float = 0.0
    source: str = ""


@dataclass(frozen=True)
class Surge:
    """Days on which more, or less, is reported: a storm, a holiday. ``streams`` empty: all of them."""

    first: date
    last: date
    factor: float
    streams: Sequence[str] = ()
    sites: Sequence[str] = ()


@dataclass(frozen=True)
class Demand:
    """All that is reported.

    Attributes
    ----------
    streams : sequence of Stream
    surges : sequence of Surge
    growth : float
        By what every rate is multiplied.
    """

    streams: Sequence[Stream] = ()
    surges: Sequence[Surge] = ()
    growth: float = 1.0


@dataclass(frozen=True)
class Fate:
    """What becomes of a ticket, which nobody knows when it is reported.

    Attributes
    ----------
    answered_after : timedelta
        From the report until the desk has answered.
    sorted_after : timedelta
        From the report until it is solved at the desk, or known to need a visit; not before the answer.
    is_remote : bool
        Whether it is solved then.
    cancelled_after : timedelta or None
        From the report until the customer withdraws it, unless somebody is on the way by then.
    work : tuple of timedelta
        How long each visit takes, the last of which repairs it; at least one.
    part : str or None
        The part that the repair needs.
    """

    answered_after: timedelta = NOTHING
    sorted_after: timedelta = NOTHING
    is_remote: bool = False
    cancelled_after: timedelta | None = None
    work: tuple[timedelta, ...] = (NOTHING,)
    part: str | None = None


@dataclass(frozen=True)
class Reported:
    """A ticket as it comes in, with its fate."""

    ticket: Ticket
    fate: Fate
