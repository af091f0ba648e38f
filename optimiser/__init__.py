"""The front door: what the service, the command line and whoever plans in Python need.

Read a problem, work out the travel, plan, and ask about the plan::

    import json, time
    from pathlib import Path
    from optimiser import check, explain, parse, read_problem, solve, travel_times, write_plan

    problem = read_problem(parse(Path("problem.json").read_bytes()))
    travel = travel_times(problem)
    plan = explain(problem, solve(problem, travel, clock=time.monotonic), travel)
    verdict = check(problem, plan, travel.seconds, travel.metres)
    assert not verdict.violations
    print(json.dumps(write_plan(plan)))

Each name is loaded when it is first asked for: whoever only reads documents does not wait for compilers and solvers.
"""

from typing import TYPE_CHECKING

__all__ = [
    "MOST_BOOK_BYTES",
    "Absence",
    "Agenda",
    "Almanac",
    "Alternative",
    "Amended",
    "Appointment",
    "Arrival",
    "Assign",
    "Book",
    "Bound",
    "Break",
    "Calendar",
    "Call",
    "ClockEvent",
    "Contract",
    "Cost",
    "Cover",
    "DaysAhead",
    "DisruptionPrices",
    "Duty",
    "Engineer",
    "Every",
    "Explainer",
    "Fault",
    "FaultyInput",
    "GreatCircle",
    "Held",
    "Holding",
    "Horizon",
    "HorizonParams",
    "HorizonPlan",
    "HorizonProgress",
    "HorizonQuestion",
    "Hours",
    "ImpossiblePlan",
    "Inspection",
    "InspectionRule",
    "Lateness",
    "Limit",
    "Load",
    "Lock",
    "LowerBound",
    "Matrix",
    "MatrixCache",
    "MonthlyRotas",
    "Move",
    "OnCall",
    "OnTime",
    "OpenPlan",
    "Paper",
    "PeriodLoad",
    "Pin",
    "Place",
    "Placement",
    "Plan",
    "PlanChange",
    "PlanComparison",
    "PlanFigures",
    "Planned",
    "Policy",
    "Position",
    "Problem",
    "Progress",
    "Promises",
    "Rating",
    "Reason",
    "Refusal",
    "Refused",
    "Replanned",
    "RiskOfLate",
    "Roads",
    "Roster",
    "RosterEngineer",
    "Rota",
    "RoundsmanError",
    "Route",
    "RouteChange",
    "RouteFigures",
    "Series",
    "ServedVisit",
    "Shift",
    "Site",
    "Slot",
    "SolveParams",
    "Span",
    "Spent",
    "Standing",
    "Stint",
    "Stop",
    "Swap",
    "TableService",
    "Target",
    "Ticket",
    "TravelTimes",
    "TravelUnavailable",
    "Unassign",
    "Unit",
    "Unlock",
    "Unserved",
    "Verdict",
    "Violation",
    "Visit",
    "VisitChange",
    "Window",
    "WorkingCalendar",
    "Zone",
    "agenda_of",
    "amend",
    "as_of",
    "book_schema",
    "calls_before_trips",
    "changes_between",
    "charges",
    "check",
    "check_horizon",
    "compare",
    "deadlines",
    "deadlines_of",
    "describing",
    "explain",
    "figures_of",
    "first_there",
    "follow_ups_of",
    "hold",
    "horizon_question",
    "inspections_due",
    "is_paid_shift",
    "legs_to",
    "levelled",
    "lower_bound",
    "near_days",
    "on_time",
    "open_plan",
    "paperwork_of",
    "parse",
    "penalties",
    "place",
    "plan_horizon",
    "plan_rota",
    "plan_schema",
    "problem_schema",
    "raster",
    "rating_totals",
    "read_book",
    "read_horizon",
    "read_plan",
    "read_problem",
    "reasons",
    "replan",
    "rota_of_days",
    "shifts_of",
    "slots",
    "solve",
    "standing",
    "to_replace",
    "travel_share",
    "travel_times",
    "utilisation_share",
    "warnings_of",
    "with_matrix",
    "with_planned",
    "with_way_home",
    "write_book",
    "write_horizon",
    "write_plan",
    "write_problem",
]

