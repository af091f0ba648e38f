"""What a plan comes to: its figures, how two plans differ, and which deadlines are at risk."""

from optimiser.figures.comparison import PlanComparison, RouteChange, VisitChange, compare
from optimiser.figures.defined import is_paid_shift, lateness_s, travel_share, utilisation_share
from optimiser.figures.plan_figures import PlanFigures, RouteFigures, ServedVisit, figures_of
from optimiser.figures.risks import RiskOfLate, warnings_of

__all__ = [
    "PlanComparison",
    "PlanFigures",
    "RiskOfLate",
    "RouteChange",
    "RouteFigures",
    "ServedVisit",
    "VisitChange",
    "compare",
    "figures_of",
    "is_paid_shift",
    "lateness_s",
    "travel_share",
    "utilisation_share",
    "warnings_of",
]
