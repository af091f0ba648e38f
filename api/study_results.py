"""What a study found as plain JSON: the same on the command line and from the service."""

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from scenarios import Selection, StudyResult


def results_of(result: "StudyResult", selection: "Selection | None" = None) -> dict[str, Any]:
    """Write what a study led to as plain JSON; with it what its search for the cheapest staffing found."""
    return {
        "warm_up": int(result.warm_up),
        "is_complete": result.is_complete,
        "measures": _rows(result.measures),
        "differences": _rows(result.differences),
        "staffing": None if selection is None else _staffing(selection),
    }


def _staffing(selection: "Selection") -> dict[str, Any]:
    return {
        "best": selection.best_name or None,
        "cheaper_undecided_count": len(selection.cheaper_undecided),
        "contradiction_count": len(selection.contradictions),
        "samples_count": selection.samples_count,
        "grid_count": selection.grid_count,
        "verdicts": _rows(selection.verdicts.drop(columns="candidate")),
        "frontier": _rows(selection.frontier.drop(columns="candidate")),
    }


def _rows(table: "pd.DataFrame") -> list[dict[str, Any]]:
    return [{str(key): _plain(value) for key, value in row.items()} for row in table.to_dict("records")]


def _plain(value: Any) -> Any:
    """Write a number as JSON has it: what cannot be told is null."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value
