"""Sleeping that a host can end, in interpreters whose own sleep it cannot."""

import time

# The host notices between two steps that time is up.
_STEP = 0.01

_sleep = time.sleep


def _stepwise(seconds: float, /) -> None:
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        _sleep(min(left, _STEP))


def install() -> None:
    """Makes `time.sleep` sleep in steps."""
    time.sleep = _stepwise
