"""Studies: what one asks, living through its cases wherever there is room, and what it found.

::

    study        what is asked
    asked        the same without the service, for whoever reads results
    checking     what is wrong with it
    digest       what determines a case, in a few letters
    whole        files that are there whole or not at all
    lived        cases that were lived through, and the shelf that they are kept on
    living       what a worker does
    own_cluster  a program: a cluster on this machine
    workers      workers of our own, which it starts
    crew         workers, wherever they are
    pace         how far a study is, and how long it still takes
    comparing    means, and differences of what met the same chances
    weighing     how long the warm-up is, and whether there are enough replications
    rows, result what was found
    runner       all of it together

Nothing is imported here: a worker that starts loads what it needs and no more.
"""
