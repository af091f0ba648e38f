"""What is held for other customers: tentative visits that go in before anything is offered."""

from collections.abc import Sequence
from dataclasses import dataclass

from optimiser.explanation.trials import AT
from optimiser.inputs import Place, Visit
from optimiser.offers.opened import OpenPlan


@dataclass(frozen=True)
class Holding:
    """A plan with what is held for others.

    Attributes
    ----------
    opened : OpenPlan
        With every tentative visit, each at its cheapest.
    lost : tuple of str
        Ids of those that no longer fit.
    """

    opened: OpenPlan
    lost: tuple[str, ...]


def hold(opened: OpenPlan, visits: Sequence[Visit], places: Sequence[Place] = ()) -> Holding:
    """Put tentative visits into an open plan, one after the other, each where it is cheapest.

    Parameters
    ----------
    opened : OpenPlan
    visits : sequence of Visit
        What is held, its window the slot; those first held come first.
    places : sequence of Place
        The places of theirs that the problem does not have.

    Raises
    ------
    FaultyInput
        Where an id is there already, a place is unknown, or there is no way to know the travel to it.
    """
    new = {place.id: place for place in places}
    lost = []
    for visit in visits:
        place = None if visit.place in opened.kept.builder.place else new.get(visit.place)
        opened = opened.with_visit(visit, place)
        placed = _placed(opened, opened.kept.left_out(visit.id))
        if placed is None:
            lost.append(visit.id)
        else:
            opened = placed
    return Holding(opened, tuple(lost))


def _placed(opened: OpenPlan, u: int) -> OpenPlan | None:
    """The plan with a visit at its cheapest; None where it does not fit."""
    able = opened.able(u)
    survey = opened.grounds.survey(opened.grounds.true, u, able)
    s = min(able, key=lambda s: float(survey.best[s] - opened.kept.base[s]), default=None)
    if s is None or survey.best[s] == float("inf"):
        return None
    sequence, p = opened.kept.sequence(s), int(survey.found[s, AT])
    return opened.with_sequences({s: [*sequence[:p], u, *sequence[p:]]})
