"""Key figures of any period.

::

    question   which territories, which days, by month or as a whole
    promises   what depends on policies: on time, penalties, charges, ratings
    counting   what the store counts: tickets, first-time fix, work, papers, complaints, subcontracts
    making     all of it, as one document
    tidy       the same as a table: measure, group, period, value, unit
"""
