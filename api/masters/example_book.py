"""A whole book for the API's pages: the territory of the other examples, as one document."""

from typing import Any

from api.masters.examples import EXAMPLES
from api.masters.house import EXAMPLE as HOUSE
from optimiser import describing

EXAMPLE_BOOK: dict[str, Any] = {
    "format": describing.BOOK_FORMAT,
    **{key: HOUSE[key] for key in ("id", "time_zone", "travel", "on_call")},
    **{
        name: [{key: value for key, value in EXAMPLES[name].items() if key in {field.key for field in record.fields}}]
        for name, record in describing.BOOK_RECORDS.items()
        if name in EXAMPLES
    },
}
"""What only the service knows of a thing, as its address, is not in it, and stays."""
