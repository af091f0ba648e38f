"""What the tests of demand share: a small book."""

from datetime import timedelta

import pytest

from optimiser.book import Book, Site, Unit
from scenarios.demand import Stream, WorkTime


@pytest.fixture(scope="session")
def book() -> Book:
    """Three sites in Berlin: one with three cameras, one with a single camera and a door, one without units."""
    sites = [
        Site("north", "c1", 52.6, 13.4, district="Pankow"),
        Site("south", "c1", 52.4, 13.4, district="Pankow"),
        Site("west", "c1", 52.5, 13.2, district="Spandau"),
    ]
    units = [
        Unit("n-cameras", "north", "camera", count=3),
        Unit("s-camera", "south", "camera"),
        Unit("s-door", "south", "door"),
    ]
    return Book("small", "Europe/Berlin", (), (), (), (), sites, (), units=units)


@pytest.fixture(scope="session")
def stream() -> Stream:
    """Twenty tickets a day, with everything that may vary."""
    return Stream(
        id="faults",
        per_day=20.0,
        severity="2",
        work=WorkTime(timedelta(hours=1), "gamma", 0.5),
        complexity="simple",
        skills={"cctv": 1.0},
        unit_kind="camera",
        weekdays=(2, 1, 1, 1, 1, 0.5, 0.5),
        hours=(0,) * 7 + (1, 3, 3, 2, 1, 1, 2, 2, 2, 1, 1) + (0.5,) * 6,
        dispersion=3.0,
        bunching=1.7,
        week_cv=0.2,
        remote_share=0.3,
        repeat_share=0.2,
        cancel_share=0.1,
        part="board",
        part_share=0.25,
    )
