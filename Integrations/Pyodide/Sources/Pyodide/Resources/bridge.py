"""Carries messages between the memory that the host sees and pyguest's worker."""

import ctypes
import importlib
import logging
import os
import random
import sys
import time


class Bridge:
    """A room that the host writes requests to, and the last reply, each by its address."""

    def __init__(self) -> None:
        _renew()
        self._server = importlib.import_module("pyguest.worker.server").Server()
        self._room = bytearray()
        self._reply = b""

    def room(self, count: int) -> int:
        """The address of room for a request of that many bytes."""
        if len(self._room) < count:
            self._room = bytearray(count)
            self._address = ctypes.addressof(ctypes.c_char.from_buffer(self._room))
        return self._address

    def answer(self, count: int) -> int:
        """Answers the request in the room; the number of the reply's bytes."""
        self._reply = self._server.answer(memoryview(self._room)[:count])
        _flush()
        return len(self._reply)

    def reply(self) -> int:
        """The address of the last reply."""
        return ctypes.cast(self._reply, ctypes.c_void_p).value or 0


def _renew() -> None:
    """Gives an instance what it must not share with others that began from the same snapshot."""
    # Emscripten makes a user and a home up; a program sees what it was given alone.
    os.environ.clear()
    random.seed()
    # Python 3.13 counts nanoseconds here, versions before it seconds.
    is_whole = isinstance(logging._startTime, int)
    logging._startTime = time.time_ns() if is_whole else time.time()


def _flush() -> None:
    """Hands over what the program printed; its own streams may be anything."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass
