"""Rows as tables in Markdown, one function for each family."""

import statistics
from collections.abc import Iterable, Sequence

from benchmarks import targets
from benchmarks.families.fresh import Standing, standing
from benchmarks.rows import Measure, Row

PEER_TITLES = {"routing": "OR-Tools", "pyvrp": "PyVRP", "vroom": "VROOM"}
SLOWER_THAN_LIMIT = 1.5
"""From how many times the limit on a solver's own time is printed beside its cost."""


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A Markdown table whose first column is text and whose other columns are figures."""
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [head, rule, *lines])


def city_table(rows: Sequence[Row]) -> str:
    """Each day at each limit: what everyone's plan costs, and how ours compares."""
    head = ["day", "form", "seconds", "ours", *PEER_TITLES.values(), "ours ÷ best peer", "target", "best known", "gap"]
    lines = []
    for instance, limit_s in _days_and_limits(rows):
        day = [r for r in rows if r.instance == instance and r.limit_s in (limit_s, None)]
        lines.append(_city_line(instance, limit_s, {row.solver: row for row in day}))
    return table(head, lines)


def _days_and_limits(rows: Sequence[Row]) -> list[tuple[str, float | None]]:
    """Every day with every limit; a day on which nobody had a limit stands alone."""
    pairs: list[tuple[str, float | None]] = []
    limits: list[float | None]
    for instance in dict.fromkeys(row.instance for row in rows):
        limits = [*sorted({r.limit_s for r in rows if r.instance == instance and r.limit_s is not None})]
        pairs += [(instance, limit_s) for limit_s in limits or [None]]
    return pairs


def _city_line(instance: str, limit_s: float | None, by_solver: dict[str, Row]) -> list[str]:
    _, visits, engineers, seed, form = instance.split("-")
    mine = by_solver.get("ours")
    peers = [r.cost for name, r in by_solver.items() if name != "ours" and r.valid and r.cost is not None]
    ratio = f"{mine.cost / min(peers):.3f}" if mine and mine.cost is not None and mine.valid and peers else "–"
    known = next((row.best_known for row in by_solver.values() if row.best_known is not None), None)
    return [
        f"{visits}/{engineers}/{seed}",
        form,
        "own" if limit_s is None else f"{limit_s:g}",
        _cost(mine, limit_s),
        *(_cost(by_solver.get(name), limit_s) for name in PEER_TITLES),
        ratio,
        _target(instance, mine, limit_s),
        "–" if known is None else _money(known),
        f"{mine.gap:+.1%}" if mine and mine.gap is not None else "–",
    ]


def _target(instance: str, mine: Row | None, limit_s: float | None) -> str:
    target = targets.CITY.get(instance)
    if target is None or limit_s != targets.CITY_LIMIT_S:
        return "–"
    reached = mine is not None and mine.valid and mine.cost is not None and mine.cost <= target
    return f"{_money(target)} {'reached' if reached else 'missed'}"


def yardstick_table(rows: Sequence[Row]) -> str:
    """Each peer beside what it was seen to reach earlier: a peer that does worse here was asked badly."""
    lines = []
    for row in rows:
        seen = targets.YARDSTICKS.get((row.instance, row.solver))
        if seen is not None and row.limit_s in (targets.CITY_LIMIT_S, None):
            honest = row.valid and row.cost is not None and row.cost <= seen * targets.YARDSTICK_SLACK
            ratio = "–" if row.cost is None else f"{row.cost / seen:.3f}"
            name = PEER_TITLES[row.solver]
            lines.append([row.instance, name, _cost(row, None), _money(seen), ratio, "yes" if honest else "**no**"])
    return table(["day", "peer", "here", "seen earlier", "ratio", "within 5 %"], lines)


def fresh_table(rows: Sequence[Row]) -> str:
    """Each fresh problem with everyone's cost, and the standing over all of them."""
    lines = []
    for instance in dict.fromkeys(row.instance for row in rows):
        day = {row.solver: row for row in rows if row.instance == instance}
        ratio = standing([*day.values()]).worst_ratio
        costs = [_cost(day.get(name), None) for name in ("ours", "pyvrp", "vroom")]
        lines.append([instance, *costs, "–" if ratio is None else f"{ratio:.4f}"])
    head = ["problem", "ours", "PyVRP", "VROOM", "ours ÷ best peer"]
    return f"{table(head, lines)}\n\n{standing_sentence(standing(rows))}"


def standing_sentence(found: Standing) -> str:
    """In how many problems a peer was cheaper, and by how much."""
    if found.worst_ratio is None:
        return "No problem was planned by the software and by a peer."
    return (
        f"Dearer than the best peer in {len(found.dearer)} of {found.compared} problems (target: at most "
        f"{targets.FRESH_DEARER_COUNT} of 20); worst ratio {found.worst_ratio:.4f} (target: at most "
        f"{targets.FRESH_WORST_RATIO:g})."
    )


def seeds_table(rows: Sequence[Row]) -> str:
    """The spread over seeds of each day."""
    lines = []
    for instance in dict.fromkeys(row.instance for row in rows):
        costs = [row.cost for row in rows if row.instance == instance and row.valid and row.cost is not None]
        if not costs:
            continue
        target = targets.WORST_OF_SEEDS.get(instance)
        reached = target is not None and max(costs) <= target
        verdict = "–" if target is None else f"{_money(target)} {'reached' if reached else 'missed'}"
        spread = [_money(cost) for cost in (min(costs), statistics.median(costs), max(costs))]
        lines.append([instance, str(len(costs)), *spread, verdict])
    return table(["day", "seeds", "best", "median", "worst", "target for the worst"], lines)


def speed_table(measures: Sequence[Measure]) -> str:
    """What a person waits for, and what it takes."""
    lines = []
    for one in measures:
        value = f"not measured: {one.note}" if one.value is None else f"{_figure(one.value)} {one.unit}".rstrip()
        target = "–" if one.target is None else f"{one.target:g} {one.unit}".rstrip()
        if one.target is not None and one.value is not None:
            target += " reached" if one.reached else " missed"
        lines.append([f"{one.measure}, {one.instance}", value, target])
    return table(["figure", "measured", "target"], lines)


def _figure(value: float) -> str:
    """Three digits, and all of those before the point."""
    return _money(value) if abs(value) >= 1000 else f"{value:.3g}"


def _cost(row: Row | None, limit_s: float | None) -> str:
    """A cost, marked where the plan is faulty, with the time taken where that is not the limit."""
    if row is None:
        return "–"
    if row.cost is None:
        return "no plan"
    own_time = row.limit_s is None or (limit_s is not None and row.seconds > SLOWER_THAN_LIMIT * limit_s)
    took = f" ({row.seconds:.0f} s)" if own_time else ""
    faulty = f" **{row.violations} violations**" if row.violations else ""
    return f"{_money(row.cost)}{took}{faulty}"


def _money(cost: float) -> str:
    return f"{cost:,.0f}".replace(",", " ") if cost >= 10_000 else f"{cost:.0f}"
