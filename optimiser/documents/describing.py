"""What documents are described with, for whoever describes documents of their own beside the book's.

A service keeps the book's objects with fields that only it knows; it reads, writes and describes both in the same way.
"""

from collections.abc import Mapping

from optimiser.documents.book_document import BOOK_FORMAT, TRAVEL
from optimiser.documents.book_kinds import COST, COUNT, DATE, DURATION, LAT, LON, SKILLS, TIME, WORD, texts
from optimiser.documents.book_people import ABSENCE, COVER, ENGINEER, ON_CALL
from optimiser.documents.book_promises import CONTRACT, POLICY, ZONE
from optimiser.documents.book_times import CALENDAR, TIME_ZONE
from optimiser.documents.book_work import APPOINTMENT, CLOCK_EVENT, RULE, SITE, TICKET, UNIT, Recurrence
from optimiser.documents.findings import EnoughFaults, Findings, Steps, nearest, path_text, shown
from optimiser.documents.generated import write_files
from optimiser.documents.kinds import (
    FAULTY,
    Anything,
    Choice,
    Duration,
    Flag,
    Identity,
    Kind,
    ListOf,
    MapOf,
    Name,
    Number,
    Reference,
    Schema,
    Text,
    Time,
    Worded,
)
from optimiser.documents.records import CARRIED_NAMES, CARRIED_PREFIX, Field, OneOf, Record

__all__ = [
    "ABSENCE", "BOOK_FORMAT", "BOOK_RECORDS", "CARRIED_NAMES", "CARRIED_PREFIX", "CLOCK_EVENT", "COST", "COUNT", "DATE",
    "DURATION", "FAULTY", "LAT", "LON", "ON_CALL", "SKILLS", "TIME", "TIME_ZONE", "TRAVEL", "WORD", "Anything",
    "Choice", "Duration", "EnoughFaults", "Field", "Findings", "Flag", "Identity", "Kind", "ListOf", "MapOf", "Name",
    "Number", "OneOf", "Record", "Recurrence", "Reference", "Schema", "Steps", "Text", "Time", "Worded", "nearest",
    "path_text", "shown", "texts", "write_files",
]  # fmt: skip

BOOK_RECORDS: Mapping[str, Record] = {
    "calendars": CALENDAR,
    "zones": ZONE,
    "policies": POLICY,
    "contracts": CONTRACT,
    "sites": SITE,
    "units": UNIT,
    "engineers": ENGINEER,
    "tickets": TICKET,
    "rules": RULE,
    "appointments": APPOINTMENT,
    "covers": COVER,
}
"""The book's lists, each after those that its items refer to, and what their items are."""
