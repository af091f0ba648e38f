"""What is written down as things happen, for the measures."""

from collections.abc import Iterable

from optimiser import Promises, Ticket, deadlines_of, is_paid_shift, penalties
from scenarios.measures import Tally
from scenarios.service import Service
from scenarios.simulation.presence import Presence
from scenarios.simulation.timeline import Timeline
from scenarios.simulation.work import Work

_HOUR_S = 3600


class Ledger:
    """Adds up one run, day by day.

    Attributes
    ----------
    tally : Tally
    day : int
        On which things happen now.
    """

    def __init__(self, service: Service, timeline: Timeline) -> None:
        self.tally, self.day = Tally(), 0
        self._wages, self._timeline = service.wages, timeline
        self._promises = Promises(service.book)

    # -- tickets -------------------------------------------------------------------------------------------------------

    def reported(self) -> None:
        """Count a ticket that came in."""
        self._add("tickets", 1, 0)

    def reached(self, work: Work, now_s: int) -> None:
        """Write down how long a ticket waited until somebody was there."""
        if work.ticket is None:
            return
        seconds = now_s - work.since_s
        for group in self._groups(work.ticket):
            self._add("wait_h", seconds / _HOUR_S, 1, group)
            self.tally.add_wait(self.day, seconds, group)

    def over(self, work: Work, ticket: Ticket, now_s: int) -> None:
        """Judge a ticket by its promises; one that is still open is judged if it is late already.

        Its history is all that happened by now.
        """
        now = self._timeline.instant(now_s)
        clock = deadlines_of(self._promises, ticket, now)
        ended = clock.ended is not None
        late = any(each.state == "missed" for each in clock.deadlines.values())
        kept = any(each.state == "met" for each in clock.deadlines.values())
        if late or (ended and kept):
            for group in self._groups(ticket):
                self._add("on_time", 0.0 if late else 1.0, 1, group)
        for kind, deadline in clock.deadlines.items():
            if deadline.state in ("met", "missed"):
                self._add("on_time", float(deadline.state == "met"), 1, f"promise={kind}")
        if late:
            owed = sum(each.amount for each in penalties(self._promises, [ticket], now))
            self._add("penalty", owed, 0)
            self._add("cost_per_day", owed, 0)
        if ended:
            self._add("remote_share", float(work.state == "remote"), 1)
            self._add("cancelled_share", float(work.state == "cancelled"), 1)
        if work.visits_made:
            self._add("second_visit_share", float(work.visits_made > 1), 1)

    def _groups(self, ticket: Ticket) -> tuple[str, str, str]:
        policy = self._promises.ground(ticket.site).policy.id
        return "", f"policy={policy}", f"policy={policy} severity={ticket.severity}"

    # -- people --------------------------------------------------------------------------------------------------------

    def rostered(self, skills: Iterable[str], ill: bool) -> None:
        """Write down a shift for which somebody is paid, ill or not."""
        wage = self._wages.per_day + sum(self._wages.skills.get(name, 0.0) for name in skills)
        self._cost(wage)
        self._add("sick_share", float(ill), 1)

    def stood_by(self, pay: float) -> None:
        """Write down what standing by is paid."""
        self._cost(pay)

    def worked(self, presence: Presence, overtime_s: int) -> None:
        """Write down a shift that is over."""
        engineer, work_s, travel_s = presence.engineer, presence.worked_s, presence.travelled_s
        is_paid = is_paid_shift(presence.shift)
        self._add("utilisation", work_s + travel_s, presence.end_s - presence.start_s if is_paid else 0)
        if is_paid:
            self._add("load_h", (work_s + travel_s) / _HOUR_S, 1, f"engineer={engineer.id}")
        self._add("travel_share", travel_s, work_s + travel_s)
        self._add("overtime_h", overtime_s / _HOUR_S, 0)
        self._add("visits", presence.visits_count, 0)
        self._add("cost_per_visit", 0.0, presence.visits_count)
        went_out = presence.shift.fixed_cost if presence.visits_count else 0.0
        self._cost(
            presence.metres / 1000 * engineer.cost_per_km
            + travel_s / _HOUR_S * engineer.cost_per_travel_hour
            + overtime_s / _HOUR_S * engineer.cost_per_overtime_hour
            + went_out
        )

    def _cost(self, amount: float) -> None:
        self._add("cost_per_visit", amount, 0)
        self._add("cost_per_day", amount, 0)

    # -- the day -------------------------------------------------------------------------------------------------------

    def inspected(self, on_time: bool) -> None:
        """Count an inspection that was done, or whose last day has passed."""
        self._add("inspections_on_time", float(on_time), 1)

    def planned_anew(self) -> None:
        """Count a plan that was made within the day."""
        self._add("replans", 1, 0)

    def midnight(self, open_since_s: Iterable[int], now_s: int) -> None:
        """Close a day: count what is open, and begin the next one."""
        ages_h = [(now_s - since_s) / _HOUR_S for since_s in open_since_s]
        self._add("backlog", len(ages_h), 1)
        self._add("backlog_age_h", sum(ages_h), len(ages_h))
        for measure in ("penalty", "overtime_h", "visits", "tickets", "replans", "cost_per_day"):
            self._add(measure, 0.0, 1)
        self.day += 1
        self.tally.days = self.day

    def _add(self, measure: str, part: float, whole: float, group: str = "") -> None:
        self.tally.add(self.day, measure, part, whole, group)
