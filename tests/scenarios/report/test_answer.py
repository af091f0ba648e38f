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
    goals: Mapping[str, float] | None = None,
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
        ["optimiser", *(policies or {})], 0, Replications(), 1, goals=goals or {},
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
    sentence, at_worst = said({"two more": UNCLEAR})
    assert at_worst == (
        "At worst, with 95 % confidence each, the share of tickets on time falls below what it is by: "
        "“two more” 0.4 points."
    )
    assert "+0.5 points (−0.4 to +1.4) that cannot be told apart from zero" in sentence
    sentence, _ = said({"two more": UNCLEAR, "three more": UNCLEAR})
    assert sentence.startswith("None of the 2 scenarios keeps more tickets on time than as it is (91.4 %) beyond")
    sentence, at_worst = said({"加两人": UNCLEAR}, "zh")
    assert "无法与零区分" in sentence
    assert at_worst == "按各自 95 % 的置信度，工单按时率最多比现状低：“加两人” 0.4 个百分点。"


def test_a_cost_that_may_be_chance_is_called_so() -> None:
    better = (BETTER[0], {**BETTER[1], "cost_per_day": (12.0, -20.0, 44.0)})
    (sentence,) = said({"two more": better})
    assert sentence.endswith("its cost a day cannot be told apart from today’s (+12.00 (−20.00 to +44.00)).")


def test_the_cheapest_is_told_where_it_is_another_one() -> None:
    first, second, _ = said({"two more": BETTER, "one less": CHEAPER})
    assert "“two more”" in first
    assert second == (
        "What surely saves most is “one less”: 300 (260 to 340) a day, with 85.0 % (84.0 to 86.0) of tickets on time."
    )


def test_a_lower_mean_that_is_not_told_apart_is_named_as_well() -> None:
    lower = (
        {**UNCLEAR[0], "cost_per_day": (4650.0, 3900.0, 5400.0)},
        {**UNCLEAR[1], "cost_per_day": (-350, -1100, 400)},
    )
    _, second, _ = said({"one less": CHEAPER, "by telephone": lower})
    assert second.endswith(
        "of tickets on time. “by telephone” costs less still on average, 4,650 (3,900 to 5,400) a day, "
        "but cannot be told apart from as it is."
    )


def test_what_costs_more_and_may_bring_nothing_is_told_with_what_it_can_bring_at_most() -> None:
    dearer = (UNCLEAR[0], {"on_time": (0.0004, -0.007, 0.00751), "cost_per_day": (312.0, 53.0, 571.0)})
    worse = (CHEAPER[0], {**CHEAPER[1], "cost_per_day": (300.0, 260.0, 340.0)})
    _, told, _ = said({"a resident": dearer, "two more": BETTER, "detours": worse, "one more": UNCLEAR})
    assert told == (
        "Surely dearer than as it is and not surely better, with 95 % confidence each: "
        "“a resident” costs 312 (53 to 571) more a day for at most 0.8 points more of tickets on time; "
        "“detours” costs 300 (260 to 340) more a day for at most 0.0 points more of tickets on time."
    )
    _, told, _ = said({"加一人": dearer}, "zh")
    assert told == (
        "按各自 95 % 的置信度，可以确定比现状更贵、却不能确定更好的方案："
        "“加一人”每天成本增加 312（53～571），工单按时率最多提高 0.8 个百分点。"
    )


def test_a_loss_at_worst_is_never_rounded_down() -> None:
    _, at_worst = said({"one less": (UNCLEAR[0], {"on_time": (0.0001, -0.0002, 0.0004)})})
    assert at_worst.endswith("“one less” 0.1 points.")


GOAL = {"": 0.93}


def test_every_scenario_is_judged_by_the_goal() -> None:
    first, *_ = said(
        {"two more": BETTER, "one less": CHEAPER, "other": ({"on_time": (0.93, 0.91, 0.95)}, {})}, goals=GOAL
    )
    assert first == (
        "The goal is 93 % of tickets on time. With 95 % confidence it is kept by “two more”. "
        "It is missed by “as it is”, “one less”. With 9 replications it cannot be told of “other”."
    )
    first, *_ = said({"加两人": BETTER}, "zh", goals=GOAL)
    assert first == "目标是工单按时率达到 93 %。以 95 % 的置信度达到目标的有“加两人”。未达到目标的有“现状”。"


@pytest.mark.parametrize(("count", "told"), [(4, "“s3”"), (5, "by every scenario"), (9, "by every scenario")])
def test_a_goal_that_all_miss_is_missed_by_every_scenario(count: int, told: str) -> None:
    missing: tuple[Values, Values] = ({"on_time": (0.85, 0.84, 0.86)}, {})
    first, *_ = said({f"s{k}": missing for k in range(count)}, goals=GOAL)
    assert first.endswith(f"{told}.")


@pytest.mark.parametrize(("count", "told"), [(5, "“s3”, “s4”"), (6, "“s4”, “s5”"), (7, "“s4”, 2 more")])
def test_a_single_scenario_is_not_counted_but_named(count: int, told: str) -> None:
    missing: tuple[Values, Values] = ({"on_time": (0.85, 0.84, 0.86)}, {})
    kept: Values = {"on_time": (0.99, 0.98, 1.0)}
    first, *_ = said({f"s{k}": missing for k in range(count)}, now=kept, goals=GOAL)
    assert f"It is missed by “s0”, “s1”, “s2”, “s3”, {told.removeprefix('“s3”, ')}." in first


def test_the_cheapest_of_those_that_keep_the_goal_is_named() -> None:
    first, *_ = said({"two more": BETTER}, goals={"": 0.9})
    assert first.endswith(
        "it is kept by “as it is”, “two more”. "
        "The cheapest mean of those that keep it has “as it is”: 5,000 (4,900 to 5,100) a day."
    )


def test_without_a_goal_nothing_is_judged() -> None:
    assert not any("goal" in each for each in said({"two more": BETTER}))


def test_one_replication_cannot_tell_whether_the_goal_is_kept() -> None:
    first, *_ = said({}, now={"on_time": (0.99, NAN, NAN)}, goals=GOAL)
    assert first == "The goal is 93 % of tickets on time. With 9 replications it cannot be told of “as it is”."


def test_only_worse_scenarios_are_not_called_better() -> None:
    first, second, at_worst = said({"one less": CHEAPER})
    assert first.startswith("No scenario keeps more tickets on time than as it is (91.4 %)")
    assert second.startswith("What surely saves most is “one less”")
    assert at_worst.endswith("by: “one less” 8.0 points.")


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
