"""Seconds and metres between places: great circle, given matrix, road network, routing service."""

from optimiser.travel.cache import MatrixCache
from optimiser.travel.front import travel_times
from optimiser.travel.times import UNREACHABLE_M, UNREACHABLE_S, TravelTimes

__all__ = ["UNREACHABLE_M", "UNREACHABLE_S", "MatrixCache", "TravelTimes", "travel_times"]
