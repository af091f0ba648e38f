"""Small random weeks with everything that ties days together."""

from datetime import date, datetime, timedelta
from random import Random

from optimiser.inputs import Engineer, Horizon, Limit, Place, Problem, Series, Shift, Visit, Window

from .small_days import clock, minutes
from .walks import metric

DAYS = 3


def on_day(day: int, hours: float) -> datetime:
    """A time of one of the days."""
    return clock(24 * day + hours)


def date_of(day: int) -> date:
    """The date of one of the days."""
    return on_day(day, 0).date()


def any_week(seed: int, visit_count: int = 7, days: int = DAYS) -> Problem:
    """Two engineers, three days, rest, limits, certificates, places of their own, waiting and series."""
    random = Random(seed)
    places = tuple(Place(f"p{k}", setup=minutes(random.choice((0, 0, 5)))) for k in range(5))
    engineers = tuple(_engineer(k, random, days) for k in range(2))
    visits = tuple(_visit(k, random, days) for k in range(visit_count))
    horizon = Horizon(on_day(0, 0), on_day(days, 6))
    return Problem(horizon, metric(random, 5), places, engineers, visits, series=_series(random, days))


def _engineer(k: int, random: Random, days: int) -> Engineer:
    begin = random.choice((8, 14))
    shifts = []
    for d in range(days):
        hours = 4 if d % 2 else 3
        shifts.append(
            Shift(
                f"s{k}-{d}",
                on_day(d, begin if d % 2 else 22 - hours),
                on_day(d, (begin if d % 2 else 22 - hours) + hours),
                f"p{k}",
                f"p{k}",
                overtime_limit=minutes(60),
                max_duration=random.choice((None, None, timedelta(hours=3))),
                serves_only=random.choice((None, None, None, ["p1", "p2", "p3"])),
            )
        )
    limits = []
    if random.random() < 0.7:
        limits.append(Limit("week", timedelta(hours=random.choice((3, 6)))))
    if random.random() < 0.4:
        limits.append(Limit("day", None, minutes(random.choice((30, 60)))))
    return Engineer(
        f"e{k}",
        tuple(shifts),
        {"cctv": 2 - k},
        1.0,
        24.0,
        random.choice((0.0, 60.0)),
        certificates=random.choice(({}, {"cctv": date_of(random.randint(0, days - 1))})),
        limits=tuple(limits),
        min_rest=timedelta(hours=random.choice((0, 11, 13))),
    )


def _visit(k: int, random: Random, days: int) -> Visit:
    first = random.randint(0, days - 1)
    windows = [Window(on_day(d, 6), on_day(d, 21)) for d in range(first, days)] if random.random() < 0.4 else []
    return Visit(
        f"v{k}",
        f"p{random.randint(1, 4)}",
        minutes(random.choice((20, 45, 70))),
        random.choice((60.0, 120.0)),
        windows=tuple(windows),
        skills={"cctv": random.choice((1, 2))} if random.random() < 0.4 else {},
        onsite_by=on_day(random.randint(0, days - 1), 16) if random.random() < 0.3 else None,
        late_cost_per_hour=10.0,
        wait_cost_per_day=random.choice((0.0, 0.0, 4.0)),
    )


def _series(random: Random, days: int) -> tuple[Series, ...]:
    """Two pairs of visits; the first pair is alike but for their places and prices, so mostly not."""
    patterns = [[date_of(d) for d in random.sample(range(days), random.randint(1, 2))] for _ in range(2)]
    return (
        Series("c0", ["v0", "v1"], [[date_of(0), date_of(days - 1)], [date_of(1)]]),
        Series("c1", ["v2", "v3"], patterns),
    )
