"""Numbered service slips: made, printed, signed and rated."""

import base64
import binascii
import json
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.dependencies import AskedBy
from api.errors import Refused, not_found
from api.page.slip_page import render_slip
from api.schemas.problems import PROBLEMS
from api.schemas.signing import NewRating, NewSignature, SignedSlip
from api.schemas.slips import Signature, SlipDocument
from api.store.attachments import signature_of
from api.store.slips import find_slip
from api.store.tables import Slip
from api.store.visits import find_visit
from api.transaction import TransactionalRoute, Turn
from api.work.attachments import Upload, add_attachment
from api.work.slips import issue_slip, rate_slip, rating_words, sign_slip
from optimiser import Fault, FaultyInput

router = APIRouter(prefix="/v1", tags=["slips"], route_class=TransactionalRoute, responses=PROBLEMS)


@router.post("/visits/{visit}/slip", status_code=201)
def create_slip(turn: AskedBy, visit: str) -> SignedSlip:
    """Make the slip of a visit from its reports; asked again, it has the same number."""
    state = find_visit(turn.session, turn.actor, visit)
    return _document(turn, issue_slip(turn.session, state, turn.service.clock()))


@router.get("/slips/{number}")
def read_slip(turn: AskedBy, number: str) -> SignedSlip:
    """Read a slip."""
    return _document(turn, _seen(turn, number))


@router.get("/slips/{number}/page", response_class=HTMLResponse)
def read_slip_page(
    turn: AskedBy,
    number: str,
    language: Annotated[Literal["en", "zh"], Query(description="English or Simplified Chinese.")] = "en",
) -> str:
    """Print a slip, or what is still to be signed of it."""
    return render_slip(_printed(turn, _seen(turn, number)), language)


@router.post("/slips/{number}/signature")
def create_signature(turn: AskedBy, number: str, signature: NewSignature) -> SignedSlip:
    """Sign a slip, and say how it went."""
    slip = _seen(turn, number, lock=True)
    now = turn.service.clock()
    sign_slip(turn.session, slip, signature.name, now)
    if signature.image is not None:
        upload = Upload(f"signature {slip.number}", "signature", *_picture(signature.image))
        row = add_attachment(
            turn.session,
            upload,
            ticket=slip.ticket_id,
            visit=slip.visit_id,
            by=turn.actor.id,
            now=now,
            most_bytes=turn.service.settings.most_attachment_bytes,
        )
        row.slip_number = slip.number
    if signature.rating is not None:
        rate_slip(turn.session, slip, signature.rating, signature.rating_note)
    turn.session.flush()
    return _document(turn, slip)


@router.post("/slips/{number}/rating")
def create_rating(turn: AskedBy, number: str, rating: NewRating) -> SignedSlip:
    """Say how a visit went, after it was signed or without."""
    slip = _seen(turn, number, lock=True)
    rate_slip(turn.session, slip, rating.rating, rating.rating_note)
    return _document(turn, slip)


def _seen(turn: Turn, number: str, lock: bool = False) -> Slip:
    slip = find_slip(turn.session, number, lock)
    try:
        find_visit(turn.session, turn.actor, slip.visit_id)
    except Refused:
        raise not_found("slip", number) from None
    return slip


def _picture(image: str) -> tuple[bytes, str]:
    head, _, data = image.partition(",")
    try:
        return base64.b64decode(data, validate=True), head.removeprefix("data:").removesuffix(";base64")
    except binascii.Error as error:
        raise FaultyInput([Fault("$.image", "bad_text", f"this is no base64: {error}; send a data URL")]) from None


def _printed(turn: Turn, slip: Slip) -> SlipDocument:
    document = SlipDocument.model_validate_json(_json(slip))
    rated = {"rating": slip.rating, "rating_words": tuple(rating_words(turn.session, slip))}
    if slip.signed_at is None:
        return document.model_copy(update=rated)
    picture = signature_of(turn.session, slip.number)
    image = None
    if picture is not None:
        image = f"data:{picture.media_type};base64,{base64.b64encode(picture.content).decode()}"
    signature = Signature(name=slip.signed_by, signed_at=slip.signed_at, image=image)
    return document.model_copy(update=rated | {"customer_signature": signature, "remarks": slip.rating_note})


def _json(slip: Slip) -> str:
    return json.dumps(slip.document["slip"])


def _document(turn: Turn, slip: Slip) -> SignedSlip:
    return SignedSlip(
        number=slip.number,
        visit=slip.visit_id,
        ticket=slip.ticket_id,
        engineer=slip.engineer_id,
        issued_at=slip.issued_at,
        signed_at=slip.signed_at,
        signed_by=slip.signed_by,
        rating=slip.rating,
        rating_note=slip.rating_note,
        rating_words=list(rating_words(turn.session, slip)),
        slip=SlipDocument.model_validate_json(_json(slip)),
    )
