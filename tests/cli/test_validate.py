"""``roundsman validate``: what is sound is counted; any travel can be written out as a matrix."""

import json
from pathlib import Path

import pytest

from scenarios.library import regime

from .days import day
from .running import ROOT, roundsman, written

OSM = ROOT.parent / "shared" / "data" / "osm"


def test_a_sound_problem_is_counted(tmp_path: Path) -> None:
    ran = roundsman("validate", written(tmp_path, "day.json", day()), folder=tmp_path)
    assert ran.status == 0
    assert ran.out.endswith("is valid: 6 visits, 2 engineers, 2 shifts, 5 places; travel by great circle.\n")
    assert ran.err == ""


def test_an_expanded_problem_is_one_json_document_that_is_valid_again(tmp_path: Path) -> None:
    ran = roundsman("validate", "-", "--expand", given=written(tmp_path, "day.json", day()).read_bytes())
    assert ran.status == 0
    assert {**ran.document, "travel": None} == {**day(), "travel": None}
    assert len(ran.document["travel"]["seconds"]) == 5
    again = roundsman("validate", "-", given=ran.out)
    assert again.out == ("standard input is valid: 6 visits, 2 engineers, 2 shifts, 5 places; travel by matrix.\n")


def test_half_a_letter_that_is_carried_along_stays_what_it_was() -> None:
    document = json.dumps({**day(), "x_note": "\ud800 and 青岛"})
    ran = roundsman("validate", "-", "--expand", given=document)
    assert ran.status == 0
    assert ran.document["x_note"] == "\ud800 and 青岛"


def test_output_without_expand_is_refused(tmp_path: Path) -> None:
    ran = roundsman("validate", "-", "-o", tmp_path / "x.json")
    assert ran.status == 2
    assert "--expand" in ran.err


def test_a_service_that_is_down_says_what_to_do_and_its_advice_works(tmp_path: Path) -> None:
    travel = {"kind": "osrm", "url": "http://127.0.0.1:9", "retries": 0, "timeout": "PT2S"}
    problem = written(tmp_path, "day.json", {**day(), "travel": travel})
    down = roundsman("validate", problem, "--expand", ROUNDSMAN_CACHE_DIR=str(tmp_path))
    assert down.status == 4
    assert "--travel great_circle" in down.err
    instead = roundsman("validate", problem, "--expand", "--travel", "great_circle")
    assert instead.status == 0
    assert (
        instead.document["travel"] == roundsman("validate", "-", "--expand", given=_plain(tmp_path)).document["travel"]
    )


def _plain(folder: Path) -> bytes:
    return written(folder, "plain.json", day()).read_bytes()


@pytest.mark.skipif(not OSM.is_dir(), reason=f"needs the road extracts in {OSM}")
def test_a_road_extract_is_looked_for_beside_the_problem(tmp_path: Path) -> None:
    extract = next(path for path in sorted(OSM.iterdir()) if "monaco" in path.name.lower())
    (tmp_path / "day").mkdir()
    (tmp_path / "day" / extract.name).symlink_to(extract)
    document = {**day(visits=2, places=2), "travel": {"kind": "roads", "extract": extract.name}}
    document["places"] = [
        {"id": "p0", "lat": 43.7325, "lon": 7.4189},
        {"id": "p1", "lat": 43.7396, "lon": 7.4277},
    ]
    written(tmp_path / "day", "day.json", document)
    ran = roundsman("validate", "day/day.json", "--expand", folder=tmp_path, ROUNDSMAN_CACHE_DIR=str(tmp_path))
    assert ran.status == 0, ran.err
    assert 60 < ran.document["travel"]["seconds"][0][1] < 1200


def test_a_service_book_is_counted_too_and_its_faults_are_a_books(tmp_path: Path) -> None:
    good = regime("office_care").book
    ran = roundsman("validate", written(tmp_path, "book.json", good))
    assert ran.status == 0, ran.err
    assert f"{len(good['sites'])} sites" in ran.out
    bad = roundsman("validate", written(tmp_path, "bad.json", {**good, "time_zone": "Asia/Nowhere"}))
    assert bad.status != 0
    assert "$.time_zone" in bad.err
    assert "roundsman/1" not in bad.err
