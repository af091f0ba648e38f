"""What the whole service shares: settings, clock, store, and the rooms that live as long as the process does."""

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from api.clock import Clock
from api.settings import Settings
from api.store.engine import Store

if TYPE_CHECKING:
    from api.jobs.foreman import Foreman


@dataclass
class Service:
    """One service process.

    ``rooms`` keeps what endpoints open once and use often: plans opened for questions, the rate limiter.
    ``closing`` is set when the process is to end: streams end then.
    """

    settings: Settings
    clock: Clock
    store: Store
    secret: bytes
    foreman: "Foreman | None" = None
    rooms: dict[str, Any] = field(default_factory=dict)
    closing: threading.Event = field(default_factory=threading.Event)
