"""A master as documents say it: an object of the book, with fields that only the service knows."""

from collections.abc import Mapping
from typing import Any

from optimiser import describing

Document = dict[str, Any]


class Described:
    """How one kind of master is read, written and described.

    Parameters
    ----------
    book : Record or None
        What the book says about it; None where no book has it.
    side : Record
        What only the service says.
    """

    def __init__(self, book: describing.Record | None, side: describing.Record) -> None:
        self.book, self.side = book, side
        self.noun = (book or side).noun
        self.side_keys = frozenset(field.key for field in side.fields)
        self.book_keys = frozenset(field.key for field in book.fields) if book else frozenset()

    @property
    def fields(self) -> list[describing.Field]:
        """All fields, the book's first."""
        return [*(self.book.fields if self.book else ()), *self.side.fields]

    def read(self, document: Any, at: describing.Steps, found: describing.Findings) -> Document | None:
        """Read a document and write it again, with what is at its default left out; None where faults were noted.

        Faults of both parts are noted in `found`, so that a person sees all of them at once.
        """
        if not isinstance(document, Mapping):
            self.side.draft(document, at, found)
            return None
        if self.book is None:
            made = self.side.read(document, at, found)
            return None if made is describing.FAULTY else self.side.write(made)
        ours = {key: value for key, value in document.items() if key in self.side_keys}
        books = {key: value for key, value in document.items() if key not in self.side_keys}
        before = len(found)
        made, beside = self.book.read(books, at, found), self.side.read(ours, at, found)
        if len(found) > before:
            return None
        return {**self.book.write(made), **self.side.write(beside)}

    def book_part(self, document: Mapping[str, Any]) -> Document:
        """Take out of a document what the book says, and what books carry along."""
        return {key: value for key, value in document.items() if key in self.book_keys or is_carried(key)}

    def side_part(self, document: Mapping[str, Any]) -> Document:
        """Take out of a document what only the service says."""
        return {key: value for key, value in document.items() if key in self.side_keys and key not in self.book_keys}


def is_carried(key: str) -> bool:
    """Tell whether books carry a field of this name along unread."""
    return key in describing.CARRIED_NAMES or key.startswith(describing.CARRIED_PREFIX)
