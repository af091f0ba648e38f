"""What holds for every change: it is pure, can be sent, and makes no difference to what it does not contradict."""

import pickle
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scenarios.changes import AddEngineer, Change, Together, contradictions, then
from scenarios.changes.change import FOR_ALL
from scenarios.service import Service
from tests.scenarios.changes.services import CHANGES, small_service

SERVICE = small_service()


def clash(changes: list[Change]) -> bool:
    """Say whether some of the changes contradict each other."""
    return any(True for _ in contradictions(list(enumerate(changes))))


@given(CHANGES)
def test_a_change_leaves_the_service_as_it_was(change: Change) -> None:
    change(SERVICE)
    assert small_service() == SERVICE


@given(CHANGES)
def test_a_change_does_the_same_each_time_and_in_another_process(change: Change) -> None:
    sent: Change = pickle.loads(pickle.dumps(change))  # noqa: S301
    assert sent == change
    assert sent(SERVICE) == change(SERVICE)
    pickle.dumps(change(SERVICE))


@given(st.lists(CHANGES, max_size=5), st.randoms(use_true_random=False))
def test_the_order_in_which_changes_are_given_makes_no_difference(changes: list[Change], random: object) -> None:
    assume(not clash(changes))
    shuffled = list(changes)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert then(*shuffled) == then(*changes)
    assert then(*shuffled)(SERVICE) == then(*changes)(SERVICE)


@settings(max_examples=200)
@given(st.lists(CHANGES, min_size=2, max_size=2))
def test_changes_that_do_not_contradict_each_other_commute(changes: list[Change]) -> None:
    """Even without `then`, except that what is added comes before what is said of what is there."""
    one, other = changes
    assume(one.stage >= FOR_ALL)
    assume(one.stage == other.stage)
    assume(not clash(changes))
    assert _told(other(one(SERVICE))) == _told(one(other(SERVICE)))


def _told(service: Service) -> str:
    """A service in text: whatever stands in a mapping, a rule of flu or of storms, may stand in any order."""
    demand, reality = service.demand, service.reality
    parts = [
        service.book,
        demand.streams,
        sorted(map(repr, demand.surges)),
        sorted(map(repr, reality.flu)),
        reality.speed_factor,
        reality.sick_share,
        *(sorted(each.items()) for each in (service.stock, service.territories, service.wages.skills)),
    ]
    return "\n".join(map(_sorted_text, parts))


def _sorted_text(value: object) -> str:
    return " ".join(sorted(repr(value).replace("{", " ").replace("}", " ").replace(",", " ").split()))


@given(st.lists(CHANGES, max_size=6))
def test_combining_is_associative_and_saying_twice_is_saying_once(changes: list[Change]) -> None:
    half = len(changes) // 2
    combined = then(*changes)
    assert then(then(*changes[:half]), then(*changes[half:])) == combined
    assert then(combined, combined) == combined
    assert [each.stage for each in combined.changes] == sorted(each.stage for each in combined.changes)
    assert all(one != other for one, other in pairwise(combined.changes))


@given(st.lists(CHANGES, max_size=4))
def test_contradictions_are_seen_from_both_sides(changes: list[Change]) -> None:
    assert clash(changes) == clash(changes[::-1])


@given(CHANGES)
def test_nothing_contradicts_itself(change: Change) -> None:
    assert not clash([change, change])


def test_nothing_is_the_change_that_changes_nothing() -> None:
    assert then() == Together()
    assert then()(SERVICE) is SERVICE


def test_what_is_no_change_cannot_be_combined() -> None:
    with pytest.raises(TypeError, match="no change of a service"):
        then(AddEngineer("n", "e0"), lambda service: service)
