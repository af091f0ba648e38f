"""A ticket's life apart from its visits: it is reported, answered, solved at the desk or not, and maybe withdrawn."""

from collections.abc import Generator, Sequence
from typing import Any

from scenarios.demand import Fate, Reported
from scenarios.simulation.backlog import OpenTicket
from scenarios.simulation.work import OVER, Work
from scenarios.simulation.world import World

Events = Generator[Any, Any, None]


def live_ticket(world: World, reported: Reported) -> Events:
    """Live through a ticket until it is over or with the engineers.

    The desk has room for all: answering and sorting take time, and nobody queues for it.
    """
    fate = reported.fate
    yield world.env.timeout(max(0, world.timeline.second(reported.ticket.reported_at) - world.now_s))
    work = world.report(reported)
    if fate.cancelled_after is not None:
        world.env.process(_withdraw(world, work, fate))
    yield from _answer(world, work, fate)
    yield from _sort(world, work, fate)


def live_on(world: World, given: OpenTicket) -> Events:
    """Live on through a ticket that is open at the beginning, from where it stands."""
    work, fate = world.take_over(given), given.fate
    if fate.cancelled_after is not None:
        world.env.process(_withdraw(world, work, fate))
    if given.held is not None:
        world.move(work, "held")
        yield from _hold(world, work, int(given.held.total_seconds()), given.released_by)
    elif given.is_sorted and not fate.is_remote:
        hand_over(world, work)
    else:
        if not given.is_answered:
            yield from _answer(world, work, fate)
        world.note(work, *given.released_by)
        yield from _sort(world, work, fate)


def _answer(world: World, work: Work, fate: Fate) -> Events:
    """Have the desk answer."""
    yield world.env.timeout(int(fate.answered_after.total_seconds()))
    if not _is_over(work):
        world.note(work, "responded", "assessed")


def _sort(world: World, work: Work, fate: Fate) -> Events:
    """Have the desk solve a ticket, or find that somebody must go."""
    sorting_s = int((fate.sorted_after - fate.answered_after).total_seconds())
    yield world.env.timeout(max(0, sorting_s))
    if _is_over(work):
        return
    if fate.is_remote:
        world.note(work, "solved_remotely")
        world.move(work, "remote")
        return
    world.note(work, "diagnosed", "solution_named")
    hand_over(world, work)


def _is_over(work: Work) -> bool:
    return work.state in OVER


def hand_over(world: World, work: Work) -> None:
    """Let a ticket wait for an engineer."""
    world.move(work, "waiting")
    world.ask_hours(work)
    world.policy.reported(work)


def _withdraw(world: World, work: Work, fate: Fate) -> Events:
    """Let the customer withdraw a ticket, unless somebody is on the way."""
    after = fate.cancelled_after
    yield world.env.timeout(0 if after is None else int(after.total_seconds()))
    if work.state not in ("desk", "waiting", "held") or work.visits_made:
        return
    waited = work.state == "waiting"
    world.note(work, "cancelled")
    world.move(work, "cancelled")
    if waited:
        world.policy.gone(work)


def wait_for_part(world: World, work: Work, waits_s: int) -> Events:
    """Let a ticket's clock stand until the part is there."""
    yield from _hold(world, work, waits_s, ("part_arrived", "resumed"))


def _hold(world: World, work: Work, lasts_s: int, released_by: Sequence[str]) -> Events:
    """Let nobody go for a ticket for a while."""
    yield world.env.timeout(lasts_s)
    if _is_over(work):
        return
    work.has_part |= "part_arrived" in released_by
    world.note(work, *released_by)
    hand_over(world, work)
