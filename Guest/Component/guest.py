"""What a component of the world `program` does: serves messages about one program.

Everything that a program may import must be imported while the component is built: there is
no file system to import from when it runs. The module `settings` beside this one says what is
built: FILE and SOURCE of a program that the component carries, or None where it takes any, and
whether WASI is STUBBED, so that there are neither clocks nor random numbers.
"""

import importlib
import io
import os
import pkgutil
import random
import sys
import typing

import settings
import wit_world
import worker  # noqa: F401 - makes `pyguest` importable
from pyguest.worker import messages, waiting
from pyguest.worker.server import Server

# Those that open windows or pages, print, run processes, or belong to CPython's own tools.
_NOT_IMPORTED = {
    "__main__", "antigravity", "curses", "ensurepip", "idlelib", "multiprocessing", "pydoc_data",
    "test", "tests", "this", "tkinter", "turtle", "turtledemo", "venv",
}


class _Output(io.RawIOBase):
    """A standard stream that the host receives; while building, it is kept until then."""

    early: typing.ClassVar[list | None] = []

    def __init__(self, target):
        self._target = target

    def writable(self):
        return True

    def write(self, data):
        text = bytes(data).decode("latin-1")
        if _Output.early is None:
            wit_world.output(self._target, text)
        else:
            _Output.early.append((self._target, text))
        return len(data)


def _stream(target, errors):
    buffer = io.BufferedWriter(_Output(target))
    return io.TextIOWrapper(buffer, "utf-8", errors, newline="\n", line_buffering=True)


def _begin():
    """What the first message does: an instance begins where building ended."""
    early, _Output.early = _Output.early or [], None
    if not settings.STUBBED:
        random.seed()
    for target, text in early:
        wit_world.output(target, text)


def _answer(message):
    if settings.SOURCE is not None:
        request, _ = messages.read(message)
        if request["op"] == "load":
            os.environ.update(request["environment"])
            return _loaded
    return _server.answer(message)


class WitWorld(wit_world.WitWorld):
    def carried(self):
        return (settings.SOURCE or "").encode().decode("latin-1")

    def answer(self, message):
        if _Output.early is not None:
            _begin()
        reply = _answer(message.encode("latin-1"))
        sys.stdout.flush()
        sys.stderr.flush()
        return reply.decode("latin-1")


def _import_library():
    for name in sorted(sys.stdlib_module_names):
        if not name.startswith("_"):
            _import(name)


def _import(name):
    """Imports a module and all that a package holds, where they can be."""
    if name.rpartition(".")[2] in _NOT_IMPORTED:
        return
    try:
        module = importlib.import_module(name)
    except (ImportError, AttributeError, OSError):
        return
    for inside in pkgutil.iter_modules(getattr(module, "__path__", ()), f"{name}."):
        _import(inside.name)


def _carry():
    """Loads the program that the component carries; errors are told when it runs."""
    request = {"op": "load", "name": settings.FILE, "source": settings.SOURCE, "environment": {}}
    return _server.answer(messages.write(request))


os.environ.clear()
_import_library()
waiting.install()
_server = Server()
sys.stdout, sys.stderr = _stream(1, "strict"), _stream(2, "backslashreplace")
if settings.SOURCE is not None:
    _loaded = _carry()
