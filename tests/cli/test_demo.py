"""The bundled days: named, planned, printed, and written so that they can be planned again."""

from pathlib import Path

import pytest

from scenarios.library import regime, regime_path, regimes

from .running import roundsman


def test_list_names_each_regime_with_a_line_and_writes_nothing(tmp_path: Path) -> None:
    ran = roundsman("demo", "--list", folder=tmp_path)
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert [line.split()[0] for line in lines] == list(regimes())
    assert all(line.endswith(regime(name).line) for line, name in zip(lines, regimes(), strict=True))
    assert not list(tmp_path.iterdir())


def test_an_unknown_name_gets_the_nearest_one_and_writes_nothing(tmp_path: Path) -> None:
    ran = roundsman("demo", "elv-campus", folder=tmp_path)
    assert ran.status == 2
    assert "there is no regime 'elv-campus'; did you mean 'elv_campus'?" in ran.err
    assert not list(tmp_path.iterdir())


ALSO_PRINTED = {
    "office_care": ["Calls owed after these visits"],
    "assurance": ["on call", "desk"],
    "elv_campus": ["on call", "loan t19"],
    "warranty": ["Replace unit u14-server", "2026-12", "2026-Q4", "95%"],
    "ciq_shandong": ["resident", "cover of an event", "Each visit ends with a slip that the customer signs."],
}


@pytest.mark.parametrize("name", regimes())
def test_a_day_of_a_regime_is_planned_printed_and_written(name: str, tmp_path: Path) -> None:
    ran = roundsman("demo", name, "--seconds", 1, folder=tmp_path)
    assert ran.status == 0, ran.err
    folder = tmp_path / "out" / name
    assert sorted(file.name for file in folder.iterdir()) == ["book.json", "plan.html", "plan.json", "problem.json"]
    assert (folder / "book.json").read_bytes() == regime_path(name).read_bytes()
    assert ran.out.startswith(f"{regime(name).day:%A, %d %B %Y}, {regime(name).line}")
    for heading in "To be met without a visit", "Inspections", "Routes", "Cost", "visits served", "Reports owed after":
        assert heading in ran.out
    assert all(words in ran.out for words in ALSO_PRINTED[name])
    checked = roundsman("check", folder / "problem.json", folder / "plan.json", "--json")
    assert checked.status == 0 and checked.document["violations"] == []
