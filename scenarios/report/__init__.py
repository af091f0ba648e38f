"""Reports of studies: the answer, tables and charts, as pages that stand alone."""

from scenarios.report.choice import Found
from scenarios.report.page import report_page, write_report
from scenarios.report.sentences import answer_sentences

__all__ = ["Found", "answer_sentences", "report_page", "write_report"]
