"""Each way in which a book document can be faulty is refused with its path, its value and what to try."""

import copy
from typing import Any

import pytest
from damaging import GONE, put

from optimiser.documents import read_book
from optimiser.documents.book_reference import book_fault_codes
from optimiser.documents.findings import FAULT_CODES
from optimiser.errors import Fault, FaultyInput

CODES = {*FAULT_CODES, *book_fault_codes()}


def faults_of(document: Any) -> list[Fault]:
    """Read a faulty book."""
    with pytest.raises(FaultyInput) as refused:
        read_book(document)
    return list(refused.value.faults)


SPAN = {"calendar": "clock"}
DUTY = {"calendar": "office", "from": "08:00", "until": "12:00"}
RULE = {"id": "r9", "site": "s0", "since": "2026-01-01"}
P, D, T, R = "policies.0", "engineers.0.duties", "tickets.0", "rules.0"
OFFICE = "calendars.1"
EVENT = {"kind": "resumed", "at": "2026-11-24T09:00:00+08:00"}
WRONG = [
    # what is put where, the path and code of the fault, and a word of its message
    ("format", "roundsman/1", "$.format", "wrong_format", "roundsman-book/1"),
    ("id", GONE, "$.id", "missing", "an id"),
    ("time_zone", "Asia/Shanghay", "$.time_zone", "unknown_time_zone", 'did you mean "Asia/Shanghai"?'),
    ("time_zone", "../etc/passwd", "$.time_zone", "unknown_time_zone", "tz database"),
    ("time_zone", None, "$.time_zone", "wrong_type", 'write it as in "Asia/Shanghai"'),
    ("units", {}, "$.units", "wrong_type", "a list of units"),
    ("tikets", [], "$.tikets", "unknown_field", 'did you mean "tickets"?'),
    # calendars
    ("calendars.3", {"id": "clock", "time_zone": "UTC"}, "$.calendars[3].id", "duplicate_id", "$.calendars[0].id"),
    (f"{OFFICE}.time_zone", "Mars", "$.calendars[1].time_zone", "unknown_time_zone", "Asia/Shanghai"),
    (f"{OFFICE}.region", "XX", "$.calendars[1].region", "unknown_region", "closed_on and open_on"),
    (f"{OFFICE}.region", "cn", "$.calendars[1].region", "unknown_region", 'did you mean "CN"?'),
    (f"{OFFICE}.region", "US-XX", "$.calendars[1].region", "unknown_region", "US-XX"),
    (f"{OFFICE}.hours.0.days", ["mon", "tues"], "$.calendars[1].hours[0].days[1]", "unknown_choice", 'mean "tue"?'),
    (f"{OFFICE}.hours.0.days", [], "$.calendars[1].hours[0].days", "wrong_count", "at least 1"),
    (f"{OFFICE}.hours.0.from", "8:30", "$.calendars[1].hours[0].from", "bad_time_of_day", "08:00"),
    (f"{OFFICE}.hours.0.until", "24:00", "$.calendars[1].hours[0].until", "bad_time_of_day", "24:00"),
    (f"{OFFICE}.hours.0.until", "13:31", "$.calendars[1].hours[0]", "overlap", "mon"),
    (f"{OFFICE}.closed_on.0", "2026-02-29", "$.calendars[1].closed_on[0]", "bad_date", "exists"),
    (f"{OFFICE}.closed_on.0", "24.12.2026", "$.calendars[1].closed_on[0]", "bad_date", "2026-11-23"),
    (f"{OFFICE}.closed_on.0", "2026-12-26", "$.calendars[1].open_on[0]", "contradiction", "closed_on"),
    # zones
    ("zones.0.polygon", [[36, 120]], "$.zones[0].polygon", "wrong_count", "at least 3"),
    ("zones.0.polygon", [[36, 120], [36, 121], [36, 120]], "$.zones[0].polygon", "wrong_count", "2 different"),
    ("zones.0.polygon.0", [120.2, 36.0], "$.zones[0].polygon[0][0]", "out_of_range", "120.2"),
    ("zones.0.polygon.0", [36.0], "$.zones[0].polygon[0]", "wrong_type", "latitude first"),
    ("zones.1.circle.radius_m", -5, "$.zones[1].circle.radius_m", "out_of_range", "negative"),
    ("zones.1.circle.lat", GONE, "$.zones[1].circle.lat", "missing", "degrees"),
    # policies
    (f"{P}.zones.0", "cities", "$.policies[0].zones[0]", "unknown_zone", "cities"),
    (f"{P}.zones.3", "city", "$.policies[0].zones[3]", "named_twice", "city"),
    (f"{P}.targets.0.kind", "onsite", "$.policies[0].targets[0].kind", "unknown_choice", 'did you mean "on_site"?'),
    (f"{P}.targets.0.span", SPAN, "$.policies[0].targets[0].span", "one_of_two", "PT4H"),
    (
        f"{P}.targets.0.span",
        {**SPAN, "within": "PT4H", "working_days": 3},
        "$.policies[0].targets[0].span.working_days",
        "one_of_two",
        "cannot both hold",
    ),
    (f"{P}.targets.0.span.within", "4 h", "$.policies[0].targets[0].span.within", "bad_duration", "PT45M"),
    (
        f"{P}.follow_up",
        {"calendar": "weekend", "within": "P300D"},
        "$.policies[0].follow_up.within",
        "never_open",
        "17",
    ),
    (f"{P}.targets.2.span.working_days", 0, "$.policies[0].targets[2].span.working_days", "out_of_range", "0"),
    (f"{P}.targets.2.span.working_days", 1.5, "$.policies[0].targets[2].span.working_days", "wrong_type", "1.5"),
    (f"{P}.targets.0.span.calendar", "clok", "$.policies[0].targets[0].span.calendar", "unknown_calendar", "clock"),
    (f"{P}.targets.0.where.zone.0", "cit", "$.policies[0].targets[0].where.zone[0]", "unknown_zone", 'mean "city"?'),
    (f"{P}.zones", ["city", "elsewhere"], "$.sites[0].zone", "no_zone", "suburbs"),
    (
        "policies.1.charges",
        [{"kind": "call_out", "amount": 1, "zone": "city"}],
        "$.policies[1].charges[0].zone",
        "other_policy",
        "add it to zones",
    ),
    (
        "policies.1.targets",
        [{"kind": "send", "span": {"calendar": "clock", "within": "P1D"}, "where": {"zone": ["city"]}}],
        "$.policies[1].targets[0].where.zone[0]",
        "other_policy",
        "city",
    ),
    (f"{P}.targets.0.where.colour", ["red"], "$.policies[0].targets[0].where.colour", "unknown_choice", "severity"),
    (f"{P}.targets.0.where", {}, "$.policies[0].targets[1]", "never_holds", "targets[0]"),
    (f"{P}.targets.0.late.cap", -1, "$.policies[0].targets[0].late.cap", "out_of_range", "negative"),
    (f"{P}.targets.0.also_met_by", ["lent"], "$.policies[0].targets[0].also_met_by[0]", "unknown_choice", "lent"),
    (f"{P}.on_time_share", 95, "$.policies[0].on_time_share", "out_of_range", "0 to 1"),
    (f"{P}.paperwork.ticket", SPAN, "$.policies[0].paperwork.ticket", "one_of_two", "working_days"),
    (f"{P}.charges.0.zone", "town", "$.policies[0].charges[0].zone", "unknown_zone", "town"),
    (f"{P}.follow_up", "soon", "$.policies[0].follow_up", "wrong_type", "calendar"),
    ("contracts.0.policy", "cares", "$.contracts[0].policy", "unknown_policy", 'did you mean "care"?'),
    # sites and units
    ("sites.0.contract", "c7", "$.sites[0].contract", "unknown_contract", "c7"),
    ("sites.0.zone", "suburb", "$.sites[0].zone", "unknown_zone", 'did you mean "suburbs"?'),
    ("sites.0.access", "offices", "$.sites[0].access", "unknown_calendar", 'did you mean "office"?'),
    ("sites.0.lat", GONE, "$.sites[0].lat", "missing", "degrees"),
    ("sites.3", {"id": "s0", "contract": "c1", "lat": 1, "lon": 1}, "$.sites[3].id", "duplicate_id", "$.sites[0].id"),
    (f"{P}.zones", ["suburbs", "city"], "$.sites[3]", "no_zone", "Site s9"),
    ("units.0.site", "s7", "$.units[0].site", "unknown_site", "s7"),
    ("units.0.count", 0, "$.units[0].count", "out_of_range", "too small"),
    ("units.0.impact", 11, "$.units[0].impact", "out_of_range", "10"),
    # tickets
    (f"{T}.site", "s", "$.tickets[0].site", "unknown_site", '"s"'),
    (f"{T}.unit", "u9", "$.tickets[0].unit", "unknown_unit", "u9"),
    (f"{T}.unit", "u1", "$.tickets[0].unit", "other_site", '"s1"'),
    (f"{T}.severity", 1, "$.tickets[0].severity", "wrong_type", "a severity"),
    (f"{T}.owner", "e7", "$.tickets[0].owner", "unknown_engineer", "e7"),
    (f"{T}.likelihood", 1.1, "$.tickets[0].likelihood", "out_of_range", "1.1"),
    (f"{T}.history.2.at", "2026-11-20T16:59:00+08:00", "$.tickets[0].history[2]", "wrong_order", "resumed"),
    (f"{T}.history.3", EVENT, "$.tickets[0].history[3]", "impossible_history", "resumed"),
    ("tickets.1.id", "t0", "$.tickets[1].id", "duplicate_id", "$.tickets[0].id"),
    # rules
    (f"{R}.recurrence", "FREQ=FORTNIGHTLY", "$.rules[0].recurrence", "bad_recurrence", "FORTNIGHTLY"),
    (f"{R}.recurrence", "FREQ=MINUTELY", "$.rules[0].recurrence", "too_frequent", "MINUTELY"),
    (f"{R}.recurrence", 3, "$.rules[0].recurrence", "wrong_type", "FREQ="),
    (f"{R}.recurrence", {"count": 3}, "$.rules[0].recurrence.unit", "missing", "days"),
    (f"{R}.recurrence", {"count": 3, "unit": "years"}, "$.rules[0].recurrence.unit", "unknown_choice", "months"),
    (f"{R}.recurrence", {"count": 0, "unit": "days"}, "$.rules[0].recurrence.count", "out_of_range", "0"),
    (f"{R}.recurrence", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "$.rules[0].recurrence", "never_occurs", "no day"),
    ("rules.2", {**RULE, "recurrence": "FREQ=DAILY;COUNT=1000000"}, "$.rules[2].recurrence", "too_many_visits", "r9"),
    (f"{R}.tolerance_after", 60, "$.rules[0].tolerance_after", "tolerance_too_long", "60"),
    (f"{R}.tolerance_after", -1, "$.rules[0].tolerance_after", "out_of_range", "negative"),
    (f"{R}.spacing", 90, "$.rules[0].spacing", "spacing_too_long", "90"),
    (f"{R}.until", "2025-12-31", "$.rules[0].until", "wrong_order", "2025-12-31"),
    (f"{R}.units", ["u0", "u0"], "$.rules[0].units[1]", "named_twice", "u0"),
    (f"{R}.units", ["u1"], "$.rules[0].units[0]", "other_site", '"s1"'),
    (f"{R}.preferred_engineer", "eve", "$.rules[0].preferred_engineer", "unknown_engineer", "eve"),
    (f"{R}.calendar", "work", "$.rules[0].calendar", "unknown_calendar", "work"),
    (
        "rules.2",
        {**RULE, "recurrence": "FREQ=MONTHLY;BYDAY=2MO", "series": "upkeep", "level": 2},
        "$.rules[2].level",
        "overlapping_rules",
        "r9",
    ),
    # appointments, people
    ("appointments.0.latest", "2026-11-24T09:00:00+08:00", "$.appointments[0].latest", "wrong_order", "earliest"),
    ("appointments.0.engineers", 0, "$.appointments[0].engineers", "out_of_range", "0"),
    ("engineers.0.resident_at", "s8", "$.engineers[0].resident_at", "unknown_site", "s8"),
    ("engineers.0.certificates.cctv", "2027", "$.engineers[0].certificates.cctv", "bad_date", "2027"),
    ("engineers.0.absences.0.last", "2026-11-30", "$.engineers[0].absences[0].last", "wrong_order", "before first"),
    (
        "engineers.0.absences.0",
        {"first": "2026-12-01", "last": "2026-12-01", "from": "13:00", "until": "10:00"},
        "$.engineers[0].absences[0].until",
        "wrong_order",
        "not after the beginning",
    ),
    ("engineers.0.absences.0.from", "noon", "$.engineers[0].absences[0].from", "bad_time_of_day", "noon"),
    (f"{D}.0.calendar", "ofice", "$.engineers[0].duties[0].calendar", "unknown_calendar", 'mean "office"?'),
    (f"{D}.2", DUTY, "$.engineers[0].duties[2]", "overlap", "mon"),
    (f"{D}.1.cycle", [0, 0], "$.engineers[0].duties[1].cycle", "contradiction", "never works"),
    (f"{D}.1.cycle", [1, 2], "$.engineers[0].duties[1].cycle[1]", "out_of_range", "2"),
    (f"{D}.1.since", GONE, "$.engineers[0].duties[1].since", "missing", "first day of the cycle"),
    (f"{D}.1.since", "monday", "$.engineers[0].duties[1].since", "bad_date", "monday"),
    (f"{D}.0.break_latest", "11:00", "$.engineers[0].duties[0].break_latest", "wrong_order", "break_earliest"),
    (f"{D}.0.break_latest", "20:00", "$.engineers[0].duties[0].break_latest", "outside_shift", "20:00"),
    (f"{D}.0.break_earliest", "08:00", "$.engineers[0].duties[0].break_earliest", "outside_shift", "08:00"),
    ("on_call.working", "offices", "$.on_call.working", "unknown_calendar", 'did you mean "office"?'),
    ("on_call.turn", "year", "$.on_call.turn", "unknown_choice", "month"),
    ("on_call.people", 0, "$.on_call.people", "out_of_range", "0"),
    ("covers.0.site", "s8", "$.covers[0].site", "unknown_site", "s8"),
    ("covers.0.end", "2026-12-10T08:00:00+08:00", "$.covers[0].end", "wrong_order", "not after start"),
    ("covers.0.end", "2028-12-10T08:00:00+08:00", "$.covers[0].end", "out_of_range", "at most 400"),
    ("covers.0.shift", "PT0S", "$.covers[0].shift", "out_of_range", "PT1H"),
]


