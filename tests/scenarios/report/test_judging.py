"""Whether a scenario keeps the goal, in words, in the table and as a line in the charts."""

import pytest

from scenarios.report.frontier import frontier
from scenarios.report.judging import goal_of, verdict
from scenarios.report.page import report_page
from scenarios.report.reading import Case, Reading
from scenarios.report.whiskers import service_panels
from scenarios.report.words import Words

from .reading_pages import Reader
from .results import NAMES, drawn_result

CASE = Case(NAMES[0], "optimiser")


@pytest.mark.parametrize(
    ("offset", "said"), [(-0.05, "keeps"), (0.0, "open"), (0.05, "misses")], ids=["below", "inside", "above"]
)
def test_a_goal_outside_the_interval_is_kept_or_missed(offset: float, said: str) -> None:
    value = Reading(drawn_result()).of(CASE, "on_time")
    assert value is not None
    assert verdict(Reading(drawn_result(goals={"": value.mean + offset})), CASE) == said


def test_who_misses_one_of_several_goals_misses_them() -> None:
    goals = {"policy=gold severity=A": 0.1, "policy=gold severity=B": 0.999}
    assert verdict(Reading(drawn_result(goals=goals)), CASE) == "misses"
    assert verdict(Reading(drawn_result(goals=dict.fromkeys(goals, 0.1))), CASE) == "keeps"


def test_without_a_goal_or_a_value_there_is_no_verdict() -> None:
    assert verdict(Reading(drawn_result()), CASE) is None
    assert verdict(Reading(drawn_result(goals={"policy=none": 0.9})), CASE) is None


def test_a_severity_has_the_goal_of_its_policy() -> None:
    reading = Reading(drawn_result(goals={"policy=gold": 0.9}))
    assert goal_of(reading, "policy=gold severity=A") == 0.9
    assert goal_of(reading, "policy=silver severity=C") is None
    assert goal_of(Reading(drawn_result(goals={"": 0.8})), "policy=silver severity=C") == 0.8


def test_the_goal_is_a_line_in_every_chart_of_service() -> None:
    reading, words = Reading(drawn_result(goals={"": 0.97})), Words("en")
    panels = service_panels(reading, words)
    assert panels and all(panel.goal is not None and 0 < panel.goal < 100 for panel in panels)
    plot = frontier(reading, words)
    assert plot is not None and [curve.style for curve in plot.curves] == ["goal", "frontier"]
    without = Reading(drawn_result())
    assert [panel.goal for panel in service_panels(without, words)] == [None] * len(panels)


def test_a_page_has_the_verdict_beside_each_scenario() -> None:
    page = Reader(report_page(drawn_result(goals={"": 0.5}), "en"))
    assert sum(attributes.get("class") == "verdict" for attributes in page.attributes("td")) == 2 * len(NAMES)
    assert "Red line: the goal, 50 %." in page.text
    assert "verdict" not in str(Reader(report_page(drawn_result(), "en")).attributes("td"))


def test_a_severity_is_called_by_itself_where_there_is_one_policy() -> None:
    result = drawn_result()
    result.measures = result.measures[~result.measures["group"].str.contains("silver")]
    assert [panel.title for panel in service_panels(Reading(result), Words("en"))] == [
        "All tickets",
        "severity A",
        "severity B",
    ]
