"""The front door: what the service, the command line and whoever asks "what if" in Python need.

Live through weeks of service under some changes, and compare::

    from scenarios import load_study, run_study, write_report

    result = run_study(load_study("study.toml"), "out", on_progress=print)
    result.write("out")
    write_report(result, "out")
    result.measures      # a table of means with their intervals

Each name is loaded when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__all__ = [
    "ALL",
    "BASELINE",
    "MEASURES",
    "MOST_STUDY_BYTES",
    "WAIT_EDGES_S",
    "AddCustomer",
    "AddEngineer",
    "AddFlu",
    "AddSurge",
    "Asked",
    "Axis",
    "BeginRota",
    "Candidate",
    "Change",
    "ChangePolicy",
    "ChangePromise",
    "ChangeRota",
    "Choice",
    "Columns",
    "Contradiction",
    "Demand",
    "Drawing",
    "DropEngineer",
    "Effort",
    "EndRota",
    "Fate",
    "FittedDemand",
    "Flu",
    "Found",
    "Goal",
    "Goodness",
    "Grow",
    "GrowStream",
    "HeldOut",
    "LimitOvertime",
    "Measure",
    "MoveHome",
    "MoveShifts",
    "Operations",
    "Precision",
    "Progress",
    "Reality",
    "Regime",
    "RenewCertificates",
    "Replications",
    "Reported",
    "Reports",
    "Scenario",
    "Search",
    "Selection",
    "Service",
    "SetOperations",
    "SetReality",
    "SetShifts",
    "SetStock",
    "SetTerritory",
    "SetWages",
    "SolveRemotely",
    "Space",
    "StaffingSearch",
    "Stock",
    "Stream",
    "Study",
    "StudyResult",
    "Surge",
    "TakeTurns",
    "Tally",
    "Train",
    "Wages",
    "WorkTime",
    "certificate_warnings",
    "contradictions",
    "demo_day",
    "fit_demand",
    "group_label",
    "group_name",
    "group_parts",
    "hold_out",
    "load_study",
    "parse_study",
    "read_reports",
    "read_search",
    "read_study",
    "readings",
    "regime",
    "regimes",
    "report_page",
    "reports_from",
    "reports_of",
    "run_selection",
    "run_study",
    "search_of",
    "simulate",
    "templates_of",
    "then",
    "write_report",
]

if TYPE_CHECKING:
    from scenarios.changes import (
        AddCustomer,
        AddEngineer,
        AddFlu,
        AddSurge,
        BeginRota,
        Change,
        ChangePolicy,
        ChangePromise,
        ChangeRota,
        Contradiction,
        DropEngineer,
        EndRota,
        Grow,
        GrowStream,
        LimitOvertime,
        MoveHome,
        MoveShifts,
        RenewCertificates,
        SetOperations,
        SetReality,
        SetShifts,
        SetStock,
        SetTerritory,
        SetWages,
        SolveRemotely,
        TakeTurns,
        Train,
        contradictions,
        then,
    )
    from scenarios.demand import (
        Columns,
        Demand,
        Drawing,
        Fate,
        FittedDemand,
        Goodness,
        HeldOut,
        Reported,
        Reports,
        Stream,
        Surge,
        WorkTime,
        fit_demand,
        hold_out,
        read_reports,
        reports_from,
        reports_of,
        templates_of,
    )
    from scenarios.documents import MOST_STUDY_BYTES, certificate_warnings, load_study, parse_study, read_study
    from scenarios.library import Regime, demo_day, regime, regimes
    from scenarios.measures import (
        ALL,
        MEASURES,
        WAIT_EDGES_S,
        Measure,
        Tally,
        group_label,
        group_name,
        group_parts,
        readings,
    )
    from scenarios.report import Found, report_page, write_report
    from scenarios.selection import (
        Axis,
        Candidate,
        Choice,
        Effort,
        Goal,
        Search,
        Selection,
        Space,
        StaffingSearch,
        read_search,
        run_selection,
        search_of,
    )
    from scenarios.service import Flu, Operations, Reality, Service, Stock, Wages
    from scenarios.simulation import simulate
    from scenarios.studies.asked import Asked
    from scenarios.studies.pace import Progress
    from scenarios.studies.result import StudyResult
    from scenarios.studies.runner import run_study
    from scenarios.studies.study import BASELINE, Precision, Replications, Scenario, Study

_ROOMS = {
    "changes": (
        "AddCustomer AddEngineer AddFlu AddSurge BeginRota Change ChangePolicy ChangePromise ChangeRota "
        "Contradiction DropEngineer EndRota Grow GrowStream LimitOvertime MoveHome MoveShifts RenewCertificates "
        "SetOperations SetReality SetShifts SetStock SetTerritory SetWages SolveRemotely TakeTurns Train "
        "contradictions then"
    ),
    "demand": (
        "Columns Demand Drawing Fate FittedDemand Goodness HeldOut Reported Reports Stream Surge WorkTime "
        "fit_demand hold_out read_reports reports_from reports_of templates_of"
    ),
    "documents": "MOST_STUDY_BYTES certificate_warnings load_study parse_study read_study",
    "library": "Regime demo_day regime regimes",
    "measures": "ALL MEASURES WAIT_EDGES_S Measure Tally group_label group_name group_parts readings",
    "report": "Found report_page write_report",
    "selection": (
        "Axis Candidate Choice Effort Goal Search Selection Space StaffingSearch read_search run_selection search_of"
    ),
    "service": "Flu Operations Reality Service Stock Wages",
    "simulation": "simulate",
    "studies.asked": "Asked",
    "studies.pace": "Progress",
    "studies.result": "StudyResult",
    "studies.runner": "run_study",
    "studies.study": "BASELINE Precision Replications Scenario Study",
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names.split()}

if not TYPE_CHECKING:  # a type checker that saw this would let every misspelt name pass

    def __getattr__(name: str) -> object:
        """Load a name when it is first asked for, and keep it."""
        room = _ROOM_OF.get(name)
        if room is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(f"{__name__}.{room}"), name)
        return found

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
