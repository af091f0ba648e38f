"""Dispatchers who publish at the same moment."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from api.errors import Refused
from api.store.tables import Plan, PublishedDay
from tests.service.campus import planned, published
from tests.service.conftest import Running

_AT_ONCE = 4


def test_of_plans_published_at_once_for_a_day_without_one_only_one_holds(campus: Running) -> None:
    plans = [planned(campus.clock, f"p{number}") for number in range(_AT_ONCE)]

    def outcome(plan: Plan) -> str:
        try:
            published(campus, plan)
        except Refused as refused:
            return refused.code
        return "published"

    with ThreadPoolExecutor(_AT_ONCE) as threads:
        outcomes = sorted(threads.map(outcome, plans))
    assert outcomes == ["outdated_plan"] * (_AT_ONCE - 1) + ["published"]
    with campus.service.store.reading() as session:
        (held,) = session.scalars(select(PublishedDay))
        (plan,) = session.scalars(select(Plan).where(Plan.state == "published"))
    assert (held.plan_id, held.version) == (plan.id, 1)
