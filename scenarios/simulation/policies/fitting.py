"""What an engineer may take on now, by rules that no policy breaks."""

from scenarios.simulation.presence import Presence
from scenarios.simulation.work import Work
from scenarios.simulation.world import World

EARLY_S = 900
"""How early somebody may arrive at a door that is still closed."""


def is_able(presence: Presence, work: Work, on: int) -> bool:
    """Whether somebody may serve the work at all: skills, site, and who is wanted or not.

    Parameters
    ----------
    on : int
        The day of the shift, as an ordinal: certificates count until theirs.
    """
    engineer = presence.engineer
    if work.only not in (None, engineer.id) or engineer.id in work.excluded:
        return False
    if presence.serves is not None and work.node not in presence.serves:
        return False
    return all(
        level <= 0 or (engineer.skills.get(name, 0.0) >= level and _holds(engineer.certificates.get(name), on))
        for name, level in work.skills.items()
    )


def _holds(until: object, on: int) -> bool:
    return until is None or on <= until.toordinal()  # type: ignore[attr-defined]


def ready_s(world: World, presence: Presence, work: Work, rests: int = 0) -> int:
    """When somebody who sets out now has set up, by what is planned; so many breaks are taken there first."""
    second = world.now_s + world.ways.seconds(presence.node, work.node)
    for pause in presence.pauses[:rests]:
        second = max(second, pause.earliest_s) + pause.length_s
    return second + (work.setup_s if presence.place != work.place else 0)


def begins_s(world: World, presence: Presence, work: Work, rests: int = 0) -> int | None:
    """When somebody who sets out now could begin; None where that cannot be, or would not end in time.

    By what is planned: it ends, and the way home, within the shift and its overtime, and within what the engineer may
    work and drive on the day and in the week.
    """
    begin_s = work.opens_s(ready_s(world, presence, work, rests))
    if begin_s is None:
        return None
    way_home_s = world.ways.seconds(work.node, presence.home)
    home_s = begin_s + work.planned_s + way_home_s
    if home_s > presence.limit_s:
        return None
    if presence.engineer.limits:
        on, driving_s = world.timeline.dates[presence.day], world.ways.seconds(presence.node, work.node) + way_home_s
        if not world.hours.keeps_limits(presence, on, world.now_s, home_s, driving_s):
            return None
    return begin_s


def sets_out_s(world: World, presence: Presence, work: Work, begin_s: int, rests: int = 0) -> int:
    """When to set out for work that begins then, so as not to stand before a closed door for long."""
    return world.now_s + max(0, begin_s - ready_s(world, presence, work, rests) - EARLY_S)


def outlasts_break(presence: Presence, work: Work, begin_s: int) -> bool:
    """Whether work that begins then would end after the next break must have begun."""
    return bool(presence.pauses) and begin_s + work.planned_s > presence.pauses[0].latest_s
