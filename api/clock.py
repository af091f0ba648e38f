"""The one clock of the service. Tests set their own."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Tells the present instant, aware."""


def system_clock() -> datetime:
    """Tell what the machine's clock says, in UTC."""
    return datetime.now(UTC)
