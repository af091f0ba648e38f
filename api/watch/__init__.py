"""The watcher: it tells the dispatcher before a deadline is missed.

::

    scene      what is looked at: open tickets, today's routes, what was reported, papers, certificates, held slots
    following  when an engineer will be where, as the day goes
    looking    from a scene to the notices that it calls for
    wording    what a notice says
    gathering  from the store to a scene
    watcher    a thread of each service process: gathers, looks, and keeps the notices in the store up to date
    bulletin   one reader of the notices for all who listen to them
"""
