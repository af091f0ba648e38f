"""Key figures of a period. What each number is, its description says; units ride in the names."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.times import Instant

Count = Annotated[int, Field(ge=0)]
Seconds = Annotated[float, Field(ge=0)]
Share = Annotated[float | None, Field(ge=0)]
Age = Literal["under_1_day", "1_to_3_days", "3_to_7_days", "7_to_30_days", "over_30_days"]


class _Row(BaseModel):
    model_config = ConfigDict(strict=True)
    period: str = Field(
        description="The month, as `2026-12`; for all days together the first and the last, as an interval.",
        examples=["2026-12"],
    )


class TicketFigures(_Row):
    """How many tickets there were."""

    reported_count: Count = Field(description="Tickets reported in the period.")
    closed_count: Count = Field(description="Tickets that ended in the period: repaired, solved remotely or cancelled.")


class StatusFigures(_Row):
    """How the reported tickets stand."""

    status: str = Field(description="The status that they have now.", examples=["done"])
    count: Count = Field(description="Tickets reported in the period that have this status now.")


class BacklogFigures(_Row):
    """How old the work is that waits."""

    age: Age = Field(description="How long before `as_of` they were reported.")
    count: Count = Field(description="Tickets of this age that were open at `as_of`.")


class OnTimeFigures(_Row):
    """How promises were kept to the tickets reported in the period, as far as that is known now.

    Deadlines that still run, wait or were cancelled do not count.
    """

    met_count: Count = Field(description="Deadlines that were met.")
    missed_count: Count = Field(description="Deadlines that were missed, whether or not they were made good later.")
    deadlines_share: Share = Field(description="met / (met + missed); null where there is none.", le=1)
    tickets_on_time_count: Count = Field(description="Tickets with a decided deadline that missed none.")
    tickets_late_count: Count = Field(description="Tickets that missed at least one deadline.")
    tickets_share: Share = Field(description="On time / (on time + late), of tickets; null where there is none.", le=1)


class OnTimeByPolicy(OnTimeFigures):
    """The same for the tickets under one policy."""

    policy: str = Field(description="The policy's id.")
    promised_share: Share = Field(description="The share of tickets on time that the policy promises.", le=1)


class OnTimeBySeverity(OnTimeFigures):
    """The same for the tickets of one severity."""

    severity: str = Field(description="The ticket's severity.")


class FirstTimeFix(_Row):
    """How often one visit was enough. Cancelled tickets do not count."""

    visited_count: Count = Field(description="Tickets that ended in the period to which somebody went at least once.")
    fixed_count: Count = Field(description="Of these, the repaired ones with one arrival and no failed repair.")
    first_time_fix_share: Share = Field(description="fixed / visited; null where nobody went.", le=1)


class PlannedWork(BaseModel):
    """As published."""

    model_config = ConfigDict(strict=True)
    visit_count: Count = Field(description="Visits on the published routes.")
    work_s: Seconds = Field(description="From start to end of these visits.")
    driving_s: Seconds = Field(description="On the way, the way back included.")
    driving_m: Seconds = Field(description="Metres of these ways.")
    overtime_s: Seconds = Field(description="From the end of the shift until back.")
    travel_share: Share = Field(description="driving / (driving + work); null where there is neither.", le=1)
    utilisation_share: Share = Field(
        description="(driving + work) / shift; over 1 with overtime or calls; null without."
    )


class DoneWork(BaseModel):
    """As reported."""

    model_config = ConfigDict(strict=True)
    visit_count: Count = Field(description="Visits that were reported as ended.")
    work_s: Seconds = Field(description="From arrival to end, of visits for which both were reported.")
    driving_s: Seconds = Field(description="From leaving to arrival, where both were reported; ways back are not.")
    overtime_s: Seconds = Field(description="From the end of the shift to the end of the day's last visit.")
    travel_share: Share = Field(description="driving / (driving + work); null where there is neither.", le=1)
    utilisation_share: Share = Field(
        description="(driving + work) / shift; over 1 with overtime or calls; null without."
    )


class WorkFigures(_Row):
    """What the engineers did with their time, as it was planned and as it was done."""

    shift_s: Seconds = Field(
        description="Shifts on days with a published plan, from start to end; hours on call are none."
    )
    planned: PlannedWork
    done: DoneWork


class WorkByEngineer(WorkFigures):
    """The same for one engineer."""

    engineer: str = Field(description="The engineer's id.")


class RatingFigures(_Row):
    """What customers said of an engineer's visits on slips signed in a month. These are always by month."""

    engineer: str = Field(description="The engineer's id.")
    count: Count = Field(description="Ratings given.")
    points: float = Field(description="The sum of what the sites' policies count for them; a word unknown there: 0.")


