"""Serves messages through a door of the host: for an interpreter that runs source in turns.

The first call of the door in a turn gives the request, the second takes the reply.
"""

import importlib
import os
import random
import sys

import _host

from .. import _start
from . import server, waiting

_server = server.Server()


def prepare() -> None:
    """Imports what programs usually import, before a session is kept to start others from."""
    for name in ("numpy", "pandas"):
        importlib.import_module(name)
    _start.warm()
    waiting.install()
    os.environ.clear()


def renew() -> None:
    """Gives a session what it must not share with those that started from the same memory."""
    import numpy

    random.seed()
    numpy.random.seed()


def serve() -> None:
    """Answers one message."""
    reply = _server.answer(_host.call(b"\0"))
    sys.stdout.flush()
    sys.stderr.flush()
    _host.call(reply)
