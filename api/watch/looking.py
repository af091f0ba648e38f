"""From a scene to the notices that it calls for: rows in, notices out, no clock and no store."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Literal

from api.watch.following import ExpectedStop, follow, told_of
from api.watch.scene import Certificate, Hold, LeadTimes, OpenTicket, OwedPaper, Scene
from api.watch.wording import how_long, on_day, when

NoticeKind = Literal[
    "respond_near", "on_site_near", "restore_near", "on_site_late", "restore_late", "running_late", "paper_due",
    "certificate_ends", "hold_expires", "stop_off", "other_engineer",
]  # fmt: skip
SubjectKind = Literal["ticket", "engineer", "paper", "certificate", "held_slot", "visit"]
Key = tuple[str, str, str]
_SHORTEST = timedelta(minutes=1)


@dataclass(frozen=True)
class Danger:
    """What a notice is to say; a subject has one of each kind at most."""

    kind: NoticeKind
    subject_kind: SubjectKind
    subject_id: str
    territory: str
    due_at: datetime
    message: str
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """What it is known by from one look to the next."""
        return self.kind, self.subject_kind, self.subject_id


def look(scene: Scene, leads: LeadTimes) -> list[Danger]:
    """List all that the dispatcher must know, in the order in which it is due.

    A deadline that a route keeps is in no danger, however near it is. One that a route will miss is told at once; one
    that no route keeps, when it comes near.
    """
    expected = [
        stop
        for route in scene.routes
        for stop in follow(route, scene.reported, scene.last_seen.get(route.engineer), scene.now)
    ]
    found = [
        *_tickets(scene, expected, leads),
        *_engineers(scene, expected, leads),
        *_gone_astray(scene),
        *(danger for paper in scene.papers for danger in _paper(scene, paper, leads)),
        *(danger for each in scene.certificates for danger in _certificate(scene, each, leads)),
        *(danger for hold in scene.holds for danger in _hold(scene, hold, leads)),
    ]
    return sorted(found, key=lambda danger: (danger.due_at, danger.key))


def _tickets(scene: Scene, expected: Sequence[ExpectedStop], leads: LeadTimes) -> Iterator[Danger]:
    stops: dict[str, list[ExpectedStop]] = defaultdict(list)
    for each in expected:
        if each.stop.ticket is not None:
            stops[each.stop.ticket].append(each)
    for ticket in scene.tickets:
        own = stops.get(ticket.id, [])
        yield from _respond(scene, ticket, leads)
        if ticket.onsite_by is not None:
            first = min(own, key=lambda each: each.start_at, default=None)
            yield from _promise(scene, ticket, "on_site", ticket.onsite_by, first, leads.on_site)
        if ticket.restore_by is not None:
            last = max(own, key=lambda each: each.end_at, default=None)
            yield from _promise(scene, ticket, "restore", ticket.restore_by, last, leads.restore)


def _respond(scene: Scene, ticket: OpenTicket, leads: LeadTimes) -> Iterator[Danger]:
    by = ticket.respond_by
    if by is None or by - scene.now > leads.respond:
        return
    message = (
        f"{_named(ticket)} must be answered by {_due(scene, by)}, and nobody has: "
        f"call the customer, then tell the ticket that it was responded to"
    )
    yield Danger("respond_near", "ticket", ticket.id, ticket.territory, by, message)


def _promise(
    scene: Scene,
    ticket: OpenTicket,
    what: Literal["on_site", "restore"],
    by: datetime,
    stop: ExpectedStop | None,
    lead: timedelta,
) -> Iterator[Danger]:
    wanted = "needs somebody on site" if what == "on_site" else "must be repaired"
    if stop is None:
        if by - scene.now <= lead:
            message = f"{_named(ticket)} {wanted} by {_due(scene, by)}; {_not_planned(ticket)}"
            kind: NoticeKind = "on_site_near" if what == "on_site" else "restore_near"
            yield Danger(kind, "ticket", ticket.id, ticket.territory, by, message)
        return
    at = stop.start_at if what == "on_site" else stop.end_at
    if at <= by:
        return
    will = "is expected there" if what == "on_site" else "is expected to be done"
    message = (
        f"{_named(ticket)} {wanted} by {when(by, scene.zone)}; {stop.route.name} {will} at {when(at, scene.zone)}, "
        f"{how_long(at - by)} late: replan, see who can be there first, or agree another time with the customer"
    )
    data = {"engineer": stop.route.engineer, "expected_at": at.isoformat(), "late_s": (at - by).total_seconds()}
    late: NoticeKind = "on_site_late" if what == "on_site" else "restore_late"
    yield Danger(late, "ticket", ticket.id, ticket.territory, by, message, data)


def _engineers(scene: Scene, expected: Sequence[ExpectedStop], leads: LeadTimes) -> Iterator[Danger]:
    """Tell who runs late, once for each engineer: at the first stop that is late by more than is allowed."""
    late: dict[str, list[ExpectedStop]] = defaultdict(list)
    for each in expected:
        if each.behind >= max(leads.behind, _SHORTEST):
            late[each.route.engineer].append(each)
    for engineer, stops in late.items():
        first = stops[0]
        planned, by = ("end", first.stop.end_at) if first.has_begun else ("start", first.stop.start_at)
        more = "" if len(stops) == 1 else f" and {len(stops) - 1} more"
        message = (
            f"{first.route.name} runs {how_long(first.behind)} late: {first.stop.title or first.stop.visit} was to "
            f"{planned} at {when(by, scene.zone)}; this moves it{more}: call the engineer, or replan"
        )
        data = {"late_s": first.behind.total_seconds(), "visits": [each.stop.visit for each in stops]}
        yield Danger("running_late", "engineer", engineer, first.route.territory, by, message, data)


def _gone_astray(scene: Scene) -> Iterator[Danger]:
    """Tell of stops that go on otherwise than their routes say, as long as a replan can make something of that."""
    for route in scene.routes:
        for stop in route.stops:
            if stop.visit is None or stop.end_at <= scene.now:
                continue
            told = told_of(scene.reported, route, stop)
            place = f"{stop.title or stop.visit} at {when(stop.start_at, scene.zone)}"
            data = {"engineer": route.engineer, "visit": stop.visit}
            kind: NoticeKind
            if stop.other is not None:
                kind, data = "other_engineer", data | {"reported_by": stop.other}
                what = "was at" if told.is_over else "goes to"
                message = f"{stop.other} {what} {place}, which is on the route of {route.name}: call them, and replan"
            elif stop.off is not None and not told.is_over:
                kind, data = "stop_off", data | {"status": stop.off}
                state = stop.off.replace("_", " ")
                message = f"{route.name} need not go to {place}: it is {state}; replan, so that the time is used"
            else:
                continue
            yield Danger(kind, "visit", stop.visit, route.territory, stop.start_at, message, data)


def _paper(scene: Scene, paper: OwedPaper, leads: LeadTimes) -> Iterator[Danger]:
    if paper.due_at - scene.now > leads.paper:
        return
    of = f"ticket {paper.ticket}" if paper.ticket else f"the visit at {paper.site}"
    who = f" by {paper.engineer}" if paper.engineer else ""
    message = f"The {paper.kind.replace('_', ' ')} of {of} is owed{who} by {_due(scene, paper.due_at)}: see to it"
    data = {"kind": paper.kind, "ticket": paper.ticket, "engineer": paper.engineer}
    yield Danger("paper_due", "paper", paper.id, paper.territory, paper.due_at, message, data)


def _certificate(scene: Scene, certificate: Certificate, leads: LeadTimes) -> Iterator[Danger]:
    over_at = datetime.combine(certificate.ends_on + timedelta(days=1), time(0), scene.zone)
    if over_at - scene.now > leads.certificate:
        return
    verb = "ends" if over_at > scene.now else "has ended"
    message = (
        f"{certificate.name}'s certificate for {certificate.skill} {verb} on {on_day(certificate.ends_on)}: "
        f"have it renewed, or work that takes it is given to others"
    )
    data = {"engineer": certificate.engineer, "skill": certificate.skill}
    subject = f"{certificate.engineer}/{certificate.skill}"
    yield Danger("certificate_ends", "certificate", subject, certificate.territory, over_at, message, data)


def _hold(scene: Scene, hold: Hold, leads: LeadTimes) -> Iterator[Danger]:
    if not timedelta(0) < hold.expires_at - scene.now <= leads.hold:
        return
    of = f"ticket {hold.ticket}" if hold.ticket else hold.site
    message = (
        f"The slot held for {of}, {when(hold.opens_at, scene.zone)}, is free again at "
        f"{when(hold.expires_at, scene.zone)}: ask the customer, then take it or let it go"
    )
    yield Danger("hold_expires", "held_slot", hold.id, hold.territory, hold.expires_at, message, {"site": hold.site})


def _named(ticket: OpenTicket) -> str:
    return f"Ticket {ticket.id} (severity {ticket.severity}, {ticket.site})"


def _due(scene: Scene, by: datetime) -> str:
    """Tell a deadline, and whether it has passed."""
    return when(by, scene.zone) + (", which has passed" if by < scene.now else "")


def _not_planned(ticket: OpenTicket) -> str:
    if ticket.outside is not None:
        return f"{ticket.outside} does it: ask when"
    return "no route keeps it: replan, or see who can be there first"
