"""A ticket's life apart from its visits: it is reported, answered, solved at the desk or not, and maybe withdrawn."""

from collections.abc import Generator
from typing import Any

from scenarios.demand import Fate, Reported
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
    yield world.env.timeout(int(fate.answered_after.total_seconds()))
    if _is_over(work):
        return
    world.note(work, "responded", "assessed")
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
    if work.state not in ("desk", "waiting") or work.visits_made:
        return
    waited = work.state == "waiting"
    world.note(work, "cancelled")
    world.move(work, "cancelled")
    if waited:
        world.policy.gone(work)


def wait_for_part(world: World, work: Work, waits_s: int) -> Events:
    """Let a ticket's clock stand until the part is there."""
    yield world.env.timeout(waits_s)
    world.note(work, "part_arrived", "resumed")
    hand_over(world, work)
