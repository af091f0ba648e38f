"""The cheapest choice of days and engineers for a handful of inspections, found by trying all of them."""

from itertools import combinations, pairwise, permutations, product

from optimiser.horizon import HorizonParams, HorizonQuestion

Way = tuple[float, int, int]
_HOUR = 3600.0


def cheapest(asked: HorizonQuestion, params: HorizonParams) -> float:
    """Try every shift, or none, for every inspection, and every order in every shift."""
    shifts, work = asked.shifts, asked.inspections
    ways: dict[tuple[int, tuple[int, ...]], Way | None] = {}
    for s in range(len(shifts)):
        for count in range(len(work) + 1):
            for chosen in combinations(range(len(work)), count):
                ways[s, chosen] = _best_way(asked, s, chosen, params)
    best = float("inf")
    for given in product(range(-1, len(shifts)), repeat=len(work)):
        if _allowed(asked, given):
            best = min(best, _cost(asked, given, ways, params))
    return best


def _allowed(asked: HorizonQuestion, given: tuple[int, ...]) -> bool:
    engineers = {engineer.id: engineer for engineer in asked.book.engineers}
    rules = {rule.id: rule for rule in asked.book.rules}
    days = [None if s < 0 else asked.shifts[s].start.date() for s in given]
    for k, (s, day) in enumerate(zip(given, days, strict=True)):
        each = asked.inspections[k]
        if day is None:
            continue
        if not each.ready_on <= day <= each.due_on:
            return False
        if any(engineers[asked.shifts[s].engineer].skills.get(skill, -1) < need for skill, need in each.skills.items()):
            return False
        for j in range(k):
            shared = set(each.rules) & set(asked.inspections[j].rules)
            other = days[j]
            if other is not None and any(abs((day - other).days) < rules[rule].spacing for rule in shared):
                return False
    return True


def _best_way(asked: HorizonQuestion, s: int, chosen: tuple[int, ...], params: HorizonParams) -> Way | None:
    """The cheapest order: its price with what reaches into the room for tickets, and seconds and metres."""
    sites = [site.id for site in asked.book.sites]
    shift = asked.shifts[s]
    home = len(sites) + [engineer.id for engineer in asked.book.engineers].index(shift.engineer)
    there = (shift.end - shift.start).total_seconds()
    service = sum(asked.inspections[k].duration.total_seconds() for k in chosen)
    best = None
    for order in permutations(chosen):
        stops = [home, *(sites.index(asked.inspections[k].site) for k in order), home]
        legs = list(pairwise(stops))
        seconds = sum(int(asked.travel.seconds[a, b]) for a, b in legs)
        metres = sum(int(asked.travel.metres[a, b]) for a, b in legs)
        load = service + seconds
        over = max(0.0, load - there * (1 - (params.room_share or 0.0)))
        price = metres / 1000 * params.km_cost + seconds / _HOUR * params.travel_hour_cost
        price += over / _HOUR * params.over_room_hour_cost
        if load <= there and (best is None or price < best[0]):
            best = price, int(load), metres
    return best


def _cost(
    asked: HorizonQuestion,
    given: tuple[int, ...],
    ways: dict[tuple[int, tuple[int, ...]], Way | None],
    params: HorizonParams,
) -> float:
    cost, room = 0.0, params.room_share or 0.0
    days: dict[object, list[float]] = {}
    engineers: dict[object, list[float]] = {}
    for s, shift in enumerate(asked.shifts):
        way = ways[s, tuple(k for k, at in enumerate(given) if at == s)]
        if way is None:
            return float("inf")
        there = (shift.end - shift.start).total_seconds() / _HOUR
        load = way[1] / _HOUR + room * there
        cost += way[0]
        for sums, key in ((days, shift.start.date()), (engineers, shift.engineer)):
            sums.setdefault(key, [0.0, 0.0])
            sums[key][0] += load
            sums[key][1] += there
    cost += sum(params.day_level_cost * load**2 / there for load, there in days.values())
    cost += sum(params.engineer_level_cost * load**2 / there for load, there in engineers.values())
    return cost + _faces(asked, given, params) + _alone(asked, given, params)


def _faces(asked: HorizonQuestion, given: tuple[int, ...], params: HorizonParams) -> float:
    contracts = {site.id: site.contract for site in asked.book.sites}
    seen: dict[str, set[str]] = {}
    for each, s in zip(asked.inspections, given, strict=True):
        if s >= 0:
            seen.setdefault(contracts[each.site], set()).add(asked.shifts[s].engineer)
    return sum(params.other_engineer_cost * (len(faces) - 1) for faces in seen.values())


def _alone(asked: HorizonQuestion, given: tuple[int, ...], params: HorizonParams) -> float:
    cost = 0.0
    for each, s in zip(asked.inspections, given, strict=True):
        if s < 0:
            cost += params.unplaced_cost + each.skip_cost
            continue
        shift = asked.shifts[s]
        cost += params.day_off_ideal_cost * abs((shift.start.date() - each.ideal_on).days)
        if each.preferred_engineer is not None:
            cost += params.preferred_engineer_cost * (shift.engineer != each.preferred_engineer)
    return cost
