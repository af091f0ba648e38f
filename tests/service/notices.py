"""Notices for the dispatcher, straight into the store."""

from typing import Any

from api.store.audit import Author
from api.store.tables import Notice
from tests.service.conftest import Running


def raise_notice(house: Running, territory: str = "main", subject: str = "t1", **rest: Any) -> int:
    notice = Notice(
        territory_id=territory,
        kind="on_site_near",
        subject_kind="ticket",
        subject_id=subject,
        message="see to it",
        raised_at=house.clock(),
        **rest,
    )
    with house.service.store.writing(Author("tests", house.clock)) as session:
        session.add(notice)
        session.flush()
        return notice.id


def clear_notice(house: Running, id_: int) -> None:
    with house.service.store.writing(Author("tests", house.clock)) as session:
        session.get_one(Notice, id_).cleared_at = house.clock()
