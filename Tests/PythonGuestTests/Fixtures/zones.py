"""Time zones: of the IANA database, and the local one by the variable TZ."""

import datetime
import email.utils
import os
import time
import zoneinfo
from zoneinfo import ZoneInfo


def paris() -> str:
    return str(datetime.datetime(2024, 7, 1, 12, tzinfo=ZoneInfo("Europe/Paris")))


def paris_in_the_far_future() -> str:
    return str(datetime.datetime(2100, 1, 1, tzinfo=ZoneInfo("Europe/Paris")))


def utc() -> str:
    return f"{ZoneInfo('UTC')} {datetime.datetime(2024, 1, 1, tzinfo=ZoneInfo('UTC'))}"


def converted() -> str:
    tokyo = datetime.datetime(2024, 3, 10, 16, tzinfo=ZoneInfo("Asia/Tokyo"))
    return tokyo.astimezone(ZoneInfo("America/New_York")).isoformat()


def names() -> bool:
    found = zoneinfo.available_timezones()
    return {"Europe/Paris", "UTC", "America/Argentina/Ushuaia", "Etc/GMT+5"} <= found


def all_load() -> bool:
    return len([ZoneInfo(name) for name in zoneinfo.available_timezones()]) > 500


def _refused(key: str) -> str:
    try:
        return str(ZoneInfo(key))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError) as error:
        return f"{type(error).__name__}: {error}"


def unknown() -> str:
    return _refused("Mars/Phobos")


def outside() -> str:
    return _refused("../UTC")


def with_a_zero() -> str:
    return _refused("UTC\0").partition(":")[0]


def local() -> str:
    return f"{time.tzname} {time.timezone} {time.altzone} {time.daylight}"


def local_time(seconds: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S %Z %z", time.localtime(seconds))


def from_local_time(daylight: int) -> float:
    return time.mktime((2024, 10, 27, 2, 30, 0, 0, 0, daylight))


def aware() -> str:
    return str(datetime.datetime(2024, 7, 1, 12).astimezone())


def stamp() -> float:
    return datetime.datetime(2024, 7, 1, 12).timestamp()


def mail() -> str:
    return email.utils.format_datetime(datetime.datetime(2024, 1, 1).astimezone())


def changed(zone: str) -> str:
    os.environ["TZ"] = zone
    time.tzset()
    return f"{local()} {local_time(1720000000)}"