@pytest.mark.parametrize(("where", "value", "path", "code", "word"), WRONG, ids=[f"{w[0]} {w[3]}" for w in WRONG])
def test_one_wrong_value_is_one_fault_with_its_path_its_value_and_advice(
    book: dict[str, Any], where: str, value: Any, path: str, code: str, word: str
) -> None:
    if word == "Site s9":
        book["sites"].append({"id": "s9", "contract": "c0", "lat": 10, "lon": 10})
    put(book, where, value)
    (fault,) = faults_of(book)
    assert (fault.path, fault.code) == (path, code)
    assert word in fault.message
    assert fault.code in CODES


def test_all_faults_are_told_at_once_in_the_order_of_the_document(book: dict[str, Any]) -> None:
    book["calendars"][2]["time_zone"] = "Nowhere"
    book["calendars"][1]["region"] = "ZZ"
    book["zones"][0]["polygon"] = [[1, 1]]
    book["policies"][0]["targets"][0]["span"] = {"calendar": "clok"}
    book["contracts"][1]["policy"] = "plane"
    book["sites"][0]["zone"] = "nowhere"
    book["tickets"][0]["history"][2]["at"] = "2026-11-01T00:00:00Z"
    book["rules"][0]["recurrence"] = "FREQ=HOURLY"
    book["rules"][1]["since"] = "yesterday"
    book["engineers"][0]["absences"][0]["first"] = "2027-01-01"
    book["covers"][0]["site"] = "s8"
    assert [fault.path for fault in faults_of(book)] == [
        "$.calendars[1].region",
        "$.calendars[2].time_zone",
        "$.zones[0].polygon",
        "$.policies[0].targets[0].span",
        "$.policies[0].targets[0].span.calendar",
        "$.contracts[1].policy",
        "$.sites[0].zone",
        "$.tickets[0].history[2]",
        "$.rules[0].recurrence",
        "$.rules[1].since",
        "$.engineers[0].absences[0].last",
        "$.covers[0].site",
    ]


