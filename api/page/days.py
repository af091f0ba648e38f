"""The days of a plan: each with its shifts, told apart by their date."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from api.page.names import engineer_name
from api.page.routes import ShownShift


@dataclass(frozen=True)
class ShownDay:
    """One day: the shifts that begin on it, each with its number among all shifts of the plan."""

    day: date
    shifts: Sequence[tuple[int, ShownShift]]

    @property
    def used(self) -> list[tuple[int, ShownShift]]:
        """Those that visit somebody."""
        return [(index, shift) for index, shift in self.shifts if not shift.idle]

    @property
    def standing(self) -> list[ShownShift]:
        """Those without a visit that were not for nothing: somebody was ready, or was where he had to be."""
        return [shift for _, shift in self.shifts if shift.idle and shift.stands]

    @property
    def idle(self) -> list[ShownShift]:
        """Those that nobody needs."""
        return [shift for _, shift in self.shifts if shift.idle and not shift.stands]

    @property
    def idle_names(self) -> list[str]:
        """Whose shifts nobody needs; with the shift, where only its id tells it from others of that day."""
        count = Counter(shift.engineer.id for _, shift in self.shifts)
        return [
            name if shift.kind or count[shift.engineer.id] == 1 else f"{name} ({shift.shift.id})"
            for shift in self.idle
            for name in [engineer_name(shift.engineer)]
        ]

    @property
    def visit_count(self) -> int:
        """How many visits are made."""
        return sum(len(shift.visits) for _, shift in self.shifts)

    @property
    def late_count(self) -> int:
        """How many of them are late."""
        return sum(stop.late for _, shift in self.shifts for stop in shift.visits)

    @property
    def travel_m(self) -> float:
        """Metres on the road."""
        return sum(shift.travel_m for _, shift in self.shifts)


def shown_days(shifts: Sequence[ShownShift], zone: tzinfo) -> list[ShownDay]:
    """Sort shifts by the day on which they begin; in a day they keep their order.

    Parameters
    ----------
    shifts : sequence of ShownShift
    zone : tzinfo
        In which a day begins at midnight.
    """
    days: dict[date, list[tuple[int, ShownShift]]] = {}
    for index, shift in enumerate(shifts):
        days.setdefault(shift.shift.start.astimezone(zone).date(), []).append((index, shift))
    return [ShownDay(day, days[day]) for day in sorted(days)]
