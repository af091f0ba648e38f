"""Which role may use which endpoint: one row for each operation. An endpoint without a row does not start."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from fastapi.routing import APIRoute

from api.errors import Refused
from api.identity.actor import ROLES, Role

_ADMINISTRATOR: frozenset[Role] = frozenset({"administrator"})
_OFFICE: frozenset[Role] = frozenset({"administrator", "dispatcher"})
_PLANNERS: frozenset[Role] = frozenset({"administrator", "dispatcher", "planner"})
_STAFF: frozenset[Role] = frozenset({"administrator", "dispatcher", "planner", "engineer"})
_FIELD: frozenset[Role] = frozenset({"administrator", "dispatcher", "engineer"})
_ALL: frozenset[Role] = frozenset(ROLES)

OPERATIONS: Mapping[str, frozenset[Role]] = {
    "whoami": _ALL,
    # masters
    "list_territories": _PLANNERS,
    "read_territory": _PLANNERS,
    "add_territory": _ADMINISTRATOR,
    "put_territory": _ADMINISTRATOR,
    "delete_territory": _ADMINISTRATOR,
    "list_customers": _PLANNERS,
    "read_customer": _PLANNERS,
    "add_customer": _OFFICE,
    "put_customer": _OFFICE,
    "delete_customer": _OFFICE,
    "list_working_calendars": _PLANNERS,
    "read_working_calendar": _PLANNERS,
    "add_working_calendar": _ADMINISTRATOR,
    "put_working_calendar": _ADMINISTRATOR,
    "delete_working_calendar": _ADMINISTRATOR,
    "list_zones": _PLANNERS,
    "read_zone": _PLANNERS,
    "add_zone": _ADMINISTRATOR,
    "put_zone": _ADMINISTRATOR,
    "delete_zone": _ADMINISTRATOR,
    "list_policies": _PLANNERS,
    "read_policy": _PLANNERS,
    "add_policy": _ADMINISTRATOR,
    "put_policy": _ADMINISTRATOR,
    "delete_policy": _ADMINISTRATOR,
    "list_contracts": _PLANNERS,
    "read_contract": _PLANNERS,
    "add_contract": _ADMINISTRATOR,
    "put_contract": _ADMINISTRATOR,
    "delete_contract": _ADMINISTRATOR,
    "list_sites": _PLANNERS | {"customer"},
    "read_site": _PLANNERS | {"customer"},
    "add_site": _OFFICE,
    "put_site": _OFFICE,
    "delete_site": _OFFICE,
    "list_units": _PLANNERS | {"customer"},
    "read_unit": _PLANNERS | {"customer"},
    "add_unit": _OFFICE,
    "put_unit": _OFFICE,
    "delete_unit": _OFFICE,
    "list_engineers": _PLANNERS,
    "read_engineer": _PLANNERS,
    "add_engineer": _OFFICE,
    "put_engineer": _OFFICE,
    "delete_engineer": _OFFICE,
    "list_rules": _PLANNERS,
    "read_rule": _PLANNERS,
    "add_rule": _OFFICE,
    "put_rule": _OFFICE,
    "delete_rule": _OFFICE,
    "list_appointments": _PLANNERS,
    "read_appointment": _PLANNERS,
    "add_appointment": _OFFICE,
    "put_appointment": _OFFICE,
    "delete_appointment": _OFFICE,
    "list_covers": _PLANNERS,
    "read_cover": _PLANNERS,
    "add_cover": _OFFICE,
    "put_cover": _OFFICE,
    "delete_cover": _OFFICE,
    "list_parts": _STAFF,
    "read_part": _STAFF,
    "add_part": _OFFICE,
    "put_part": _OFFICE,
    "delete_part": _OFFICE,
    "list_depots": _PLANNERS,
    "read_depot": _PLANNERS,
    "add_depot": _OFFICE,
    "put_depot": _OFFICE,
    "delete_depot": _OFFICE,
    "list_subcontractors": _PLANNERS,
    "read_subcontractor": _PLANNERS,
    "add_subcontractor": _OFFICE,
    "put_subcontractor": _OFFICE,
    "delete_subcontractor": _OFFICE,
    "list_absences": _PLANNERS,
    "add_absence": _OFFICE,
    "delete_absence": _OFFICE,
    "read_house": _PLANNERS,
    "put_house": _ADMINISTRATOR,
    "read_book": _PLANNERS,
    "put_book": _ADMINISTRATOR,
    "import_masters": _OFFICE,
    "export_masters_csv": _PLANNERS,
    "export_masters_xlsx": _PLANNERS,
    "geocode": _OFFICE,
    "read_rota": _STAFF,
    "read_on_call": _STAFF,
    "plan_on_call": _OFFICE,
    "list_stock": _STAFF,
    "put_stock": _OFFICE,
    "move_stock": _OFFICE,
    # jobs and plans
    "read_jobs": _PLANNERS,
    "read_job": _PLANNERS,
    "read_job_events": _PLANNERS,
    "read_job_result": _PLANNERS,
    "stop_job": _PLANNERS,
    "create_plan": _PLANNERS,
    "read_plans": _PLANNERS,
    "read_plan": _PLANNERS,
    "read_plan_problem": _PLANNERS,
    "discard_plan": _PLANNERS,
    "publish_plan": _OFFICE,
    "read_plan_page": _PLANNERS,
    "read_plan_geojson": _PLANNERS,
    "read_plan_changes": _PLANNERS,
    "price_edit": _PLANNERS,
    "edit_plan": _PLANNERS,
    "explain_visit": _PLANNERS,
    "compare_plans": _PLANNERS,
    "replan_day": _OFFICE,
    "find_first_there": _PLANNERS,
    "find_slots": _PLANNERS,
    "list_slots": _PLANNERS,
    "hold_slot": _OFFICE,
    "take_slot": _OFFICE,
    "release_slot": _OFFICE,
    "solve_problem": _PLANNERS,
    "optimize": _PLANNERS,
    "optimize_at_root": _PLANNERS,
    # staffing scenarios
    "create_study": _PLANNERS,
    "read_studies": _PLANNERS,
    "read_study": _PLANNERS,
    "resume_study": _PLANNERS,
    "delete_study": _PLANNERS,
    "read_study_measures": _PLANNERS,
    "read_study_differences": _PLANNERS,
    "read_study_replications": _PLANNERS,
    "read_study_staffing": _PLANNERS,
    "read_study_rows": _PLANNERS,
    "read_study_report": _PLANNERS,
    "metrics": _ADMINISTRATOR,  # and whoever asks on the machine itself
    # identity
    "sign_out": _ALL,
    "change_password": _ALL,
    "list_accounts": _ADMINISTRATOR,
    "create_account": _ADMINISTRATOR,
    "read_account": _ADMINISTRATOR,
    "change_account": _ADMINISTRATOR,
    "delete_account": _ADMINISTRATOR,
    "invite_account": _ADMINISTRATOR,
    "list_keys": _ADMINISTRATOR,
    "create_key": _ADMINISTRATOR,
    "revoke_key": _ADMINISTRATOR,
    "list_audit": _ADMINISTRATOR,
    # tickets
    "create_ticket": _OFFICE | {"customer"},
    "read_tickets": _ALL,
    "read_ticket": _ALL,
    "update_ticket": _OFFICE,
    "create_ticket_event": _OFFICE | {"engineer", "customer"},
    "read_unit_history": _ALL,
    "read_inspections_due": _PLANNERS,
    "create_subcontract": _OFFICE,
    "read_subcontracts": _PLANNERS,
    "read_subcontract": _PLANNERS,
    "update_subcontract": _OFFICE,
    "create_complaint": _OFFICE | {"customer"},
    "read_complaints": _PLANNERS | {"customer"},
    "read_complaint": _PLANNERS | {"customer"},
    "update_complaint": _OFFICE,
    "create_slip": _FIELD,
    "read_slip": _ALL,
    "read_slip_page": _ALL,
    "create_signature": _FIELD | {"customer"},
    "create_rating": _OFFICE | {"customer"},
    "add_ticket_attachment": _FIELD | {"customer"},
    "add_visit_attachment": _FIELD,
    "read_ticket_attachments": _ALL,
    "read_visit_attachments": _ALL,
    "read_attachment": _ALL,
    "read_papers": _STAFF,
    "write_paper": _FIELD,
    "create_quote": _OFFICE,
    "read_quotes": _ALL,
    "approve_quote": _OFFICE | {"customer"},
    "reject_quote": _OFFICE | {"customer"},
    # visits
    "create_report": _FIELD,
    "read_reports": _ALL,
    "create_ping": _FIELD,
    # figures and warnings
    "read_kpis": _PLANNERS,
    "read_kpis_csv": _PLANNERS,
    "read_warnings": _OFFICE,
    "see_warning": _OFFICE,
    "read_warning_events": _OFFICE,
    "read_route": _STAFF,
    "read_route_geojson": _STAFF,
    "read_route_page": _STAFF,
    "add_calendar_link": _FIELD,
}

OPEN: frozenset[str] = frozenset({"healthz", "readyz", "sign_in", "use_setup_link", "read_calendar"})
"""Operations that ask for nobody's name."""


def require_allowed(operation: str, role: Role) -> None:
    """See to it that a role may use an operation.

    Raises
    ------
    Refused
        Where it may not.
    """
    if role not in OPERATIONS[operation]:
        able = ", ".join(sorted(OPERATIONS[operation]))
        raise Refused("not_allowed", f"the role {role} may not do this; it takes one of: {able}")


def require_complete(routers: Sequence[APIRouter]) -> None:
    """See to it that every endpoint has its row, so that none is open by mistake.

    Raises
    ------
    RuntimeError
        Where one has none: a mistake of ours.
    """
    names = [route.name for router in routers for route in router.routes if isinstance(route, APIRoute)]
    missing = [name for name in names if name not in OPERATIONS and name not in OPEN]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if missing or doubled:
        raise RuntimeError(f"endpoints without a row in the permissions: {missing}; names used twice: {doubled}")
