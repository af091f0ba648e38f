"""When work may start: where the days on which it is allowed and the hours of the site meet."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, timedelta

from optimiser.agenda.frame import DAY, Frame, Span
from optimiser.book import Site
from optimiser.inputs import Window

_TICK = timedelta(seconds=1)


def cut(frame: Frame, spans: Iterable[Span]) -> list[Span]:
    """Return what of the spans lies in the horizon and not before now."""
    begin, end = frame.horizon.start, frame.horizon.end
    if frame.now is not None:
        begin = max(begin, frame.now)
    pairs = ((max(opens, begin), min(closes, end)) for opens, closes in spans)
    return [(frame.local(opens), frame.local(closes)) for opens, closes in pairs if opens < closes]


def days_span(frame: Frame, first: date, last: date) -> Span:
    """From the beginning of one day to the end of another."""
    return frame.midnight(first), frame.midnight(last + DAY)


def open_spans(frame: Frame, site: Site) -> list[Span] | None:
    """When a site is open about the days of the agenda; None: always."""
    return None if site.access is None else frame.open_spans(site.access)


def meet(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Return what lies in both of two lists of spans."""
    both = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return sorted((opens, closes) for opens, closes in both if opens < closes)


def merged(spans: Sequence[Span]) -> list[Span]:
    """Spans in order, those that touch each other as one."""
    out: list[Span] = []
    for opens, closes in spans:
        if out and opens <= out[-1][1]:
            out[-1] = (out[-1][0], max(closes, out[-1][1]))
        else:
            out.append((opens, closes))
    return out


def windows_within(frame: Frame, site: Site, spans: Sequence[Span], duration: timedelta) -> list[Window]:
    """Return the windows in which work of some duration may start at a site.

    Parameters
    ----------
    frame : Frame
    site : Site
        Work is done while it is open: it also ends before the site closes. Work that is longer than any of its hours
        may start when it opens, and only then.
    spans : sequence of Span
        When the work may start for its own sake.
    duration : timedelta

    Returns
    -------
    list of Window
        Empty where there is no such time in the horizon.
    """
    allowed = cut(frame, spans)
    hours = open_spans(frame, site)
    if hours is None:
        return [Window(opens, frame.later(closes, -_TICK)) for opens, closes in allowed]
    starts = _starts(hours, duration)
    inside = [(max(a, c), min(b, d)) for a, b in starts for c, d in allowed]
    return [Window(frame.local(a), frame.local(b)) for a, b in sorted(inside) if a <= b]


def _starts(hours: Sequence[Span], duration: timedelta) -> list[Span]:
    """From when to when work may start in each of a site's hours; both ends may be met."""
    utc = [(opens.astimezone(UTC), closes.astimezone(UTC)) for opens, closes in hours]
    fitting = [(opens, closes - duration) for opens, closes in utc if closes - opens >= duration]
    return fitting or [(opens, opens) for opens, _ in utc]


def days_of(frame: Frame, windows: Iterable[Window]) -> list[date]:
    """The days of the agenda that the windows touch, in order."""
    days = {
        frame.day_of(window.open) + DAY * k
        for window in windows
        for k in range((frame.day_of(window.close) - frame.day_of(window.open)).days + 1)
    }
    return sorted(day for day in days if frame.first <= day <= frame.last)


def is_whole(frame: Frame, windows: Sequence[Window]) -> bool:
    """Whether the windows allow the whole of the horizon that is left, so that none need be named."""
    begin = frame.horizon.start if frame.now is None else max(frame.horizon.start, frame.now)
    return any(w.open <= begin and w.close >= frame.later(frame.horizon.end, -_TICK) for w in windows)
