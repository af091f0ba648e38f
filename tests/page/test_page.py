"""What the page holds."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.page import render
from optimiser.inputs import Engineer, GreatCircle, Horizon, Place, Problem, Shift, Visit
from optimiser.plan import Cost, Plan, Route, Stop, Unserved

from .days import Day, at, minutes, small_day
from .reading import Element, part, read_page


def drawn(day: Day, language: str = "en") -> str:
    """The page of a day."""
    return render(day.problem, day.plan, day.seconds, day.metres, language)


@pytest.fixture(scope="module")
def sheet() -> Element:
    """The page of the small day, read back."""
    return read_page(drawn(small_day()))


def visit_ids(elements: list[Element]) -> set[str | None]:
    """Which visits these elements are about."""
    return {element.attributes["data-visit"] for element in elements if "data-visit" in element.attributes}


def test_the_page_asks_nothing_of_anyone() -> None:
    text = drawn(small_day())
    assert re.findall(r"https?://[^\s\"'<]*", text) == []
    assert not re.search(r"@import|url\((?!#)|<(?:iframe|object|embed|img)|fetch\(|XMLHttpRequest", text)
    assert "default-src &#39;none&#39;" in text or "default-src 'none'" in text


def test_the_policy_lets_in_only_the_pages_own_style_and_script(sheet: Element) -> None:
    (policy,) = [one.attributes["content"] for one in sheet.all("meta") if "http-equiv" in one.attributes]
    assert policy is not None and "unsafe" not in policy
    assert not [
        one for one in sheet.walk() if "style" in one.attributes or any(n.startswith("on") for n in one.attributes)
    ]


@pytest.mark.parametrize("where", ["gantt", "map"])
def test_every_served_visit_is_in_the_chart_and_on_the_map(sheet: Element, where: str) -> None:
    assert visit_ids(list(part(sheet, where).walk())) >= {"v0", "v1", "v2"}


def test_a_visit_left_out_is_on_the_map_and_in_the_list_but_not_in_the_chart(sheet: Element) -> None:
    assert "v3" in visit_ids(part(sheet, "map").with_class("out"))
    assert "v3" in visit_ids(part(sheet, "unserved").with_class("must"))
    assert "v3" not in visit_ids(list(part(sheet, "gantt").walk()))


def test_late_visits_and_only_late_ones_are_marked_late(sheet: Element) -> None:
    for where in ("gantt", "map", "late", "routes"):
        marked = [one for one in part(sheet, where).with_class("late") if "data-visit" in one.attributes]
        assert visit_ids(marked) == {"v1"}, where
    assert visit_ids(sheet.with_class("late")) == {"v1"}


def test_a_visit_that_meets_its_deadline_to_the_second_is_not_late(sheet: Element) -> None:
    assert not any("late" in one.classes for one in sheet.all(data_visit="v2"))


def test_lateness_and_its_price_stand_in_the_late_list(sheet: Element) -> None:
    words = part(sheet, "late").words("en")
    assert "+0:30" in words and "60.00" in words and "12:00" in words


def test_the_figures_add_up(sheet: Element) -> None:
    words = sheet.all("header")[0].words("en")
    for figure in (
        "149.00",
        "Visits served 3 of 4",
        "Late 1",
        "Left out 1",
        "Engineers used 2 of 3",
        "37.5",
        "1 had to be served",
    ):
        assert figure in words
    assert "10.8" in words, "working time: 9.25 h by day, 1.5 h by night"


def test_reasons_come_with_the_cheapest_change_first(sheet: Element) -> None:
    left = part(sheet, "unserved")
    items = [item.words("en") for item in left.with_class("reasons")[0].children]
    assert [item.split()[0] for item in items] == ["e1", "e0", "e2", "Something"]
    (best,) = left.with_class("best")
    assert "e1 › night › overtime_limit" in best.words("en")
    assert "PT2H25M" in best.words("en") and "−3.00" in best.words("en")


def test_reasons_are_told_in_chinese_with_their_numbers(sheet: Element) -> None:
    words = part(sheet, "unserved").words("zh-CN")
    assert "将超出加班上限，超出 0:25。" in words
    assert "Something else is in the way." in words, "a code that nobody knows keeps its message"


def test_a_route_table_tells_stops_in_order_with_drive_and_waiting(sheet: Element) -> None:
    rows = [row.words("en") for row in part(sheet, "routes").all(data_route="0")[0].all("tr")]
    assert [row.split()[0] for row in rows[1:]] == ["Leaves", "1", "Break", "2", "Back"]
    assert rows[2].split() == ["1", "v0", "08:30", "09:00", "10:00", "10:00", "0:25", "0:15", "7.5"]


def test_midnight_is_crossed_and_says_so(sheet: Element) -> None:
    assert "00:30 +1d" in part(sheet, "routes").words("en")
    assert "11-24" in part(sheet, "gantt").words("en")


def test_an_idle_shift_has_its_row(sheet: Element) -> None:
    assert "e2 idle" in part(sheet, "gantt").words("en")


@pytest.mark.parametrize(
    ("language", "tag", "title"), [("en", "en", "Plan of 2026-11-23"), ("zh", "zh-CN", "2026-11-23 排班计划")]
)
def test_the_page_opens_in_the_language_asked_for_and_holds_both(language: str, tag: str, title: str) -> None:
    page = read_page(drawn(small_day(), language))
    assert page.all("html")[0].attributes["lang"] == tag
    assert page.all("title")[0].text == title
    assert "Visits served" in page.words("en") and "已安排上门" in page.words("zh-CN")


def test_an_unknown_language_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="choose one of en, zh"):
        drawn(small_day(), "fr")


def test_hostile_ids_stay_text() -> None:
    ids = ["<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>", "{{ 7*7 }}&lt;", "</style></svg>"]
    people = ["<b>Li</b>", 'x" onclick="y', "{0.__class__}"]
    page = read_page(drawn(small_day(ids, people)))
    assert len(page.all("script")) == 1 and not page.all("img") and not page.all("b", id="x")
    assert visit_ids(list(part(page, "gantt").walk())) == set(ids[:3])
    assert people[2] in part(page, "gantt").words("en")


text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), min_size=1, max_size=60)


@settings(max_examples=40, deadline=None)
@given(st.lists(text, min_size=7, max_size=7, unique=True))
def test_any_id_survives_the_page(ids: list[str]) -> None:
    page = drawn(small_day(ids[:4], ids[4:]))
    found = {unescape(raw) for raw in re.findall(r'data-visit="([^"]*)"', page)}
    assert found == set(ids[:4])
    assert page.count("<script") == 1


def test_places_without_coordinates_leave_a_sentence_instead_of_a_map() -> None:
    day = small_day()
    bare = replace(day.problem, places=[Place(place.id, setup=place.setup) for place in day.problem.places])
    page = read_page(render(bare, day.plan, day.seconds, day.metres))
    assert "no coordinates" in part(page, "map").words("en")
    assert not page.all(id="plane")


def test_a_place_without_coordinates_is_counted_beside_the_map() -> None:
    day = small_day()
    places = [replace(place, lat=None, lon=None) if place.id == "c" else place for place in day.problem.places]
    page = read_page(render(replace(day.problem, places=places), day.plan, day.seconds, day.metres))
    assert "not on the map: 1" in part(page, "map").words("en")
    assert visit_ids(list(part(page, "map").walk())) == {"v0", "v1", "v3"}


def test_a_plan_by_others_without_leave_arrive_and_back_is_drawn_the_same_way() -> None:
    day = small_day()
    routes = [
        replace(route, leave=None, back=None, stops=[replace(stop, arrive=None) for stop in route.stops])
        for route in day.plan.routes
    ]
    page = read_page(render(day.problem, replace(day.plan, routes=routes), day.seconds, day.metres))
    rows = [row.words("en").split() for row in part(page, "routes").all(data_route="0")[0].all("tr")]
    assert rows[1][-1] == "08:40", "just in time for the first visit: 15 minutes of driving, 5 of set-up"
    assert rows[4][2] == "10:15", "as soon as the visit before is done"
    assert rows[5][2] == "13:15"


def test_no_visits_and_no_engineers_still_make_a_page() -> None:
    problem = Problem(Horizon(at(0), at(24)), GreatCircle(1.3, 30), [], [], [])
    page = read_page(render(problem, Plan([], [], Cost()), [], []))
    assert "no shifts" in page.words("en") and "Every visit is served." in page.words("en")


def test_thousands_left_out_keep_the_page_small() -> None:
    visits = [Visit(f"v{i}", "p", minutes(30), 100.0) for i in range(1500)]
    shifts = [Engineer(f"e{i}", [Shift("s", at(8), at(17), "p", "p")]) for i in range(60)]
    problem = Problem(Horizon(at(0), at(24)), GreatCircle(1.3, 30), [Place("p", 36, 120)], shifts, visits)
    why = small_day().plan.unserved[0].reasons[1]
    reasons = [replace(why, engineer=f"e{i}", cost_change=float(i)) for i in range(60)]
    plan = Plan([], [Unserved(visit.id, reasons) for visit in visits], Cost(skipped=150_000.0))
    page = render(problem, plan, [[0]], [[0]])
    assert len(page) < 3_000_000
    assert len(set(re.findall(r'data-visit="(v\d+)"', page))) == 1500


def test_eight_hundred_visits_stay_under_three_megabytes() -> None:
    visits = [Visit(f"v{i}", f"p{i}", minutes(30), 100.0, "ticket", onsite_by=at(9)) for i in range(800)]
    places = [Place(f"p{i}", 36 + i % 29 / 100, 120 + i % 31 / 100) for i in range(800)]
    shifts = [Engineer(f"e{i}", [Shift("s", at(8), at(17), f"p{i}", f"p{i}")]) for i in range(80)]
    problem = Problem(Horizon(at(0), at(24)), GreatCircle(1.3, 30), places, shifts, visits)
    span = timedelta(minutes=40)
    routes = [
        Route(f"e{e}", "s", [Stop("visit", at(8) + n * span, at(8.5) + n * span, f"v{e * 10 + n}") for n in range(10)])
        for e in range(80)
    ]
    page = render(problem, Plan(routes, [], Cost(1.0)), [[600] * 800] * 800, [[5000] * 800] * 800)
    assert len(page.encode()) < 3_000_000
