"""What a plan costs and what is wrong with it, as the independent judge says."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.errors import BenchmarkError


@dataclass(frozen=True)
class Verdict:
    """What the judge says of one plan."""

    cost: float
    served: int
    unserved: int
    late: int
    violations: int
    complaints: tuple[str, ...] = ()


def judge(problem: Path, plan: Path, data: Path) -> Verdict:
    """Let ``bench/judge.py`` recompute a plan in a process of its own.

    Raises
    ------
    BenchmarkError
        Where the judge is missing or cannot read the problem. A plan that it cannot read is a violation.
    """
    script = data / "bench" / "judge.py"
    if not script.exists():
        raise BenchmarkError(f"{script} is missing: give the shared folder with --data")
    asked = [sys.executable, str(script), str(problem), str(plan)]
    said = subprocess.run(asked, capture_output=True, text=True, check=False)
    if said.returncode not in (0, 1) or not said.stdout.strip():
        raise BenchmarkError(f"the judge cannot read {problem}: {said.stderr.strip()}")
    found = json.loads(said.stdout)
    return Verdict(
        cost=found["total"],
        served=found["served"],
        unserved=found["unserved"],
        late=found["late"],
        violations=found["violation_count"],
        complaints=tuple(found["violations"]),
    )
