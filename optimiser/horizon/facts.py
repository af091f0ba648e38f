"""The question in arrays, as the kernels read it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimiser.horizon.candidates import Candidates, spacing_pairs
from optimiser.horizon.params import HorizonParams
from optimiser.horizon.question import Block, HorizonQuestion
from optimiser.horizon.slots import Slots

DESK = -1
"""The place of what is done without a trip."""

# Columns of HorizonFacts.slot.
ENGINEER, DAY, WEEK, CAPACITY, FREE, DRIVE_LIMIT, AFTER, HOME = range(8)
# Columns of HorizonFacts.block.
FIRST_NODE, PARTS, CUSTOMER = range(3)
# Entries of HorizonFacts.price.
OVER_ROOM, DAY_LEVEL, ENGINEER_LEVEL, OTHER_ENGINEER = range(4)

MOST_NODES = 24
"""More inspections than this are never put on one shift."""
NEAR = 60
"""How many blocks around each are looked at."""


class HorizonFacts(NamedTuple):
    """What does not change during the search; times in seconds, a node is one part of a block.

    Attributes
    ----------
    leg, drive, metres : int32 array, (places, places)
        Time with the set-up on arriving, time of driving alone, distance.
    slot : int64 array, (slots, 8); block : int64 array, (blocks, 3)
        Columns as named above.
    node_place, node_service : int64 array, (nodes,)
    candidate_start : int64 array, (blocks + 1,); candidate_slot, candidate_price
        The candidates of block b are those from ``candidate_start[b]`` on, the cheapest first.
    apart_start : int64 array, (blocks + 1,); apart_other, apart_days
        The blocks that must keep a distance in days from block b.
    near : int64 array, (blocks, NEAR)
        The nearest blocks whose days overlap, itself first; filled up with itself.
    kin_start : int64 array, (customers + 1,); kin_block
        The blocks of each customer.
    unplaced : float64 array, (blocks,)
        The price of leaving a block out.
    week_limit : int64 array; day_hours, engineer_hours : float64 array
        The most seconds of each engineer's week; the hours that there are on each day, and of each engineer.
    day_room : int64 array, engineer_room : int64 array
        Seconds left for tickets.
    travel_price : float64 array, (engineers, 2)
        For a metre and for a second.
    price : float64 array
        Prices as named above, per second or square hour.
    """

    leg: NDArray[np.int32]
    drive: NDArray[np.int32]
    metres: NDArray[np.int32]
    slot: NDArray[np.int64]
    block: NDArray[np.int64]
    node_place: NDArray[np.int64]
    node_service: NDArray[np.int64]
    candidate_start: NDArray[np.int64]
    candidate_slot: NDArray[np.int64]
    candidate_price: NDArray[np.float64]
    apart_start: NDArray[np.int64]
    apart_other: NDArray[np.int64]
    apart_days: NDArray[np.int64]
    near: NDArray[np.int64]
    kin_start: NDArray[np.int64]
    kin_block: NDArray[np.int64]
    unplaced: NDArray[np.float64]
    week_limit: NDArray[np.int64]
    day_hours: NDArray[np.float64]
    engineer_hours: NDArray[np.float64]
    day_room: NDArray[np.int64]
    engineer_room: NDArray[np.int64]
    travel_price: NDArray[np.float64]
    price: NDArray[np.float64]


def facts_of(
    question: HorizonQuestion,
    slots: Slots,
    blocks: Sequence[Block],
    candidates: Sequence[Candidates],
    params: HorizonParams,
) -> HorizonFacts:
    """Put the question into arrays."""
    book = question.book
    row = {site.id: k for k, site in enumerate(book.sites)}
    parts = [part for block in blocks for part in block.parts]
    places = [DESK if part.remote else row[part.site] for part in parts]
    apart_start, apart_other, apart_days = _apart(len(blocks), spacing_pairs(blocks, params.late_days))
    setup = np.zeros(len(question.travel.seconds), dtype=np.int64)
    setup[: len(book.sites)] = [round(site.setup.total_seconds()) for site in book.sites]
    block_table = _block_table(question, blocks)
    customers = block_table[:, CUSTOMER]
    leg = question.travel.seconds + setup[None, :] * (1 - np.eye(len(setup), dtype=np.int64))
    return HorizonFacts(
        np.minimum(leg, 2**31 - 1).astype(np.int32),
        question.travel.seconds,
        question.travel.metres,
        _slot_table(slots),
        block_table,
        np.array(places, dtype=np.int64),
        np.array([round(part.duration.total_seconds()) for part in parts], dtype=np.int64),
        *candidate_columns(candidates),
        apart_start,
        apart_other,
        apart_days,
        _near(blocks, row, question),
        _starts(np.bincount(customers).tolist()),
        np.argsort(customers, kind="stable"),
        np.array([_unplaced_price(block, params) for block in blocks]),
        slots.week_limit_s,
        _sums(slots.day, slots.capacity_s, question.day_count) / 3600.0,
        _sums(slots.engineer, slots.capacity_s, len(book.engineers)) / 3600.0,
        _sums(slots.day, slots.room_s, question.day_count),
        _sums(slots.engineer, slots.room_s, len(book.engineers)),
        _travel_prices(question, params),
        np.array(
            [params.over_room_hour_cost / 3600, params.day_level_cost, params.engineer_level_cost,
             params.other_engineer_cost]
        ),
    )  # fmt: skip


def candidate_columns(
    candidates: Sequence[Candidates],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """The candidates of all blocks, one after the other: where each block's begin, their shifts, their prices."""
    return (
        _starts([len(each.slots) for each in candidates]),
        np.concatenate([np.empty(0, np.int64), *(each.slots for each in candidates)]),
        np.concatenate([np.empty(0, np.float64), *(each.prices for each in candidates)]),
    )


