"""How much work a search may do: so many seconds, or so many iterations."""

from collections.abc import Callable
from typing import Protocol

_FIRST_CHUNK, _CHUNK_S, _TRIAL = 50, 0.02, 1000
_TRIAL_SHARE = 0.02  # of the budget, above which a twentieth of a trial is enough


class Budget(Protocol):
    """What lanes ask before they go on; lanes are told apart by number."""

    def share(self, lane: int) -> float:
        """The share of the budget that the lane has used, in [0, 1]."""
        ...

    def chunk(self, lane: int, until: float) -> int:
        """How many iterations the lane may do at once before it reaches the share `until`; at least 1."""
        ...

    def done(self, lane: int, iterations: int) -> None:
        """The lane has done so many iterations."""
        ...

    def skip_to(self, lane: int, share: float) -> None:
        """The lane has nothing to do up to this share."""
        ...

    def over(self) -> bool:
        """Whether to stop at once."""
        ...

    def expected(self, speed: Callable[[], float]) -> float:
        """How many iterations each lane will do; `speed` measures how many one does in a second."""
        ...

    def most(self) -> int | None:
        """How many iterations each lane will do at most; None where nobody knows."""
        ...

    def trial(self, work: Callable[[int], None]) -> float:
        """How many iterations a second `work` does."""
        ...

    def allowance(self, patience: float) -> float | None:
        """Seconds for work not counted in iterations: this share of the budget, or what is left; None: no limit."""
        ...


class Seconds:
    """A budget of seconds on a given clock."""

    def __init__(self, seconds: float, lanes: int, clock: Callable[[], float], should_stop: Callable[[], bool]) -> None:
        self.seconds, self.clock, self.should_stop = seconds, clock, should_stop
        self.begin_s = clock()
        self.size = [_FIRST_CHUNK] * lanes
        self.since = [self.begin_s] * lanes

    def share(self, lane: int) -> float:
        self.since[lane] = self.clock()
        return min(1.0, (self.since[lane] - self.begin_s) / self.seconds) if self.seconds > 0 else 1.0

    def chunk(self, lane: int, until: float) -> int:
        return self.size[lane]

    def done(self, lane: int, iterations: int) -> None:
        took = max(1e-6, self.clock() - self.since[lane])
        self.size[lane] = max(1, min(4 * iterations, int(iterations * _CHUNK_S / took)))

    def skip_to(self, lane: int, share: float) -> None:
        pass

    def over(self) -> bool:
        return self.should_stop() or self.clock() - self.begin_s >= self.seconds

    def expected(self, speed: Callable[[], float]) -> float:
        return speed() * max(0.0, self.seconds - (self.clock() - self.begin_s))

    def most(self) -> int | None:
        return None

    def trial(self, work: Callable[[int], None]) -> float:
        for count in (_TRIAL // 20, _TRIAL):
            begin_s = self.clock()
            work(count)
            took_s = max(1e-6, self.clock() - begin_s)
            if took_s > _TRIAL_SHARE * self.seconds:
                break
        return count / took_s

    def allowance(self, patience: float) -> float | None:
        return min(patience * self.seconds, self.seconds - (self.clock() - self.begin_s))


class Iterations:
    """A budget of iterations, divided evenly over the lanes."""

    chunk_size = 250

    def __init__(self, iterations: int, lanes: int, should_stop: Callable[[], bool]) -> None:
        self.each = max(1, iterations // lanes)
        self.used = [0] * lanes
        self.should_stop = should_stop

    def share(self, lane: int) -> float:
        return self.used[lane] / self.each

    def chunk(self, lane: int, until: float) -> int:
        left = round(until * self.each) - self.used[lane]
        return max(1, min(self.chunk_size, left))

    def done(self, lane: int, iterations: int) -> None:
        self.used[lane] += iterations

    def skip_to(self, lane: int, share: float) -> None:
        self.used[lane] = max(self.used[lane], round(share * self.each))

    def over(self) -> bool:
        return self.should_stop() or min(self.used) >= self.each

    def expected(self, speed: Callable[[], float]) -> float:
        return float(self.each)

    def most(self) -> int | None:
        return self.each

    def trial(self, work: Callable[[int], None]) -> float:
        return 1.0

    def allowance(self, patience: float) -> float | None:
        return None
