"""What came out, in a sentence or two that are made from the numbers."""

import math
from collections.abc import Sequence
from functools import reduce

from markupsafe import Markup

from scenarios.report import numbers
from scenarios.report.judging import COST, SERVICE, goal_told, loss_at_worst, verdict
from scenarios.report.reading import Case, Estimate, Reading
from scenarios.report.words import Words, unit_of

NAMED_COUNT = 5
"""More scenarios than this are not named in a sentence."""


def answer(reading: Reading, words: Words) -> Sequence[Markup]:
    """Say what the scenarios come to, under the study's first dispatch policy, and what the policies do.

    A scenario is said to be better only where the interval of its paired difference leaves zero out.
    """
    if not reading.cases:
        return [words.say("answer_nothing")]
    policy = reading.policies[0]
    others = [Case(name, policy) for name in reading.scenarios[1:]]
    said = [_as_it_is(reading, words, reading.as_it_is(policy))] if not others else _compared(reading, words, others)
    bounds = _dearer(reading, words, others), _at_worst(reading, words, others)
    told = (*_goal(reading, words, policy), *said, *bounds, *_policies(reading, words))
    return [sentence for sentence in told if sentence]


def _as_it_is(reading: Reading, words: Words, case: Case) -> Markup:
    service, cost = reading.of(case, SERVICE), reading.of(case, COST)
    said = Markup("")
    if service:
        said += words.say("answer_service", name=words.scenario(case.scenario), value=_told(words, service, SERVICE))
    if cost:
        said += words.say("answer_cost", value=_told(words, cost, COST))
    return said


def _goal(reading: Reading, words: Words, policy: str) -> Sequence[Markup]:
    """Which scenarios keep the goal with confidence, which miss it, and of which it cannot be told; the cheapest."""
    cases = [case for case in reading.cases if case.policy == policy]
    found = {case: known for case in cases if (known := verdict(reading, case)) is not None}
    if not found:
        return []
    level = _level(reading)
    said = [words.say("goal_is", goal=goal_told(reading, words))]
    for kind in ("keeps", "misses", "open"):
        if some := [case for case, known in found.items() if known == kind]:
            is_all = len(some) == len(cases) > NAMED_COUNT
            names = words.say("all_of_them") if is_all else _named(words, [case.scenario for case in some])
            said.append(words.say(f"goal_{kind}", names=names, level=level, count=reading.replications()[1]))
    priced = {case: cost for case, kind in found.items() if kind == "keeps" and (cost := reading.of(case, COST))}
    if len(priced) > 1:
        least = min(priced, key=lambda case: priced[case].mean)
        value = _told(words, priced[least], COST)
        said.append(words.say("goal_cheapest", name=words.scenario(least.scenario), value=value))
    return [reduce(lambda before, more: words.say("then", said=before, more=more), said)]


def _at_worst(reading: Reading, words: Words, others: Sequence[Case]) -> Markup | None:
    """Of scenarios that are not surely better: by how much at most they are worse than as it is."""
    losses = {case: loss_at_worst(reading, case) for case in others}
    known = sorted((loss, case.scenario) for case, loss in losses.items() if loss)
    if not known:
        return None
    said = [
        words.say("loss_of", name=words.scenario(name), value=_points_at_most(words, loss))
        for loss, name in known[:NAMED_COUNT]
    ]
    return words.say("at_worst", losses=words.say("comma").join(said), level=_level(reading))


def _dearer(reading: Reading, words: Words, others: Sequence[Case]) -> Markup | None:
    """Of scenarios that surely cost more and are not surely better: how much, and what they can at most be good for."""
    said = []
    for case in others:
        to = reading.as_it_is(case.policy)
        more, gained = reading.difference(case, to, COST), reading.difference(case, to, SERVICE)
        if not more or not gained or gained.interval is None or not more.is_told_apart or more.mean < 0:
            continue
        if gained.interval[0] <= 0:
            value, gain = _told_change(words, more, COST, with_sign=False), _points_at_most(words, gained.interval[1])
            said.append(words.say("dearer_by", name=words.scenario(case.scenario), value=value, gain=gain))
    if not said:
        return None
    return words.say("dearer", cases=words.say("semicolon").join(said[:NAMED_COUNT]), level=_level(reading))


def _points_at_most(words: Words, share: float) -> str:
    """``0.8 points``: a bound, never rounded down."""
    bound = math.ceil(max(share, 0.0) * 1000 - 1e-6) / 1000
    return numbers.bare(bound, unit_of(SERVICE)) + words.say("points_after")


def _level(reading: Reading) -> str:
    return f"{100 * reading.result.study.replications.confidence:.4g}"


def _named(words: Words, scenarios: Sequence[str]) -> Markup:
    """Name some scenarios, and count the others; a single other is named as well."""
    count = len(scenarios) if len(scenarios) <= NAMED_COUNT + 1 else NAMED_COUNT
    said = [words.say("quoted", name=words.scenario(name)) for name in scenarios[:count]]
    if len(scenarios) > count:
        said.append(words.say("more_cases", count=len(scenarios) - count))
    return words.say("comma").join(said)