def test_faults_behind_what_cannot_be_read_stand_where_they_are(book: dict[str, Any]) -> None:
    book["rules"].insert(0, None)
    book["sites"].insert(0, 7)
    book["sites"].append({"id": "far", "contract": "c0", "lat": 0, "lon": 0})
    book["policies"][0]["zones"] = ["suburbs", "city"]
    book["rules"][1]["recurrence"] = "FREQ=HOURLY"
    assert [fault.path for fault in faults_of(book)] == [
        "$.sites[0]",
        "$.sites[4]",
        "$.rules[0]",
        "$.rules[1].recurrence",
    ]


@pytest.mark.parametrize("key", ["calendars", "zones", "policies", "contracts", "sites", "units", "engineers"])
def test_a_list_that_cannot_be_read_is_one_fault_and_not_one_for_each_reference(book: dict[str, Any], key: str) -> None:
    book[key] = "see attachment"
    assert [fault.path for fault in faults_of(book)] == [f"$.{key}"]


def test_a_book_without_units_has_none_to_refer_to(book: dict[str, Any]) -> None:
    del book["units"]
    faults = faults_of(book)
    assert [fault.path for fault in faults] == ["$.tickets[0].unit", "$.rules[0].units[0]"]
    assert "there are none at all" in faults[0].message


