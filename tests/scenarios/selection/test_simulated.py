"""The search on simulated days: its answer is that of trying everything many times."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import numpy as np
import pytest
from distributed import LocalCluster

from optimiser import RoundsmanError
from scenarios.changes import then
from scenarios.measures import Tally, readings
from scenarios.selection import Candidate, Search, Space, read_search, run_selection, select
from scenarios.simulation import simulate
from tests.scenarios.selection.small_service import DAYS, FIRST, SEARCH, WARM_UP, service, study

LAST = FIRST + timedelta(days=DAYS - 1)


def staffed(space: Space, candidate: Candidate):
    return then(*(choice.change for choice in space.choices(candidate)))(service())


def test_the_answer_is_that_of_trying_every_staffing_many_times():
    search = read_search(SEARCH, service(), (FIRST, LAST))
    space = search.space

    @cache
    def lived(candidate, replication):
        return readings(simulate(staffed(space, candidate), "first_come", FIRST, DAYS, 7, replication), WARM_UP)

    found = select(space, lambda some: [lived(*each)["wait_h", ""] for each in some], search.goal, search.effort)
    everything = [[lived(space.candidate(n), r)["wait_h", ""] for r in range(10)] for n in range(len(space))]
    keeps = np.mean(everything, axis=1) <= search.goal.bound
    assert keeps.any()
    assert not keeps.all()
    assert space.costs[space.number(found.best)] == space.costs[keeps].min()
    said = found.verdicts["verdict"]
    assert not (said.isin(["feasible", "implied feasible"]) & ~keeps).any()
    assert not (said.isin(["infeasible", "implied infeasible"]) & keeps).any()
    assert not found.contradictions


def test_what_staffing_costs_is_what_it_is_said_to_cost():
    space = read_search(SEARCH, service(), (FIRST, LAST)).space
    for candidate in ((0, 0, 0), (1, 0, 1), (1, 1, 1)):
        tally = simulate(staffed(space, candidate), "first_come", FIRST, DAYS, 7, 0)
        assert readings(tally)["cost_per_day", ""] == pytest.approx(space.costs[space.number(candidate)])


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """A cluster in this process, with two workers."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0",
        worker_dashboard_address=None, scheduler_kwargs={"dashboard": False}, memory_limit=0,
    ) as own:  # fmt: skip
        yield str(own.scheduler_address)


LIVED: list[Any] = []


def live(service, _policy, _first, days, seed, replication, *, on_day=None, should_stop=None) -> Tally:
    """Waits that get shorter with every engineer and every skill, and a backlog that is the same from the third day."""
    LIVED.append((len(service.book.engineers), replication))
    staff = sum(len(each.skills) for each in service.book.engineers)
    chance = np.random.default_rng((seed, replication))
    tally = Tally(days)
    for day in range(days):
        tally.add(day, "wait_h", float(chance.normal(9.0 / staff**2, 0.02)), 1.0)
        tally.add(day, "backlog", float(min(day, 2)), 1.0)
    return tally


def directly(search: Search):
    """The same without workers."""

    def value(candidate, replication):
        tally = live(staffed(search.space, candidate), "first_come", FIRST, DAYS, 7, replication)
        return readings(tally, WARM_UP)["wait_h", ""]

    return select(search.space, lambda some: [value(*each) for each in some], search.goal, search.effort)


def test_workers_find_what_is_found_without_them(cluster):
    search = read_search({**SEARCH, "at_most": 0.5}, service(), (FIRST, LAST))
    heard = []
    found = run_selection(study(), search, cluster=cluster, live=live, on_progress=lambda s: heard.append(s.open_count))
    assert found.verdicts.equals(directly(search).verdicts)
    assert found.best is not None
    assert heard[-1] == 0


def test_a_search_that_was_stopped_goes_on_where_it_was(cluster, tmp_path):
    search = read_search({**SEARCH, "at_most": 0.5}, service(), (FIRST, LAST))
    whole = run_selection(study(), search, tmp_path / "whole", cluster=cluster, live=live)
    rounds: list[Any] = []
    run_selection(
        study(), search, tmp_path / "half", cluster=cluster, live=live,
        on_progress=rounds.append, should_stop=lambda: len(rounds) >= 1,
    )  # fmt: skip
    LIVED.clear()
    again = run_selection(study(), search, tmp_path / "half", cluster=cluster, live=live)
    assert again.verdicts.equals(whole.verdicts)
    assert 0 < len(LIVED) < whole.samples_count
    LIVED.clear()
    assert run_selection(study(), search, tmp_path / "half", live=live).verdicts.equals(whole.verdicts)
    assert not LIVED


def test_a_measure_that_nothing_has_is_told(cluster):
    search = read_search({**SEARCH, "group": "severity=stairs"}, service(), (FIRST, LAST))
    with pytest.raises(RoundsmanError, match="nothing to measure in replication 0"):
        run_selection(study(), search, cluster=cluster, live=live)