if TYPE_CHECKING:
    from optimiser.agenda import (
        Agenda,
        Almanac,
        Call,
        DaysAhead,
        Paper,
        agenda_of,
        calls_before_trips,
        follow_ups_of,
        paperwork_of,
        standing,
    )
    from optimiser.amending import Amended, Assign, Lock, Move, Refusal, Refused, Swap, Unassign, Unlock, amend
    from optimiser.book import (
        Absence,
        Appointment,
        Book,
        Calendar,
        ClockEvent,
        Contract,
        Cover,
        Duty,
        Every,
        Hours,
        InspectionRule,
        OnCall,
        Policy,
        RosterEngineer,
        Site,
        Span,
        Target,
        Ticket,
        Unit,
        Zone,
    )
    from optimiser.bounds import LowerBound, lower_bound
    from optimiser.calendars import WorkingCalendar
    from optimiser.checker import Verdict, Violation, check
    from optimiser.documents import (
        MOST_BOOK_BYTES,
        book_schema,
        describing,
        parse,
        plan_schema,
        problem_schema,
        read_book,
        read_plan,
        read_problem,
        with_matrix,
        write_book,
        write_plan,
        write_problem,
    )
    from optimiser.errors import Fault, FaultyInput, ImpossiblePlan, RoundsmanError, TravelUnavailable
    from optimiser.explanation import Alternative, Explainer, Lateness, Placement, explain, place, reasons
    from optimiser.figures import (
        PlanComparison,
        PlanFigures,
        RiskOfLate,
        RouteChange,
        RouteFigures,
        ServedVisit,
        VisitChange,
        compare,
        figures_of,
        is_paid_shift,
        travel_share,
        utilisation_share,
        warnings_of,
    )
    from optimiser.horizon import (
        HorizonParams,
        HorizonPlan,
        HorizonProgress,
        HorizonQuestion,
        Load,
        check_horizon,
        horizon_question,
        near_days,
        plan_horizon,
        read_horizon,
        write_horizon,
    )
    from optimiser.inputs import (
        Break,
        Engineer,
        GreatCircle,
        Horizon,
        Limit,
        Matrix,
        Pin,
        Place,
        Planned,
        Position,
        Problem,
        Roads,
        Series,
        Shift,
        Spent,
        TableService,
        Visit,
        Window,
    )
    from optimiser.offers import (
        Arrival,
        Holding,
        OpenPlan,
        Slot,
        as_of,
        first_there,
        hold,
        legs_to,
        open_plan,
        raster,
        slots,
        with_way_home,
    )
    from optimiser.plan import Bound, Cost, Plan, Reason, Route, Stop, Unserved
    from optimiser.recurrence import Held, Inspection, PeriodLoad, inspections_due, levelled
    from optimiser.replanning import (
        DisruptionPrices,
        PlanChange,
        Replanned,
        Standing,
        changes_between,
        replan,
        with_planned,
    )
    from optimiser.roster import MonthlyRotas, Roster, Rota, Stint, plan_rota, rota_of_days, shifts_of
    from optimiser.sla import (
        OnTime,
        Promises,
        Rating,
        charges,
        deadlines,
        deadlines_of,
        on_time,
        penalties,
        rating_totals,
        to_replace,
    )
    from optimiser.solver import Progress, SolveParams, solve
    from optimiser.travel import MatrixCache, TravelTimes, travel_times

_ROOMS = {
    "agenda": "Agenda Almanac Call DaysAhead Paper agenda_of calls_before_trips follow_ups_of paperwork_of standing",
    "amending": "Amended Assign Lock Move Refusal Refused Swap Unassign Unlock amend",
    "book": (
        "Absence Appointment Book Calendar ClockEvent Contract Cover Duty Every Hours InspectionRule OnCall Policy "
        "RosterEngineer Site Span Target Ticket Unit Zone"
    ),
    "bounds": "LowerBound lower_bound",
    "calendars": "WorkingCalendar",
    "checker": "Verdict Violation check",
    "documents": (
        "MOST_BOOK_BYTES book_schema describing parse plan_schema problem_schema read_book read_plan read_problem "
        "with_matrix write_book write_plan write_problem"
    ),
    "errors": "Fault FaultyInput ImpossiblePlan RoundsmanError TravelUnavailable",
    "explanation": "Alternative Explainer Lateness Placement explain place reasons",
    "figures": (
        "PlanComparison PlanFigures RiskOfLate RouteChange RouteFigures ServedVisit "
        "VisitChange compare figures_of is_paid_shift travel_share utilisation_share warnings_of"
    ),
    "horizon": (
        "HorizonParams HorizonPlan HorizonProgress HorizonQuestion Load check_horizon horizon_question near_days "
        "plan_horizon read_horizon write_horizon"
    ),
    "inputs": (
        "Break Engineer GreatCircle Horizon Limit Matrix Pin Place Planned Position Problem Roads Series Shift Spent "
        "TableService Visit Window"
    ),
    "offers": "Arrival Holding OpenPlan Slot as_of first_there hold legs_to open_plan raster slots with_way_home",
    "plan": "Bound Cost Plan Reason Route Stop Unserved",
    "recurrence": "Held Inspection PeriodLoad inspections_due levelled",
    "replanning": "DisruptionPrices PlanChange Replanned Standing changes_between replan with_planned",
    "roster": "MonthlyRotas Roster Rota Stint plan_rota rota_of_days shifts_of",
    "sla": "OnTime Promises Rating charges deadlines deadlines_of on_time penalties rating_totals to_replace",
    "solver": "Progress SolveParams solve",
    "travel": "MatrixCache TravelTimes travel_times",
}

if not TYPE_CHECKING:  # a type checker that saw this would let every misspelt name pass
    import lazy_loader

    __getattr__, __dir__, _ = lazy_loader.attach(
        __name__, submod_attrs={room: names.split() for room, names in _ROOMS.items()}
    )
