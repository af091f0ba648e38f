"""The independent judge: run as others run it, or called in this process for speed."""

import importlib.util
import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"
JUDGE = SHARED / "bench" / "judge.py"
needs_judge = pytest.mark.skipif(not JUDGE.exists(), reason=f"needs the judge at {JUDGE}")

#: What the judge says, and the checker's codes for it. The first that is found in a sentence counts.
SAYINGS = {
    r"has no shift": {"UNKNOWN_SHIFT"},
    r"two routes$": {"TWO_ROUTES_IN_SHIFT"},
    r"no visit ": {"UNKNOWN_VISIT"},
    r"not with whom it is pinned": {"PIN_ENGINEER", "PIN_SHIFT"},
    r"leaves before": {"LEAVES_TOO_EARLY"},
    r"starts before now": {"STARTS_BEFORE_NOW"},
    r"overlaps, or ends": {"BREAK_OVERLAPS"},
    r"can be there": {"STARTS_TOO_EARLY", "SETUP_CUT_SHORT"},
    r"cannot arrive": {"ARRIVAL_IMPOSSIBLE"},
    r": is back": {"BACK_TOO_EARLY"},
    r"past the overtime limit": {"OVERTIME_LIMIT"},
    r"outside its windows": {"OUTSIDE_WINDOWS"},
    r" lacks ": {"MISSING_SKILL", "EXCLUDED_ENGINEER"},
    r"cut short": {"CUT_SHORT"},
    r"not when it is pinned": {"PIN_START"},
    r"break not taken": {"BREAK_MISSED"},
    r"break out of bounds": {"BREAK_MISPLACED"},
    r"on two routes at once": {"OVERLAPPING_ROUTES"},
    r"in 0 places": {"VISIT_MISSING"},
    r"in \d+ places": {"VISIT_TWICE"},
    r"under way, and left out": {"UNDER_WAY_LEFT_OUT"},
    r"claims a cost": {"COST_TOTAL", "COST_PART"},
    r"^bound .* above": {"BOUND_ABOVE_COST"},
    r"claims a gap": {"GAP"},
    r"^status": {"STATUS"},
}


@dataclass(frozen=True)
class Ruling:
    """What the judge says about a plan."""

    said: tuple[str, ...]
    cost: dict[str, float]
    served: int
    late: int
    must_unserved: int


def sayings_of(codes: set[str]) -> set[str]:
    """The judge's words for the checker's codes; a code that he has no word for stands for itself."""
    words = {code: saying for saying, known in SAYINGS.items() for code in known}
    return {words.get(code, code) for code in codes}


def sayings_in(ruling: Ruling) -> set[str]:
    """The judge's words, without names and numbers.

    Of a visit that starts before now he says next that it starts too early for the way, which the checker leaves out.
    """
    heard = set()
    for before, sentence in pairwise(("", *ruling.said)):
        saying = next(pattern for pattern in SAYINGS if re.search(pattern, sentence))
        again = before.endswith(": visit starts before now") and before.split(":")[0] == sentence.split(":")[0]
        if not (again and saying in ("can be there", "cannot arrive")):
            heard.add(saying)
    return heard


@cache
def _judge() -> ModuleType:
    spec = importlib.util.spec_from_file_location("independent_judge", JUDGE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def judged(problem: dict[str, Any], plan: dict[str, Any]) -> Ruling:
    """Ask the judge in this process. He writes into the problem, and so gets a copy."""
    judge = _judge().Judge(json.loads(json.dumps(problem)))
    for number, route in enumerate(plan["routes"]):
        judge.attempt(f"route {number}", judge.route, number, route)
    judge.attempt("unserved", judge.unserved, plan["unserved"])
    judge.together()
    judge.leftovers()
    judge.attempt("claims", judge.claims, plan)
    served = len(+Counter(judge.served))
    return Ruling(tuple(judge.bad), dict(judge.cost), served, judge.late, judge.must)


def judged_outside(problem: dict[str, Any], plan: dict[str, Any], folder: Path) -> tuple[int, dict[str, Any]]:
    """Run the judge as a program: its exit status and what it prints."""
    paths = [folder / "problem.json", folder / "plan.json"]
    for path, document in zip(paths, (problem, plan), strict=True):
        path.write_text(json.dumps(document), encoding="utf-8")
    done = subprocess.run([sys.executable, JUDGE, *paths], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, json.loads(done.stdout)
