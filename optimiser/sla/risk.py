"""Which of several tickets is worse."""

from optimiser.book import Ticket, Unit


def risk(ticket: Ticket, unit: Unit | None = None) -> float:
    """Weigh a ticket: how much depends on its unit, times how likely the worst is.

    Parameters
    ----------
    ticket : Ticket
        With a likelihood in [0, 1].
    unit : Unit, optional
        With an impact from 0 to 10; without a unit it is 1.

    Returns
    -------
    float
        From 0 to 10: to tell tickets apart that are else equal.
    """
    return (1.0 if unit is None else unit.impact) * ticket.likelihood
