"""The peers are asked fairly: their plans hold before the judge, and what they cannot be told is refused."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.children import Ended, run
from benchmarks.judging import judge
from benchmarks.problems import City, draw

Write = Callable[[dict[str, Any]], Path]
PEERS = [
    pytest.param(
        name, marks=pytest.mark.skipif(importlib.util.find_spec(name) is None, reason=f"{name} is not installed")
    )
    for name in ("pyvrp", "vroom")
]


def ask(peer: str, problem: Path, plan: Path) -> Ended:
    """Let a peer plan in a process of its own for a short while."""
    return run([sys.executable, "-m", "benchmarks.peers", peer, str(problem), str(plan), "--seconds", "0.3"])


@pytest.mark.parametrize("peer", PEERS)
def test_a_small_city_day_is_planned_without_a_violation(peer: str, tiny: Path, shared: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    assert ask(peer, tiny, plan).code == 0
    verdict = judge(tiny, plan, shared)
    assert (verdict.violations, verdict.complaints) == (0, ())
    assert verdict.served == 10
    assert verdict.cost == pytest.approx(1289.9)


@pytest.mark.parametrize("peer", PEERS)
def test_the_cheapest_plan_of_a_line_is_found(
    peer: str, line: dict[str, Any], write: Write, shared: Path, tmp_path: Path
) -> None:
    plan, problem = tmp_path / "plan.json", write(line)
    assert ask(peer, problem, plan).code == 0
    verdict = judge(problem, plan, shared)
    assert (verdict.violations, verdict.served, verdict.cost) == (0, 3, 6.0)


@pytest.mark.parametrize("peer", PEERS)
def test_skills_exclusions_prices_and_fixed_costs_reach_the_peer(
    peer: str, line: dict[str, Any], write: Write, shared: Path, tmp_path: Path
) -> None:
    line["visits"][1]["excluded_engineers"] = ["e1"]
    line["engineers"][1]["cost_per_km"] = 0.5
    line["engineers"][0]["shifts"][0]["fixed_cost"] = 3.0
    plan, problem = tmp_path / "plan.json", write(line)
    assert ask(peer, problem, plan).code == 0
    verdict = judge(problem, plan, shared)
    assert (verdict.violations, verdict.served, verdict.cost) == (0, 3, 3.0 + 4.0 + 1.0)


@pytest.mark.parametrize("peer", PEERS)
def test_two_visits_at_one_place_may_ask_different_skills(
    peer: str, line: dict[str, Any], write: Write, shared: Path, tmp_path: Path
) -> None:
    line["visits"][0]["place"] = "p3"  # e0 has to come; its window has room for one more, v1 on the way
    plan, problem = tmp_path / "plan.json", write(line)
    assert ask(peer, problem, plan).code == 0
    verdict = judge(problem, plan, shared)
    assert (verdict.violations, verdict.served, verdict.cost) == (0, 3, 8.0)


@pytest.mark.skipif(importlib.util.find_spec("pyvrp") is None, reason="pyvrp is not installed")
def test_pyvrp_leaves_out_what_costs_more_than_it_is_worth(
    line: dict[str, Any], write: Write, shared: Path, tmp_path: Path
) -> None:
    line["visits"][2]["skip_cost"] = 1.0
    plan, problem = tmp_path / "plan.json", write(line)
    assert ask("pyvrp", problem, plan).code == 0
    verdict = judge(problem, plan, shared)
    assert (verdict.violations, verdict.served, verdict.cost) == (0, 2, 5.0)


@pytest.mark.parametrize("peer", PEERS)
@pytest.mark.parametrize("emptied", ["visits", "engineers"])
def test_a_problem_without_visits_or_engineers_has_an_empty_plan(
    peer: str, emptied: str, line: dict[str, Any], write: Write, shared: Path, tmp_path: Path
) -> None:
    line[emptied] = []
    plan, problem = tmp_path / "plan.json", write(line)
    assert ask(peer, problem, plan).code == 0
    verdict = judge(problem, plan, shared)
    assert (verdict.violations, verdict.served) == (0, 0)


@pytest.mark.parametrize("peer", PEERS)
def test_a_plain_day_is_refused_and_every_rule_beyond_the_peer_is_named(
    peer: str, shared: Path, tmp_path: Path
) -> None:
    plain = draw(City(12, 3, 5, "plain"), shared, tmp_path)
    ended = ask(peer, plain, tmp_path / "plan.json")
    assert ended.code == 3
    assert "overtime" in ended.last_words
    assert "soft on-site deadlines" in ended.last_words
    assert not (tmp_path / "plan.json").exists()


def test_each_peer_refuses_what_it_alone_cannot_be_told(line: dict[str, Any], write: Write, tmp_path: Path) -> None:
    line["visits"][0]["skip_cost"] = 7.0
    line["visits"][1]["windows"] *= 2
    problem = write(line)
    for peer, rule in (("pyvrp", "several windows"), ("vroom", "skip costs that differ")):
        if importlib.util.find_spec(peer) is not None:
            ended = ask(peer, problem, tmp_path / "plan.json")
            assert (ended.code, rule in ended.last_words) == (3, True)
