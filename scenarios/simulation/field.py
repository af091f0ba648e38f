"""An engineer's shift as it is lived: ways, work, breaks, and home."""

from collections.abc import Generator
from typing import Any

from scenarios.simulation.desk import hand_over, wait_for_part
from scenarios.simulation.presence import Go, Presence, Rest, Wait
from scenarios.simulation.work import Work
from scenarios.simulation.world import World

Events = Generator[Any, Any, None]
_DIAGNOSIS_SHARE = 0.5
"""How much of a visit's time it takes to find that a part is missing. Our assumption."""


def live_shift(world: World, presence: Presence, before: Presence | None) -> Events:
    """Live through a shift.

    Parameters
    ----------
    before : Presence or None
        The same engineer's shift before this one: nobody begins before the last work is done.
    """
    yield world.env.timeout(max(0, presence.start_s - world.now_s))
    while before is not None and not before.is_over:
        yield before.ended
    while True:
        step = world.policy.next(presence)
        match step:
            case Go(work, rests):
                presence.rested_s = 0
                yield from _serve(world, presence, work, rests)
            case Rest():
                begin_s = world.now_s
                yield from _rest(world, presence)
                presence.rested_s += world.now_s - begin_s if presence.has_left else 0
            case Wait(until_s):
                if world.now_s >= presence.end_s:
                    break
                yield from _wait(world, presence, until_s)
    yield from _go_home(world, presence)


def _wait(world: World, presence: Presence, until_s: int | None) -> Events:
    """Stand by until somebody calls, a time comes, or the shift ends."""
    if world.service.operations.idle_at_home and presence.node != presence.home:
        leaves_s = world.now_s
        yield from _travel(world, presence, presence.home, presence.shift.from_)
        _tell_way(world, presence, leaves_s)
        return
    until_s = presence.end_s if until_s is None else min(until_s, presence.end_s)
    if not presence.free_since_s:
        presence.free_since_s = world.now_s
    presence.free, presence.call = True, world.env.event()
    presence.waits_since_s = since_s = world.now_s
    yield presence.call | world.env.timeout(max(0, until_s - world.now_s))
    presence.free, presence.waits_since_s = False, None
    if presence.out_s is not None:
        presence.stood_by_s += world.now_s - since_s


def _rest(world: World, presence: Presence) -> Events:
    """Take the next break."""
    pause = presence.pauses.pop(0)
    begin_s = max(world.now_s, pause.earliest_s)
    presence.busy_until_s = begin_s + pause.length_s
    if world.recorder is not None:
        world.recorder.rested(presence, begin_s, presence.busy_until_s)
    yield world.env.timeout(presence.busy_until_s - world.now_s)


def _travel(world: World, presence: Presence, node: int, place: str) -> Events:
    """Go somewhere else."""
    here, on = presence.node, world.timeline.dates[presence.day]
    seconds = world.travel_s(here, node, on)
    presence.has_left = True
    presence.out_s = world.now_s if presence.out_s is None else presence.out_s
    presence.travelled_s += seconds
    presence.metres += world.ways.metres(here, node)
    presence.node, presence.place = node, place
    yield world.env.timeout(seconds)


def _tell_way(world: World, presence: Presence, leaves_s: int) -> None:
    if world.recorder is not None:
        world.recorder.went(presence, leaves_s, world.now_s)


def _serve(world: World, presence: Presence, work: Work, rests: int) -> Events:
    """Go for a piece of work, and do it."""
    moved, leaves_s = presence.place != work.place, world.now_s
    planned_s = world.ways.seconds(presence.node, work.node) + work.planned_s + (work.setup_s if moved else 0)
    presence.free_since_s = 0
    presence.busy_until_s = leaves_s + planned_s
    world.census.move(work, "travelling")
    world.assign(work, presence.engineer.id)
    yield from _travel(world, presence, work.node, work.place)
    arrives_s, setup_s = world.now_s, work.setup_s if moved else 0
    ready_s = yield from _get_ready(world, presence, setup_s, rests)
    begin_s = work.opens_s(ready_s)
    if begin_s is None:  # the door is closed by now
        presence.place = f"before {work.place}"
        _tell_way(world, presence, leaves_s)
        hand_over(world, work)
        return
    world.census.move(work, "serving")
    _arrive(world, presence, work)
    presence.busy_until_s = begin_s + work.planned_s
    missing_s, work_s = _true_work_s(world, work)
    yield world.env.timeout(begin_s + work_s - world.now_s)
    presence.worked_s += work_s + setup_s
    presence.visits_count += 1
    if world.recorder is not None:
        world.recorder.served(presence, work, leaves_s, arrives_s, begin_s, begin_s + work_s)
    _finish(world, work, missing_s)


def _get_ready(world: World, presence: Presence, setup_s: int, rests: int) -> Generator[Any, Any, int]:
    """Take breaks on arriving, and set up as soon as that fits; returns when all is ready."""
    for pause in presence.pauses[:rests]:
        if world.now_s + setup_s <= pause.earliest_s:
            yield world.env.timeout(setup_s)
            setup_s = 0
        yield from _rest(world, presence)
    return world.now_s + setup_s


def _arrive(world: World, presence: Presence, work: Work) -> None:
    world.note(work, "arrived", by=presence.engineer.id)
    if work.reached_s is None:
        work.reached_s = world.now_s
        world.ledger.reached(work, world.now_s)


def _true_work_s(world: World, work: Work) -> tuple[int, int]:
    """How long until a part that is missing comes in, 0 where none is, and how long the visit takes."""
    if work.fate is None:
        return 0, world.chances.work_s(work.planned_s, work.id)
    work_s = max(0, round(work.fate.work[work.repairs_made].total_seconds()))
    if work.fate.part is None or work.has_part:
        return 0, work_s
    work.has_part = True
    missing_s = world.shelf.take(work.fate.part, world.now_s)
    return missing_s, round(work_s * _DIAGNOSIS_SHARE) if missing_s else work_s


def _finish(world: World, work: Work, missing_s: int) -> None:
    """Say what becomes of work at which somebody was."""
    work.visits_made += 1
    if work.fate is None:
        world.did(work)
        return
    if missing_s:
        world.note(work, "paused", waiting_for="part")
        world.move(work, "held")
        world.env.process(wait_for_part(world, work, missing_s))
        return
    work.repairs_made += 1
    if work.repairs_made < len(work.fate.work):
        world.note(work, "repair_failed")
        hand_over(world, work)
        return
    world.note(work, "restored")
    world.move(work, "done")


def _go_home(world: World, presence: Presence) -> Events:
    """End a shift."""
    presence.is_leaving = True
    if presence.has_left:
        yield from _travel(world, presence, presence.home, presence.shift.from_)
    presence.is_over = True
    world.left(presence)
    presence.ended.succeed()
