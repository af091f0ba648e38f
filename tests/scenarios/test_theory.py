"""The oracles themselves: against published figures, and against chains and simulations that share no code."""

from collections import deque

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, sparse
from scipy.sparse.linalg import spsolve

from tests.scenarios.theory import Hypercube, Mmc, cobham, cobham_single, hypercube, pollaczek_khinchine

laws = settings(max_examples=50, deadline=None)

# Of Larson and Odoni's Urban Operations Research, sections 5.4.3 and 5.5.3: three units of service rate 1 for 1.5
# calls, half of which come from the response area of the first unit. Atoms with one list of preferences are taken
# together; how they divide the calls was only drawn there, and is what in steps of 0.025 gives all three workloads.
CITY = ((0.50, 0.25, 0.35, 0.40), (1.0, 1.0, 1.0), ((0, 1, 2), (0, 2, 1), (1, 0, 2), (2, 0, 1)))
CITY_WORKLOADS = (0.5574, 0.4734, 0.4693)

UNEQUAL = ((0.4, 0.7, 0.3), (0.5, 0.9, 0.7), ((0, 1, 2), (2, 0, 1), (1, 2, 0)))


@pytest.mark.parametrize(
    ("load", "servers", "published"), [(0.5, 1, 0.5), (1.0, 2, 0.3333), (4.0, 5, 0.5541), (8.0, 10, 0.4092)]
)
def test_erlang_c_gives_the_figures_of_its_tables(load, servers, published):
    assert Mmc(load, 1.0, servers).waiting_share == pytest.approx(published, abs=5e-5)


@pytest.mark.parametrize("servers", [1, 2, 5, 20])
@pytest.mark.parametrize("load", [0.5, 0.8, 0.95])
def test_m_m_c_is_the_birth_and_death_chain(servers, load):
    rate, mean_service = servers * load / 2.0, 2.0
    deaths = np.minimum(np.arange(1, 1500), servers) / mean_service
    likely = np.cumprod(np.concatenate([[1.0], rate / deaths]))
    likely /= likely.sum()
    queued = np.maximum(np.arange(1500) - servers, 0)
    queue = Mmc(rate, mean_service, servers)
    assert queue.waiting_share == pytest.approx(likely[servers:].sum())
    assert queue.mean_wait == pytest.approx(likely @ queued / rate)
    assert queue.utilisation == pytest.approx(likely @ np.minimum(np.arange(1500), servers) / servers)


def test_the_waits_of_m_m_c_add_up_to_their_mean_and_its_quantiles_are_where_they_should():
    queue = Mmc(7.2, 0.5, 4)
    assert integrate.quad(queue.longer_share, 0.0, np.inf)[0] == pytest.approx(queue.mean_wait)
    assert queue.longer_share(queue.wait_quantile(0.95)) == pytest.approx(0.05)
    assert queue.wait_quantile(0.9 * (1.0 - queue.waiting_share)) == 0.0


def test_pollaczek_and_khinchine_meet_erlang_at_exponential_service_and_halve_it_at_fixed():
    erlang = Mmc(0.8, 1.0, 1).mean_wait
    assert pollaczek_khinchine(0.8, 1.0, cv=1.0) == pytest.approx(erlang)
    assert pollaczek_khinchine(0.8, 1.0, cv=0.0) == pytest.approx(erlang / 2.0)


def test_pollaczek_and_khinchine_foretell_a_simulated_queue():
    rng = np.random.default_rng(11)
    count, shape = 1_000_000, 0.5
    arrived = rng.exponential(1.0 / 0.6, count)
    served = rng.gamma(shape, 1.0 / shape, count)
    walk = np.concatenate([[0.0], np.cumsum(served[:-1] - arrived[1:])])  # Lindley's recursion, all at once
    waits = walk - np.minimum.accumulate(walk)
    assert waits.mean() == pytest.approx(pollaczek_khinchine(0.6, 1.0, cv=shape**-0.5), rel=0.02)


def test_priorities_are_those_of_a_chain_solved_by_brute_force():
    rates, mean_service, servers = (0.9, 1.1), 1.2, 4
    assert cobham(rates, mean_service, servers) == pytest.approx(
        _waits_of_chain(rates, mean_service, servers), rel=1e-4
    )


def test_priorities_move_waiting_about_and_save_none():
    rates, means, cvs = (0.2, 0.1, 0.3), (1.0, 2.0, 0.8), (1.0, 0.3, 1.7)
    waits = cobham_single(rates, means, cvs)
    loads = [rate * mean for rate, mean in zip(rates, means, strict=True)]
    residual = sum(r * m**2 * (1.0 + c**2) for r, m, c in zip(rates, means, cvs, strict=True)) / 2.0
    assert waits == sorted(waits)
    # Kleinrock's conservation law: whatever the order, the work that waits is the same.
    assert np.dot(loads, waits) == pytest.approx(sum(loads) * residual / (1.0 - sum(loads)))
    assert cobham_single(rates[:1], means[:1], cvs[:1]) == [pytest.approx(pollaczek_khinchine(0.2, 1.0, 1.0))]


