"""Serves messages over standard input and output: for a WASI command that is an interpreter.

A request is a 64-bit count of bytes and the message. A reply is the same after a mark that the
host chose, by which it tells replies from what the program itself writes to standard output.
"""

import io
import os
import sys

from .. import _failures
from . import messages, server


def serve() -> None:
    """Answers requests until the host ends the interpreter. The mark is the last argument."""
    mark = bytes.fromhex(sys.argv[-1])
    sys.argv[:] = [""]
    sys.stdout, sys.stderr = _unbuffered(1), _unbuffered(2)
    os.environ.clear()
    answer = server.Server().answer
    requests, replies = _Requests(), io.FileIO(1, "w", closefd=False)
    while True:
        try:
            request = requests.next()
        except MemoryError as error:
            reply = messages.failed(_failures.describe_exception(None, None, error, None))
        else:
            reply = answer(request)
        _write(replies, mark + len(reply).to_bytes(8, "little"))
        _write(replies, reply)
        del reply


def _unbuffered(file: int) -> io.TextIOWrapper:
    """A text stream that hands on at once what is printed."""
    return io.TextIOWrapper(
        io.FileIO(file, "w", closefd=False), "utf-8", "backslashreplace", write_through=True
    )


class _Requests:
    """Requests from standard input, read into a buffer that is used again."""

    def __init__(self) -> None:
        self._file = io.FileIO(0, closefd=False)
        self._buffer = bytearray(1 << 16)

    def next(self) -> memoryview:
        head = bytearray(8)
        self._read(memoryview(head))
        count = int.from_bytes(head, "little")
        if count > len(self._buffer):
            self._buffer = bytearray(count)
        view = memoryview(self._buffer)[:count]
        self._read(view)
        return view

    def _read(self, view: memoryview) -> None:
        while view:
            count = self._file.readinto(view)
            if not count:
                raise EOFError("the host has closed standard input")
            view = view[count:]


def _write(file: io.FileIO, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]
