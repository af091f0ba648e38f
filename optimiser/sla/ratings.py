"""What customers' ratings count for the engineers, month by month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from optimiser.book import Book
from optimiser.errors import Fault, FaultyInput
from optimiser.sla.keeping import period_of
from optimiser.sla.promises import Promises


@dataclass(frozen=True)
class Rating:
    """What a customer said after a visit: one of the words in the ``rating_points`` of the site's policy."""

    engineer: str
    site: str
    given_on: date
    word: str


def rating_totals(book: Book | Promises, ratings: Iterable[Rating]) -> dict[tuple[str, str], float]:
    """Total the points of each engineer in each month, as ``("e1", "2026-03")``.

    Raises
    ------
    FaultyInput
        Where ratings use words that their policy has no points for: all of them at once.
    """
    promises = Promises.of(book)
    totals: dict[tuple[str, str], float] = {}
    faults: list[Fault] = []
    for index, rating in enumerate(ratings):
        policy = promises.ground(rating.site).policy
        points = policy.rating_points.get(rating.word)
        if points is None:
            known = ", ".join(policy.rating_points) or "none"
            message = f"Policy {policy.id} has no points for {rating.word!r}; it knows: {known}."
            faults.append(Fault(f"$.ratings[{index}].word", "unknown_choice", message, rating.word))
        else:
            key = rating.engineer, period_of(rating.given_on, "month")
            totals[key] = totals.get(key, 0.0) + points
    if faults:
        raise FaultyInput(faults)
    return dict(sorted(totals.items()))
