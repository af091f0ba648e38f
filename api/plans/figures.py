"""The figures of a plan as lists, boards and comparisons show them; what they mean is defined in the optimiser."""

from typing import Any

from optimiser import PlanFigures

_COUNTED = (
    "visit_count", "served_count", "unserved_count", "must_unserved_count", "late_count", "engineer_count",
    "engineers_used_count", "travel_s", "travel_m",
)  # fmt: skip
_SPANS = ("late_s", "work_s", "working_s", "overtime_s", "shift_s")
_SHARES = ("on_time_share", "travel_share", "utilisation_share")
_SHARE_DIGITS = 6


def figures_document(figures: PlanFigures) -> dict[str, Any]:
    """Write the figures of a plan: counts, whole seconds and metres, shares; null where there is no whole."""
    counted = {name: getattr(figures, name) for name in _COUNTED}
    spans = {name: round(getattr(figures, name)) for name in _SPANS}
    shares = {name: _rounded(getattr(figures, name)) for name in _SHARES}
    return counted | spans | shares


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, _SHARE_DIGITS)
