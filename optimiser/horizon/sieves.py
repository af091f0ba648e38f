"""Which shifts a block may be given to: one sieve for each rule that does not depend on what else is planned."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimiser.book import Calendar, Site
from optimiser.calendars import WorkingCalendar
from optimiser.horizon.question import Block, HorizonQuestion
from optimiser.horizon.slots import NONE, Slots

Mask = NDArray[np.bool_]
_DAY = timedelta(days=1)


class Sieves:
    """Passes shifts for blocks, and says which rule holds which back.

    Parameters
    ----------
    question : HorizonQuestion
    slots : Slots
    """

    def __init__(self, question: HorizonQuestion, slots: Slots) -> None:
        self.question, self.slots = question, slots
        book = question.book
        self.sites: Mapping[str, Site] = {site.id: site for site in book.sites}
        self.row: Mapping[str, int] = {site.id: k for k, site in enumerate(book.sites)}
        self._calendars: Mapping[str, Calendar] = {calendar.id: calendar for calendar in book.calendars}
        self._kept: dict[Any, NDArray[Any]] = {}

    def passed(self, block: Block) -> Mask:
        """The shifts, of whatever day, that all sieves let through."""
        mask = np.ones(len(self.slots.day), dtype=bool)
        for sieve in self.each(block).values():
            mask &= sieve
        return mask

    def each(self, block: Block) -> dict[str, Mask]:
        """What each rule lets through, by the code of the hindrance where it does not."""
        head = block.head
        masks = {
            "reserved": self._of(("resident", head.site, head.remote), lambda: self._reserved(block)),
            "no_skill": self._of(("skills", tuple(sorted(head.skills.items()))), lambda: self._skilled(block)),
            "too_long": self._of(("long", block.longest), lambda: self._long_enough(block.longest)),
        }
        calendar = head.calendar
        if calendar is not None:
            masks["no_working_day"] = self._of(("working", calendar), lambda: self._working(calendar))
        if not head.remote:
            masks["too_far"] = self._of(("far", head.site, block.longest), lambda: self._near_enough(block))
            access = self.sites[head.site].access
            if access:
                masks["site_closed"] = self._open_s(access) >= block.longest.total_seconds()
        if len(block.parts) > 1:
            masks["parts"] = self._of(("parts", len(block.parts)), lambda: self._followed(len(block.parts)))
        return masks

    def after_done(self, block: Block) -> date | None:
        """The first day that is far enough from when its rules were last done."""
        days = []
        for rule in block.spacings:
            done = self._last_done.get(rule)
            if done is not None:
                days.append(done + timedelta(days=block.spacings[rule]))
        return max(days, default=None)

    def _of(self, key: Any, make: Callable[[], NDArray[Any]]) -> NDArray[Any]:
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = make()
        return found

    @cached_property
    def _last_done(self) -> dict[str, date]:
        known = {rule.id: rule.last_done_on for rule in self.question.book.rules if rule.last_done_on is not None}
        for rule, day in self.question.done.items():
            known[rule] = max(day, known.get(rule, day))
        return known

    def _reserved(self, block: Block) -> Mask:
        site = block.head.site
        engineers = self.question.book.engineers
        resident = np.array([engineer.resident_at in (None, site) for engineer in engineers], dtype=bool)
        own = np.array([shift.serves_only_site in (None, site) for shift in self.slots.shifts], dtype=bool)
        mask: Mask = resident[self.slots.engineer] & own
        return mask

    def _skilled(self, block: Block) -> Mask:
        mask = np.ones(len(self.slots.day), dtype=bool)
        for skill, level in block.head.skills.items():
            if level <= 0:
                continue  # asks for nothing
            has = [engineer.skills.get(skill, 0.0) >= level for engineer in self.question.book.engineers]
            until = [self._until(engineer.certificates.get(skill)) for engineer in self.question.book.engineers]
            mask &= np.array(has, dtype=bool)[self.slots.engineer]
            mask &= np.array(until)[self.slots.engineer] >= self.slots.day
        return mask

    def _until(self, day: date | None) -> int:
        return 2**31 if day is None else self.question.index_of(day)

    def _long_enough(self, duration: timedelta) -> Mask:
        long_enough: Mask = self.slots.stretch_s >= duration.total_seconds()
        return long_enough

    def room_s(self, block: Block) -> NDArray[np.int64]:
        """The seconds of work at its site that each shift has room for, while the site is open."""
        site = self.sites[block.head.site]
        room = self._stay_s(site)
        return room if site.access is None else np.minimum(room, self._open_s(site.access))

    def _stay_s(self, site: Site) -> NDArray[np.int64]:
        """The longest work at a site: going there and coming back are taken off, and no break interrupts it.

        Of the two ways one lies beside it, the other may lie beyond a break.
        """
        way = self._way_s(site)
        stay: NDArray[np.int64] = np.minimum(self.slots.capacity_s - way, self.slots.stretch_s - way // 2)
        return stay - round(site.setup.total_seconds())

    def _way_s(self, site: Site) -> NDArray[np.int64]:
        """Driving there from where each shift goes out, and back."""
        seconds, row = self.question.travel.seconds, self.row[site.id]
        way: NDArray[np.int64] = seconds[self.slots.home, row].astype(np.int64) + seconds[row, self.slots.home]
        return way

    def _near_enough(self, block: Block) -> Mask:
        """Whether going there, setting up, doing the work and coming back fit into the shift, beside its breaks."""
        site = self.sites[block.head.site]
        fits = self._stay_s(site) >= block.longest.total_seconds()
        near: Mask = fits & (self._way_s(site) <= self.slots.drive_limit_s)
        # What is too long without any travel is said to be so, and not to be too far.
        return near | ~self._long_enough(block.longest)

    def _working(self, calendar: str) -> Mask:
        known = WorkingCalendar(self._calendars[calendar])
        days = [self.question.first + timedelta(days=k) for k in range(self.question.day_count)]
        return np.array([known.is_working_day(day) for day in days], dtype=bool)[self.slots.day]

    def _open_s(self, access: str) -> NDArray[np.int64]:
        """The longest stretch of each shift in which a site is open, in seconds."""
        return self._of(("open", access), lambda: self._stretches(access))

    def _stretches(self, access: str) -> NDArray[np.int64]:
        calendar = WorkingCalendar(self._calendars[access])
        spans = calendar.open_spans(self.question.first - _DAY, self.question.last + _DAY)
        opens = np.array([_stamp(begin) for begin, _ in spans], dtype=np.int64)
        closes = np.array([_stamp(end) for _, end in spans], dtype=np.int64)
        longest = np.zeros(len(self.slots.day), dtype=np.int64)
        for slot, shift in enumerate(self.slots.shifts):
            shared = np.minimum(closes, _stamp(shift.end)) - np.maximum(opens, _stamp(shift.start))
            longest[slot] = shared.max(initial=0)
        return longest

    def _followed(self, parts: int) -> Mask:
        """Whether the engineer works on as many days in a row."""
        at = np.arange(len(self.slots.day))
        for _ in range(parts - 1):
            at = np.where(at == NONE, NONE, self.slots.after[at])
        mask: Mask = at != NONE
        return mask


def _stamp(at: datetime) -> int:
    return round(at.timestamp())
