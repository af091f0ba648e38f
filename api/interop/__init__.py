"""Interop: other people's files and formats. Spreadsheets become problem documents here."""

from api.interop.assembly import import_problem

__all__ = ["import_problem"]
