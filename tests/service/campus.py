"""A campus with its engineers on the morning of its day: a book that was put in once, and plans that were made once."""

from copy import deepcopy
from functools import cache
from typing import Any

from api.masters.book import put_book
from api.plans.figures import figures_document
from api.plans.legs import legs_of
from api.plans.plain import plain
from api.plans.publishing import publish
from api.store.audit import Author
from api.store.engine import Store
from api.store.tables import Plan
from optimiser import SolveParams, agenda_of, figures_of, read_book, solve, travel_times, write_plan, write_problem
from scenarios import library
from tests.service.conftest import HandClock, Running

REGIME = library.regime("elv_campus")
DAY, NOW = REGIME.day, REGIME.now


def put_campus(store: Store) -> None:
    """Put the campus into an empty database."""
    clock = HandClock(NOW)
    with store.writing(Author("tests", clock)) as session:
        put_book(session, REGIME.book, "main", clock)


@cache
def searched(seed: int) -> dict[str, Any]:
    """The documents of a plan of the day; the same plan for every test."""
    agenda = agenda_of(read_book(REGIME.book), DAY, DAY, NOW)
    travel = travel_times(agenda.problem)
    plan = solve(agenda.problem, travel, SolveParams(iterations=400, seed=seed), clock=lambda: 0.0)
    return {
        "cost": write_plan(plan)["cost"],
        "figures": figures_document(figures_of(agenda.problem, plan, travel)),
        "problem": write_problem(agenda.problem),
        "document": write_plan(plan),
        "matter": {"sources": plain(agenda.sources), "legs": plain(legs_of(agenda.problem, plan, travel))},
    }


def planned(clock: HandClock, id_: str, *, seed: int = 0, based_on: dict[str, int] | None = None) -> Plan:
    """A draft, made without a job."""
    return Plan(
        id=id_,
        kind="days",
        territory_id="main",
        first_on=DAY,
        last_on=DAY,
        state="draft",
        origin="solve",
        based_on=based_on or {},
        created_at=clock(),
        created_by="tests",
        **deepcopy(searched(seed)),
    )


def stored(running: Running, plan: Plan) -> Plan:
    """Store a draft."""
    with running.service.store.writing(Author("tests", running.clock)) as session:
        session.add(plan)
    return plan


def published(running: Running, plan: Plan) -> Plan:
    """Store a draft and publish it."""
    with running.service.store.writing(Author("tests", running.clock)) as session:
        session.add(plan)
        publish(session, plan, "tests", running.clock())
    return plan


def visits_of(plan: Plan) -> dict[str, str]:
    """The engineer of each visit that the plan serves."""
    return {
        stop["visit"]: route["engineer"]
        for route in plan.document["routes"]
        for stop in route["stops"]
        if stop["kind"] == "visit"
    }
