"""Ids and running numbers for what the service itself makes."""

import secrets
import time

from sqlalchemy import text
from sqlalchemy.orm import Session

_NEXT = text(
    "INSERT INTO counters (name, value) VALUES (:name, 1) "
    "ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value"
)


def new_id(prefix: str) -> str:
    """Make an id that nobody else has; those made later sort behind, by the millisecond.

    Parameters
    ----------
    prefix : str
        What it is of: ``paper``, ``quote`` …
    """
    return f"{prefix}-{time.time_ns() // 1_000_000:012x}{secrets.token_hex(5)}"


def next_number(session: Session, name: str) -> int:
    """Take the next number of a running series, from 1; two transactions never get the same one.

    Numbers have no gaps: one that was taken in a transaction that failed is given out again. Whoever asks for one
    while another transaction holds the last waits for it.
    """
    return int(session.execute(_NEXT, {"name": name}).scalar_one())
