"""The tables, a file for each subject.

::

    base         types and what all tables share
    masters      territories, customers, sites, units, contracts, engineers, rules, parts …
    work         tickets and what happens to them; visits, slips, quotes, papers
    plans        plans, the days they were published for, routes, held slots, reserved parts
    jobs         what is done in the background
    studies      staffing scenarios, and the folder of each study
    identity     users, keys, tokens, the audit log, answers kept for repeated requests
"""

from api.store.tables.base import Base
from api.store.tables.identity import Account, ApiKey, AuditEntry, FailedSignIns, KeptAnswer, RefreshToken, SetupLink
from api.store.tables.jobs import Job
from api.store.tables.masters import (
    Appointment,
    Calendar,
    Contract,
    Counter,
    Cover,
    Customer,
    Depot,
    Engineer,
    House,
    Part,
    Place,
    Policy,
    Rota,
    Rule,
    Site,
    Stock,
    Subcontractor,
    Territory,
    Unit,
    Zone,
)
from api.store.tables.plans import HeldSlot, Plan, PublishedDay, Reservation, Route, StopTrace
from api.store.tables.studies import Study, StudyFile
from api.store.tables.work import (
    Attachment,
    Complaint,
    Notice,
    Paper,
    Ping,
    Quote,
    Slip,
    Subcontract,
    Ticket,
    TicketEvent,
    VisitReport,
    VisitState,
)

__all__ = [
    "Account", "ApiKey", "Appointment", "Attachment", "AuditEntry", "Base", "Calendar", "Complaint", "Contract",
    "Counter", "Cover", "Customer", "Depot", "Engineer", "FailedSignIns", "HeldSlot", "House", "Job", "KeptAnswer",
    "Notice", "Paper", "Part", "Ping", "Place", "Plan", "Policy", "PublishedDay", "Quote", "RefreshToken",
    "Reservation", "Rota", "Route", "Rule", "SetupLink", "Site", "Slip", "Stock", "StopTrace", "Study", "StudyFile",
    "Subcontract", "Subcontractor", "Territory", "Ticket", "TicketEvent", "Unit", "VisitReport", "VisitState", "Zone",
]  # fmt: skip