@pytest.mark.parametrize(
    ("first", "second", "overlaps"),
    [
        ({"from": "22:00", "until": "06:00"}, {"from": "05:59", "until": "09:00"}, True),
        ({"from": "22:00", "until": "06:00"}, {"from": "06:00", "until": "09:00"}, False),
        ({"from": "08:00", "until": "12:00"}, {"from": "12:00", "until": "16:00"}, False),
        ({"from": "08:00", "until": "08:00"}, {"from": "12:00", "until": "13:00"}, True),
        ({"cycle": [1, 0]}, {"cycle": [0, 1]}, False),
        ({"cycle": [1, 0]}, {"cycle": [0, 1], "since": "2026-11-03"}, True),
        ({"cycle": [1, 1, 0]}, {"cycle": [0, 0, 1]}, False),
        ({"cycle": [1, 1, 0, 0]}, {"cycle": [0, 0, 1]}, True),
        ({"calendar": "weekend"}, {"calendar": "clock"}, True),
        ({"calendar": "weekend"}, {"calendar": "office"}, False),
        ({"calendar": "weekend", "from": "20:00", "until": "02:00"}, {"calendar": "office", "from": "01:00"}, True),
    ],
)
def test_duties_overlap_where_someone_would_be_on_two_shifts_at_once(
    book: dict[str, Any], first: dict[str, Any], second: dict[str, Any], overlaps: bool
) -> None:
    usual = {"calendar": "office", "from": "08:00", "until": "16:00", "since": "2026-11-02"}
    for duties in [{**usual, **first}, {**usual, **second}], [{**usual, **second}, {**usual, **first}]:
        changed = copy.deepcopy(book)
        changed["engineers"][0]["duties"] = duties
        if overlaps:
            assert [fault.path for fault in faults_of(changed)] == ["$.engineers[0].duties[1]"]
        else:
            read_book(changed)


