"""What the software sets out to reach, and what its peers are known to reach: figures of two cores."""

CITY_LIMIT_S = 60.0
"""The limit at which the figures of the city days hold."""

CITY = {
    "city-100-11-1-plain": 2_045.0,
    "city-300-32-2-plain": 2_800.0,
    "city-800-85-3-plain": 5_050.0,
    "city-100-11-1-hard": 2_760.0,
    "city-300-32-2-hard": 2_957.0,
    "city-800-85-3-hard": 5_500.0,
}
"""The cost of each city day that is to be reached."""

WORST_OF_SEEDS = {"city-100-11-1-plain": 2_065.0, "city-100-11-1-hard": 2_850.0}
"""The cost that the worst of ten seeds is to reach."""

FRESH_DEARER_COUNT = 1
"""In how many of twenty fresh problems the best peer may be cheaper,"""

FRESH_WORST_RATIO = 1.01
"""and how much dearer than the best peer the worst of them may be."""

YARDSTICK_SLACK = 1.05
"""How far a peer measured here may lie above what it was seen to reach: further, and it was asked badly."""

YARDSTICKS = {
    ("city-100-11-1-plain", "routing"): 2_690.0,
    ("city-300-32-2-plain", "routing"): 5_015.0,
    ("city-800-85-3-plain", "routing"): 23_508.0,
    ("city-100-11-1-hard", "routing"): 3_848.0,
    ("city-300-32-2-hard", "routing"): 7_518.0,
    ("city-800-85-3-hard", "routing"): 17_085.0,
    ("city-100-11-1-hard", "pyvrp"): 2_992.0,
    ("city-300-32-2-hard", "pyvrp"): 4_290.0,
    ("city-800-85-3-hard", "pyvrp"): 15_609.0,
    ("city-100-11-1-hard", "vroom"): 3_724.0,
    ("city-300-32-2-hard", "vroom"): 4_051.0,
    ("city-800-85-3-hard", "vroom"): 5_500.0,
}
"""What each peer was seen to reach on each city day, in 60 s; VROOM in its own time."""

FIRST_PLAN_S = {300: 0.5, 800: 2.0}
"""The time to a first complete plan, warm, by the number of visits."""
PEAK_MB = 600.0
"""The most memory at 800 visits."""
PLACE_S = 0.020
"""Placing one visit in a 300-visit plan, loaded."""
EXPLAIN_S = 5.0
"""Every reason and alternative of a 300-visit plan."""
WARM_START_S = 2.0
"""From the start of ``roundsman solve`` to the start of its search."""
DEADLINES_S = 5.0
"""The deadlines of 100 000 tickets, on one core."""
QUARTER_S = 120.0
"""A quarter of 400 sites with 25 engineers, from its book to its checked plan."""
WEEK_FIRST_S = 3.0
"""The first complete plan of a week of 1 600 visits."""
WEEK_SHARE = 0.92
"""What the week in one solve may cost, as a share of what it costs day by day."""
PERIODIC_GAP = 3.0
"""How far, in per cent, plans of the published periodic problems may lie above the best known on average."""
PULLS_PER_S = {"sqlite": 300.0, "postgresql": 500.0}
"""Route pulls a second: of one process on SQLite beside a solve, of two on PostgreSQL."""
PULL_P99_MS = 50.0
"""How long 99 of 100 of them take at most, on SQLite at that rate."""
LARGE_DAY_MS = 200.0
"""Loading a published day of 800 visits."""
FULL_STORE_RATIO = 1.2
"""How many times as long a pull may take with 100 000 tickets and 1 000 engineers in the store."""
FIRST_THERE_MS = 50.0
"""Who can be there first, among 300 engineers."""
SLOTS_MS = 100.0
"""Which slots can be offered, at 300 visits."""
REPLAN_S = 1.0
"""A valid plan after an urgent ticket, at 300 visits."""
CAMPUS_YEAR_S = 300.0
"""A simulated year of the campus: 25 engineers, 60 visits a working day, a replan for every urgent ticket."""
TWO_WORKERS_RATIO = 1.8
"""How many times as fast two workers live through a study as one."""
YEAR_MEMORY_RATIO = 1.1
"""How many times as much memory a simulated year may take as a month."""
