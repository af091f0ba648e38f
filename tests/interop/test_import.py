"""What the import makes of good files."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.interop.mapping import Keep
from api.interop.visits import is_near
from optimiser.documents import read_problem

from .conftest import Folder

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
instants = st.datetimes(datetime(2026, 11, 1), datetime(2026, 12, 15), timezones=st.just(UTC))


def test_a_row_becomes_a_visit_with_everything_that_the_mapping_names(folder: Folder) -> None:
    document = folder.read()
    assert document["visits"] == [
        {
            "id": "1",
            "kind": "ticket",
            "place": "p1",
            "duration": "PT45M",
            "skills": {"cctv": 2},
            "late_cost_per_hour": 60.0,
            "onsite_by": "2026-11-23T11:00:00+08:00",
            "skip_cost": 500.0,
        }
    ]
    assert document["horizon"] == {"start": "2026-11-23T00:00:00+08:00", "end": "2026-11-24T00:00:00+08:00"}
    assert document["now"] is None


def test_a_roster_row_becomes_an_engineer_with_a_shift_and_a_break(folder: Folder) -> None:
    (engineer,) = read_problem(folder.read()).engineers
    (shift,) = engineer.shifts
    assert dict(engineer.skills) == {"cctv": 2, "printer": 1}
    assert shift.start.isoformat() == "2026-11-23T08:00:00+08:00"
    assert shift.breaks[0].latest.isoformat() == "2026-11-23T13:00:00+08:00"
    assert shift.breaks[0].duration == timedelta(minutes=45)


def test_a_toml_roster_reads_like_the_same_table(folder: Folder) -> None:
    expected = folder.read()["engineers"]
    folder.write(
        "roster.toml",
        '[[engineers]]\nid = "e1"\nskills = { cctv = 2, printer = 1 }\nlat = 36.07\nlon = 120.38\n'
        'start = 08:00:00\nend = "17:00"\nbreaks = ["11:30-13:00/PT45M"]\n',
    )
    folder.map(("roster.csv", "roster.toml"))
    assert folder.read()["engineers"] == expected


def test_what_lies_at_the_same_coordinates_is_one_place(folder: Folder) -> None:
    folder.tickets(
        (1, 36.07, 120.38, "camera", ""), (2, "36.0700000", "120.380", "camera", ""), (3, 36.08, 120.38, "", "")
    )
    document = folder.read()
    assert [visit["place"] for visit in document["visits"]] == ["p0", "p0", "p1"]
    assert document["engineers"][0]["shifts"][0]["from"] == "p0"
    assert len(document["places"]) == 2


def test_a_shift_that_ends_before_it_starts_ends_the_next_day_within_the_horizon(folder: Folder) -> None:
    folder.write("roster.csv", "id,lat,lon,start,end\nnight,36.07,120.38,16:00,00:30\n")
    document = folder.read()
    assert document["engineers"][0]["shifts"][0]["end"] == "2026-11-24T00:30:00+08:00"
    assert document["horizon"]["end"] == "2026-11-24T00:30:00+08:00"


def test_lateness_that_is_gone_already_is_sunk_and_said_so(folder: Folder) -> None:
    folder.tickets((1, 36.06, 120.38, "camera", "2026-11-20 11:00"), (2, 36.06, 120.38, "camera", "2026-11-23 09:00"))
    gone, ahead = folder.read()["visits"]
    assert gone["onsite_by"] == "2026-11-23T08:00:00+08:00"  # the first shift's start, where there is no now
    assert gone["x_due"] == "2026-11-20T11:00:00+08:00"
    assert ahead["onsite_by"] == "2026-11-23T09:00:00+08:00"
    assert "x_due" not in ahead


def test_with_a_now_lateness_counts_from_now(folder: Folder) -> None:
    folder.tickets((1, 36.06, 120.38, "camera", "2026-11-23 09:00"))
    document = folder.read(now=datetime(2026, 11, 23, 10, 15))
    assert document["visits"][0]["onsite_by"] == document["now"] == "2026-11-23T10:15:00+08:00"


def test_a_deferral_adds_the_lateness_of_waiting_to_the_price_of_leaving_out(folder: Folder) -> None:
    folder.map(("day = 2026-11-23", 'day = 2026-11-23\ndeferral = "P1D"'))
    folder.tickets(
        (1, 36.06, 120.38, "", "2026-11-01"), (2, 36.06, 120.38, "", "2026-11-24 06:00"), (3, 36, 120, "", "")
    )
    assert [visit["skip_cost"] for visit in folder.read()["visits"]] == [500 + 24 * 60, 500 + 2 * 60, 500]


def test_a_visit_that_must_be_served_has_no_skip_cost(folder: Folder) -> None:
    folder.map(("skip_cost = { value = 500 }", 'skip_cost = { column = "Type", values = { camera = "must" } }'))
    assert folder.read()["visits"][0]["skip_cost"] is None


def test_only_rows_open_at_the_time_and_near_it_are_kept(folder: Folder) -> None:
    folder.map(
        ("day = 2026-11-23", "now = 2026-11-23T08:00:00"),
        ('kind = "ticket"', 'kind = "ticket"\nkeep = { open = true, opened_within = "P14D", due_within = "P2D" }'),
        ('id = "Ticket"', 'id = "Ticket"\nopened = "Opened"\nclosed = "Closed"'),
    )
    folder.tickets(
        ("recent", 36, 120, "", "", "2026-11-09 08:00", ""),
        ("old", 36, 120, "", "2026-12-24", "2026-11-09 07:59", ""),
        ("old-due", 36, 120, "", "2026-11-25 08:00", "2026-10-01", ""),
        ("old-overdue", 36, 120, "", "2026-11-22", "2026-10-01", ""),
        ("closed", 36, 120, "", "", "2026-11-20", "2026-11-23 08:00"),
        ("closed-later", 36, 120, "", "", "2026-11-20", "2026-11-23 08:01"),
        ("not-yet", 36, 120, "", "", "2026-11-23 08:01", ""),
        header="Ticket,LATITUDE,LONGITUDE,Type,Due,Opened,Closed",
    )
    document = folder.read()
    assert [visit["id"] for visit in document["visits"]] == ["recent", "old-due", "closed-later"]
    assert document["x_import"] == [{"file": "tickets.csv", "kind": "ticket", "rows": 7, "open": 5, "kept": 3}]


def test_rows_are_chosen_by_what_stands_in_a_column(folder: Folder) -> None:
    folder.map(('kind = "ticket"', 'kind = "ticket"\nwhere = { Type = ["camera", "door"] }'))
    folder.tickets(
        (1, 36, 120, "camera", ""), (2, 36, 120, "printer", ""), (3, 36, 120, "", ""), (4, 36, 120, "door", "")
    )
    assert [visit["id"] for visit in folder.read()["visits"]] == ["1", "4"]


def test_windows_come_from_one_cell_or_from_pairs_of_columns(folder: Folder) -> None:
    folder.map(
        ("[visits.fields]", '[visits.fields]\nwindows = [{ open = "From", close = "To" }, { open = "A", close = "B" }]')
    )
    folder.tickets(
        (1, 36, 120, "", "", "08:00", "10:00", "22:00", "02:00"),
        (2, 36, 120, "", "", "", "", "2026-11-23 09:00", "2026-11-23 09:30"),
        (3, 36, 120, "", "", "", "", "", ""),
        header="Ticket,LATITUDE,LONGITUDE,Type,Due,From,To,A,B",
    )
    first, second, third = folder.read()["visits"]
    assert [window["close"][:16] for window in first["windows"]] == ["2026-11-23T10:00", "2026-11-24T02:00"]
    assert [window["open"][:16] for window in second["windows"]] == ["2026-11-23T09:00"]
    assert "windows" not in third
    folder.map(
        ('windows = [{ open = "From", close = "To" }, { open = "A", close = "B" }]', 'windows = "From"'),
    )
    folder.tickets((1, 36, 120, "", "", "8:00-10:00; 13:30-24:00"), header="Ticket,LATITUDE,LONGITUDE,Type,Due,From")
    (only,) = folder.read()["visits"]
    assert [window["close"][:16] for window in only["windows"]] == ["2026-11-23T10:00", "2026-11-24T00:00"]


def test_every_other_field_of_a_visit_can_be_given(folder: Folder) -> None:
    header = "Ticket,LATITUDE,LONGITUDE,Type,Due,setup,place_name,excluded_engineers,preference_costs,delivered,note"
    folder.map(("[visits.fields]", '[visits.fields]\nx_customer = "Type"\nrestore_by = "Due"'))
    folder.tickets(
        (1, 36, 120, "camera", "2026-11-23", "0:10", "Hall", "e1", "e1:15", "toner:2", "ring"), header=header
    )
    document = folder.read()
    visit = document["visits"][0]
    assert document["places"][1] == {"id": "p1", "lat": 36.0, "lon": 120.0, "name": "Hall", "setup": "PT10M"}
    assert visit["excluded_engineers"] == ["e1"]
    assert visit["preference_costs"] == {"e1": 15}
    assert visit["delivered"] == {"toner": 2}
    assert (visit["note"], visit["x_customer"]) == ("ring", "camera")
    assert visit["restore_by"] == "2026-11-24T00:00:00+08:00"  # a date alone is due by its end


def test_tickets_and_inspections_from_two_files_make_one_problem(folder: Folder) -> None:
    folder.write("rounds.tsv", "id\tlat\tlon\tduration\tskip_cost\n1\t36.1\t120.4\t90\t80\n")
    mapping = (folder.path / "mapping.toml").read_text(encoding="utf-8")
    folder.write("mapping.toml", mapping + '\n[[visits]]\nfile = "rounds.tsv"\nkind = "inspection"\nprefix = "i-"\n')
    visits = folder.read()["visits"]
    assert [(visit["id"], visit["kind"], visit["duration"]) for visit in visits] == [
        ("1", "ticket", "PT45M"),
        ("i-1", "inspection", "PT1H30M"),
    ]


def test_a_file_without_rows_is_a_day_without_visits(folder: Folder) -> None:
    folder.tickets()
    assert folder.read()["visits"] == []


@given(opened=instants, due=st.none() | instants)
def test_a_wider_look_never_drops_a_ticket(opened: datetime, due: datetime | None) -> None:
    narrow = Keep(opened_within=timedelta(days=3), due_within=timedelta(days=1))
    wide = Keep(opened_within=timedelta(days=14), due_within=timedelta(days=2), overdue=True)
    assert is_near(wide, opened, due, NOON) or not is_near(narrow, opened, due, NOON)


@pytest.mark.parametrize(
    ("now", "day"), [(datetime(2026, 11, 22, 18, tzinfo=UTC), "2026-11-23"), (datetime(2026, 11, 23, 2), "2026-11-23")]
)
def test_the_day_is_that_of_now_in_the_time_zone(folder: Folder, now: datetime, day: str) -> None:
    folder.map(("day = 2026-11-23\n", ""))
    assert folder.read(now=now)["horizon"]["start"].startswith(day)
