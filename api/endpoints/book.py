"""The whole book of a territory, and what holds for all of them."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from api.dependencies import AskedBy, IfMatch, RawBody, etag, require_match
from api.errors import not_found
from api.masters.book import put_book as put_whole_book
from api.masters.book import whole_book_of
from api.masters.example_book import EXAMPLE_BOOK
from api.masters.house import check_house, house_document
from api.masters.recounting import recount_all
from api.schemas.problems import PROBLEMS
from api.store.house import house_of
from api.transaction import TransactionalRoute
from optimiser import MOST_BOOK_BYTES, parse, write_book

router = APIRouter(prefix="/v1", tags=["masters"], route_class=TransactionalRoute, responses=PROBLEMS)

TerritoryName = Annotated[
    str, Query(min_length=1, max_length=200, description="Whose book it is.", examples=["qingdao"])
]
_JSON = "application/json"
_BOOK: dict[str, Any] = {
    "content": {
        _JSON: {
            "schema": {"type": "object", "description": "A roundsman-book/1 document: see docs/book.md."},
            "example": EXAMPLE_BOOK,
        }
    }
}
_HOUSE: dict[str, Any] = {"content": {_JSON: {"schema": {"$ref": "#/components/schemas/masters.House"}}}}


class BookCounts(BaseModel):
    """How much a territory has now."""

    model_config = ConfigDict(strict=True)
    territory: str = Field(examples=["main"])
    counts: dict[str, int] = Field(examples=[{"sites": 40, "tickets": 39}])


@router.put("/book", openapi_extra={"requestBody": {"required": True, **_BOOK}})
def put_book(turn: AskedBy, territory: TerritoryName, content: RawBody) -> BookCounts:
    """Put a whole book into a territory, all or nothing: what is not in it goes, tickets apart."""
    book = put_whole_book(turn.session, parse(content, most_bytes=MOST_BOOK_BYTES), territory, turn.service.clock)
    lists = {name: each for name, each in vars(book).items() if isinstance(each, list | tuple)}
    return BookCounts(territory=territory, counts={name: len(each) for name, each in lists.items()})


@router.get("/book", response_class=JSONResponse, response_model=None, responses={200: _BOOK})
def read_book(turn: AskedBy, territory: TerritoryName) -> Response:
    """Export the whole book of a territory, its tickets with their histories."""
    if not turn.actor.sees_territory(territory):
        raise not_found("territory", territory)
    return JSONResponse(write_book(whole_book_of(turn.session, territory)))


@router.get("/house", response_class=JSONResponse, response_model=None, responses={200: _HOUSE})
def read_house(turn: AskedBy) -> Response:
    """Read what holds for all territories: time zone, travel, the rota's rule."""
    house = house_of(turn.session)
    return JSONResponse(house_document(house), headers={"ETag": etag(house.revision)})


@router.put(
    "/house",
    response_class=JSONResponse,
    response_model=None,
    responses={200: _HOUSE},
    openapi_extra={"requestBody": {"required": True, **_HOUSE}},
)
def put_house(turn: AskedBy, content: RawBody, if_match: IfMatch = None) -> Response:
    """Change what holds for all territories, with If-Match."""
    house = house_of(turn.session)
    require_match(if_match, house.revision)
    house.document = {**house.document, **check_house(turn.session, parse(content))}
    house.updated_at = turn.service.clock()
    turn.session.flush()
    recount_all(turn.session, turn.service.clock())
    return JSONResponse(house_document(house), headers={"ETag": etag(house.revision)})