def _compared(reading: Reading, words: Words, others: Sequence[Case]) -> Sequence[Markup]:
    """Which scenario serves best, and which is cheapest where that is another one."""
    best = _most(reading, others, SERVICE, sign=1)
    cheapest = _most(reading, others, COST, sign=-1)
    first = _better(reading, words, best) if best else _none_better(reading, words, others)
    if cheapest is None:
        return [first]
    by_mean = _cheapest_by_mean(reading, words, others, cheapest)
    return [first, by_mean.strip()] if cheapest == best else [first, _cheaper(reading, words, cheapest) + by_mean]


def _cheapest_by_mean(reading: Reading, words: Words, others: Sequence[Case], surely: Case) -> Markup:
    """The case whose mean cost is lowest, where that is another one than the cheapest of those told apart."""
    costs = {case: cost for case in others if (cost := reading.of(case, COST))}
    case = min(costs, key=lambda each: costs[each].mean)
    if costs[case].mean >= costs[surely].mean:
        return Markup("")
    return words.say("answer_lowest_mean", name=words.scenario(case.scenario), value=_told(words, costs[case], COST))


def _most(reading: Reading, others: Sequence[Case], measure: str, sign: int) -> Case | None:
    """The case with the most (`sign` 1) or least (−1) of a measure among those told apart from how it is."""
    apart = []
    for case in others:
        gained, value = reading.difference(case, reading.as_it_is(case.policy), measure), reading.of(case, measure)
        if gained and value and gained.is_told_apart and sign * gained.mean > 0:
            apart.append((sign * value.mean, case))
    return max(apart, key=lambda entry: entry[0])[1] if apart else None


def _better(reading: Reading, words: Words, case: Case) -> Markup:
    now, then = reading.of(reading.as_it_is(case.policy), SERVICE), reading.of(case, SERVICE)
    if not now or not then:
        return Markup("")
    told = words.say(
        "answer_better",
        name=words.scenario(case.scenario),
        then=_told(words, then, SERVICE),
        now=words.value(now, SERVICE),
    )
    return told + words.say("stop") if (cost := _cost(reading, words, case)) is None else told + cost


def _cost(reading: Reading, words: Words, case: Case) -> Markup | None:
    """What a case costs more, or saves, or that this is not known."""
    more = reading.difference(case, reading.as_it_is(case.policy), COST)
    if more is None:
        return None
    key = "cost_unclear" if not more.is_told_apart else "cost_more" if more.mean > 0 else "cost_less"
    shown = more.turned if key == "cost_less" else more
    return words.say(key, value=_told_change(words, shown, COST, with_sign=key == "cost_unclear"))


def _none_better(reading: Reading, words: Words, others: Sequence[Case]) -> Markup:
    """No scenario is told apart as better: say how near the best of them comes, or that nothing can be said."""
    now = reading.of(reading.as_it_is(others[0].policy), SERVICE)
    known = [(value.mean, case, value) for case in others if (value := reading.of(case, SERVICE))]
    if not now or not known:
        return words.say("answer_no_service")
    _, case, then = max(known, key=lambda entry: entry[0])
    gained = reading.difference(case, reading.as_it_is(case.policy), SERVICE)
    values = {
        "name": words.scenario(case.scenario),
        "then": _told(words, then, SERVICE),
        "now": words.value(now, SERVICE),
    }
    if gained is None or gained.interval is None:
        return words.say("answer_once", **values)
    key = "answer_worse" if gained.is_told_apart else "answer_unclear" if len(others) == 1 else "answer_none_better"
    return words.say(key, **values, change=_told_change(words, gained, SERVICE), count=len(others))


def _cheaper(reading: Reading, words: Words, case: Case) -> Markup:
    saved = reading.difference(case, reading.as_it_is(case.policy), COST)
    service = reading.of(case, SERVICE)
    if saved is None:
        return Markup("")
    name, value = words.scenario(case.scenario), _told_change(words, saved.turned, COST, with_sign=False)
    told = words.say("answer_cheaper", name=name, value=value)
    return told + (words.say("answer_cheaper_service", value=_told(words, service, SERVICE)) if service else "")


def _policies(reading: Reading, words: Words) -> Sequence[Markup]:
    """As it is, what each other way of giving out work would do."""
    first, *others = (reading.as_it_is(policy) for policy in reading.policies)
    said = []
    for case in others:
        gained, value = reading.difference(case, first, SERVICE), reading.of(case, SERVICE)
        if value is None or gained is None:
            continue
        key = "policy_apart" if gained.is_told_apart else "policy_unclear"
        told = {"value": _told(words, value, SERVICE), "change": _told_change(words, gained, SERVICE)}
        names = {"policy": words.policy(case.policy), "to": words.policy(first.policy)}
        said.append(words.say(key, scenario=words.scenario(case.scenario), **names, **told))
    return said


def _told(words: Words, estimate: Estimate, measure: str) -> Markup:
    """``96.1 % (95.2 to 97.0)``."""
    span = words.interval(estimate, measure)
    return words.say("with_interval" if span else "without_interval", value=words.value(estimate, measure), span=span)


def _told_change(words: Words, estimate: Estimate, measure: str, *, with_sign: bool = True) -> Markup:
    """``+4.7 points (+3.1 to +6.2)``, or without the sign where a word says it."""
    unit = words.say("points_after") if words.points(measure) == words.say("points") else ""
    if with_sign:
        value, span = words.change(estimate, measure) + unit, words.change_interval(estimate, measure)
    else:
        value, span = words.value(estimate, measure), words.interval(estimate, measure)
    return words.say("with_interval" if span else "without_interval", value=value, span=span)
