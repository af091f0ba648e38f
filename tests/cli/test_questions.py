"""``check``, ``explain``, ``place`` and ``show`` about one plan."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from .days import nobody_can
from .running import Ran, roundsman, written

Documents = tuple[Path, Path]


def damaged(planned_day: Documents, folder: Path, change: Any) -> Ran:
    """What ``check`` says after a change of the plan."""
    problem, plan = planned_day
    document = json.loads(plan.read_text(encoding="utf-8"))
    change(document)
    return roundsman("check", problem, written(folder, "damaged.json", document))


def test_a_damaged_plan_is_named_with_every_violation_and_status_1(planned_day: Documents, tmp_path: Path) -> None:
    def claim_less_and_drop(document: dict[str, Any]) -> None:
        document["cost"]["total"] -= 50
        document["unserved"] = []

    ran = damaged(planned_day, tmp_path, claim_less_and_drop)
    assert ran.status == 1
    codes = [line.split(": ")[0] for line in ran.out.splitlines()]
    assert codes == ["VISIT_MISSING", "COST_TOTAL"]
    assert "v0" in ran.out


def test_a_plan_that_states_only_its_total_is_held_to_nothing_else(planned_day: Documents, tmp_path: Path) -> None:
    def only_total(document: dict[str, Any]) -> None:
        document["cost"] = {"total": document["cost"]["total"]}

    assert damaged(planned_day, tmp_path, only_total).status == 0


def test_a_verdict_can_be_had_as_data(planned_day: Documents) -> None:
    ran = roundsman("check", *planned_day, "--json")
    assert ran.status == 0
    assert ran.document["violations"] == []
    assert ran.document["served"] == 5
    assert ran.document["cost"]["skipped"] == 300.0


def test_what_is_left_out_is_explained(planned_day: Documents) -> None:
    everything = roundsman("explain", *planned_day)
    assert everything.status == 0
    assert "v0" in everything.out
    one = roundsman("explain", *planned_day, "v0")
    assert "NO_SKILL" in one.out
    assert "diving" in one.out
    (unserved,) = roundsman("explain", *planned_day, "v0", "--json").document["unserved"]
    assert {reason["code"] for reason in unserved["reasons"]} == {"NO_SKILL"}
    assert all(reason["change"] and reason["cost_change"] is not None for reason in unserved["reasons"])


def test_the_change_that_is_proposed_fits_the_visit_at_its_price(planned_day: Documents, tmp_path: Path) -> None:
    import jsonpatch

    problem, plan = planned_day
    (unserved,) = roundsman("explain", problem, plan, "v0", "--json").document["unserved"]
    reason = unserved["reasons"][0]
    changed = written(tmp_path, "changed.json", jsonpatch.apply_patch(nobody_can(), reason["change"]))
    placements = roundsman("place", changed, plan, "v0", "--json").document
    best = min(each["cost_change"] for each in placements if each["shift"] == reason["shift"])
    assert best == pytest.approx(reason["cost_change"], abs=0.01)


def test_who_else_could_serve_a_visit_is_told_with_the_price(planned_day: Documents) -> None:
    ran = roundsman("explain", *planned_day, "v1")
    assert ran.status == 0
    assert "v1 is served by e" in ran.out
    assert "Who else" in ran.out
    (other,) = roundsman("explain", *planned_day, "v1", "--json").document["alternatives"]
    assert other["cost_change"] is not None


def test_a_new_visit_is_placed_and_nothing_else_moves(planned_day: Documents, tmp_path: Path) -> None:
    _problem, plan = planned_day
    document = copy.deepcopy(nobody_can())
    document["visits"].append({**document["visits"][1], "id": "new", "skills": {}})
    larger = written(tmp_path, "larger.json", document)
    table = roundsman("place", larger, plan, "new")
    assert table.status == 0
    assert "Where new could go" in table.out
    placements = roundsman("place", larger, plan, "new", "--json").document
    assert 1 <= len(placements) <= 5
    assert [each["cost_change"] for each in placements] == sorted(each["cost_change"] for each in placements)


def test_placing_what_is_served_or_what_nobody_can_do_says_so(planned_day: Documents) -> None:
    served = roundsman("place", *planned_day, "v1")
    assert served.status == 2
    assert "[already_served]" in served.err
    impossible = roundsman("place", *planned_day, "v0")
    assert impossible.status == 0
    assert "NO_SKILL" in impossible.out


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_stands_alone_and_opens_in_the_language_asked_for(
    language: str, planned_day: Documents, tmp_path: Path
) -> None:
    ran = roundsman("show", *planned_day, "-o", tmp_path / "page.html", "--language", language)
    assert ran.status == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.startswith(("<!DOCTYPE html>", "<!doctype html>"))
    assert f'<html lang="{ {"en": "en", "zh": "zh-CN"}[language] }"' in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_a_language_that_there_is_not_is_refused(planned_day: Documents, tmp_path: Path) -> None:
    assert roundsman("show", *planned_day, "-o", tmp_path / "page.html", "--language", "xx").status == 2
