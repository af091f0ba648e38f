"""What was measured, one row each, and the files that rows are kept in."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal

Goal = Literal["at most", "at least"]


@dataclass(frozen=True)
class Row:
    """One solver on one problem.

    Attributes
    ----------
    instance, solver : str
        Which problem, and who planned it.
    cost : float or None
        The total as the judge recomputes it; None where there is no plan.
    best_known : float or None
        The cheapest valid plan known of this problem.
    gap : float or None
        The share by which `cost` lies above `best_known`.
    seconds : float
        From the start of the solver's process to its end.
    served, violations : int or None
        As the judge counts them.
    limit_s : float or None
        What the solver was given; None where it takes the time that it needs.
    seed : int
        The seed it was given.
    peak_mb : float or None
        The most memory that its process held.
    note : str
        Why there is no plan, or the first thing that is wrong with it.
    """

    instance: str
    solver: str
    cost: float | None
    best_known: float | None
    gap: float | None
    seconds: float
    served: int | None
    violations: int | None
    limit_s: float | None = None
    seed: int = 0
    peak_mb: float | None = None
    note: str = ""

    @property
    def valid(self) -> bool:
        """Whether there is a plan and nothing is wrong with it."""
        return self.cost is not None and self.violations == 0


@dataclass(frozen=True)
class Measure:
    """One figure of the software alone, such as a time to the first plan; `value` is None where it was not measured.

    ``goal`` says on which side of the target the value is to lie; a target itself is reached.
    """

    measure: str
    instance: str
    value: float | None
    unit: str
    target: float | None = None
    note: str = ""
    goal: Goal = "at most"

    @property
    def reached(self) -> bool:
        """Whether there is a value, and it is as good as its target."""
        if self.value is None or self.target is None:
            return False
        return self.value >= self.target if self.goal == "at least" else self.value <= self.target


def gap_to(cost: float | None, best_known: float | None) -> float | None:
    """The share by which a cost lies above the best known one; negative where it lies below."""
    if cost is None or not best_known:
        return None
    return round((cost - best_known) / best_known, 6)


def write_rows(rows: Iterable[Row | Measure], path: Path) -> None:
    """Write rows as a JSON list, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".part")
    draft.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")
    draft.replace(path)


def read_rows(path: Path) -> list[Row | Measure]:
    """Read what :func:`write_rows` wrote; an absent file holds no rows."""
    if not path.exists():
        return []
    return [_row(one) for one in json.loads(path.read_text())]


def _row(values: dict[str, Any]) -> Row | Measure:
    """What is not ours in a file, from a later version say, is left aside."""
    kind = Measure if "measure" in values else Row
    names = {field.name for field in fields(kind)}
    return kind(**{name: value for name, value in values.items() if name in names})


def median_row(rows: Sequence[Row]) -> Row:
    """Of repeated runs the one with the middle cost (the dearer of two middle ones); no plan counts as dearest."""
    ranked = sorted(rows, key=lambda row: float("inf") if row.cost is None else row.cost)
    return ranked[len(ranked) // 2]
