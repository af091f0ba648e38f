"""The recursions themselves: each is the other where both apply."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scenarios.simulation.recursions import by_priority, kiefer_wolfowitz, lindley

laws = settings(max_examples=50, deadline=None)
TICKETS = st.lists(st.tuples(st.integers(0, 100), st.integers(1, 40)), min_size=1, max_size=30).map(
    lambda facts: (sorted(at for at, _ in facts), [work for _, work in facts])
)


@laws
@given(TICKETS)
def test_kiefer_and_wolfowitz_with_one_server_are_lindley(tickets):
    assert kiefer_wolfowitz(*tickets, 1).tolist() == lindley(*tickets).tolist()


@laws
@given(TICKETS)
def test_with_one_class_priorities_change_nothing(tickets):
    assert by_priority(*tickets, [7] * len(tickets[0])).tolist() == lindley(*tickets).tolist()


@laws
@given(TICKETS, st.integers(1, 4))
def test_one_server_more_lets_nobody_wait_longer(tickets, servers):
    assert np.all(kiefer_wolfowitz(*tickets, servers + 1) <= kiefer_wolfowitz(*tickets, servers))


def test_waits_are_those_worked_out_by_hand():
    arrivals, works = [0, 2, 3, 20], [10, 4, 1, 5]
    assert lindley(arrivals, works).tolist() == [0, 8, 11, 0]
    assert kiefer_wolfowitz(arrivals, works, 2).tolist() == [0, 0, 3, 0]
    assert by_priority(arrivals, works, [1, 1, 0, 1]).tolist() == [0, 9, 7, 0]
