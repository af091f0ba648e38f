"""What becomes of tickets that are open already when tickets begin to be drawn."""

import math
from dataclasses import replace
from datetime import datetime, timedelta

from optimiser import Ticket
from scenarios.demand.chance import generator_of
from scenarios.demand.fates import COLUMNS, draw_fates
from scenarios.demand.model import NOTHING, Demand, Fate, Stream, WorkTime

_ANSWERED = frozenset({"responded", "assessed"})
_NOT_AT_DESK = frozenset(
    {
        "diagnosed", "solution_named", "dispatched", "part_arrived", "loan_arrived", "arrived", "repair_failed",
        "to_workshop", "from_workshop", "paused", "resumed",
    }
)  # fmt: skip
"""After one of these somebody must go, or has been there."""


def stream_like(demand: Demand, ticket: Ticket, unit_kind: str | None) -> Stream:
    """Find the stream that a ticket could have come from: of its kind, and most like it in what else is known of it.

    Parameters
    ----------
    unit_kind : str or None
        Of the unit that the ticket is about.

    Returns
    -------
    Stream
        Where none is of its kind, one whose tickets all need one visit, which takes as long as usual.
    """
    alike = [stream for stream in demand.streams if stream.kind == ticket.kind]
    if not alike:
        return Stream("", 0.0, ticket.severity, WorkTime(ticket.duration))
    return max(
        alike,
        key=lambda stream: (
            stream.severity == ticket.severity,
            dict(stream.skills) == dict(ticket.skills),
            stream.unit_kind == unit_kind,
            stream.complexity == ticket.complexity,
        ),
    )


def is_answered(ticket: Ticket) -> bool:
    """Tell whether the desk has answered a ticket, by all of its history."""
    return any(event.kind in _ANSWERED for event in ticket.history) or is_sorted(ticket)


def is_sorted(ticket: Ticket) -> bool:
    """Tell whether the desk is done with a ticket, by all of its history."""
    return any(event.kind in _NOT_AT_DESK for event in ticket.history)


def fate_from(ticket: Ticket, like: Stream, at: datetime, seed: int, replication: int) -> Fate:
    """Draw what becomes of a ticket that is open.

    It belongs to (seed, replication, the ticket's id) and to nothing else. Times until the desk and the customer act
    are exponential, so that what is left of them is as long whatever has passed [1]_; who would have given up by now
    in so many cases is less likely to be one who gives up.

    Parameters
    ----------
    ticket : Ticket
        With its history until now.
    like : Stream
        Whose chances are the ticket's; the visit is planned as the ticket says.
    at : datetime
        Now. Nothing before it is drawn.

    Returns
    -------
    Fate
        Its times count from now, not from the report; its work is that of the visits to come.

    References
    ----------
    .. [1] W. Feller (1971), An Introduction to Probability Theory and Its Applications, volume II, I.3: the
       exponential distribution has no memory.
    """
    by_desk = ticket.remote or ticket.duration <= NOTHING
    sorted_ = is_sorted(ticket)
    stays = any(event.kind == "arrived" for event in ticket.history)
    chances = replace(
        like,
        work=replace(like.work, planned=ticket.duration),
        answer=NOTHING if is_answered(ticket) else like.answer,
        remote_work=NOTHING if sorted_ else like.remote_work,
        remote_share=1.0 if by_desk else 0.0 if sorted_ else like.remote_share,
        cancel_share=0.0 if stays else _still_giving_up(like, at - ticket.reported_at),
    )
    uniforms = generator_of(seed, replication, "open ticket", ticket.id).random((1, COLUMNS))
    return draw_fates(chances, uniforms)[0]


def _still_giving_up(like: Stream, waited: timedelta) -> float:
    """The share of those who will withdraw among those who have not by now, by Bayes' rule."""
    if like.cancel_after <= NOTHING:
        return 0.0
    patient = like.cancel_share * math.exp(-(waited / like.cancel_after))
    return patient / (1.0 - like.cancel_share + patient) if patient else 0.0
