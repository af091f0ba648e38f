"""What is said of engineers: the one way in which changes alter one of them, or everybody."""

from dataclasses import replace
from typing import Any

from scenarios.service import Service


def with_engineers(service: Service, engineer: str | None, **fields: Any) -> Service:
    """Return the service with these fields of an engineer set; of everybody where none is named."""
    engineers = tuple(
        replace(each, **fields) if engineer in (None, each.id) else each for each in service.book.engineers
    )
    return replace(service, book=replace(service.book, engineers=engineers))


def with_duties(service: Service, engineer: str | None, **fields: Any) -> Service:
    """Return the service with these fields of an engineer's duties set; of everybody's where none is named."""
    engineers = tuple(
        replace(each, duties=tuple(replace(duty, **fields) for duty in each.duties))
        if engineer in (None, each.id)
        else each
        for each in service.book.engineers
    )
    return replace(service, book=replace(service.book, engineers=engineers))
