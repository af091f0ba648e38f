"""Reports of studies: the answer, tables and charts, as pages that stand alone."""

from scenarios.report.choice import Found
from scenarios.report.page import report_page, write_report

__all__ = ["Found", "report_page", "write_report"]
