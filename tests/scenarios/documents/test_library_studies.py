"""Each regime has a study with a question, small enough to be run at once, in which every figure has a source."""

import pytest

from optimiser import FaultyInput
from scenarios.documents import load_study, study_warnings
from scenarios.library import regimes, studies, study_path
from scenarios.studies.study import Study


@pytest.fixture(scope="module")
def library() -> dict[str, Study]:
    """Read all studies once."""
    return {name: load_study(study_path(name)) for name in studies()}


def test_every_regime_has_a_study() -> None:
    assert set(studies()) == set(regimes())


def test_they_are_small_ask_something_and_name_their_sources(library: dict[str, Study]) -> None:
    for name, study in library.items():
        assert study.id == name
        assert study.name.endswith("?")
        assert study.days <= 28
        assert study.replications.at_most <= 5
        assert len(study.scenarios) >= 4
        assert all(stream.source for stream in study.service.demand.streams)
        assert all(each.name == each.document.get("name", "as it is") for each in study.scenarios)


def test_nothing_about_them_is_strange(library: dict[str, Study]) -> None:
    assert [warning for study in library.values() for warning in study_warnings(study)] == []


def test_the_campus_has_25_engineers_and_about_60_visits_on_a_working_day(library: dict[str, Study]) -> None:
    service = library["elv_campus"].service
    assert len(service.book.engineers) == 25
    trips = sum(
        stream.per_day * 7 * sum(stream.weekdays[:5]) / sum(stream.weekdays) / 5
        # what is left for the desk and what is withdrawn makes no trip, what fails is repeated
        * (1 - stream.remote_share) * (1 - stream.cancel_share) / (1 - stream.repeat_share)
        for stream in service.demand.streams
    )  # fmt: skip
    # Each site with rules is visited four times a year for maintenance or for an inspection.
    inspected = {rule.site for rule in service.book.rules if not rule.remote}
    inspections = len(inspected) * 4 / 250
    assert trips + inspections == pytest.approx(60, abs=6)


def test_another_name_is_told_the_nearest() -> None:
    with pytest.raises(FaultyInput) as faulty:
        study_path("elv-campos")
    assert "did you mean 'elv_campus'?" in faulty.value.faults[0].message
