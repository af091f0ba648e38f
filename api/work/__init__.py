"""Work: what becomes of tickets and visits.

::

    life           the statuses of a ticket, and which event leads from one to the next
    promises       the small part of the book that a ticket's deadlines are counted with
    events         what happens to a ticket, told in any order
    tickets        tickets reported and changed
    planned        what a published plan means for its tickets
    quotes         offers that a ticket waits for
    papers         reports and calls that are owed after visits
    outcomes       what follows from a visit beyond its ticket
    reporting      what engineers report of their stops
    followed       papers written, calls made
    slips          numbered service slips, signed and rated
    attachments    photos, signatures and documents
    complaints, subcontracts, inspections
"""
