"""Travel and set-up fit between two visits exactly when trying every second finds a place for them."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from optimiser.checker.passage import Gap, Leg, best_passage

spans = st.integers(0, 6)


def fits_somewhere(leg: Leg, gaps: list[Gap]) -> set[int]:
    """Every departure from which travel, and then set-up, can be done, each within one gap."""
    last_s = int(gaps[-1].until_s)

    def free(start_s: int, length_s: float) -> bool:
        return any(gap.free_s <= start_s and start_s + length_s <= gap.until_s for gap in gaps)

    departures = set()
    for leave_s in range(int(leg.soonest_s), last_s + 1):
        there_s = leave_s + int(leg.travel_s)
        set_up = any(free(begin_s, leg.setup_s) for begin_s in range(there_s, last_s + 1))
        if free(leave_s, leg.travel_s) and set_up:
            departures.add(leave_s)
    return departures


@given(st.lists(st.integers(1, 5), min_size=1, max_size=7), spans, spans, spans)
def test_what_fits_is_what_trying_every_second_finds(
    lengths: list[int], travel_s: int, setup_s: int, soonest_s: int
) -> None:
    times_s = [0]
    for length_s in lengths:
        times_s.append(times_s[-1] + length_s)
    gaps = [Gap(*span) for span in list(pairwise(times_s))[::2]]
    leg = Leg(travel_s, 0, setup_s, soonest_s, None, None)
    short_s, leave_s = best_passage(leg, gaps)
    departures = fits_somewhere(leg, gaps)
    assert (short_s <= 0) == bool(departures)
    if departures:
        assert leave_s is not None and leave_s >= max(departures)
