"""Counts of requests, each for its minute, as the rate limits need them.

The library keeps such counts in memory as well, but starts a thread a hundred times a second to forget old ones, and
the event loop waits for each to start. Here old ones are forgotten in passing. Used from the event loop alone.
"""

import time

from limits.storage import Storage

_SWEPT_EVERY_S = 60.0


class Counts(Storage):
    """Counters that expire."""

    STORAGE_SCHEME = ["roundsman"]  # noqa: RUF012 -- as the library declares it

    def __init__(self) -> None:
        super().__init__()
        self._counts: dict[str, int] = {}
        self._ends: dict[str, float] = {}
        self._swept_at = time.time()

    @property
    def base_exceptions(self) -> type[Exception]:
        """What can go wrong: nothing of its own."""
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count something; its first counts begin a span of `expiry` seconds."""
        now = time.time()
        self._sweep(now)
        if self._ends.get(key, 0.0) <= now:
            self._counts[key], self._ends[key] = 0, now + expiry
        self._counts[key] += amount
        return self._counts[key]

    def get(self, key: str) -> int:
        """How much was counted in the span that lasts; 0 where none does."""
        return self._counts[key] if self._ends.get(key, 0.0) > time.time() else 0

    def get_expiry(self, key: str) -> float:
        """When the span ends, in seconds since 1970; now where none lasts."""
        return self._ends.get(key, time.time())

    def check(self) -> bool:
        """Whether it works: it does."""
        return True

    def reset(self) -> int:
        """Forget all; returns how many there were."""
        count = len(self._counts)
        self._counts.clear()
        self._ends.clear()
        return count

    def clear(self, key: str) -> None:
        """Forget one."""
        self._counts.pop(key, None)
        self._ends.pop(key, None)

    def _sweep(self, now: float) -> None:
        if now - self._swept_at >= _SWEPT_EVERY_S:
            self._swept_at = now
            for key in [key for key, end in self._ends.items() if end <= now]:
                self.clear(key)
