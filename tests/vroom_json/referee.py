"""A second pair of eyes: checks an answer against its request, and knows nothing of how it came about.

Requests must bring matrices for the profile ``car``, or a ``matrix``.
"""

from itertools import combinations, pairwise, permutations


def matrices_of(document):
    if "matrix" in document:
        return {"durations": document["matrix"]}
    return document["matrices"]["car"]


def scaled(durations, factor):
    return [[round(cell / factor) for cell in row] for row in durations]


def check_answer(document, answer):
    """Assert that an answer is one to this request, feasible, and adds up."""
    assert answer["code"] == 0
    jobs = {job["id"]: job for job in document["jobs"]}
    served = [step["id"] for route in answer["routes"] for step in route["steps"] if step["type"] == "job"]
    left_out = [job["id"] for job in answer["unassigned"]]
    assert sorted(served + left_out) == sorted(jobs)
    vehicles = {vehicle["id"]: vehicle for vehicle in document["vehicles"]}
    names = [route["vehicle"] for route in answer["routes"]]
    assert len(names) == len(set(names))
    for route in answer["routes"]:
        check_route(document, vehicles[route["vehicle"]], jobs, route)
    summary = answer["summary"]
    assert summary["routes"] == len(answer["routes"])
    assert summary["unassigned"] == len(left_out)
    for name in ("cost", "setup", "service", "duration", "waiting_time", "priority"):
        assert summary[name] == sum(route[name] for route in answer["routes"])
    return summary["priority"], len(served), -summary["cost"]


def check_route(document, vehicle, jobs, route):
    steps, tables = route["steps"], matrices_of(document)
    durations = scaled(tables["durations"], vehicle.get("speed_factor", 1))
    assert any(step["type"] == "job" for step in steps)
    assert (steps[0]["type"], steps[-1]["type"]) == ("start", "end")
    places = [place_of(vehicle, jobs, step) for step in steps]
    legs = check_times(steps, places, durations)
    check_work(vehicle, jobs, steps, places)
    check_rules(vehicle, jobs, steps)
    travel_s = sum(durations[a][b] for a, b in legs)
    assert route["duration"] == travel_s == steps[-1]["duration"]
    assert travel_s <= vehicle.get("max_travel_time", travel_s)
    if "distances" in tables:
        metres = sum(tables["distances"][a][b] for a, b in legs)
        assert route["distance"] == metres
        assert metres <= vehicle.get("max_distance", metres)
    assert route["cost"] == cost_of(vehicle, tables, durations, legs)
    own = [jobs[step["id"]] for step in steps if step["type"] == "job"]
    assert route["priority"] == sum(job.get("priority", 0) for job in own)
    for name in ("service", "setup", "waiting_time"):
        assert route[name] == sum(step[name] for step in steps)
    assert route["violations"] == [] and all(step["violations"] == [] for step in steps)


def place_of(vehicle, jobs, step):
    if step["type"] in ("start", "end"):
        return vehicle.get(f"{step['type']}_index")
    return jobs[step["id"]]["location_index"] if step["type"] == "job" else None


def check_times(steps, places, durations):
    """Assert that nobody is faster than travel allows; returns the legs."""
    legs = []
    here, left_s, free_s, driven_s = None, 0, None, 0
    for k, (step, place) in enumerate(zip(steps, places, strict=True)):
        following = next((p for p in places[k:] if p is not None), None)
        if here is not None and following is not None and free_s is not None and left_s is None:
            left_s = durations[here][following]
        gap_s = step["duration"] - driven_s
        driven_s = step["duration"]
        assert step["waiting_time"] >= 0 and gap_s >= 0
        if free_s is not None:
            assert step["arrival"] == free_s + gap_s
        left_s = (left_s or 0) - gap_s
        assert left_s >= 0
        if place is not None:
            assert left_s == 0
            if here is not None:
                legs.append((here, place))
            here, left_s = place, None
        elif here is None:
            left_s = 0
        free_s = step["arrival"] + step["waiting_time"] + step["setup"] + step["service"]
    return legs


def check_work(vehicle, jobs, steps, places):
    """Assert that set-up and service are as the request has them, in the windows."""
    before = vehicle.get("start_index")
    for step, place in zip(steps, places, strict=True):
        begin_s = step["arrival"] + step["waiting_time"]
        if step["type"] == "job":
            job = jobs[step["id"]]
            assert step["setup"] == (job.get("setup", 0) if before != place else 0)
            assert step["service"] == job.get("service", 0)
            assert fits(begin_s, job.get("time_windows"))
        elif step["type"] == "break":
            pause = next(p for p in vehicle["breaks"] if p["id"] == step["id"])
            assert step["service"] == pause.get("service", 0)
            assert fits(begin_s, pause.get("time_windows"))
        before = place if place is not None else before


def fits(second, windows):
    return windows is None or any(a <= second <= b for a, b in windows)


def check_rules(vehicle, jobs, steps):
    own = [jobs[step["id"]] for step in steps if step["type"] == "job"]
    first, last = steps[0], steps[-1]
    end_s = last["arrival"] + last["waiting_time"] + last["setup"] + last["service"]
    assert (
        vehicle.get("time_window", [0, end_s])[0] <= first["arrival"]
        and end_s <= vehicle.get("time_window", [0, end_s])[1]
    )
    assert all(set(job.get("skills", [])) <= set(vehicle.get("skills", [])) for job in own)
    assert len(own) <= vehicle.get("max_tasks", len(own))
    taken = sorted(step["id"] for step in steps if step["type"] == "break")
    assert taken == sorted(pause["id"] for pause in vehicle.get("breaks", []))
    capacity = vehicle.get("capacity", [])
    held = [sum(job.get("delivery", [0] * len(capacity))[q] for job in own) for q in range(len(capacity))]
    for step in steps:
        if step["type"] == "job":
            job = jobs[step["id"]]
            for q in range(len(capacity)):
                held[q] += job.get("pickup", [0] * 9)[q] - job.get("delivery", [0] * 9)[q]
        assert all(h <= c for h, c in zip(held, capacity, strict=True))
        if capacity:
            assert step["load"] == held


