"""Zones by their names."""

import datetime
import re
import zoneinfo

_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)", re.ASCII)


def find(name: object) -> datetime.tzinfo | None:
    """A zone of the IANA database, or an offset such as `+05:30`; None where there is none."""
    if not isinstance(name, str) or len(name) > 64:
        return None
    if name == "UTC":
        return datetime.UTC
    offset = _OFFSET.fullmatch(name)
    if offset:
        sign, hours, minutes = offset.groups()
        ahead = datetime.timedelta(hours=int(hours), minutes=int(minutes))
        if int(minutes) > 59 or ahead >= datetime.timedelta(days=1):
            return None
        return datetime.timezone(-ahead if sign == "-" else ahead)
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None
