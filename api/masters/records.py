"""The masters, described once: for reading, writing, the API's document and spreadsheets."""

from collections.abc import Mapping

from api.masters import sides
from api.masters.described import Described
from optimiser import describing

Field, Text = describing.Field, describing.Text
Identity, ListOf, Reference = describing.Identity, describing.ListOf, describing.Reference
DATE, LAT, LON, WORD, BOOK = describing.DATE, describing.LAT, describing.LON, describing.WORD, describing.BOOK_RECORDS

_LINE = Text("a line of text", most=500)
_PHONE = Text("a telephone number", most=50)
_EMAIL = Text("an e-mail address", most=254, pattern=r"^[^@\s]+@[^@\s]+$")
_NAME = Field("name", WORD, "What people call it.")
_NOTE = Field("note", Text("a note", most=2000), "Whatever else is worth knowing.")
_ADDRESS = Field("address", _LINE, "Where it is, in words; looked up where no coordinates are given.")
_TERRITORY = Field("territory", Reference("territory"), "The territory whose dispatchers see it.", required=True)

CONTACT = describing.Record(
    "a contact",
    sides.Contact,
    "Somebody to call.",
    [
        Field("name", WORD, "The person's name.", required=True),
        Field("phone", _PHONE, "The number to call."),
        Field("email", _EMAIL, "Where to write to."),
        Field("role", WORD, "What the person does there."),
    ],
)

_REACHED = [Field("phone", _PHONE, "The number to call."), Field("email", _EMAIL, "Where to write to.")]


def _named(noun: str) -> describing.Record:
    return describing.Record(noun, sides.Named, "What only the service knows.", [_NAME, _NOTE])


TERRITORY = describing.Record(
    "a territory",
    sides.Territory,
    "An area of work with its own dispatchers, engineers and plans.",
    [Field("id", Identity("territory"), "Its id, unique among territories.", required=True), _NAME, _NOTE],
)

CUSTOMER = describing.Record(
    "a customer",
    sides.Customer,
    "Who has contracts.",
    [
        Field("id", Identity("customer"), "The customer's id, unique among customers.", required=True),
        Field("name", WORD, "The customer's name.", required=True),
        Field("contacts", ListOf(CONTACT, "a list of contacts", most=50), "Whom to call."),
        *_REACHED,
        Field("address", _LINE, "The customer's address."),
        _NOTE,
    ],
)

_CONTRACT = describing.Record(
    "a contract",
    sides.ContractSide,
    "What only the service knows.",
    [
        _NAME,
        _NOTE,
        Field("from", DATE, "The first day on which it holds.", attribute="from_"),
        Field("until", DATE, "The last day on which it holds."),
    ],
)

_SITE = describing.Record(
    "a site",
    sides.SiteSide,
    "What only the service knows.",
    [
        _TERRITORY,
        _NAME,
        _NOTE,
        _ADDRESS,
        Field("contact", CONTACT, "Whom to call there."),
        Field("access_note", Text("a note", most=2000), "How to get in: gate, badge, parking."),
    ],
)

_UNIT = describing.Record(
    "a unit",
    sides.UnitSide,
    "What only the service knows.",
    [
        _NAME,
        _NOTE,
        Field("model", WORD, "Its maker and model."),
        Field("installed_on", DATE, "When it was installed."),
        Field("location", _LINE, "Where at its site it stands."),
    ],
)

_ENGINEER = describing.Record(
    "an engineer",
    sides.EngineerSide,
    "What only the service knows.",
    [
        _TERRITORY,
        Field("name", WORD, "The engineer's name."),
        _NOTE,
        *_REACHED,
        _ADDRESS,
        Field("tools", describing.texts("a list of tools"), "What rides along."),
        Field("language", Text("a language tag", most=35), "The language to write to the engineer in, as `zh-CN`."),
    ],
)

PART = describing.Record(
    "a part",
    sides.Part,
    "A spare part.",
    [
        Field("id", Identity("part"), "Its number, unique among parts.", required=True),
        Field("name", WORD, "What it is called.", required=True),
        Field("price", describing.COST, "What one of it costs."),
        _NOTE,
    ],
)

DEPOT = describing.Record(
    "a depot",
    sides.Depot,
    "Where parts lie.",
    [
        Field("id", Identity("depot"), "Its id, unique among depots.", required=True),
        _TERRITORY,
        Field("lat", LAT, "Latitude (WGS 84).", required=True),
        Field("lon", LON, "Longitude (WGS 84).", required=True),
        _NAME,
        _ADDRESS,
        _NOTE,
    ],
)

SUBCONTRACTOR = describing.Record(
    "a subcontractor",
    sides.Subcontractor,
    "Somebody outside who takes visits at a price.",
    [
        Field("id", Identity("subcontractor"), "Its id, unique among subcontractors.", required=True),
        Field("name", WORD, "Who it is.", required=True),
        Field("contact", CONTACT, "Whom to call."),
        *_REACHED,
        _NOTE,
    ],
)

DESCRIBED: Mapping[str, Described] = {
    "territories": Described(None, TERRITORY),
    "customers": Described(None, CUSTOMER),
    "calendars": Described(BOOK["calendars"], _named("a calendar")),
    "zones": Described(BOOK["zones"], _named("a zone")),
    "policies": Described(BOOK["policies"], _named("a policy")),
    "contracts": Described(BOOK["contracts"], _CONTRACT),
    "sites": Described(BOOK["sites"], _SITE),
    "units": Described(BOOK["units"], _UNIT),
    "engineers": Described(BOOK["engineers"], _ENGINEER),
    "rules": Described(BOOK["rules"], _named("an inspection rule")),
    "appointments": Described(BOOK["appointments"], _named("an appointment")),
    "covers": Described(BOOK["covers"], _named("a cover")),
    "parts": Described(None, PART),
    "depots": Described(None, DEPOT),
    "subcontractors": Described(None, SUBCONTRACTOR),
}
"""Every kind of master, each after those that it refers to."""
