"""Functions for the flights that left New York City in 2013."""

import re
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088
TAIL_NUMBER = re.compile(r"N[1-9](\d{0,4}|\d{0,3}[A-HJ-NP-Z]|\d{0,2}[A-HJ-NP-Z]{2})")


def delay_category(dep_delay: int | None) -> str:
    """Tells in words how late a flight left, from minutes; None is a flight that did not."""
    if dep_delay is None:
        return "cancelled"
    if dep_delay < 0:
        return "early"
    if dep_delay < 15:
        return "on time"
    if dep_delay < 60:
        return "late"
    return "an hour late"


def great_circle_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The shortest way between two places on the globe, from degrees (haversine formula)."""
    half_lat = radians(lat2 - lat1) / 2
    half_lon = radians(lon2 - lon1) / 2
    a = sin(half_lat) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(a))


def clean_tail_number(tailnum: str | None) -> str | None:
    """An aircraft's registration in its proper form, or None for what is not one."""
    if tailnum is None:
        return None
    tailnum = tailnum.strip().upper().replace("-", "")
    return tailnum if TAIL_NUMBER.fullmatch(tailnum) else None
