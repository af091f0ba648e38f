"""The stand-alone page of a plan: ``render`` is its front door."""

from api.page.page import render

__all__ = ["render"]
