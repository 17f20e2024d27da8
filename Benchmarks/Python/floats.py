"""A function of floating-point numbers: how far places on a way lie apart, and how evenly."""

from math import asin, cos, radians, sin, sqrt

EARTH_KILOMETRES = 6371.0


def haversine(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The great-circle distance of two places, in kilometres."""
    lat1, lon1, lat2, lon2 = radians(lat1), radians(lon1), radians(lat2), radians(lon2)
    a = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KILOMETRES * asin(sqrt(a))


def way_spread(seed: int) -> float:
    """The standard deviation of eight distances over their mean."""
    latitude, longitude = seed % 120 - 60.0, seed % 300 - 150.0
    total = squares = 0.0
    count = 8
    for step in range(count):
        north, east = latitude + 0.5 + step * 0.25, longitude - 0.75 + step * 0.5
        distance = haversine(latitude, longitude, north, east)
        total += distance
        squares += distance * distance
        latitude, longitude = north, east
    mean = total / count
    return sqrt(max(squares / count - mean * mean, 0.0)) / mean
