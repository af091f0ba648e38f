"""The measures by name: what each is, in which unit, and which way is better; and what its groups are called."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from scenarios.measures.tally import ALL

Better = Literal["more", "less"]

UNITS: Mapping[str, tuple[str, str]] = {
    "share": ("share", "占比"),
    "hours": ("h", "小时"),
    "hours/day": ("h a day", "小时/天"),
    "tickets": ("tickets", "单"),
    "tickets/day": ("tickets a day", "单/天"),
    "visits/day": ("visits a day", "次/天"),
    "times/day": ("times a day", "次/天"),
    "count": ("number", "个"),
    "money": ("local currency", "本币"),
    "money/day": ("local currency a day", "本币/天"),
}
"""Units by name, in English and Chinese.

Money is in the currency of the book, which does not name it; shares are from 0 to 1; a measure that the catalogue does
not know is a count.
"""


@dataclass(frozen=True)
class Measure:
    """A figure that scenarios are compared by.

    Attributes
    ----------
    name : str
    unit : str
        A name in UNITS.
    better : str or None
        Whether more or less of it is better; None where that depends.
    title, title_zh : str
        What it is called on a chart.
    line, line_zh : str
        What it is, in a sentence.
    quantile : float or None
        Of waiting times, which quantile; None: it is a ratio of sums.
    """

    name: str
    unit: str
    better: Better | None
    title: str
    title_zh: str
    line: str
    line_zh: str
    quantile: float | None = None

    @property
    def is_share(self) -> bool:
        """Tell whether it is a share of a whole; with overtime, more than the whole of paid time may be used."""
        return self.unit == "share"

    @property
    def most(self) -> float:
        """What it cannot exceed; no measure is below 0."""
        return 1.0 if self.is_share and self.name not in _MAY_EXCEED_THE_WHOLE else math.inf


_MAY_EXCEED_THE_WHOLE = {"utilisation"}
"""Overtime is no paid time, and work in it counts."""


def _wait_quantile(percent: int) -> Measure:
    return Measure(
        f"wait_p{percent}_h",
        "hours",
        "less",
        f"Wait, {percent} % within",
        f"等待时间 {percent} % 分位",
        f"Hours from the report within which somebody was on site, in {percent} % of the tickets reached.",
        f"已到场工单中，{percent} % 在报修后多少小时内有人到场。",
        percent / 100,
    )


_ALL = (
    Measure(
        "on_time",
        "share",
        "more",
        "Tickets on time",
        "工单按时率",
        "Share of the tickets closed that met all their deadlines.",
        "已关闭工单中，全部时限均达成的占比。",
    ),
    Measure(
        "inspections_on_time",
        "share",
        "more",
        "Inspections on time",
        "巡检按时率",
        "Share of the inspections done or fallen due that were done by their due date.",
        "已完成或已到期的巡检中，在到期日前完成的占比。",
    ),
    Measure(
        "penalty",
        "money/day",
        "less",
        "Penalties",
        "违约金",
        "What missed deadlines cost, a day.",
        "每天因超出时限而产生的费用。",
    ),
    Measure(
        "utilisation",
        "share",
        None,
        "Utilisation",
        "工时利用率",
        "Work and travel, on call too, as a share of paid shift time; hours on call are none.",
        "作业与路上时间（含值班出勤）占计薪班次时间的比例；值班待命时间不计入班次。",
    ),
    Measure(
        "travel_share",
        "share",
        "less",
        "Travel share",
        "路上时间占比",
        "Share of the time spent on work and travel that is travel.",
        "作业与路上时间合计中，路上时间的占比。",
    ),
    Measure(
        "overtime_h",
        "hours/day",
        "less",
        "Overtime",
        "加班",
        "Hours worked after the end of shifts, a day, all engineers together.",
        "每天全体工程师在班次结束后工作的小时数。",
    ),
    Measure(
        "backlog",
        "tickets",
        "less",
        "Backlog",
        "积压工单",
        "Tickets open at midnight, on average.",
        "每天零点未关闭的工单数，取平均。",
    ),
    Measure(
        "backlog_age_h",
        "hours",
        "less",
        "Age of the backlog",
        "积压时长",
        "Hours since their report of the tickets open at midnight, on average.",
        "零点未关闭的工单自报修以来的小时数，取平均。",
    ),
    Measure(
        "wait_h",
        "hours",
        "less",
        "Mean wait",
        "平均等待时间",
        "Hours from the report until somebody is on site, on average of the tickets reached.",
        "已到场工单从报修到有人到场的小时数，取平均。",
    ),
    *(_wait_quantile(percent) for percent in (50, 90, 95, 99)),
    Measure(
        "load_h",
        "hours",
        None,
        "Daily load",
        "每日工作量",
        "Hours of work and travel for each shift worked.",
        "每个出勤班次的作业与路上小时数。",
    ),
    Measure(
        "cost_per_visit",
        "money",
        "less",
        "Cost per visit",
        "单次上门成本",
        "Wages, travel and overtime for each visit, without penalties.",
        "每次上门的工资、路上与加班成本，不含违约金。",
    ),
    Measure(
        "cost_per_day",
        "money/day",
        "less",
        "Cost per day",
        "每日成本",
        "Wages, travel, overtime and penalties, a day.",
        "每天的工资、路上、加班与违约金之和。",
    ),
    Measure("visits", "visits/day", None, "Visits", "上门次数", "Visits made, a day.", "每天完成的上门次数。"),
    Measure("tickets", "tickets/day", None, "Tickets", "新报工单", "Tickets reported, a day.", "每天新报的工单数。"),
    Measure(
        "remote_share",
        "share",
        "more",
        "Solved remotely",
        "远程解决率",
        "Share of the tickets that are solved at the desk, without a trip.",
        "无需上门、由远程解决的工单占比。",
    ),
    Measure(
        "cancelled_share",
        "share",
        "less",
        "Cancelled",
        "取消率",
        "Share of the tickets that the customer withdraws before anybody is on the way.",
        "有人出发之前被客户撤回的工单占比。",
    ),
    Measure(
        "second_visit_share",
        "share",
        "less",
        "Second visits",
        "二次上门率",
        "Share of the tickets visited that need more than one visit.",
        "上门工单中，需要不止一次上门的占比。",
    ),
    Measure(
        "sick_share",
        "share",
        None,
        "Sick",
        "病假率",
        "Share of the engineers' days rostered on which they are ill.",
        "排班人天中，工程师因病缺勤的占比。",
    ),
    Measure(
        "replans",
        "times/day",
        None,
        "Replans",
        "重排次数",
        "How often the rest of a day is planned anew, a day.",
        "每天对当天剩余时间重新计划的次数。",
    ),
)

MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _ALL}
"""All measures by name, in the order in which they are shown."""

_KINDS: Mapping[str, tuple[str, str]] = {
    "policy": ("policy", "策略"),
    "severity": ("severity", "级别"),
    "promise": ("promise", "承诺"),
    "engineer": ("engineer", "工程师"),
}
_PROMISES: Mapping[str, tuple[str, str]] = {
    "respond": ("answer", "响应"),
    "on_site": ("on site", "到场"),
    "restore": ("restore", "恢复"),
}
_PART = re.compile(rf"(?:^| )({'|'.join(_KINDS)})=(.*?)(?=\Z| (?:{'|'.join(_KINDS)})=)", re.DOTALL)


def group_name(**parts: str) -> str:
    """Name a group by its parts: ``group_name(policy="gold", severity="A")`` is ``policy=gold severity=A``.

    Raises
    ------
    ValueError
        Where a part is of no known kind (policy, severity, promise, engineer).
    """
    for kind in parts:
        if kind not in _KINDS:
            raise ValueError(f"there are no groups by {kind!r}; use some of {', '.join(_KINDS)}")
    return " ".join(f"{kind}={value}" for kind, value in parts.items())


def group_parts(group: str) -> dict[str, str]:
    """Take the name of a group apart; the group that holds everything has no parts.

    Raises
    ------
    ValueError
        Where it is not the name of a group.
    """
    parts = {found[1]: found[2] for found in _PART.finditer(group)}
    if group_name(**parts) != group:
        raise ValueError(f"{group!r} names no group; one is written as 'policy=gold severity=A'")
    return parts


def group_label(group: str, *, zh: bool = False) -> str:
    """Say what a group is, on a chart or in a table: ``policy gold, severity A``.

    Parameters
    ----------
    group : str
    zh : bool
        In Chinese.
    """
    if group == ALL:
        return "全部" if zh else "all"
    labels = []
    for kind, value in group_parts(group).items():
        said = _PROMISES[value][zh] if kind == "promise" and value in _PROMISES else value
        labels.append(f"{_KINDS[kind][zh]} {said}")
    return ("，" if zh else ", ").join(labels)
