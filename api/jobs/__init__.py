"""Jobs: what is done in the background, by worker processes. The job table is the truth about them.

::

    queue ── a job is put in, held by an attempt, asked to stop, given back        (the table)
    foreman ── a thread of each service process: takes jobs from the queue, hands them to the cluster, looks after them
    cluster ── dask: worker processes of our own, or a cluster that is there already
    working ── in a worker: one attempt at one job, with its heart that beats into the table
    kinds ── which function does which kind of job
"""
