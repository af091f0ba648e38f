"""The problem, plan and book documents: read with every fault at once, written so that they read back equal."""

from optimiser.documents import describing
from optimiser.documents.book_document import BOOK_FORMAT, MOST_BOOK_BYTES, read_book, write_book
from optimiser.documents.book_reference import book_fault_codes, book_reference, book_schema
from optimiser.documents.json_text import MOST_BYTES, parse
from optimiser.documents.plan_document import read_plan, write_plan
from optimiser.documents.problem_document import FORMAT, read_problem, with_matrix, write_problem
from optimiser.documents.reference import format_reference, plan_schema, problem_schema

__all__ = [
    "BOOK_FORMAT",
    "FORMAT",
    "MOST_BOOK_BYTES",
    "MOST_BYTES",
    "book_fault_codes",
    "book_reference",
    "book_schema",
    "describing",
    "format_reference",
    "parse",
    "plan_schema",
    "problem_schema",
    "read_book",
    "read_plan",
    "read_problem",
    "with_matrix",
    "write_book",
    "write_plan",
    "write_problem",
]
