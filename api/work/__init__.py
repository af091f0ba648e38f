"""Work: what becomes of tickets and visits.

::

    life           the statuses of a ticket, and which event leads from one to the next
    promises       the small part of the book that a ticket's deadlines are counted with
    tickets        tickets reported and changed
    events         what happens to a ticket, told in any order
    quotes         offers that a ticket waits for
    sources        what a visit is of
    reporting      what engineers report of their stops, and all that follows from it
    papers         reports and calls that are owed after visits
    slips          numbered service slips, signed and rated
    attachments    photos, signatures and documents
    complaints, subcontracts, inspections, history
"""
