"""How good and how fast: this software and its peers on the same problems, every plan judged from outside.

The solvers run one after another, each in a process of its own; ``judge.py`` recomputes what each plan costs. Nothing
here imports the optimiser: the command line is what is measured, as anyone would use it.
"""