def _slot_table(slots: Slots) -> NDArray[np.int64]:
    columns = (
        slots.engineer, slots.day, slots.week, slots.capacity_s, slots.capacity_s - slots.room_s,
        slots.drive_limit_s, slots.after, slots.home,
    )  # fmt: skip
    return np.stack(columns, axis=1).astype(np.int64)


def _block_table(question: HorizonQuestion, blocks: Sequence[Block]) -> NDArray[np.int64]:
    first = np.cumsum([0, *(len(block.parts) for block in blocks)])[:-1]
    customers = customers_of(question)
    numbers = {customer: k for k, customer in enumerate(dict.fromkeys(customers.values()))}
    table = [
        (node, len(block.parts), numbers[customers[block.head.site]]) for node, block in zip(first, blocks, strict=True)
    ]
    return np.array(table, dtype=np.int64).reshape(-1, 3)


def customers_of(question: HorizonQuestion) -> dict[str, str]:
    """The customer of each site."""
    contracts = {contract.id: contract.customer for contract in question.book.contracts}
    return {site.id: contracts.get(site.contract, site.contract) for site in question.book.sites}


def _unplaced_price(block: Block, params: HorizonParams) -> float:
    skip = sum(part.skip_cost for part in block.parts)
    return len(block.parts) * params.unplaced_cost + skip + params.late_day_cost * block.head.overdue_days


def _travel_prices(question: HorizonQuestion, params: HorizonParams) -> NDArray[np.float64]:
    prices = []
    for engineer in question.book.engineers:
        stated = engineer.cost_per_km, engineer.cost_per_travel_hour
        per_km, per_hour = stated if any(stated) else (params.km_cost, params.travel_hour_cost)
        prices.append((per_km / 1000, per_hour / 3600))
    return np.array(prices, dtype=np.float64).reshape(-1, 2)


def _apart(
    count: int, pairs: Mapping[tuple[int, int], int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    others: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for (one, other), days in pairs.items():
        others[one].append((other, days))
        others[other].append((one, days))
    flat = [pair for each in others for pair in each]
    table = np.array(flat, dtype=np.int64).reshape(-1, 2)
    return _starts([len(each) for each in others]), table[:, 0].copy(), table[:, 1].copy()


def _near(blocks: Sequence[Block], row: Mapping[str, int], question: HorizonQuestion) -> NDArray[np.int64]:
    """The nearest blocks by travel there and back whose spans share a day."""
    count = len(blocks)
    width = min(NEAR, max(1, count))
    at = np.array([row[block.head.site] for block in blocks], dtype=np.int64)
    ready = np.array([question.index_of(block.head.ready_on) for block in blocks])
    due = np.array([question.index_of(block.head.due_on) for block in blocks])
    near = np.empty((count, width), dtype=np.int64)
    for number in range(count):
        away = question.travel.seconds[at[number], at].astype(np.int64) + question.travel.seconds[at, at[number]]
        away[(ready > due[number]) | (due < ready[number])] = 2**40
        away[number] = -1
        chosen = np.argsort(away, kind="stable")[:width]
        near[number] = np.where(away[chosen] < 2**40, chosen, number)
    return near


def _starts(counts: Sequence[int]) -> NDArray[np.int64]:
    return np.cumsum([0, *counts]).astype(np.int64)


def _sums(numbers: NDArray[np.int64], amounts: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    return np.bincount(numbers, weights=amounts, minlength=count).astype(np.int64)
