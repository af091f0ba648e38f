"""What a plan is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from api.plans.plain import plain


@dataclass(frozen=True)
class Wanted:
    """Which days of which territory are to be planned, how long to search, and what time it is taken to be."""

    territory: str
    first: date
    last: date
    now: datetime
    seconds: float | None = None
    iterations: int | None = None
    seed: int = 0
    horizon: str | None = None

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> "Wanted":
        """Read a job's params."""
        return cls(
            territory=params["territory"],
            first=date.fromisoformat(params["first"]),
            last=date.fromisoformat(params["last"]),
            now=datetime.fromisoformat(params["now"]),
            seconds=params.get("seconds"),
            iterations=params.get("iterations"),
            seed=params.get("seed") or 0,
            horizon=params.get("horizon"),
        )

    def params(self) -> dict[str, Any]:
        """Write them as a job's params."""
        written: dict[str, Any] = plain(self)
        return written