def test_the_hypercube_gives_the_workloads_of_the_textbook():
    assert hypercube(*CITY).utilisation == pytest.approx(CITY_WORKLOADS, abs=5e-5)


@pytest.mark.parametrize("has_queue", [True, False], ids=["queue", "lost"])
def test_the_hypercube_has_as_many_busy_units_as_erlang(has_queue):
    solved = hypercube(*CITY, has_queue=has_queue)
    terms = 1.5 ** np.arange(4) / np.array([1.0, 1.0, 2.0, 6.0])
    if has_queue:
        terms[3] /= 1.0 - 0.5
        assert solved.waiting_share == pytest.approx(Mmc(1.5, 1.0, 3).waiting_share)
        assert solved.mean_wait == pytest.approx(Mmc(1.5, 1.0, 3).mean_wait)
    busy = np.array([state.bit_count() for state in range(8)])
    assert np.bincount(busy, weights=solved.states) == pytest.approx(terms / terms.sum())


@pytest.mark.parametrize("has_queue", [True, False], ids=["queue", "lost"])
def test_the_hypercube_with_unequal_units_is_what_a_simulation_of_them_finds(has_queue):
    found, solved = _simulated(*UNEQUAL, has_queue=has_queue), hypercube(*UNEQUAL, has_queue=has_queue)
    assert found.utilisation == pytest.approx(solved.utilisation, abs=0.01)
    assert found.dispatch_share == pytest.approx(solved.dispatch_share, abs=0.005)
    assert found.waiting_share == pytest.approx(solved.waiting_share, abs=0.01)
    assert found.mean_wait == pytest.approx(solved.mean_wait, rel=0.1)


@laws
@given(
    rates=st.lists(st.floats(0.01, 0.5), min_size=1, max_size=5),
    served=st.lists(st.floats(0.9, 3.0), min_size=3, max_size=4),
    data=st.data(),
)
def test_every_call_of_a_hypercube_is_served_by_one_unit(rates, served, data):
    lists = [data.draw(st.permutations(range(len(served)))) for _ in rates]
    solved = hypercube(rates, served, lists)
    assert solved.dispatch_share.sum(axis=0) == pytest.approx(np.array(rates) / sum(rates))
    assert solved.dispatch_share.sum(axis=1) * sum(rates) == pytest.approx(solved.utilisation * served)


def test_a_hypercube_with_more_calls_than_it_can_serve_has_no_answer():
    with pytest.raises(ValueError, match="grows for ever"):
        hypercube([2.0], [1.0, 1.0], [[0, 1]])


def _waits_of_chain(rates, mean_service, servers, most=50):
    """Solve the chain of (busy, urgent waiting, others waiting), cut off at `most` of either."""
    index = {(busy, 0, 0): busy for busy in range(servers)}
    index |= {(servers, a, b): servers + a * most + b for a in range(most) for b in range(most)}
    moves = sparse.lil_matrix((len(index), len(index)))
    for (busy, urgent, others), at in index.items():
        if busy < servers:
            onward = {(busy + 1, 0, 0): sum(rates), (busy - 1, 0, 0): busy / mean_service}
        else:
            left = (servers, urgent - 1, others) if urgent else (servers, urgent, others - 1)
            left = left if urgent or others else (servers - 1, 0, 0)
            onward = {(servers, urgent + 1, others): rates[0], (servers, urgent, others + 1): rates[1]}
            onward[left] = servers / mean_service
        for state, rate in onward.items():
            if state in index:
                moves[index[state], at] += rate
                moves[at, at] -= rate
    moves[0] = 1.0
    likely = spsolve(moves.tocsc(), np.eye(len(index))[0])
    waiting = likely @ np.array([(urgent, others) for _, urgent, others in index])
    return list(waiting / rates)


def _simulated(rates, served, preferences, *, has_queue, calls=60_000):
    """Live through a number of calls, one after the other."""
    rng = np.random.default_rng(5)
    atoms = rng.choice(len(rates), calls, p=np.array(rates) / sum(rates))
    arrivals = np.cumsum(rng.exponential(1.0 / sum(rates), calls))
    spans = rng.exponential(1.0, (calls, 1)) / served
    free_at, sent_by, waits, blocked, queue = np.zeros(len(served)), np.full(calls, -1), np.zeros(calls), 0, deque()

    def send(call, unit, at):
        free_at[unit] = at + spans[call, unit]
        sent_by[call], waits[call] = unit, at - arrivals[call]

    for call, now in enumerate(arrivals):
        while queue and free_at.min() <= now:
            send(queue.popleft(), int(free_at.argmin()), free_at.min())
        free = [unit for unit in preferences[atoms[call]] if free_at[unit] <= now]
        if free:
            send(call, free[0], now)
        else:
            blocked += 1
            if has_queue:
                queue.append(call)
    was_sent = np.flatnonzero(sent_by >= 0)
    sent = np.zeros((len(served), len(rates)))
    np.add.at(sent, (sent_by[was_sent], atoms[was_sent]), 1.0)
    busy = np.bincount(sent_by[was_sent], weights=spans[was_sent, sent_by[was_sent]])
    return Hypercube(np.array([]), busy / now, sent / sent.sum(), blocked / calls, float(waits[was_sent].mean()))
