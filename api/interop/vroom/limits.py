"""The times of a vehicle as a problem needs them: bounded, with one span for each break."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from api.interop.vroom.matrices import UNREACHABLE
from api.interop.vroom.question import Pause, Span, Vehicle


@dataclass(frozen=True)
class Room:
    """When a vehicle works.

    Attributes
    ----------
    begin_s, end_s : int
        Leaving no sooner, back no later.
    breaks : sequence of (int, int)
        For each break, in order, the span in which it may begin.
    after_s : int
        Extra seconds on the way home, so that a problem owes the breaks as long as VROOM does.
    """

    begin_s: int
    end_s: int
    breaks: Sequence[Span]
    after_s: int = 0


def room_of(vehicle: Vehicle, last_s: int, *, padded: bool) -> Room | None:
    """When a vehicle works; None where it cannot take its breaks.

    Of a break's windows the widest is planned with, or where that leaves no room, the first; that is stricter.

    Parameters
    ----------
    last_s : int
        When whatever there is to do is done at the latest: the end of vehicles that have none.
    padded : bool
        Whether extra seconds may be added.
    """
    begin_s, end_s = vehicle.window[0], min(vehicle.window[1], last_s)
    if begin_s > end_s:
        return None
    spans = _spans(vehicle.breaks, begin_s, end_s, _widest) or _spans(vehicle.breaks, begin_s, end_s, min)
    if spans is None:
        return None
    if not spans or not padded:
        return Room(begin_s, end_s, spans)
    after_s = max(0, max(pause.service_s for pause in vehicle.breaks) - 1)
    return Room(begin_s, end_s, spans, min(after_s, UNREACHABLE // 2))


def _widest(spans: Iterable[Span]) -> Span:
    return max(spans, key=lambda span: span[1] - span[0])


def _spans(
    pauses: Sequence[Pause], begin_s: int, end_s: int, choose: Callable[[Iterable[Span]], Span]
) -> list[Span] | None:
    """For each break the span that it can begin in with the others before and after it, of its windows the chosen."""
    spans: list[Span] = []
    time_s = begin_s
    for pause in pauses:
        within = [(max(a, time_s), min(b, end_s)) for a, b in pause.windows if b >= time_s and a <= end_s]
        if not within:
            return None
        spans.append(choose(within))
        time_s = spans[-1][0] + pause.service_s
    until_s = end_s
    for k in range(len(spans) - 1, -1, -1):
        until_s = min(spans[k][1], until_s - pauses[k].service_s)
        if until_s < spans[k][0]:
            return None
        spans[k] = spans[k][0], until_s
    return spans
