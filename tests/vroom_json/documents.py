"""Requests to draw from."""

from itertools import product

from hypothesis import strategies as st

ROWS = 5


def windows(latest=4000):
    return st.tuples(st.integers(0, latest), st.integers(0, 1500)).map(lambda w: [w[0], w[0] + w[1]])


@st.composite
def matrices(draw):
    def table(most):
        cells = st.lists(st.integers(0, most), min_size=ROWS, max_size=ROWS)
        rows = draw(st.lists(cells, min_size=ROWS, max_size=ROWS))
        return [[0 if i == j else cell for j, cell in enumerate(row)] for i, row in enumerate(rows)]

    found = {"durations": table(900), "distances": table(9000)}
    if draw(st.booleans()):
        found["costs"] = table(500)
    return found


def fastest(durations):
    """The same places, each way by whatever others are on the fastest (Floyd & Warshall)."""
    found = [list(row) for row in durations]
    for via, a, b in product(range(len(found)), repeat=3):
        found[a][b] = min(found[a][b], found[a][via] + found[via][b])
    return found


@st.composite
def jobs(draw, number, place=None):
    job = {"id": number, "location_index": draw(st.integers(0, ROWS - 1)) if place is None else place}
    job["service"] = draw(st.integers(0, 600))
    optional = {
        "setup": st.sampled_from([60, 200]),
        "skills": st.lists(st.integers(1, 2), max_size=2, unique=True),
        "priority": st.sampled_from([0, 1, 7, 100]),
        "delivery": st.lists(st.integers(0, 2), min_size=2, max_size=2),
        "pickup": st.lists(st.integers(0, 2), min_size=2, max_size=2),
        "time_windows": st.lists(windows(), min_size=1, max_size=2),
    }
    return job | draw(st.fixed_dictionaries({}, optional=optional))


@st.composite
def vehicles(draw, number, with_costs, with_breaks=True):
    ends = draw(st.sampled_from([("start_index",), ("end_index",), ("start_index", "end_index")]))
    vehicle = {"id": number, "capacity": draw(st.lists(st.integers(1, 4), min_size=2, max_size=2))}
    vehicle |= {name: draw(st.integers(0, ROWS - 1)) for name in ends}
    optional = {
        "skills": st.lists(st.integers(1, 2), min_size=1, max_size=2, unique=True),
        "time_window": st.tuples(st.integers(0, 1000), st.integers(0, 6000)).map(lambda w: [w[0], w[0] + w[1]]),
        "max_tasks": st.integers(1, 3),
        "max_travel_time": st.integers(0, 3000),
    }
    if with_breaks:
        optional["breaks"] = st.lists(pauses(), min_size=1, max_size=2, unique_by=lambda pause: pause["id"])
    prices = {"fixed": st.integers(0, 300)}
    if not with_costs:
        prices |= {"per_hour": st.sampled_from([0, 1800, 3600]), "per_km": st.sampled_from([0, 250])}
        optional["max_distance"] = st.integers(0, 20000)
    optional["costs"] = st.fixed_dictionaries({}, optional=prices)
    return vehicle | draw(st.fixed_dictionaries({}, optional=optional))


def pauses(most_windows=2):
    return st.fixed_dictionaries(
        {
            "id": st.integers(1, 9),
            "service": st.integers(0, 600),
            "time_windows": st.lists(windows(), min_size=1, max_size=most_windows),
        }
    )


@st.composite
def requests(draw, most_jobs=6, most_vehicles=3):
    tables = draw(matrices())
    job_count, vehicle_count = draw(st.integers(0, most_jobs)), draw(st.integers(1, most_vehicles))
    factor = draw(st.sampled_from([None, 0.5, 1.7]))
    fleet = [draw(vehicles(k + 1, "costs" in tables)) for k in range(vehicle_count)]
    return {
        "matrices": {"car": tables},
        "jobs": [draw(jobs(k + 1)) for k in range(job_count)],
        "vehicles": [v | ({} if factor is None else {"speed_factor": factor}) for v in fleet],
    }


@st.composite
def small_requests(draw, with_breaks):
    """Few jobs at places of their own, so that nothing is stricter here than VROOM means it.

    No detour is faster than the direct way, as on roads: else one visit more may be what makes a route possible, and no
    search that places one after the other comes upon it.
    """
    durations = fastest(draw(matrices())["durations"])
    places = draw(st.permutations(range(1, ROWS)))[: draw(st.integers(1, 4))]
    fleet = []
    for k in range(draw(st.integers(1, 2))):
        vehicle = {"id": k, "start_index": 0, "end_index": 0, "capacity": [3, 3], "skills": [1]}
        vehicle["time_window"] = draw(st.sampled_from([[0, 1500], [0, 3000], [500, 2500]]))
        vehicle["costs"] = {"fixed": draw(st.sampled_from([0, 400]))}
        if with_breaks:
            begin_s, end_s = vehicle["time_window"]
            opens = draw(st.integers(begin_s, end_s - 500))
            span = [opens, opens + draw(st.integers(0, 1500))]
            vehicle["breaks"] = [{"id": 1, "service": draw(st.integers(0, 500)), "time_windows": [span]}]
        fleet.append(vehicle)
    return {
        "matrices": {"car": {"durations": durations}},
        "jobs": [draw(jobs(k + 1, place)) for k, place in enumerate(places)],
        "vehicles": fleet,
    }
