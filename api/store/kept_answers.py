"""Answers kept for requests that may be repeated: a phone that was offline does not know whether it was heard."""

import hashlib

from fastapi import Request, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.clock import Clock
from api.errors import Refused
from api.store.tables import KeptAnswer

REPLAYED_HEADER = "Idempotent-Replayed"
_KEPT_HEADERS = ("content-type", "etag", "location")
_LONGEST_KEY = 200


def answer_kept(session: Session, actor: str, key: str, request: Request, body: bytes) -> Response | None:
    """Return the first answer to a request that is repeated; None for a new one.

    Raises
    ------
    Refused
        Where the key was used for another request, or is too long.
    """
    if not 1 <= len(key) <= _LONGEST_KEY:
        message = f"Idempotency-Key has {len(key)} characters; give 1 to {_LONGEST_KEY}, a UUID for example"
        raise Refused("bad_request", message)
    _wait_for_twins(session, actor, key)
    kept = session.get(KeptAnswer, (actor, key))
    if kept is None:
        return None
    if kept.fingerprint != _fingerprint(request, body):
        raise Refused("key_reused", f"the Idempotency-Key {key!r} was used for another request; give each its own")
    headers = {**kept.headers, REPLAYED_HEADER: "true"}
    return Response(kept.body, kept.status, headers)


def _wait_for_twins(session: Session, actor: str, key: str) -> None:
    """Wait until another request with this key is over: it is answered as that one was. SQLite has one writer."""
    if session.get_bind().dialect.name == "postgresql":
        lock = func.hashtextextended(f"{actor} {key}", 0)
        session.execute(select(func.pg_advisory_xact_lock(lock)))


def keep_answer(
    session: Session, actor: str, key: str, request: Request, body: bytes, response: Response, clock: Clock
) -> None:
    """Keep an answer in the transaction that did what it tells."""
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    session.add(
        KeptAnswer(
            actor=actor,
            key=key,
            fingerprint=_fingerprint(request, body),
            status=response.status_code,
            headers=headers,
            body=bytes(response.body),
            at=clock(),
        )
    )


def _fingerprint(request: Request, body: bytes) -> str:
    asked = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    return hashlib.sha256(asked + body).hexdigest()
