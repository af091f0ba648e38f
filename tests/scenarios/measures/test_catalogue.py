"""The measures, and the names of their groups."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scenarios.measures import MEASURES, group_label, group_name, group_parts
from scenarios.measures.catalogue import UNITS

laws = settings(max_examples=50, deadline=None)

ISSUED = """on_time inspections_on_time penalty utilisation travel_share overtime_h backlog backlog_age_h wait_h
wait_p50_h wait_p90_h wait_p95_h wait_p99_h load_h cost_per_visit cost_per_day visits tickets remote_share
cancelled_share second_visit_share sick_share replans"""

CHINESE = re.compile(r"[\u4e00-\u9fff]")
KINDS = ("policy", "severity", "promise", "engineer")
IDS = st.text(min_size=1, max_size=12).filter(lambda text: not any(f" {kind}=" in f" {text}=" for kind in KINDS))


def test_the_catalogue_has_the_measures_agreed_on_in_order():
    assert list(MEASURES) == ISSUED.split()


@pytest.mark.parametrize("name", list(MEASURES))
def test_a_measure_says_what_it_is_in_two_languages(name):
    measure = MEASURES[name]
    assert measure.name == name
    assert measure.unit in UNITS
    assert measure.line.endswith(".") and not CHINESE.search(measure.title + measure.line)
    assert measure.line_zh.endswith("。") and CHINESE.search(measure.title_zh)
    assert name.endswith("_h") == measure.unit.startswith("hours")
    assert not name.endswith("_share") or measure.is_share


@laws
@given(st.dictionaries(st.sampled_from(KINDS), IDS, min_size=0, max_size=4))
@example({"policy": "\n"})
def test_groups_are_named_by_their_parts_and_taken_apart_again(parts):
    assert group_parts(group_name(**parts)) == parts


def test_groups_read_well_on_a_chart():
    group = group_name(policy="Gold 24/7", severity="A", promise="on_site")
    assert group == "policy=Gold 24/7 severity=A promise=on_site"
    assert group_label(group) == "policy Gold 24/7, severity A, promise on site"
    assert group_label(group, zh=True) == "策略 Gold 24/7，级别 A，承诺 到场"
    assert (group_label(""), group_label("", zh=True)) == ("all", "全部")


def test_groups_of_no_known_kind_are_refused():
    with pytest.raises(ValueError, match="policy, severity, promise, engineer"):
        group_name(colour="red")
    with pytest.raises(ValueError, match="names no group"):
        group_parts("colour=red")
