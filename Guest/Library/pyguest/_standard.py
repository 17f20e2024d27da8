"""Completes the standard library where CPython for WASI has less than the guest can offer.

Only the guest has the built-in module `_pyguest`; other interpreters keep what they came with.
"""

import _socket
import hashlib
import io
import time
import zoneinfo
from zoneinfo import _common, _tzpath

import _pyguest

from . import _keys, _sockets


def install() -> None:
    """Puts what is missing into the library's modules; before the snapshot."""
    hashlib.pbkdf2_hmac = _keys.pbkdf2_hmac  # type: ignore[assignment]
    hashlib.scrypt = _keys.scrypt  # type: ignore[assignment]
    hashlib.__all__ = (*hashlib.__all__, "pbkdf2_hmac")  # type: ignore[assignment]
    time.tzset = tzset
    _common.load_tzdata = _load_zone  # type: ignore[assignment]
    _tzpath.available_timezones = zoneinfo.available_timezones = available_timezones
    for name, function in _sockets.FUNCTIONS.items():
        if not hasattr(_socket, name):
            setattr(_socket, name, function)


def tzset() -> None:
    """Makes the module `time` tell of the zone that the variable TZ names.

    C follows the variable itself. One that names no zone is UTC.
    """
    standard, offset, daylight, daylight_offset = _pyguest.local_zone()
    time.tzname = standard, daylight or standard
    time.timezone, time.altzone = -offset, -daylight_offset
    time.daylight = int(daylight is not None)


def _load_zone(key: str) -> io.BytesIO:
    data = _pyguest.zone_file(key)
    if data is None:
        raise zoneinfo.ZoneInfoNotFoundError(f"No time zone found with key {key}")
    return io.BytesIO(data)


def available_timezones() -> set[str]:
    """The keys of all zones that there are."""
    return set(_pyguest.zone_names())
