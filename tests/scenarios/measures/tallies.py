"""Tallies for laws: any sums and waits that a run could have."""

from hypothesis import strategies as st

from scenarios.measures import Tally

MEASURES = ("on_time", "backlog", "wait_h")
GROUPS = ("", "policy=gold", "policy=gold severity=A 1")
DAYS = 12
PARTS = st.integers(0, 1_000).map(lambda quarters: quarters / 4.0)  # sums of quarters are exact

SUMS = st.tuples(st.integers(0, DAYS - 1), st.sampled_from(MEASURES), PARTS, PARTS, st.sampled_from(GROUPS))
WAITS = st.tuples(st.integers(0, DAYS - 1), st.floats(0.0, 2e7), st.sampled_from(GROUPS))


@st.composite
def tallies(draw):
    tally = Tally(DAYS)
    for each in draw(st.lists(SUMS, max_size=30)):
        tally.add(*each)
    for day, seconds, group in draw(st.lists(WAITS, max_size=30)):
        tally.add_wait(day, seconds, group)
    return tally