class RatingWordFigures(_Row):
    """How often customers used a word of an engineer's visits."""

    engineer: str = Field(description="The engineer's id.")
    word: str = Field(description="What the customer said.", examples=["good"])
    count: Count = Field(description="Ratings with this word.")


class PenaltyFigures(_Row):
    """What is owed to a customer for missed deadlines of tickets reported in the period."""

    customer: str = Field(description="The customer's id.")
    count: Count = Field(description="Missed deadlines that cost something.")
    amount: float = Field(description="What they cost up to now, by the policies.")
    growing_amount: float = Field(description="The part of it for what is not made good yet, and costs more by and by.")


class ChargeFigures(_Row):
    """What a customer owes for trips of tickets reported in the period."""

    customer: str = Field(description="The customer's id.")
    kind: Literal["call_out", "second_trip", "transport"] = Field(description="What is charged.")
    count: Count = Field(description="Trips charged.")
    amount: float = Field(description="What they come to, by the policies.")


class PaperFigures(_Row):
    """Reports and calls that are owed after visits."""

    kind: str = Field(description="Of what they are: `ticket`, `inspection`, `follow_up` …")
    owed_count: Count = Field(description="Not written at `as_of`, of visits done until then.")
    overdue_count: Count = Field(description="Of these, due before `as_of`.")
    in_time_count: Count = Field(description="Due in the days asked for, and written in time.")
    late_count: Count = Field(description="Due in the days asked for until `as_of`, and written late or not yet.")
    in_time_share: Share = Field(description="in time / (in time + late); null where none was due.", le=1)


class ComplaintFigures(_Row):
    """What customers complained of."""

    made_count: Count = Field(description="Complaints made in the period.")
    closed_count: Count = Field(description="Of these, those closed by now.")


class SubcontractFigures(_Row):
    """What was given to somebody outside in the period, declined and withdrawn ones left out."""

    subcontractor: str = Field(description="The subcontractor's id.")
    count: Count = Field(description="Visits given.")
    amount: float = Field(description="The sum of their prices.")


class Kpis(BaseModel):
    """Key figures of some days in some territories. Amounts are in the currency of the policies."""

    model_config = ConfigDict(strict=True)
    territories: list[str] = Field(description="The territories that count.")
    first: date = Field(description="The first day that counts.")
    last: date = Field(description="The last day that counts.")
    time_zone: str = Field(description="The zone in which days begin and end.", examples=["Asia/Shanghai"])
    as_of: Instant = Field(description="The end of the last day, or now where that is earlier.")
    tickets: list[TicketFigures]
    tickets_by_status: list[StatusFigures]
    backlog: list[BacklogFigures]
    on_time: list[OnTimeFigures]
    on_time_by_policy: list[OnTimeByPolicy]
    on_time_by_severity: list[OnTimeBySeverity]
    first_time_fix: list[FirstTimeFix]
    work: list[WorkFigures]
    work_by_engineer: list[WorkByEngineer]
    ratings: list[RatingFigures]
    ratings_by_word: list[RatingWordFigures]
    penalties: list[PenaltyFigures]
    charges: list[ChargeFigures]
    papers: list[PaperFigures]
    complaints: list[ComplaintFigures]
    subcontracts: list[SubcontractFigures]
