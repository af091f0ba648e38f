"""The front door: what the service, the command line and whoever asks "what if" in Python need.

Live through weeks of service under some changes, and compare::

    from scenarios import answer_study, load_study

    answer = answer_study(load_study("study.toml"), "out", on_progress=print)
    answer.write("out")
    answer.result.measures      # a table of means with their intervals

Each name is loaded when it is first asked for.
"""

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
    "Answer",
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
    "answer_sentences",
    "answer_study",
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
    "study_warnings",
    "templates_of",
    "then",
    "write_report",
]

if TYPE_CHECKING:
    from scenarios.answering import Answer, answer_study
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
    from scenarios.documents import MOST_STUDY_BYTES, load_study, parse_study, read_study, study_warnings
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
    from scenarios.report import Found, answer_sentences, report_page, write_report
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
    "answering": "Answer answer_study",
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
    "documents": "MOST_STUDY_BYTES load_study parse_study read_study study_warnings",
    "library": "Regime demo_day regime regimes",
    "measures": "ALL MEASURES WAIT_EDGES_S Measure Tally group_label group_name group_parts readings",
    "report": "Found answer_sentences report_page write_report",
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

if not TYPE_CHECKING:  # a type checker that saw this would let every misspelt name pass
    import lazy_loader

    __getattr__, __dir__, _ = lazy_loader.attach(
        __name__, submod_attrs={room: names.split() for room, names in _ROOMS.items()}
    )
