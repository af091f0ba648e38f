"""Plans opened for questions: their documents read once, their facts kept in memory for the next question.

A plan answers in two ways: as it was made, and as its day stands now. What is opened belongs to one revision of a
plan, and, where the day runs, to what was reported of it so far; anything else is opened anew.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from api.page.remarks import Remarks, remarks_of
from api.plans.overlay import Sources, kept_free
from api.plans.present import present
from api.service import Service
from api.store.day_state import day_stamp, day_state, idle_tickets
from api.store.plans import plan_documents
from api.store.tables import Plan as PlanRow
from optimiser import (
    Explainer,
    Holding,
    MatrixCache,
    OpenPlan,
    Plan,
    Problem,
    TravelTimes,
    hold,
    open_plan,
    read_plan,
    read_problem,
    travel_times,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_ROOM = "opened plans"
_MOST_PLANS = 8
_HOLDS_S = 30
"""For so long the present of a plan is taken to be the same, if nothing was reported."""


@dataclass(frozen=True)
class Matter:
    """A plan as it was made: what it solves, its travel, what each visit came from, and what was remarked."""

    problem: Problem
    plan: Plan
    travel: TravelTimes
    sources: Sources
    remarks: Remarks


class OpenedPlan:
    """One revision of a plan; whoever asks holds its lock."""

    def __init__(self, matter: Matter) -> None:
        self.matter = matter
        self._lock = threading.Lock()
        self._stated: OpenPlan | None = None
        self._explainer: Explainer | None = None
        self._present: tuple[_Moment, OpenPlan] | None = None
        self._with_slots: tuple[_Moment, OpenPlan] | None = None

    @contextmanager
    def asked(self) -> Iterator["OpenedPlan"]:
        """Ask alone: what is opened answers one thread at a time."""
        with self._lock:
            yield self

    @property
    def stated(self) -> OpenPlan:
        """The plan as it was made."""
        if self._stated is None:
            self._stated = open_plan(self.matter.problem, self.matter.plan, self.matter.travel)
        return self._stated

    @property
    def explainer(self) -> Explainer:
        """What explains the plan as it was made."""
        if self._explainer is None:
            self._explainer = Explainer(self.matter.problem, self.matter.plan, self.matter.travel)
        return self._explainer

    def present(self, session: Session, row: PlanRow, now: datetime) -> OpenPlan:
        """The plan as its day stands: what is over is out of it, what is under way is held."""
        key = self._moment(session, row, now)
        if self._present is None or self._present[0] != key:
            state = replace(day_state(session, row.territory_id, row.first_on, row.last_on, now), idle=key.idle)
            opened = present(self.matter.problem, self.matter.plan, self.matter.travel, self.matter.sources, state, now)
            self._present = key, opened
        return self._present[1]

    def with_slots(self, session: Session, row: PlanRow, now: datetime) -> OpenPlan:
        """The same, with a visit for each slot that was promised since the plan was made."""
        key = self._moment(session, row, now)
        if self._with_slots is None or self._with_slots[0] != key:
            self._with_slots = key, self.keeping(session, row, now).opened
        return self._with_slots[1]

    def keeping(self, session: Session, row: PlanRow, now: datetime) -> Holding:
        """Put the slots that were promised into the plan as its day stands."""
        opened = self.present(session, row, now)
        state = day_state(session, row.territory_id, row.first_on, row.last_on, now)
        visits, places = kept_free(opened.problem, self.matter.sources, state)
        return hold(opened, visits, places)

    def _moment(self, session: Session, row: PlanRow, now: datetime) -> "_Moment":
        tickets = {source["id"] for source in self.matter.sources.values() if source["kind"] == "ticket"}
        stamp = day_stamp(session, row.territory_id, row.first_on, row.last_on)
        return _Moment(int(now.timestamp() // _HOLDS_S), stamp, idle_tickets(session, tickets))


@dataclass(frozen=True)
class _Moment:
    """When the present of a plan is the same: in the same half minute, and as long as nothing happens."""

    half_minute: int
    stamp: int
    idle: frozenset[str]


class OpenedPlans:
    """A few plans, those asked last."""

    def __init__(self, most: int = _MOST_PLANS) -> None:
        self._most, self._lock = most, threading.Lock()
        self._plans: OrderedDict[tuple[str, int], _Slot] = OrderedDict()

    def of(self, session: Session, row: PlanRow) -> OpenedPlan:
        """Open a plan, or find it open; two who ask at once wait for one opening.

        Raises
        ------
        StaleDataError
            Where somebody changes the plan just now.
        """
        key = row.id, row.revision
        with self._lock:
            slot = self._plans.setdefault(key, _Slot())
            self._plans.move_to_end(key)
            while len(self._plans) > self._most:
                self._plans.popitem(last=False)
        return slot.filled(lambda: OpenedPlan(matter_of(session, row)))


class _Slot:
    """Room for one plan, filled by whoever comes first; where that fails, by the next."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._plan: OpenedPlan | None = None

    def filled(self, open_: "Callable[[], OpenedPlan]") -> OpenedPlan:
        """Return the plan, opened if it is not."""
        with self._lock:
            if self._plan is None:
                self._plan = open_()
            return self._plan


def matter_of(session: Session, row: PlanRow) -> Matter:
    """Read a plan's documents, and work out its travel."""
    documents = plan_documents(session, row.id, row.revision)
    problem = read_problem(documents.problem)
    plan = read_plan(documents.document, problem)
    travel = travel_times(problem, cache=MatrixCache())
    return Matter(problem, plan, travel, documents.matter.get("sources", {}), remarks_of(documents.matter))


def opened_plans(service: Service) -> OpenedPlans:
    """Find the service's open plans."""
    room: OpenedPlans = service.rooms.setdefault(_ROOM, OpenedPlans())
    return room
