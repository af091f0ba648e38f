"""The sentences that a report begins with."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd
import pytest

from scenarios.report.answer import answer
from scenarios.report.reading import Reading
from scenarios.report.words import Language, Words
from scenarios.studies.asked import Asked, Named
from scenarios.studies.result import StudyResult
from scenarios.studies.study import Replications

from .results import DIFFERENCES, MEASURES

Values = Mapping[str, tuple[float, float, float]]
NAN = float("nan")
NOW: Values = {"on_time": (0.914, 0.905, 0.923), "cost_per_day": (5000.0, 4900.0, 5100.0)}


def said(
    scenarios: Mapping[str, tuple[Values, Values]],
    language: Language = "en",
    policies: Mapping[str, tuple[Values, Values]] | None = None,
    now: Values = NOW,
) -> Sequence[str]:
    """What is said of scenarios, each with its values and its differences from how it is."""
    measures = [("as it is", "optimiser", each, "", *values, 9) for each, values in now.items()]
    changes = []
    for name, (values, differences) in scenarios.items():
        measures += [(name, "optimiser", each, "", *value, 9) for each, value in values.items()]
        changes += [(name, "optimiser", "as it is", "optimiser", m, "", *v, 9) for m, v in differences.items()]
    for policy, (values, differences) in (policies or {}).items():
        measures += [("as it is", policy, each, "", *value, 9) for each, value in values.items()]
        changes += [("as it is", policy, "as it is", "optimiser", m, "", *v, 9) for m, v in differences.items()]
    asked = Asked(
        "s", "s", date(2026, 11, 23), 30, [Named("as it is"), *map(Named, scenarios)],
        ["optimiser", *(policies or {})], 0, Replications(), 1,
    )  # fmt: skip
    result = StudyResult(
        asked, 0, pd.DataFrame(measures, columns=MEASURES), pd.DataFrame(changes, columns=DIFFERENCES),
        pd.DataFrame(), pd.DataFrame(), pd.DataFrame(),
    )  # fmt: skip
    return [str(each).replace("\u202f", " ") for each in answer(Reading(result), Words(language))]


BETTER: tuple[Values, Values] = (
    {"on_time": (0.961, 0.952, 0.97), "cost_per_day": (5612.0, 5500.0, 5700.0)},
    {"on_time": (0.047, 0.031, 0.062), "cost_per_day": (612.0, 580.0, 640.0)},
)
UNCLEAR: tuple[Values, Values] = (
    {"on_time": (0.919, 0.910, 0.928)},
    {"on_time": (0.005, -0.004, 0.014), "cost_per_day": (12.0, -20.0, 44.0)},
)
CHEAPER: tuple[Values, Values] = (
    {"on_time": (0.85, 0.84, 0.86), "cost_per_day": (4700.0, 4600.0, 4800.0)},
    {"on_time": (-0.064, -0.08, -0.05), "cost_per_day": (-300.0, -340.0, -260.0)},
)


def test_a_scenario_that_is_better_is_told_with_what_it_costs() -> None:
    (sentence,) = said({"two more": BETTER})
    assert sentence == (
        "With “two more” 96.1 % (95.2 to 97.0) of tickets are on time instead of 91.4 %; "
        "it costs 612 (580 to 640) more a day."
    )
    assert said({"加两人": BETTER}, "zh") == [
        "采用“加两人”，工单按时率为 96.1 %（95.2～97.0），现状为 91.4 %；每天成本增加 612（580～640）。"
    ]


def test_a_difference_that_may_be_chance_is_called_so() -> None:
    (sentence,) = said({"two more": UNCLEAR})
    assert "+0.5 points (−0.4 to +1.4) that cannot be told apart from zero" in sentence
    (sentence,) = said({"two more": UNCLEAR, "three more": UNCLEAR})
    assert sentence.startswith("None of the 2 scenarios keeps more tickets on time than as it is (91.4 %) beyond")
    (sentence,) = said({"加两人": UNCLEAR}, "zh")
    assert "无法与零区分" in sentence


def test_a_cost_that_may_be_chance_is_called_so() -> None:
    better = (BETTER[0], {**BETTER[1], "cost_per_day": (12.0, -20.0, 44.0)})
    (sentence,) = said({"two more": better})
    assert sentence.endswith("its cost a day cannot be told apart from today’s (+12.00 (−20.00 to +44.00)).")


def test_the_cheapest_is_told_where_it_is_another_one() -> None:
    first, second = said({"two more": BETTER, "one less": CHEAPER})
    assert "“two more”" in first
    assert (
        second == "Cheapest is “one less”: 300 (260 to 340) less a day, with 85.0 % (84.0 to 86.0) of tickets on time."
    )


def test_only_worse_scenarios_are_not_called_better() -> None:
    first, second = said({"one less": CHEAPER})
    assert first.startswith("No scenario keeps more tickets on time than as it is (91.4 %)")
    assert second.startswith("Cheapest is “one less”")


def test_a_scenario_may_be_better_and_cheaper_at_once() -> None:
    both = (BETTER[0], {**BETTER[1], "cost_per_day": (-300.0, -340.0, -260.0)})
    (sentence,) = said({"by skills": both})
    assert sentence.endswith("instead of 91.4 %, and it costs 300 (260 to 340) less a day.")


def test_one_replication_decides_nothing() -> None:
    once: tuple[Values, Values] = ({"on_time": (0.961, NAN, NAN)}, {"on_time": (0.047, NAN, NAN)})
    (sentence,) = said({"two more": once}, now={"on_time": (0.914, NAN, NAN)})
    assert sentence == (
        "With “two more” 96.1 % of tickets are on time, as it is 91.4 %. "
        "Whether that is more than chance, one replication does not tell."
    )


def test_one_scenario_is_told_by_itself() -> None:
    (sentence,) = said({})
    assert sentence == (
        "With the service “as it is” 91.4 % (90.5 to 92.3) of tickets are on time. "
        "A day costs 5,000 (4,900 to 5,100), penalties included."
    )


@pytest.mark.parametrize(
    ("change", "end"),
    [
        ((-0.06, -0.08, -0.04), ": −6.0 points (−8.0 to −4.0)."),
        ((0.001, -0.01, 0.012), ": +0.1 points (−1.0 to +1.2), which cannot be told apart from zero."),
    ],
    ids=["worse", "unclear"],
)
def test_each_other_policy_is_compared_with_the_first(change: tuple[float, float, float], end: str) -> None:
    _, sentence = said({}, policies={"by_hand": ({"on_time": (0.854, 0.84, 0.87)}, {"on_time": change})})
    assert sentence.startswith("Where work is given out by “roster by hand” instead of “optimiser”, 85.4 %")
    assert sentence.endswith(end)
