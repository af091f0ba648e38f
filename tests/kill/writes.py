"""What was written, and what was answered: the truth that a service is held to after it was killed."""

import threading
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import httpx

from api.store.kept_answers import REPLAYED_HEADER

Activity = Literal["import", "ticket", "report", "slip", "publish", "solve"]
_REPEAT_IT = 503  # what a service answers whose database is away for a moment


@dataclass
class Write:
    """One write: sent again just as it is until it is answered.

    Attributes
    ----------
    mark : str
        Unlike that of any other write; stands in what it writes, and is its Idempotency-Key if it has one.
    promise : dict
        What is to be there once it is answered.
    answer : dict or None
        What was answered; None while nobody knows whether it was done.
    refusal : str or None
        What was answered where it was refused.
    was_replayed, was_put_off : bool
        Whether the answer was one that had been kept; whether the service ever said to repeat it later.
    """

    activity: Activity
    key: str
    path: str
    mark: str
    promise: dict[str, Any]
    body: dict[str, Any] | None = None
    table: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    answer: dict[str, Any] | None = None
    refusal: str | None = None
    was_replayed: bool = False
    was_put_off: bool = False

    @property
    def is_answered(self) -> bool:
        """Whether it was done, and that was said."""
        return self.answer is not None

    @property
    def is_open(self) -> bool:
        """Whether nobody knows if it was done."""
        return self.answer is None and self.refusal is None

    def again(self) -> "Write":
        """The same write, not yet sent."""
        return replace(self, answer=None, refusal=None)

    def send(self, client: httpx.Client) -> bool:
        """Send it, and say whether the service spoke; no answer, or one that says to repeat it, leaves it open."""
        told = {"content": self.table} if self.table is not None else {"json": self.body}
        try:
            answer = client.post(self.path, headers={"X-API-Key": self.key, **self.headers}, **told)
        except httpx.TransportError:
            return False
        if answer.is_success:
            self.answer = answer.json()
            self.was_replayed = REPLAYED_HEADER in answer.headers
        elif answer.status_code == _REPEAT_IT:
            self.was_put_off = True
        else:
            self.refusal = f"{answer.status_code} {answer.text[:300]}"
        return True


@dataclass(frozen=True)
class Moment:
    """When to strike: a while after so many requests of an activity were sent."""

    activity: Activity
    request_count: int
    delay_s: float


class Ledger:
    """All writes, as they are sent by many threads."""

    def __init__(self) -> None:
        self.writes: list[Write] = []
        self._lock = threading.Lock()
        self._sent: Counter[str] = Counter()
        self._moment: Moment | None = None
        self._known_count = 0
        self.reached = threading.Event()

    def wait_for(self, moment: Moment) -> None:
        """Tell which moment is waited for; ``reached`` is set as soon as its last request is on its way."""
        with self._lock:
            self._moment, self._sent, self._known_count = moment, Counter(), len(self.writes)
            self.reached.clear()

    def note(self, activity: Activity, write: Write | None = None) -> None:
        """Note that a request is about to be sent: a write, or a look at what a write led to."""
        with self._lock:
            if write is not None:
                self.writes.append(write)
            self._sent[activity] += 1
            moment = self._moment
            if moment and moment.activity == activity and self._sent[activity] == moment.request_count:
                self.reached.set()

    @property
    def newest(self) -> list[Write]:
        """The writes since a moment was waited for last."""
        return self.writes[self._known_count :]

    def of(self, activity: Activity) -> list[Write]:
        """The writes of one activity."""
        return [write for write in self.writes if write.activity == activity]
