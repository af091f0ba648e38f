"""Who stands in for a resident engineer who is away."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from optimiser.book import RosterEngineer
from optimiser.roster.absences import beside, is_away
from optimiser.roster.shifts import Gap, RosterShift, can_do, too_close

Dated = tuple[date, RosterShift]


@dataclass(frozen=True)
class Post:
    """The shifts of one day of a resident engineer who is away; the parts of them where not for the ``whole_day``."""

    resident: RosterEngineer
    day: date
    shifts: Sequence[RosterShift]
    whole_day: bool = True

    @property
    def week(self) -> tuple[int, date, str]:
        """What one engineer should do alone: a week, Monday to Sunday, in one year, at one site."""
        return self.day.year, self.day - timedelta(days=self.day.weekday()), self.resident.id


class StandIns:
    """Chooses, week by week, who stands in for whom.

    Whoever stands in has all skills of the resident at the same levels, a shift of their own that day (it is given
    up, or for a part of a day that part of it, with the ways), and is resident nowhere. Of these, the one who has stood
    in on the fewest days of the year so far does as many days of the week as they can: customers see few new faces, and
    over the year it is spread evenly.

    Parameters
    ----------
    engineers : sequence of RosterEngineer
    duties : mapping of str to sequence of (date, RosterShift)
        By engineer, the shifts they would work if nobody stood in for anybody, absences left out; from the beginning
        of the year.
    covers : mapping of str to sequence of RosterShift
        By engineer, what they do at named events.

    Attributes
    ----------
    shifts : list of (date, RosterShift)
        Those who stand in, each with its day.
    gaps : list of Gap
    """

    def __init__(
        self,
        engineers: Sequence[RosterEngineer],
        duties: Mapping[str, Sequence[Dated]],
        covers: Mapping[str, Sequence[RosterShift]],
    ) -> None:
        self._engineers = [engineer for engineer in engineers if engineer.resident_at is None]
        self._duties = duties
        self._covers = covers
        self._days_so_far: Counter[tuple[int, str]] = Counter()
        self._taken: dict[tuple[str, date], Post] = {}
        self.shifts: list[Dated] = []
        self.gaps: list[Gap] = []

    def fill(self, posts: Sequence[Post]) -> None:
        """Find somebody for each of `posts`."""
        in_order = sorted(posts, key=lambda post: (post.week, post.day))
        for _, week in groupby(in_order, key=lambda post: post.week):
            self._fill_week(list(week))

    def left(self, engineer: str, day: date, shift: RosterShift) -> list[RosterShift]:
        """What an engineer keeps of a shift of their own on a day: all of it, unless they stand in for somebody."""
        post = self._taken.get((engineer, day))
        if post is None:
            return [shift]
        if post.whole_day:
            return []
        return beside(shift, [(each.start - _WAY, each.end + _WAY) for each in post.shifts])

    def _fill_week(self, posts: list[Post]) -> None:
        year = posts[0].day.year
        while posts:
            able = {engineer.id: [p for p in posts if self._can_take(engineer, p)] for engineer in self._engineers}
            candidates = [name for name, found in able.items() if posts[0] in found]
            if not candidates:
                self.gaps += [_gap(posts[0], shift) for shift in posts[0].shifts]
                posts = posts[1:]
                continue
            chosen = min(candidates, key=lambda name: (self._days_so_far[year, name], -len(able[name])))
            for post in able[chosen]:
                self.shifts += [(post.day, replace(shift, engineer=chosen)) for shift in post.shifts]
                self._taken[chosen, post.day] = post
                self._days_so_far[year, chosen] += 1
            posts = [post for post in posts if post not in able[chosen]]

    def _can_take(self, engineer: RosterEngineer, post: Post) -> bool:
        if (engineer.id, post.day) in self._taken:
            return False
        if any(is_away(engineer, post.day, shift.start, shift.end) for shift in post.shifts):
            return False
        if not can_do(engineer, post.resident.skills, post.day):
            return False
        own = self._duties.get(engineer.id, ())
        if not any(day == post.day for day, _ in own):
            return False
        near = [duty for day, duty in own if day != post.day and abs((day - post.day).days) <= _NEAR_DAYS]
        others = [*near, *self._covers.get(engineer.id, ())]
        return not any(too_close(shift, other, engineer.min_rest) for shift in post.shifts for other in others)


_WAY = timedelta(hours=1)
"""Between an engineer's own work and the hours of standing in, to get there or back: our choice."""

_NEAR_DAYS = 3  # shifts further away leave rest enough


def _gap(post: Post, shift: RosterShift) -> Gap:
    resident = post.resident
    message = (
        f"{resident.id} is away from {resident.resident_at} on {post.day}, and nobody stands in: no other engineer is "
        f"on duty that day with the skills {', '.join(sorted(resident.skills)) or '(none)'} and enough rest"
    )
    return Gap("resident", shift.start, shift.end, 1, message, of=resident.id, site=resident.resident_at)
