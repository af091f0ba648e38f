"""The peers: solvers by others, each asked as well as we know how, in its own words.

Each module offers ``solve(problem, seconds, seed, threads)``, which returns the order of the visits of each shift, and
``beyond(problem)``, which names what the peer has no words for besides what the hard form leaves out.
"""

PEERS = ("pyvrp", "vroom")
"""Names of the peers; each is the module of that name beside this file."""
