"""How people are told of the bound."""

from api.terminal import bound_text
from optimiser.plan import Bound


def test_it_is_told_in_one_line_with_what_could_be_saved_at_the_most() -> None:
    assert bound_text(Bound(1495.14, 0.2596)).plain == "no plan costs less than 1,495.14: at most 26.0% could be saved"
