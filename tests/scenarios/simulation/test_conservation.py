"""Nothing and nobody gets lost, doubled or bent in a simulated day, whatever the service and the dispatch policy."""

from collections import Counter
from datetime import time
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.demand import Drawing
from tests.scenarios.simulation.lives import Served, Watching, illness, live
from tests.scenarios.simulation.small_services import POLICIES, Case, cases

_SOME = settings(max_examples=12, deadline=None)
_POLICIES = st.sampled_from(POLICIES)


@_SOME
@given(cases(), _POLICIES)
def test_every_ticket_that_is_drawn_is_over_or_open_at_the_end(case: Case, policy: str) -> None:
    tally, watching = live(case, policy)
    drawing = Drawing(case.service.demand, case.service.book, case.seed, 0)
    drawn = [each.ticket.id for day in watching.timeline.dates for each in drawing.of_day(day)]
    still_open = {work.id for work in watching.world.works.values() if work.ticket is not None}
    over_count = tally.of("remote_share")[1].sum()
    assert tally.of("tickets")[0].sum() == len(drawn) == len(set(drawn)) == over_count + len(still_open)
    assert tally.of("backlog")[0][-1] == len(still_open)
    assert still_open <= set(drawn)


@_SOME
@given(cases(), _POLICIES)
def test_histories_are_in_order_and_end_once(case: Case, policy: str) -> None:
    _, watching = live(case, policy)
    for work in (each.work for each in watching.visits if each.work.ticket is not None):
        kinds = [event.kind for event in work.history]
        assert all(one.at <= next_.at for one, next_ in pairwise(work.history))
        assert work.history[0].at >= work.ticket.reported_at  # type: ignore[union-attr]
        assert kinds.count("dispatched") == 1
        ends = [k for k, kind in enumerate(kinds) if kind in ("restored", "solved_remotely", "cancelled")]
        assert ends in ([], [len(kinds) - 1])
        visits_over = sum(kind in ("restored", "repair_failed", "paused") for kind in kinds)
        assert kinds.count("arrived") == visits_over + (work.state == "serving")


@_SOME
@given(cases(), _POLICIES)
def test_nobody_works_while_ill_or_outside_of_shifts_or_at_two_places(case: Case, policy: str) -> None:
    _, watching = live(case, policy)
    ill = illness(case, watching.timeline.dates)
    own: dict[str, list[tuple[int, int]]] = {}
    for presence, leaves_s, back_s in watching.shifts.values():
        assert (presence.engineer.id, presence.shift.day) not in ill  # a night on call is that of its eve
        assert leaves_s >= presence.start_s
        own.setdefault(presence.engineer.id, []).append((leaves_s, back_s))
    assert all(one[1] <= next_[0] for spans in own.values() for one, next_ in pairwise(sorted(spans)))
    for each in watching.visits:
        assert each.begin_s >= each.work.since_s
        if case.service.reality.travel_cv == 0.0 and case.service.reality.speed_factor == 1.0:
            assert each.begin_s + each.work.planned_s <= each.presence.limit_s


@_SOME
@given(cases(), _POLICIES)
def test_work_begins_when_the_site_is_open_and_when_it_was_agreed(case: Case, policy: str) -> None:
    _, watching = live(case, policy)
    zone, book = ZoneInfo(case.service.book.time_zone), case.service.book
    has_hours = {site.id for site in book.sites if site.access is not None}
    agreed = {each.id: each for each in book.appointments}
    for each in watching.visits:
        at = watching.timeline.instant(each.begin_s)
        if each.work.kind == "appointment":
            assert agreed[each.work.source].earliest <= at <= agreed[each.work.source].latest
        elif each.work.site in has_hours and not _is_desk_work(case, each):
            assert time(7) <= at.astimezone(zone).time() <= time(11, 30)


@_SOME
@given(cases(), _POLICIES)
def test_an_inspection_takes_as_many_visits_as_it_has_parts(case: Case, policy: str) -> None:
    _, watching = live(case, policy)
    made = Counter(each.work.source for each in watching.visits if each.work.kind == "inspection")
    parts = {each.work.source: each.work.parts for each in watching.visits}
    assert all(count <= parts[source] for source, count in made.items())
    _assert_done(watching)


def _assert_done(watching: Watching) -> None:
    """What was done as a whole is known as done on the day on which its last visit ended."""
    whole = [each for each in watching.visits if each.work.kind == "inspection" and each.work.parts == 1]
    for each in whole:
        on = max(k for k, s in enumerate(watching.timeline.midnights_s) if s <= each.end_s)
        done = {watching.world.done[rule] for rule in each.work.rules}
        assert all(day >= watching.timeline.dates[on] for day in done)


def _is_desk_work(case: Case, each: Served) -> bool:
    return any(rule.remote for rule in case.service.book.rules if rule.id in each.work.rules)
