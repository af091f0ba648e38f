"""Random days under the rules over days, a plan that keeps them all, and small days on which one rule is in the way."""

import copy
from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from optimiser.checker import check
from optimiser.documents import read_problem
from optimiser.explanation import Explainer
from optimiser.inputs import Problem
from optimiser.plan import Cost, Plan, Reason
from optimiser.problem import arrays
from optimiser.schedule import plan_of
from optimiser.travel import TravelTimes

from .applying import after, plans_with
from .days import SKILLS, Document, at, random_day

FIRST = date(2026, 11, 23)
DAYS = [str(FIRST + timedelta(days=count)) for count in range(3)]


def random_week(random: Random) -> Document:
    """A random day without its clock, spread over three days, with the rules over days."""
    document = random_day(random, visit_count=9, engineer_count=2)
    document.pop("now", None)
    document["horizon"]["end"] = at(3 * 24 * 60)
    for engineer in document["engineers"]:
        _spread(engineer, random)
    for visit in document["visits"]:
        visit.pop("pin", None)
        visit["skills"] = {skill: random.randint(0, 1) for skill in visit.get("skills", {})}
        if random.random() < 0.4:
            visit["wait_cost_per_day"] = random.choice((5.0, 12.5))
        if random.random() < 0.7:
            visit.pop("windows", None)
    names = [visit["id"] for visit in document["visits"]]
    document["series"] = [_series(f"s{n}", names[3 * n : 3 * n + 3], random) for n in range(2)]
    for shift in (shift for engineer in document["engineers"] for shift in engineer["shifts"][1:]):
        if random.random() < 0.15:
            shift["day"] = str(date.fromisoformat(shift["start"][:10]) - timedelta(days=1))
    return document


def _spread(engineer: Document, random: Random) -> None:
    first = engineer["shifts"][0]
    first.pop("at", None)
    engineer["shifts"] = [_moved(first, count, random) for count in range(3)]
    engineer["skills"] = dict.fromkeys(SKILLS, 1)
    rules: Document = {
        "certificates": {skill: random.choice(DAYS) for skill in SKILLS},
        "limits": [_limit(random) for _ in range(random.randint(1, 2))],
        "min_rest": random.choice(("PT16H", "PT20H", "PT22H")),
    }
    engineer |= {key: rule for key, rule in rules.items() if random.random() < 0.6}


def _moved(shift: Document, count: int, random: Random) -> Document:
    out = copy.deepcopy(shift) | {"id": f"{shift['id']}-{count}"}
    minutes = 24 * 60 * count
    for holder, keys in [
        (out, ("start", "end")),
        *((pause, ("earliest", "latest")) for pause in out.get("breaks", [])),
    ]:
        for key in keys:
            day, clock = holder[key].split("T")
            holder[key] = f"{date.fromisoformat(day) + timedelta(days=minutes // 1440)}T{clock}"
    if random.random() < 0.3:
        out["serves_only"] = [f"p{k}" for k in range(6) if random.random() < 0.6]
    return out


def _limit(random: Random) -> Document:
    per = random.choice(("day", "week"))
    most = 1 if per == "day" else 2
    out = {
        "working_time": f"PT{random.choice((3, 5)) * most}H",
        "driving_time": f"PT{random.choice((40, 60)) * most}M",
    }
    if random.random() < 0.6:
        out.pop(random.choice(list(out)))
    return {"per": per, **out}


def _series(name: str, visits: list[str], random: Random) -> Document:
    patterns = [DAYS] if random.random() < 0.5 else [DAYS[:2], DAYS[1:]]
    return {"id": name, "visits": visits[: len(patterns[0])], "patterns": patterns}


def careful_plan(problem: Problem, travel: TravelTimes) -> Plan:
    """A plan in which each visit, in the order of the document, went where it was cheapest by every rule."""
    plan = plan_of(problem, arrays(problem, travel), {})
    for visit in problem.visits:
        shifts = [shift.id for engineer in problem.engineers for shift in engineer.shifts]
        found = [one for shift in shifts for one in plans_with(visit.id, shift, plan, problem, travel)]
        best = min(found, key=lambda one: one.cost.total, default=plan)
        plan = best if best.cost.total < plan.cost.total or visit.skip_cost is None else plan
    return plan


def two_days(rules: Mapping[str, Any], **visit: Any) -> Document:
    """One engineer from ``p0`` on two days, 8 to 16 h; two hours of work at ``p1`` on each, ten minutes away."""
    shifts = [
        {"id": name, "start": at(start), "end": at(start + 8 * 60), "from": "p0", "to": "p0"}
        for name, start in (("mon", 8 * 60), ("tue", 32 * 60))
    ]
    table = [[0, 600], [600, 0]]
    work = {"place": "p1", "duration": "PT2H", "skip_cost": 500.0}
    return {
        "format": "roundsman/1",
        "horizon": {"start": at(0), "end": at(48 * 60)},
        "travel": {"kind": "matrix", "seconds": table, "metres": table},
        "places": [{"id": "p0"}, {"id": "p1"}],
        "engineers": [{"id": "e0", "shifts": shifts, **rules}],
        "visits": [{"id": "a", **work}, {"id": "b", **work}, {"id": "new", **work, **visit}],
    }


def left_out(plan: Plan) -> list[str]:
    """The ids of the unserved."""
    return [entry.visit for entry in plan.unserved]


def broken_promises(document: Document, plan: Plan, visit_id: str, reason: Reason, travel: TravelTimes) -> list[str]:
    """Apply the change of a reason and place the visit; say what does not come out as it told, as the checker sees it.

    The scheduler times every route by itself at its cheapest. The visit may need a dearer timing, for a limit that the
    engineer's routes share: a placement has it.
    """
    problem = after(document, reason.change or ())
    placed = Explainer(problem, plan, travel).place(visit_id, most=1000)
    ours = [one for one in placed if one.shift == reason.shift]
    if not ours:
        return ["it does not fit"]
    routes = [*(route for route in plan.routes if route.shift != reason.shift), ours[0].route]
    unserved = tuple(entry for entry in plan.unserved if entry.visit != visit_id)
    verdict = check(problem, Plan(tuple(routes), unserved, Cost()), travel.seconds, travel.metres)
    before = check(read_problem(document), plan, travel.seconds, travel.metres).cost
    change = verdict.cost.total - before.total
    wrong = [found.message for found in verdict.violations if not found.code.startswith("COST")]
    if abs(change - (reason.cost_change or 0.0)) > 0.005:
        wrong.append(f"it costs {change:.2f}, not {reason.cost_change:.2f}")
    return wrong
