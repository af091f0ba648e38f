"""How a day begins: who is ill, what comes in, who is on, what is to be done."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from optimiser import Absence, Agenda, Almanac, DaysAhead, Visit
from scenarios.demand import Drawing
from scenarios.simulation.backlog import OpenTicket
from scenarios.simulation.desk import live_on, live_ticket
from scenarios.simulation.field import live_shift
from scenarios.simulation.presence import Pause, Presence
from scenarios.simulation.rotas import Rotas, handed_on
from scenarios.simulation.work import Work
from scenarios.simulation.world import Today, World

Events = Generator[Any, Any, None]
_DAY = timedelta(days=1)


class Mornings:
    """Begins the days of a world, one after the other.

    Parameters
    ----------
    world : World
    drawing : Drawing
        What is reported.
    open_ : sequence of OpenTicket
        What is open when the first day begins.
    """

    def __init__(self, world: World, drawing: Drawing, open_: Sequence[OpenTicket]) -> None:
        self._world, self._drawing, self._open = world, drawing, open_
        self._book = replace(world.service.book, tickets=())
        self._last: dict[str, Presence] = {}
        self._overdue: set[str] = set()
        self._ill: set[str] = set()
        self._almanac = Almanac(self._book)
        self._rota = Rotas(self._book, self._oldest_case())
        self._nodes = {site.id: world.ways.node(site.lat, site.lon) for site in self._book.sites}

    def live(self) -> Events:
        """Live through all days."""
        world = self._world
        for each in self._open:
            world.env.process(live_on(world, each))
        for day, on in enumerate(world.timeline.dates):
            yield world.env.timeout(world.timeline.midnights_s[day] - world.now_s)
            if day:
                world.ledger.midnight([w.since_s for w in world.works.values() if w.ticket is not None], world.now_s)
            for reported in self._drawing.of_day(on):
                world.env.process(live_ticket(world, reported))
            ahead = self._ahead(on)
            plan_s = self._plan_at_s(ahead, day)
            if plan_s is None:
                world.today = None
                continue
            if world.presences:  # somebody is on over midnight, and must be told what comes in
                self._begin(day, on, ahead)
                yield world.env.timeout(plan_s - world.now_s)
                self._look_again()
            else:
                yield world.env.timeout(plan_s - world.now_s)
                self._begin(day, on, ahead)

    def _oldest_case(self) -> date:
        """The day on which the oldest ticket came in whose owner the rota tells; else the first day."""
        zone = ZoneInfo(self._book.time_zone)
        reports = [each.ticket.reported_at.astimezone(zone).date() for each in self._open if each.ticket.owner is None]
        return min([*reports, self._world.timeline.dates[0]])

    def _ahead(self, on: date) -> DaysAhead:
        """The day as it is known when it begins, with who is ill; whoever is on duty is paid."""
        world, ill_last_night = self._world, self._ill
        self._ill = ill = {each.id for each in self._book.engineers if world.chances.is_ill(each.id, on)}
        rota = handed_on(self._rota.of(on), self._book, on - _DAY, ill_last_night)  # the night belongs to its eve
        healthy = self._almanac.days(on, on, rota=rota)
        on_duty = healthy.roster.shifts
        for each in self._book.engineers:
            if any(shift.kind in ("duty", "resident") for shift in on_duty.get(each.id, ())):
                world.ledger.rostered(each.skills, each.id in ill)
        if self._book.on_call is not None:
            hours = sum(stint.length / timedelta(hours=1) for stint in rota.stints if stint.day == on)
            world.ledger.stood_by(hours * self._book.on_call.pay_per_hour)
        if not ill:
            return healthy
        rota = handed_on(rota, self._book, on, ill)
        return self._almanac.days(on, on, rota=rota, absences={id_: (Absence(on, on, reason="ill"),) for id_ in ill})

    def _plan_at_s(self, ahead: DaysAhead, day: int) -> int | None:
        """When the plan of a day is made; None where nobody is on."""
        world = self._world
        starts = [world.timeline.second(shift.start) for shift in ahead.roster.all]
        if not starts:
            return None
        before_s = int(world.service.operations.plan_before.total_seconds())
        return max(world.timeline.midnights_s[day], min(starts) - before_s)

    def _begin(self, day: int, on: date, ahead: DaysAhead) -> None:
        world = self._world
        tickets = tuple(
            world.ticket_of(work)
            for work in world.works.values()
            if work.ticket is not None and work.state == "waiting"
        )
        now = world.timeline.instant(world.now_s)
        agenda = ahead.agenda(now, tickets=tickets, done=world.done)
        world.today = Today(day, on, ahead, agenda)
        self._take_in(agenda, on)
        for presence in self._presences(agenda, day):
            world.presences[presence.shift.id] = presence
            before = self._last.get(presence.engineer.id)
            self._last[presence.engineer.id] = presence
            world.env.process(live_shift(world, presence, before))
        world.policy.morning(world.today)

    def _look_again(self) -> None:
        """Plan the day in the morning, where it began at midnight."""
        if self._world.today is not None:
            self._world.policy.morning(self._world.today)

    # -- work ----------------------------------------------------------------------------------------------------------

    def _take_in(self, agenda: Agenda, on: date) -> None:
        """Bring all that is not over up to date with the agenda."""
        world = self._world
        for id_ in [w.id for w in world.works.values() if w.ticket is None and w.state == "waiting"]:
            del world.works[id_]
        for work in world.works.values():
            world.close(work)
        for visit in agenda.problem.visits:
            source = agenda.sources[visit.id]
            known = world.works.get(source.id if source.kind == "ticket" else visit.id)
            if known is not None and source.kind == "ticket":
                known.visit, known.windows, known.place = visit, world.windows_of(visit), visit.place
            elif known is None and source.kind != "ticket":
                world.works[visit.id] = self._work(agenda, visit, on)
            # what somebody is at over midnight stays as it is

    def _work(self, agenda: Agenda, visit: Visit, on: date) -> Work:
        source, world = agenda.sources[visit.id], self._world
        due_s = None if source.due_on is None else world.timeline.second(_end_of(world, source.due_on))
        is_late = source.due_on is not None and source.due_on < on
        if is_late and source.id not in self._overdue and source.part == 1:
            world.ledger.inspected(False)
            self._overdue.add(source.id)
        place = next(p for p in agenda.problem.places if p.id == visit.place)
        return Work(
            id=visit.id,
            kind=source.kind,
            source=source.id,
            node=world.ways.node(place.lat, place.lon),
            place=place.id,
            since_s=world.now_s,
            planned_s=int(visit.duration.total_seconds()),
            setup_s=int(place.setup.total_seconds()),
            rank=99,
            site=source.site,
            skills=visit.skills,
            windows=world.windows_of(visit),
            only=visit.pin.engineer if visit.pin else None,
            excluded=frozenset(visit.excluded_engineers),
            rules=source.rules,
            parts=source.parts,
            due_s=due_s,
            was_late=is_late,
            visit=visit,
        )

    # -- people --------------------------------------------------------------------------------------------------------

    def _presences(self, agenda: Agenda, day: int) -> Iterator[Presence]:
        world, second = self._world, self._world.timeline.second
        places = {place.id: world.ways.node(place.lat, place.lon) for place in agenda.problem.places}
        territories = world.service.territories
        for engineer in agenda.problem.engineers:
            for shift in engineer.shifts:
                if shift.id in world.presences:
                    continue
                serves = None if shift.serves_only is None else frozenset(places[p] for p in shift.serves_only)
                if engineer.id in territories:
                    own = frozenset(self._nodes[site] for site in territories[engineer.id])
                    serves = own if serves is None else serves & own
                yield Presence(
                    engineer=engineer,
                    shift=shift,
                    day=day,
                    start_s=second(shift.start),
                    end_s=second(shift.end),
                    limit_s=second(shift.end + shift.overtime_limit),
                    home=places[shift.from_],
                    node=places[shift.from_],
                    place=shift.from_,
                    serves=serves,
                    pauses=[
                        Pause(second(each.earliest), second(each.latest), int(each.duration.total_seconds()))
                        for each in shift.breaks
                    ],
                    call=world.env.event(),
                    ended=world.env.event(),
                )


def _end_of(world: World, on: date) -> datetime:
    return datetime.combine(on + _DAY, time(), ZoneInfo(world.service.book.time_zone))
