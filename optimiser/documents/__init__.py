"""The problem and plan documents: read with every fault at once, written so that they read back equal."""

from optimiser.documents.json_text import MOST_BYTES, parse
from optimiser.documents.plan_document import read_plan, write_plan
from optimiser.documents.problem_document import FORMAT, read_problem, with_matrix, write_problem
from optimiser.documents.reference import format_reference, plan_schema, problem_schema

__all__ = [
    "FORMAT",
    "MOST_BYTES",
    "format_reference",
    "parse",
    "plan_schema",
    "problem_schema",
    "read_plan",
    "read_problem",
    "with_matrix",
    "write_plan",
    "write_problem",
]
