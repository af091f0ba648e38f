"""Inspections that are due, as visits: one trip each, or parts that belong together, or desk work."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from optimiser.agenda.desk import Desk, works
from optimiser.agenda.entries import Entry, Report, Source, Waiting
from optimiser.agenda.frame import DAY, Frame, Span
from optimiser.agenda.names import Names
from optimiser.agenda.paperwork import report_of
from optimiser.agenda.people import People
from optimiser.agenda.prices import NOT_PREFERRED_COST, OVERDUE_PRICE_PER_DAY, with_lateness
from optimiser.agenda.windows import days_of, days_span, is_whole, meet, merged, open_spans, windows_within
from optimiser.inputs import Pin, Series, Visit, Window
from optimiser.recurrence import Inspection
from optimiser.recurrence.parts import split_into_parts

MOST_SERIES_DAYS = 62
"""On how many different days all parts that belong together can lie: the search can tell no more apart."""
_SHORTEST_PART = timedelta(hours=1)


class InspectionRoom:
    """Makes visits of inspections.

    Attributes
    ----------
    entries : list of Entry
    series : list of Series
        One for each inspection that is divided into parts.
    waiting : list of Waiting
        Inspections whose site is closed, or desk work that nobody is there for, on all their days.
    warnings : list of str
    """

    def __init__(self, frame: Frame, people: People, desk: Desk, places: dict[str, str], names: Names) -> None:
        self._frame, self._people, self._desk, self._places, self._names = frame, people, desk, places, names
        self._ids = list(people.all)
        self._rules = {rule.id: rule for rule in frame.book.rules}
        self.entries: list[Entry] = []
        self.series: list[Series] = []
        self.waiting: list[Waiting] = []
        self.warnings: list[str] = []
        self._series_days: set[date] = set()

    def add(self, inspections: Sequence[Inspection]) -> None:
        """Take inspections in; parts that came divided stay as they are."""
        divided: dict[str, list[tuple[Inspection, Visit]]] = {}
        for whole in inspections:
            for part in self._parts(whole):
                visit = self._add_one(part)
                if visit is not None and part.parts > 1:
                    divided.setdefault(part.whole or part.id, []).append((part, visit))
        for id_, pairs in divided.items():
            self._join(id_, pairs)

    def _parts(self, whole: Inspection) -> Sequence[Inspection]:
        """Divide what fits into nobody's shift, or not into the hours of its site."""
        if whole.remote or whole.parts > 1:
            return [whole]
        site = self._frame.sites[whole.site]
        room = self._people.room(site, whole.skills, whole.preferred_engineer)
        hours = open_spans(self._frame, site)
        if hours:
            longest = max(closes - opens for opens, closes in hours)
            room = longest if room is None else min(room, longest)
        if room is None or whole.duration <= room:
            return [whole]
        return split_into_parts(whole, max(room, _SHORTEST_PART))

    def _add_one(self, part: Inspection) -> Visit | None:
        visit = self._at_desk(part) if part.remote else self._on_site(part)
        if visit is None:
            self.waiting.append(Waiting("inspection", part.id, part.site, "engineer" if part.remote else "access"))
            return None
        source = Source(
            "inspection", part.id, part.site, part.rules, part.part, part.parts, part.due_on, desk=part.remote
        )
        self.entries.append(Entry(visit, source, self._report(part)))
        return visit

    def _on_site(self, part: Inspection) -> Visit | None:
        site = self._frame.sites[part.site]
        windows = windows_within(self._frame, site, self._spans(part), part.duration)
        windows = windows or windows_within(self._frame, site, self._late_spans(part), part.duration)
        if not windows:
            return None
        costs = self._people.preferring(part.preferred_engineer, part.skills, part.site, NOT_PREFERRED_COST)
        windows = self._at_work(windows)
        windows = [] if is_whole(self._frame, windows) else windows
        return replace(self._visit(part, self._places[part.site], windows), preference_costs=costs)

    def _at_work(self, windows: list[Window]) -> list[Window]:
        """What of the windows lies in somebody's working time: nobody inspects at night because he is on call."""
        shifts = [shift for own in self._people.shifts.values() for shift in own]
        if all(works(shift) for shift in shifts):
            return windows
        hours = sorted({(s.start, s.end + s.overtime_limit) for s in shifts if works(s)})
        within = meet([(w.open, w.close) for w in windows], merged(hours))
        return [Window(self._frame.local(a), self._frame.local(b)) for a, b in within] or windows

    def _at_desk(self, part: Inspection) -> Visit | None:
        for spans in self._spans(part), self._late_spans(part):
            seat = self._desk.seat(part.site, part.skills, spans, part.duration, part.preferred_engineer)
            if seat is not None:
                return replace(self._visit(part, seat.place, seat.windows), pin=Pin(engineer=seat.engineer))
        return None

    def _visit(self, part: Inspection, place: str, windows: Sequence[Window]) -> Visit:
        overdue = part.due_on < self._frame.first
        waits = max(self._frame.policy_of(part.site).wait_cost_per_day, OVERDUE_PRICE_PER_DAY) if overdue else 0.0
        visit = Visit(
            id=self._names.give(part.id, "inspection"),
            place=place,
            duration=part.duration,
            skip_cost=part.skip_cost * self._pressing(part),
            kind=part.kind,
            windows=tuple(windows),
            skills=dict(part.skills),
            wait_cost_per_day=waits,
            carried=_carried(part, self._name(part)),
        )
        return replace(visit, skip_cost=with_lateness(self._frame, visit))

    def _name(self, part: Inspection) -> str:
        """What people call it: the name of its rule, or its kind, and the name of its site."""
        rule, site = self._rules[part.rules[0]], self._frame.sites[part.site]
        what = _told(rule.carried, part.kind.replace("_", " "))
        of = f" ({part.part} of {part.parts})" if part.parts > 1 else ""
        return f"{what[:1].upper()}{what[1:]}, {_told(site.carried, site.id)}{of}"

    def _pressing(self, part: Inspection) -> float:
        """What share of its price it costs to leave it out: what can wait until after the agenda, less than all.

        It is the share of the days from ready to due that will be over by then.
        """
        if part.due_on <= self._frame.last:
            return 1.0
        return ((self._frame.last - part.ready_on).days + 1) / ((part.due_on - part.ready_on).days + 1)

    def _spans(self, part: Inspection) -> list[Span]:
        """The days from ready to due; all days that are left for what is overdue."""
        last = part.due_on if part.due_on >= self._frame.first else self._frame.last
        return self._days(part, part.ready_on, last)

    def _late_spans(self, part: Inspection) -> list[Span]:
        """The days after it was due: better late than never."""
        return self._days(part, part.due_on + DAY, self._frame.last)

    def _days(self, part: Inspection, first: date, last: date) -> list[Span]:
        """Those of some days that are working days of the rule's calendar; all of them where it names none."""
        frame = self._frame
        days = [day for day in frame.days if first <= day <= last]
        if part.calendar is not None:
            working = frame.calendars[part.calendar]
            days = [day for day in days if working.is_working_day(day)]
        return [days_span(frame, run[0], run[-1]) for run in _runs(days)]

    def _report(self, part: Inspection) -> Report | None:
        return report_of(self._frame.policy_of(part.site), part.kind, "inspection")

    def _join(self, id_: str, pairs: Sequence[tuple[Inspection, Visit]]) -> None:
        """Let the parts of an inspection go together: on as many working days in a row as there are parts."""
        days, count = self._working_days(*pairs[0]), len(pairs)
        if len(days) < count:
            self.warnings.append(
                f"Inspection {id_} takes {count} days, more than are left for it here ({len(days)}); the rest of it "
                "goes on afterwards."
            )
            count = max(1, len(days))
            self._put_off([part for part, _ in pairs[count:]])
        if count == 1:
            return
        if len(self._series_days.union(days)) > MOST_SERIES_DAYS:
            self.warnings.append(
                f"Inspection {id_} has {count} parts that are not kept together: all that go together may have "
                f"{MOST_SERIES_DAYS} days; make an agenda of fewer days."
            )
            return
        self._series_days.update(days)
        patterns = tuple(tuple(days[k : k + count]) for k in range(len(days) - count + 1))
        self.series.append(Series(id_, tuple(each.id for _, each in pairs[:count]), patterns))

    def _put_off(self, parts: Sequence[Inspection]) -> None:
        """Parts for which no day is left are no visits of these days."""
        ids = {(part.id, part.part) for part in parts}
        self.entries = [entry for entry in self.entries if (entry.source.id, entry.source.part) not in ids]
        self.waiting += [Waiting("inspection", part.id, part.site, "later") for part in parts]

    def _working_days(self, part: Inspection, visit: Visit) -> list[date]:
        """The days on which the visit may be done and somebody who can do it is at work."""
        frame = self._frame
        shifts = (
            shift for id_ in self._ids for shift in self._people.shifts_for(id_, part.skills, part.site) if works(shift)
        )
        manned = {frame.day_of(shift.start) for shift in shifts}
        days = days_of(frame, visit.windows) if visit.windows else frame.days
        return [day for day in days if day in manned]


def _runs(days: Sequence[date]) -> list[list[date]]:
    """Days in order, those that follow each other together."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day == runs[-1][-1] + DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _told(carried: Mapping[str, object], otherwise: str) -> str:
    """The name that the book carries for a thing."""
    name = carried.get("name")
    return name if isinstance(name, str) and name.strip() else otherwise


def _carried(part: Inspection, name: str) -> dict[str, object]:
    """What people want to read beside the visit; nobody computes with it."""
    carried = {
        "name": name,
        "x_rules": list(part.rules),
        "x_due_on": part.due_on.isoformat(),
        "x_units": list(part.units),
        "x_checklist": list(part.checklist),
    }
    return {key: value for key, value in carried.items() if value}
