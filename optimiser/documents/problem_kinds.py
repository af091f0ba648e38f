"""Kinds of values that several records of the problem document share."""

from optimiser.documents.kinds import Duration, MapOf, Number, Text, Time

MOST_SKILL_LEVEL = 1e6

TIME, DURATION, COST = Time(), Duration(), Number("a cost")
SKILLS = MapOf(Text("the name of a skill"), Number("a level", most=MOST_SKILL_LEVEL))
AMOUNTS = MapOf(Text("the name of a quantity"), Number("an amount"))
