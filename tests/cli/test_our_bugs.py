"""What is our own mistake is told as that, and no wrong plan gets out."""

from dataclasses import replace

import pytest
from typer import Exit

from api.cli import exits
from api.cli.loading import LoadedProblem
from api.cli.planning import pass_checked
from optimiser.documents import read_problem
from optimiser.plan import Cost, Plan, Unserved
from optimiser.travel import travel_times

from .days import day


def test_a_plan_that_the_checker_refuses_does_not_get_out(capsys: pytest.CaptureFixture[str]) -> None:
    document = day(visits=2)
    problem = read_problem(document)
    loaded, travel = LoadedProblem("-", document, problem), travel_times(problem)
    sound = Plan([], [Unserved("v0"), Unserved("v1")], Cost(skipped=600.0))
    assert pass_checked(loaded, sound, travel) is sound
    with pytest.raises(Exit) as ended:
        pass_checked(loaded, replace(sound, cost=Cost(skipped=100.0)), travel)
    assert ended.value.exit_code == 3
    said = capsys.readouterr().err
    assert "please report" in said
    assert "COST_PART" in said


def test_an_unforeseen_error_is_one_sentence_and_status_3(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(exits.TRACEBACK_VARIABLE, raising=False)
    assert _status_of_bug() == 3
    said = capsys.readouterr().err
    assert "please report" in said
    assert "ZeroDivisionError" in said
    assert "Traceback" not in said


def test_whoever_asks_for_it_sees_where_it_comes_from(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(exits.TRACEBACK_VARIABLE, "1")
    assert _status_of_bug() == 3
    assert "Traceback" in capsys.readouterr().err


def _status_of_bug() -> object:
    try:
        _ = 1 / 0
    except ZeroDivisionError as bug:
        with pytest.raises(SystemExit) as ended:
            exits.report_bug(bug)
    return ended.value.code


def test_what_an_interrupt_broke_on_its_way_is_no_bug(capsys: pytest.CaptureFixture[str]) -> None:
    broken = ImportError("initialization failed")
    broken.__cause__ = KeyboardInterrupt()
    with pytest.raises(SystemExit) as ended:
        exits.report_bug(broken)
    assert ended.value.code == 130
    assert capsys.readouterr().err == ""
