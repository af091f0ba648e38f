"""The same luck in all that is compared: what comes in and who is ill does not depend on what is made of it."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser import RosterEngineer
from scenarios.measures import Tally
from tests.scenarios.simulation.lives import Watching, illness, live
from tests.scenarios.simulation.services import campus
from tests.scenarios.simulation.small_services import POLICIES, Case, cases

_SOME = settings(max_examples=8, deadline=None)
_NEW = RosterEngineer("new", 50.0, 8.0, skills={"cctv": 2.0, "doors": 2.0})


def _sums(tally: Tally) -> dict[tuple[str, str], tuple[list[float], list[float]]]:
    return {key: (list(sums.parts), list(sums.wholes)) for key, sums in tally.sums.items()}


def _visits(watching: Watching) -> list[tuple[str, str, int, int]]:
    return [(each.presence.shift.id, each.work.id, each.begin_s, each.end_s) for each in watching.visits]


@_SOME
@given(cases(), st.sampled_from(POLICIES))
def test_the_same_seed_gives_the_same_life(case: Case, policy: str) -> None:
    (first, watched), (second, watched_again) = live(case, policy), live(case, policy)
    assert _sums(first) == _sums(second)
    assert first.waits == second.waits
    assert _visits(watched) == _visits(watched_again)


def test_another_replication_or_seed_gives_another_life() -> None:
    case = campus(days=2)
    lives = [live(case, "first_come"), live(case, "first_come", 1), live(replace(case, seed=99), "first_come")]
    assert len({str(_visits(watching)) for _, watching in lives}) == 3


@settings(max_examples=5, deadline=None)
@given(cases(most_days=2))
def test_the_same_tickets_come_in_under_every_policy(case: Case) -> None:
    counts = {policy: list(live(case, policy)[0].of("tickets")[0]) for policy in POLICIES}
    assert len({str(count) for count in counts.values()}) == 1


@_SOME
@given(cases(), st.sampled_from(POLICIES))
def test_whoever_is_added_changes_nobody_elses_luck(case: Case, policy: str) -> None:
    book = case.service.book
    more = replace(case, service=replace(case.service, book=replace(book, engineers=(_NEW, *book.engineers))))
    tally, watching = live(case, policy)
    days = watching.timeline.dates
    assert illness(case, days) == {each for each in illness(more, days) if each[0] != "new"}
    assert list(tally.of("tickets")[0]) == list(live(more, policy)[0].of("tickets")[0])


def test_how_many_are_ill_is_as_it_was_said() -> None:
    case = campus(days=200, sick_share=0.1, sick_days=1.0)
    first = case.first.toordinal()
    days = [case.first.fromordinal(first + k) for k in range(case.days)]
    people_count = len(case.service.book.engineers)
    mean = 0.1 * len(days) * people_count
    assert abs(len(illness(case, days)) - mean) < 4 * mean**0.5
