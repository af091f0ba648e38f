"""What a study asks, without its service: among it the share of tickets that is to be on time."""

import json
from dataclasses import replace

import pytest

from optimiser import Contract, Policy, Site
from scenarios.studies.asked import asked_of, read_asked, write_asked
from tests.scenarios.studies.tiny import SERVICE, study

GOLD, SILVER, UNUSED = (Policy(name, (), (), on_time_share=share) for name, share in
                        (("gold", 0.95), ("silver", 0.9), ("unused", 0.5)))  # fmt: skip


def _asked(*policies: Policy, goal: float | None = None):  # type: ignore[no-untyped-def]
    used = [policy for policy in policies if policy.id != "unused"]
    book = replace(
        SERVICE.book,
        policies=policies,
        contracts=tuple(Contract(f"c{k}", "somebody", policy.id) for k, policy in enumerate(used)),
        sites=tuple(Site(f"s{k}", f"c{k}", 0.0, 0.0) for k in range(len(used))),
    )
    return asked_of(study(service=replace(SERVICE, book=book), goal=goal))


@pytest.mark.parametrize(
    ("policies", "goal", "goals"),
    [
        ((), None, {}),
        ((GOLD, UNUSED), None, {"": 0.95}),
        ((GOLD, SILVER), None, {"policy=gold": 0.95, "policy=silver": 0.9}),
        ((GOLD, replace(SILVER, on_time_share=None)), None, {"policy=gold": 0.95}),
        ((GOLD, SILVER), 0.8, {"": 0.8}),
    ],
    ids=["none", "one", "two", "one of two", "the study's own"],
)
def test_the_goal_is_the_studys_or_that_of_the_policies_in_use(policies, goal, goals) -> None:  # type: ignore[no-untyped-def]
    assert _asked(*policies, goal=goal).goals == goals


def test_what_is_asked_reads_back_as_it_was_written() -> None:
    asked = _asked(GOLD, SILVER)
    assert read_asked(json.loads(json.dumps(write_asked(asked)))) == asked
