"""Simulation: a service is lived through, event by event, under a dispatch policy.

::

    timeline, chances, ways, shelf     time, luck, travel, parts
    backlog                            the tickets that are open at the beginning
    work, presence, census             a piece of work, a shift as it is lived, all tickets counted
    hours                              what people have worked in the week
    ledger                             what is written down for the measures
    world                              all of it together
    rotas                              who is on call
    desk, field, mornings              what happens: to tickets, to engineers, at the beginning of days
    policies/                          how work is given out
    replay                             a day as it was lived, for the checker
    simulator                          one replication
"""

from scenarios.simulation.replay import Recording
from scenarios.simulation.simulator import Stopped, simulate

__all__ = ["Recording", "Stopped", "simulate"]