@pytest.mark.parametrize(
    ("hours", "overlaps"),
    [
        ([("22:00", "06:00", ["sun"]), ("05:00", "07:00", ["mon"])], True),
        ([("22:00", "06:00", ["sun"]), ("06:00", "07:00", ["mon"])], False),
        ([("08:00", "12:00", ["mon", "tue"]), ("11:00", "13:00", ["wed", "tue"])], True),
        ([("08:00", "12:00", ["mon", "mon"])], False),
        ([("00:00", "00:00", ["mon"]), ("00:00", "00:00", ["tue"])], False),
    ],
)
def test_opening_hours_overlap_also_over_midnight(
    book: dict[str, Any], hours: list[tuple[str, str, list[str]]], overlaps: bool
) -> None:
    book["calendars"][2]["hours"] = [{"days": days, "from": start, "until": end} for start, end, days in hours]
    if overlaps:
        assert [fault.code for fault in faults_of(book)] == ["overlap"]
    else:
        read_book(book)


@pytest.mark.parametrize("document", [None, 3, [], "text"])
def test_what_is_no_object_is_refused(document: Any) -> None:
    (fault,) = faults_of(document)
    assert (fault.path, fault.code) == ("$", "wrong_type")


def test_an_empty_object_lacks_every_required_field() -> None:
    required = "format", "id", "time_zone", "calendars", "zones", "policies", "contracts", "sites", "engineers"
    assert [fault.path for fault in faults_of({})] == [f"$.{key}" for key in required]


def test_more_than_can_be_judged_in_time_is_refused(book: dict[str, Any]) -> None:
    corner = [[36 + i / 10_000, 120.0] for i in range(4000)]
    book["zones"] += [{"id": f"z{i}", "polygon": corner} for i in range(5)]
    book["policies"][0]["zones"] = [f"z{i}" for i in range(5)] + ["elsewhere"]
    book["policies"][0].update(targets=[], charges=[])
    book["sites"][0]["zone"] = None
    book["sites"] += [{"id": f"x{i}", "contract": "c0", "lat": 0, "lon": 0} for i in range(1000)]
    (fault,) = faults_of(book)
    assert (fault.path, fault.code) == ("$.zones", "too_large")


def test_more_rules_of_one_series_than_can_be_compared_are_refused(book: dict[str, Any]) -> None:
    rule = {"site": "s2", "since": "2026-01-01", "recurrence": "FREQ=YEARLY"}
    book["rules"] = [{**rule, "id": f"r{i}"} for i in range(1001)]
    (fault,) = faults_of(book)
    assert (fault.path, fault.code) == ("$.rules", "too_large")
