"""The small parts: prices of leaving out, lines on a map."""

from hypothesis import given
from hypothesis import strategies as st

from api.interop.vroom.polyline import polyline
from api.interop.vroom.priorities import skip_costs


@given(st.data(), st.lists(st.integers(0, 100), min_size=1, max_size=8), st.integers(1, 10_000))
def test_what_is_left_out_and_travelled_is_ordered_as_priority_then_jobs_then_cost(data, priorities, most):
    prices = skip_costs(priorities, most)
    plans = []
    for _ in range(2):
        served = data.draw(st.lists(st.booleans(), min_size=len(priorities), max_size=len(priorities)))
        travel = data.draw(st.integers(0, most - 1))
        aims = (-sum(p for p, yes in zip(priorities, served, strict=True) if yes), -sum(served), travel)
        plans.append((aims, travel + sum(price for price, yes in zip(prices, served, strict=True) if not yes)))
    (better, cheap), (worse, dear) = sorted(plans)
    assert cheap < dear if better < worse else cheap == dear


def decoded(text):
    numbers, number, shift = [], 0, 0
    for letter in text:
        bits = ord(letter) - 63
        number |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            numbers.append(~(number >> 1) if number & 1 else number >> 1)
            number, shift = 0, 0
    lat = lon = 0
    for k in range(0, len(numbers), 2):
        lat, lon = lat + numbers[k], lon + numbers[k + 1]
        yield lon / 1e5, lat / 1e5


@given(st.lists(st.tuples(st.integers(-18_000_000, 18_000_000), st.integers(-9_000_000, 9_000_000))))
def test_a_line_is_read_back_as_it_was_drawn(points):
    line = [(lon / 1e5, lat / 1e5) for lon, lat in points]
    assert list(decoded(polyline(line))) == line


def test_a_line_is_written_as_other_programs_write_it():
    assert polyline([(-120.2, 38.5), (-120.95, 40.7), (-126.453, 43.252)]) == "_p~iF~ps|U_ulLnnqC_mqNvxq`@"
