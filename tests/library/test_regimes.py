"""What holds for all five regimes: they can be read, say where every figure comes from, and invent nobody real."""

import re
from datetime import timedelta

import pytest

from optimiser.book import OUR_ASSUMPTION, Book
from optimiser.errors import FaultyInput
from scenarios.library import regime, regime_path, regimes
from tests.library.books import CLOCK, WORK, book_of, policy_of

NAMES = ("office_care", "assurance", "elv_campus", "warranty", "ciq_shandong")


@pytest.fixture(params=NAMES)
def book(request: pytest.FixtureRequest) -> Book:
    return book_of(request.param)


def test_there_are_five_and_each_has_a_line_of_its_own() -> None:
    assert regimes() == NAMES
    assert len({regime(name).line for name in NAMES}) == 5
    assert all(20 < len(regime(name).line) <= 120 for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_regime_is_called_as_its_file_and_lies_in_the_package(name: str) -> None:
    assert regime(name).book["id"] == book_of(name).id == name
    assert regime_path(name).stat().st_size < 200_000


@pytest.mark.parametrize(
    ("asked", "hint"), [("office-care", "office_care"), ("ELV_campus", "elv_campus"), ("warrantee", "warranty")]
)
def test_an_unknown_name_gets_the_nearest_one(asked: str, hint: str) -> None:
    with pytest.raises(FaultyInput, match=f"there is no regime '{asked}'; did you mean '{hint}'"):
        regime(asked)


def test_a_name_like_no_other_gets_all_of_them() -> None:
    with pytest.raises(FaultyInput, match="name one of office_care, assurance, elv_campus, warranty, ciq_shandong"):
        regime("x" * 1000)


@pytest.mark.parametrize("name", ["", "../qingdao_day", "regimes/warranty"])
def test_a_name_is_no_path(name: str) -> None:
    with pytest.raises(FaultyInput):
        regime(name)


@pytest.mark.parametrize("name", NAMES)
def test_the_day_is_a_working_day_and_the_plan_is_made_before_work_begins(name: str) -> None:
    found = regime(name)
    assert found.now.date() == found.day and found.day.weekday() < 5
    assert found.now.utcoffset() == timedelta(hours=8) and found.now.hour in (7, 8)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_known_that_has_not_happened_yet(name: str) -> None:
    now = regime(name).now
    for ticket in book_of(name).tickets:
        times = [ticket.reported_at, *(event.at for event in ticket.history)]
        assert times == sorted(times), ticket.id
        assert times[-1] <= now, ticket.id


def test_every_promise_names_its_calendar(book: Book) -> None:
    policy = policy_of(book)
    spans = [target.span for target in policy.targets] + list(policy.paperwork.values())
    spans += [policy.follow_up] if policy.follow_up else []
    assert {span.calendar for span in spans} <= {calendar.id for calendar in book.calendars}
    for span in spans:
        assert (span.within is None) != (span.working_days is None)
        assert span.calendar == WORK if span.working_days else span.calendar in (CLOCK, "hotline")


def test_where_a_document_does_not_say_by_which_calendar_the_file_says_our_assumption(book: Book) -> None:
    said = policy_of(book).sources["calendars"]
    assert said.startswith(OUR_ASSUMPTION) and "around the clock" in said and "working days are those of China" in said


def test_the_working_calendar_is_that_of_china(book: Book) -> None:
    by_id = {calendar.id: calendar for calendar in book.calendars}
    assert by_id[WORK].region == "CN"
    assert not by_id[CLOCK].hours and by_id[CLOCK].region is None


def test_every_figure_says_where_it_comes_from(book: Book) -> None:
    policy = policy_of(book)
    stated = [target.source for target in policy.targets] + [charge.source for charge in policy.charges]
    stated += [rule.source for rule in book.rules] + [each.source for each in book.appointments]
    stated += [cover.source for cover in book.covers] + [duty.source for each in book.engineers for duty in each.duties]
    stated += [book.on_call.source] if book.on_call else []
    assert all(source.startswith("published ") or OUR_ASSUMPTION in source for source in stated)
    without = ("severities", "skip_costs", "paperwork", "on_time_share", "rating_points", "follow_up", "signed_slip")
    assert {name for name in without if getattr(policy, name)} <= set(policy.sources)


def test_prices_of_lateness_are_all_our_assumption_but_the_one_that_is_our_reading(book: Book) -> None:
    late = [target.late for target in policy_of(book).targets if target.late is not None]
    assert late
    for price in late:
        assert price.source == OUR_ASSUMPTION or (price.contract_share_per_day and "our reading" in price.source)


def test_leaving_a_ticket_out_costs_more_than_the_highest_price_of_being_late(book: Book) -> None:
    policy = policy_of(book)
    for ticket in book.tickets:
        prices = [
            target.late.cap or 0.0
            for target in policy.targets
            if target.late and ticket.severity in target.where.get("severity", [ticket.severity])
        ]
        assert policy.skip_costs.get(ticket.severity, policy.skip_costs[""]) > max(prices)


def test_every_severity_has_a_meaning_and_a_price(book: Book) -> None:
    policy = policy_of(book)
    assert {ticket.severity for ticket in book.tickets} <= set(policy.severities)
    assert set(policy.severities) <= set(policy.skip_costs)


def test_places_are_real_public_ones_and_everybody_is_invented(book: Book) -> None:
    assert "Every customer, engineer, device, ticket and date is invented" in book.carried["note"]
    assert all(re.fullmatch(r"e\d\d", engineer.id) for engineer in book.engineers)
    assert all(re.match(r"Invented |Ourselves", contract.customer) for contract in book.contracts)
    assert len({(site.lat, site.lon) for site in book.sites}) == len(book.sites)
    assert all(site.carried["name"] for site in book.sites)


@pytest.mark.parametrize(
    ("name", "sites", "engineers", "work"),
    [
        ("office_care", 40, 10, 60),
        ("assurance", 34, 12, 60),
        ("elv_campus", 30, 10, 60),
        ("warranty", 30, 8, 40),
        ("ciq_shandong", 14, 14, 40),
    ],
)
def test_it_is_as_large_as_a_real_one(name: str, sites: int, engineers: int, work: int) -> None:
    book = book_of(name)
    assert len(book.sites) >= sites and len(book.engineers) == engineers
    assert len(book.tickets) + len(book.rules) >= work


@pytest.mark.parametrize("name", regimes())
def test_after_each_repair_and_each_inspection_on_site_a_report_is_owed_in_3_working_days(name: str) -> None:
    book, policy = book_of(name), policy_of(book_of(name))
    inspected = {"preventive_check", "wearing_parts", "inspection_and_test", "on_site_inspection", "system_inspection"}
    kinds = {"ticket"} | {rule.kind for rule in book.rules if rule.kind in inspected}
    assert {kind: span.working_days for kind, span in policy.paperwork.items()} == dict.fromkeys(kinds, 3)
