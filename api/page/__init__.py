"""The stand-alone pages: ``render`` writes that of a plan, ``render_year`` that of a service book."""

from api.page.page import render
from api.page.year import render_year

__all__ = ["render", "render_year"]
