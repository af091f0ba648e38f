"""Loads the kernels of quick questions while the service starts, so that the first who asks does not wait."""

import logging
import threading

from api.service import Service

_LOG = logging.getLogger("roundsman.plans")


def start_warming(service: Service) -> threading.Thread:
    """Begin to load them, beside everything else."""
    thread = threading.Thread(target=_warm_up, args=[service], name="warming", daemon=True)
    thread.start()
    return thread


def _warm_up(service: Service) -> None:
    try:
        _ask_everything(service)
    except Exception:  # noqa: BLE001 -- without it the first question only takes longer
        _LOG.exception("the kernels could not be loaded before anybody asked")


def _ask_everything(service: Service) -> None:
    """Ask each kind of question of the bundled day, with nobody on the way yet; no search is needed for that."""
    from optimiser import (
        Cost,
        Explainer,
        Plan,
        Unserved,
        first_there,
        open_plan,
        raster,
        read_problem,
        slots,
        travel_times,
    )
    from scenarios.library import demo_day

    problem = read_problem(demo_day())
    travel = travel_times(problem)
    plan = Plan((), tuple(Unserved(visit.id) for visit in problem.visits), Cost())
    opened, visit = open_plan(problem, plan, travel), problem.visits[0]
    horizon = problem.horizon
    questions = (
        lambda: first_there(opened, visit.id, most=1),
        lambda: slots(opened, visit.id, raster(horizon.start, horizon.end, (horizon.end - horizon.start) / 4)),
        lambda: Explainer(problem, plan, travel).reasons(visit.id, most_changes=1),
    )
    for ask in questions:
        if service.closing.is_set():
            return
        ask()
