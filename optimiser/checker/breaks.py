"""The rule of breaks: what is taken are the shift's, in order and within bounds; what is owed is taken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from optimiser.checker.journey import Journey, Pause, busy_until_s
from optimiser.checker.lookup import TINY_S, Lookup
from optimiser.checker.verdict import Violation
from optimiser.inputs import Break


@dataclass(frozen=True, slots=True)
class _Due:
    """One break of the shift, in POSIX seconds; `owed` says that this journey may not go without it."""

    earliest_s: float
    latest_s: float
    duration_s: float
    owed: bool

    def fits(self, pause: Pause) -> bool:
        """Whether `pause` can be this break."""
        in_bounds = self.earliest_s <= pause.start_s <= self.latest_s
        return in_bounds and pause.end_s - pause.start_s >= self.duration_s - TINY_S


def breaks(lookup: Lookup, journey: Journey) -> Iterator[Violation]:
    """Match the breaks taken with those of the shift, and name what does not match."""
    taken = [pause for pause in journey.pauses if pause.stop.kind == "break"]
    since_s = max(busy_until_s(journey), lookup.now_s)
    due = [_due(pause, journey, since_s) for pause in journey.shift.breaks]
    if _can_match(due, taken):
        return
    ids = {"engineer": journey.engineer.id, "shift": journey.shift.id}
    left = list(taken)
    for wanted in due:
        if left and wanted.fits(left[0]):
            left.pop(0)
        elif wanted.owed:
            message = (
                f"Shift {journey.shift.id} is out during the whole span of its break of {wanted.duration_s:g} s "
                f"between {lookup.clock(wanted.earliest_s)} and {lookup.clock(wanted.latest_s)} and does not take it."
            )
            yield Violation("BREAK_MISSED", message, numbers={"duration_s": wanted.duration_s}, **ids)
    for pause in left:
        length_s = pause.end_s - pause.start_s
        message = (
            f"The break of shift {journey.shift.id} at {lookup.clock(pause.start_s)} over {length_s:g} s is out of "
            "bounds, out of order, too short, or not one of the shift's."
        )
        yield Violation("BREAK_MISPLACED", message, numbers={"duration_s": length_s}, **ids)


def _due(pause: Break, journey: Journey, since_s: float) -> _Due:
    """A break as this journey owes it: out during its whole span, and able to take it still at `since_s`."""
    earliest_s, latest_s = pause.earliest.timestamp(), pause.latest.timestamp()
    duration_s = pause.duration.total_seconds()
    out = journey.away_s <= earliest_s and journey.back_s >= latest_s + duration_s
    return _Due(earliest_s, latest_s, duration_s, owed=out and latest_s >= since_s)


def _can_match(due: Sequence[_Due], taken: Sequence[Pause]) -> bool:
    """Whether every break taken is one of the due ones, in order, and none that is owed is left over."""
    used = {0}  # how many of those taken may have been matched with the due ones so far
    for wanted in due:
        matched = {count + 1 for count in used if count < len(taken) and wanted.fits(taken[count])}
        used = matched if wanted.owed else matched | used
    return len(taken) in used
