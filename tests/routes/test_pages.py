"""Route and slip on paper: what stands there, and that nothing else can."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from api.page.paper_words import CHINESE, ENGLISH
from api.page.route_page import dial, render_route
from api.page.slip_page import bounds, render_slip
from api.schemas.routes import PartPlace, RouteDocument, StopPart
from api.schemas.slips import Reading
from tests.page.reading import Element, read_page

from .samples import at, break_stop, filled_slip, inspection_stop, mixed_route, open_slip, route, site, ticket_stop
from .strategies import routes


def words_of(html: str) -> str:
    """All words of the body."""
    (body,) = read_page(html).all("body")
    return " ".join(body.words().split())


def stop_of(html: str, id_: str) -> Element:
    """The one card of a stop."""
    (card,) = read_page(html).all("article", data_stop=id_)
    return card


def test_both_languages_have_the_same_words_and_values() -> None:
    assert ENGLISH.keys() == CHINESE.keys()
    for key, text in ENGLISH.items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", CHINESE[key])), key
        assert re.search(r"[\u4e00-\u9fff]", CHINESE[key]), key


def test_a_stop_says_when_where_whom_what_and_with_what() -> None:
    text = words_of(render_route(mixed_route()))
    for part in [
        "Chen Hao", "Mon 2026-11-23", "4 visits", "61.4 km", "Leaves 07:40", "Back 17:20", "08:00–08:25",
        "arrives 07:57", "Bund Insurance · Lujiazui Tower 0", "100 Century Avenue", "Li Wei", "+86 21 5879 1000",
        "Goods entrance", "Ticket T-4400", "severity P2", "on site by 09:00", "UPS on bypass", "Check the fans",
        "4 × Battery 12 V 9 Ah", "in the van", "to fetch", "S/N SN-8842-00000", "warranty until 2027-06-30",
        "Inspection monthly, yearly", "due 2026-11-27", "Break", "12:00–12:30", "customer knows the time",
        "version 3, revision 5",
    ]:  # fmt: skip
        assert part in text, part


def test_a_box_to_tick_for_every_item_and_part() -> None:
    card = stop_of(render_route(mixed_route()), "visit-T-4400")
    assert len(card.with_class("box")) == 3 + 2


def test_what_is_to_be_fetched_before_leaving_stands_at_the_top_summed_up() -> None:
    north, south = PartPlace(count=2, depot="d1", name="North"), PartPlace(depot="d2")
    told = [
        ticket_stop(0, parts=(StopPart(part="FAN-120", name="Fan", count=4, take=(PartPlace(), north, south)),)),
        ticket_stop(1, parts=(StopPart(part="FAN-120", name="Fan", count=2, take=(north,)), StopPart(part="PSU"))),
    ]
    text = words_of(render_route(route(*told)))
    assert "Fetch before leaving 4 × Fan from North 1 × Fan from d2 Leaves" in text
    assert "Fetch before leaving" not in words_of(render_route(mixed_route()))


def test_a_part_says_where_it_is_to_be_taken() -> None:
    places = (PartPlace(), PartPlace(count=2, depot="d1", name="North"), PartPlace(count=3, depot="d2"))
    told = ticket_stop(0, parts=(StopPart(part="FAN-120", count=7, take=places, missing=1),))
    assert "1 in the van, 2 to fetch from North, 3 to fetch from d2, 1 missing" in words_of(render_route(route(told)))
    nowhere = ticket_stop(0, parts=(StopPart(part="FAN-120", missing=1),))
    assert "1 × FAN-120 1 missing" in words_of(render_route(route(nowhere)))


def test_the_page_speaks_one_language() -> None:
    text = words_of(render_route(mixed_route(), "zh"))
    assert "2026-11-23 周一" in text and "07:40 出发" in text and "到场时限 09:00" in text
    assert "Leaves" not in text and "Checklist" not in text
    with pytest.raises(ValueError, match="no language 'fr': choose one of en, zh"):
        render_route(mixed_route(), "fr")
    with pytest.raises(ValueError, match="no language 'fr'"):
        render_slip(open_slip(), "fr")


def test_visits_are_numbered_and_breaks_are_not() -> None:
    page = read_page(render_route(route(ticket_stop(0), break_stop(), inspection_stop(5))))
    assert [one.text for one in page.with_class("number")] == ["1", "–", "2"]


def test_times_are_those_of_the_routes_zone() -> None:
    berlin = route(ticket_stop(0), time_zone="Europe/Berlin", leave_at=None, back_at=None)
    assert "01:00–01:25" in words_of(render_route(berlin))


def test_after_midnight_says_so() -> None:
    night = route(ticket_stop(0, start_at=at(23, 40), end_at=at(24, 20), arrive_at=None))
    assert "23:40–00:20 +1d" in words_of(render_route(night))


def test_an_empty_route_says_that_there_is_nothing() -> None:
    assert "There is nothing on this route." in words_of(render_route(route()))


def test_one_visit_is_one_visit() -> None:
    assert "1 visit " in words_of(render_route(route(ticket_stop(0))))


@settings(max_examples=40)
@given(routes())
def test_any_route_is_a_well_formed_page_without_script(one: RouteDocument) -> None:
    for language in ["en", "zh"]:
        page = read_page(render_route(one, language))
        assert page.all("script") == []
        assert len(page.all("article")) == len(one.stops)
        for link in page.all("a"):
            assert re.match(r"(https://|tel:)", link.attributes["href"] or "")


HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7 * 7 }}"


def test_hostile_texts_stay_texts() -> None:
    where = site(0, name=HOSTILE, address=HOSTILE, access_note=HOSTILE)
    html = render_route(route(ticket_stop(0, id=HOSTILE, site=where, checklist=(HOSTILE,), customer=HOSTILE)))
    page = read_page(html)
    assert page.all("script") == [] and page.all("img") == []
    assert HOSTILE in words_of(html)
    slip = read_page(render_slip(open_slip().model_copy(update={"customer": HOSTILE, "work_done": HOSTILE})))
    assert slip.all("script") == [] and slip.all("img") == []


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("+86 (21) 5879-1000", "tel:+862158791000"),
        ("5879 1000,,12#", "tel:58791000,,12#"),
        ("javascript:alert(1)", "tel:1"),
        ("１３８ ask", "tel:"),
    ],
)
def test_a_phone_number_becomes_a_link_that_calls(phone: str, link: str) -> None:
    assert dial(phone) == link


def test_an_open_slip_leaves_room_to_write_and_sign() -> None:
    page = read_page(render_slip(open_slip()))
    assert len(page.with_class("lines")) == 1
    assert len(page.with_class("blank")) == 3 + 1 + 4, "times, a reading, two names and dates"
    assert len(page.with_class("box")) == 3 * 3
    assert len(page.with_class("sign")) == 2 and page.all("img") == []
    assert len(page.with_class("empty")) == 3, "rows for parts"


def test_a_filled_slip_says_what_was_done() -> None:
    html = render_slip(filled_slip())
    text = words_of(html)
    for part in [
        "No. S-2026-000123", "Pudong Power Service", "Bund Insurance", "Lujiazui Tower 1", "SN-8842-00001", "T-4400",
        "2026-11-23 08:57", "2026-11-23 09:48", "0:21", "Replaced four batteries", "needs another visit", "B-7781",
        "in order", "defect", "second module", "not applicable", "231.4 V", "210–240", "≤ 35 outside", "very satisfied",
    ]:  # fmt: skip
        assert part in " ".join(text.split()), part
    page = read_page(html)
    assert page.with_class("lines") == page.with_class("blank") == page.with_class("empty") == []
    (signature,) = page.all("img")
    assert (signature.attributes["src"] or "").startswith("data:image/png;base64,")
    assert signature.attributes["alt"] == "Signature of Li Wei"


def test_a_slip_with_another_zone_shows_its_times() -> None:
    slip = open_slip().model_copy(update={"time_zone": "UTC", "issued_at": datetime(2026, 1, 2, 3, 4, tzinfo=UTC)})
    assert "Issued 2026-01-02 03:04" in words_of(render_slip(slip))


@pytest.mark.parametrize(
    ("low", "high", "text"), [(210, 240.5, "210–240.5"), (None, 35, "≤ 35"), (1, None, "≥ 1"), (None, None, "")]
)
def test_bounds_are_written_as_they_are(low: float | None, high: float | None, text: str) -> None:
    given_ = {"low": None if low is None else float(low), "high": None if high is None else float(high)}
    assert bounds(Reading(name="x", **given_)) == text