def cost_of(vehicle, tables, durations, legs):
    costs = {"fixed": 0, "per_hour": 3600, "per_km": 0, **vehicle.get("costs", {})}
    if "costs" in tables:
        return costs["fixed"] + sum(tables["costs"][a][b] for a, b in legs)
    seconds = sum(durations[a][b] for a, b in legs)
    metres = sum(tables["distances"][a][b] for a, b in legs) if "distances" in tables else 0
    return costs["fixed"] + round(seconds * costs["per_hour"] / 3600 + metres * costs["per_km"] / 1000)


# -- the best of all plans, by trying them all ------------------------------------------------------------------------


def best_of_all(document, breaks_on_the_way=True):
    """The highest priority, then number of jobs, then lowest cost (negated) of any plan at all.

    Without breaks on the way all are taken at a place: before leaving it, or on arriving.
    """
    options = [list(route_options(document, v, breaks_on_the_way)) for v in document["vehicles"]]
    best = {frozenset(): (0, 0, 0)}
    for own in options:
        merged = dict(best)
        for taken, worth in best.items():
            for served, more in own:
                if taken.isdisjoint(served):
                    total = tuple(a + b for a, b in zip(worth, more, strict=True))
                    key = taken | served
                    merged[key] = max(merged.get(key, total), total)
        best = merged
    return max(best.values())


def route_options(document, vehicle, breaks_on_the_way):
    """The best order of every set of jobs that the vehicle can serve, with what it is worth."""
    tables = matrices_of(document)
    durations = scaled(tables["durations"], vehicle.get("speed_factor", 1))
    able = [j for j in document["jobs"] if set(j.get("skills", [])) <= set(vehicle.get("skills", []))]
    for count in range(1, min(len(able), vehicle.get("max_tasks", 9)) + 1):
        for chosen in combinations(able, count):
            costs = []
            for order in permutations(chosen):
                if is_feasible(vehicle, order, durations, breaks_on_the_way) and holds(vehicle, order):
                    legs = legs_of(vehicle, order)
                    if sum(durations[a][b] for a, b in legs) <= vehicle.get("max_travel_time", 10**9):
                        costs.append(cost_of(vehicle, tables, durations, legs))
            if costs:
                worth = sum(job.get("priority", 0) for job in chosen), count, -min(costs)
                yield frozenset(job["id"] for job in chosen), worth


def legs_of(vehicle, order):
    places = [vehicle.get("start_index"), *(job["location_index"] for job in order), vehicle.get("end_index")]
    places = [place for place in places if place is not None]
    return list(pairwise(places))


def holds(vehicle, order):
    capacity = vehicle.get("capacity", [])
    held = [sum(job.get("delivery", [0] * 9)[q] for job in order) for q in range(len(capacity))]
    ok = all(h <= c for h, c in zip(held, capacity, strict=True))
    for job in order:
        held = [h + job.get("pickup", [0] * 9)[q] - job.get("delivery", [0] * 9)[q] for q, h in enumerate(held)]
        ok = ok and all(h <= c for h, c in zip(held, capacity, strict=True))
    return ok


def can_take_breaks(vehicle):
    return is_feasible({k: v for k, v in vehicle.items() if k != "end_index"}, (), [], True)


def is_feasible(vehicle, order, durations, breaks_on_the_way):
    """Whether some way to take the breaks lets the vehicle serve the jobs in this order."""
    begin_s, end_s = vehicle.get("time_window", (0, 10**9))
    breaks = sorted(vehicle.get("breaks", []), key=lambda pause: min(pause["time_windows"]))

    def on(k, b, time_s, left_s, here):
        """From `time_s`, with `left_s` to travel to job `k`, and break `b` the next one."""
        if b < len(breaks):
            for driven_s in {0, left_s}:
                start_s = first_in(breaks[b].get("time_windows"), time_s + driven_s)
                if start_s is None:
                    continue
                still_s = left_s - driven_s
                if breaks_on_the_way:
                    still_s = max(0, still_s - (start_s - time_s - driven_s))
                if on(k, b + 1, start_s + breaks[b].get("service", 0), still_s, here):
                    return True
        if k == len(order):
            return b == len(breaks) and time_s + left_s <= end_s
        job = order[k]
        start_s = first_in(job.get("time_windows"), time_s + left_s)
        if start_s is None:
            return False
        place = job["location_index"]
        done_s = start_s + job.get("service", 0) + (job.get("setup", 0) if here != place else 0)
        return on(k + 1, b, done_s, way_s(k + 1, place), place)

    def way_s(k, here):
        there = order[k]["location_index"] if k < len(order) else vehicle.get("end_index")
        return 0 if here is None or there is None else durations[here][there]

    start = vehicle.get("start_index")
    return on(0, 0, begin_s, way_s(0, start), start)


def first_in(windows, second):
    return next((max(a, second) for a, b in sorted(windows or [[0, 10**9]]) if second <= b), None)
