"""Who is on call is planned once for the same people in the same month, and is the same as if it were planned anew."""

from dataclasses import replace
from datetime import date

from optimiser import Ticket, plan_rota, read_book
from scenarios import library
from scenarios.simulation import rotas
from scenarios.simulation.rotas import Rotas

BOOK = read_book(library.regime("elv_campus").book)
FIRST = date(2026, 12, 1)


def test_a_rota_is_the_one_that_the_book_alone_has() -> None:
    found = Rotas(BOOK, FIRST).of(date(2026, 12, 10))
    own = [stint for stint in found.stints if stint.day >= FIRST]
    assert own == list(plan_rota(BOOK, FIRST, date(2026, 12, 31)).stints)


def test_another_life_of_the_same_people_plans_nothing_again() -> None:
    once = Rotas(BOOK, FIRST).of(FIRST)
    busier = replace(BOOK, tickets=tuple(replace(each, id=f"{each.id} again") for each in BOOK.tickets), rules=())
    again = Rotas(busier, FIRST).of(FIRST)
    assert all(one is other for one, other in zip(again.stints, once.stints, strict=True))
    assert all(isinstance(each, Ticket) for each in busier.tickets)


def test_other_people_have_another_rota() -> None:
    called = Rotas(BOOK, FIRST).of(FIRST).stints[0].engineer
    fewer = replace(BOOK, engineers=[each for each in BOOK.engineers if each.id != called])
    assert called not in {stint.engineer for stint in Rotas(fewer, FIRST).of(FIRST).stints}


def test_what_is_kept_does_not_grow_without_end() -> None:
    for k in range(30):
        Rotas(replace(BOOK, engineers=BOOK.engineers[: k % 25], carried={"x_k": k}), FIRST)
    assert len(rotas._KEPT) <= rotas._MOST_KEPT
