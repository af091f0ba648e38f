"""A life of a small service, and what engineers did in it."""

from dataclasses import dataclass
from datetime import date

from scenarios.measures import Tally
from scenarios.simulation import Recording, simulate
from scenarios.simulation.chances import Chances
from scenarios.simulation.presence import Presence
from scenarios.simulation.timeline import Timeline
from scenarios.simulation.work import Work
from scenarios.simulation.world import World
from tests.scenarios.simulation.small_services import Case


@dataclass(frozen=True)
class Served:
    """A visit that was made."""

    presence: Presence
    work: Work
    arrives_s: int
    begin_s: int
    end_s: int


class Watching(Recording):
    """A recording that can also be asked who did what."""

    def __init__(self, days: int) -> None:
        super().__init__(range(days))
        self.world: World
        self.visits: list[Served] = []
        self.shifts: dict[str, tuple[Presence, int, int]] = {}
        """Presence, when they left home, when they were back, by shift."""

    def watch(self, world: World) -> None:
        super().watch(world)
        self.world = world

    def served(self, presence: Presence, work: Work, leaves_s: int, arrives_s: int, begin_s: int, end_s: int) -> None:
        super().served(presence, work, leaves_s, arrives_s, begin_s, end_s)
        self.visits.append(Served(presence, work, arrives_s, begin_s, end_s))
        self._leaves(presence, leaves_s)

    def went(self, presence: Presence, leaves_s: int, arrives_s: int) -> None:
        super().went(presence, leaves_s, arrives_s)
        self._leaves(presence, leaves_s)

    def left(self, presence: Presence) -> None:
        super().left(presence)
        if presence.shift.id in self.shifts:
            self.shifts[presence.shift.id] = (*self.shifts[presence.shift.id][:2], self.world.now_s)

    def _leaves(self, presence: Presence, leaves_s: int) -> None:
        self.shifts.setdefault(presence.shift.id, (presence, leaves_s, self.world.timeline.end_s))

    @property
    def timeline(self) -> Timeline:
        return self.world.timeline


def live(case: Case, policy: str, replication: int = 0) -> tuple[Tally, Watching]:
    """Live through a case."""
    watching = Watching(case.days)
    tally = simulate(case.service, policy, case.first, case.days, case.seed, replication, recording=watching)
    return tally, watching


def illness(case: Case, days: list[date], replication: int = 0) -> set[tuple[str, date]]:
    """Who is ill when."""
    chances = Chances(case.service.reality, case.seed, replication)
    names = [each.id for each in case.service.book.engineers]
    return {(name, day) for day in days for name in names if chances.is_ill(name, day)}
