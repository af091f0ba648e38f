"""Addresses that are made for somebody."""

from pydantic import BaseModel, ConfigDict


class CalendarLink(BaseModel):
    """The address of a calendar to subscribe to; it is shown once."""

    model_config = ConfigDict(strict=True)
    url: str
