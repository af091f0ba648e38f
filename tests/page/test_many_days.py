"""A plan of several days: told apart on the page and in the terminal, and who stands by is told."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.page import render
from api.page.figures import figures
from api.page.gantt import HOUR_PX, NARROW_PX, SCREEN_PX, gantt, hour_px, short_names
from api.terminal import late_table, routes_table

from .days import small_day
from .reading import Element, part, read_page
from .test_terminal import printed
from .weeks import small_week

MONDAY, TUESDAY, WEDNESDAY = "2026-11-23", "2026-11-24", "2026-11-25"


def page() -> Element:
    """The page of the small week, read back."""
    week = small_week()
    return read_page(render(week.problem, week.plan, week.seconds, week.metres))


@pytest.fixture(scope="module")
def sheet() -> Element:
    return page()


def day_of(sheet: Element, where: str, day: str) -> Element:
    """The part of a section that is about one day."""
    (found,) = [one for one in part(sheet, where).all(data_day=day) if "day" in one.classes]
    return found


@pytest.mark.parametrize("where", ["gantt", "routes"])
def test_every_day_has_its_heading_and_its_own_visits(sheet: Element, where: str) -> None:
    for day, words, visits in [
        (MONDAY, "Mon 2026-11-23", {"quarterly:2026-11-23"}),
        (TUESDAY, "Tue 2026-11-24", {"b", "n"}),
        (WEDNESDAY, "Wed 2026-11-25", set()),
    ]:
        found = day_of(sheet, where, day)
        assert words in found.words("en")
        assert f"{day} 周" in found.words("zh-CN")
        assert {one.attributes["data-visit"] for one in found.walk() if "data-visit" in one.attributes} == visits


def test_a_day_is_summed_up_in_its_heading(sheet: Element) -> None:
    words = day_of(sheet, "gantt", TUESDAY).all("h3")[0].words("en")
    assert words == "Tue 2026-11-24 2 visits 2 of 3 shifts used 30.0 km 1 late"


def test_a_day_can_be_chosen_and_lines_on_the_map_know_theirs(sheet: Element) -> None:
    (chooser,) = sheet.all("nav")
    assert [button.words("en") for button in chooser.all("button")] == [
        "All days",
        "Mon 11-23",
        "Tue 11-24 1",
        "Wed 11-25",
    ]
    lines = [one for one in part(sheet, "map").with_class("route") if "data-day" in one.attributes]
    assert {(one.attributes["data-route"], one.attributes["data-day"]) for one in lines} == {
        ("0", MONDAY),
        ("1", TUESDAY),
        ("7", TUESDAY),
    }


def test_one_day_needs_neither_heading_nor_choice() -> None:
    day = small_day()
    sheet = read_page(render(day.problem, day.plan, day.seconds, day.metres))
    assert not sheet.all("h3") and not sheet.all("nav")


def test_times_stand_under_their_day_and_elsewhere_with_their_date(sheet: Element) -> None:
    (table,) = day_of(sheet, "routes", TUESDAY).all("details", data_route="1")
    assert "08:45–10:15" in table.words("en")
    assert "11-23 16:00 +17:00" in table.words("en"), "a deadline of the day before"
    assert "11-23 16:00" in part(sheet, "late").words("en")
    titles = [title.text for title in part(sheet, "map").all("title")]
    assert any("11-24 09:00–11-24 10:00" in title for title in titles)


def test_the_days_have_the_same_hours_side_by_side() -> None:
    week = small_week()
    chart = gantt(figures(week.problem, week.plan, week.seconds, week.metres))
    assert chart.hours == 16, "from 08:00 to the end of what is covered and on call"
    bars = [day.rows[0].shift for day in chart.days]
    assert all(isclose(bar.x, bars[0].x) and isclose(bar.width, bars[0].width) for bar in bars)
    assert [day.ticks[0].label for day in chart.days] == ["08:00"] * 3
    assert {row.hue for day in chart.days for row in day.rows if row.name == "d"} == {0}, "one colour on every day"


def test_who_stands_by_without_a_visit_is_told_in_chart_and_routes(sheet: Element) -> None:
    for where in ("gantt", "routes"):
        told = day_of(sheet, where, MONDAY).words("en")
        for words in ("resident at East Gate", "covering East Gate", "on call, standing by"):
            assert words in told, (where, words)
        assert "驻场：East Gate" in day_of(sheet, where, MONDAY).words("zh-CN")
        assert "idle" not in told and "Not used" not in told


def test_only_ordinary_duty_can_be_not_used(sheet: Element) -> None:
    for where in ("gantt", "routes"):
        assert ": d Not used: 1 shift" in day_of(sheet, where, WEDNESDAY).words("en")
        assert "Not used" not in day_of(sheet, where, TUESDAY).words("en")


def test_a_stop_tells_what_and_where_and_says_nothing_twice(sheet: Element) -> None:
    routes = part(sheet, "routes")
    assert "gate stays shut · East Gate" in routes.words("en")
    (row,) = routes.all("tr", data_visit="quarterly:2026-11-23")
    assert row.all("small")[0].words() == "Quarterly check, East Gate"


def test_a_label_leaves_out_the_date_that_an_inspection_ends_with_unless_it_tells_them_apart() -> None:
    assert short_names(["call-1:2026-12-01", "call-2:2026-12-01", "t1"]) == {
        "call-1:2026-12-01": "call-1",
        "call-2:2026-12-01": "call-2",
        "t1": "t1",
    }
    twice = ["call-1:2026-12-01", "call-1:2026-12-08"]
    assert short_names(twice) == {id_: id_ for id_ in twice}
    assert list(short_names(["test:2026-12-01:1", "test:2026-12-01:2"]).values()) == ["test:1", "test:2"]


@given(st.lists(st.text(max_size=8).map(lambda text: f"{text}:2026-12-01") | st.text(max_size=8), unique=True))
def test_short_names_still_tell_visits_apart(ids: list[str]) -> None:
    names = short_names(ids)
    assert len(set(names.values())) == len(ids)
    assert all(names.values()) or "" in ids


@given(st.integers(1, 200))
def test_hours_get_narrower_only_where_many_would_not_fit_a_screen(hours: int) -> None:
    width = hour_px(hours)
    assert NARROW_PX <= width <= HOUR_PX
    assert width in (HOUR_PX, NARROW_PX) or width * hours <= SCREEN_PX


def test_the_terminal_puts_each_day_under_its_date() -> None:
    week = small_week()
    out = printed(routes_table(week.problem, week.plan, week.seconds, week.metres), 120)
    lines = [line.split() for line in out.splitlines() if line.strip()]
    assert lines[0] == ["Routes", "(3", "of", "8", "shifts", "used)"]
    assert [line for line in lines if line[0] in ("Mon", "Tue", "Wed")] == [
        ["Mon", MONDAY, "1", "of", "4", "1", "15.0"],
        ["Tue", TUESDAY, "2", "of", "3", "2", "30.0"],
        ["Wed", WEDNESDAY, "0", "of", "1", "0", "0.0"],
    ]
    assert ["d", "08:45–10:15", "1", "15.0", "0:30", "b@09:00+17h00m"] in lines
    assert ["r", "08:00–17:00", "resident", "at", "East", "Gate"] in lines
    assert ["c", "16:00–00:00", "+1d", "covering", "East", "Gate"] in lines


def test_the_terminal_dates_a_missed_deadline_of_several_days() -> None:
    week = small_week()
    out = printed(late_table(week.problem, week.plan, week.seconds, week.metres))
    assert ["b", "d", "11-23", "16:00", "on", "site", "+17:00", "170.00"] in [line.split() for line in out.splitlines()]
