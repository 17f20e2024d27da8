"""The form of messages between host and worker.

A message is a 32-bit count of JSON bytes, the JSON, and buffers, everything little-endian and
each part filled up to a multiple of 8 bytes. Requests:

    {"op": "load", "name", "source", "environment"}, without source for a program inside
    {"op": "map", "function", "counts": […], "columns": [{"type", "sizes", "bytes"}, …]}
    {"op": "next", "function", "table", "rows"}
    {"op": "call", "function", "rows", "columns": [COLUMN, …]}

A scalar function, and each part of an aggregate, is mapped over slices of so many rows, without
those that it is not called for; of `sizes`, and what the bytes are, `slices` tells. An open table
is asked for its next rows, a slice at most. A vectorized function is called with whole columns.
COLUMN is {"type", "nulls", "validity", "offsets", "values"}: the last three count the bytes of its
buffers, which follow in that order. Replies:

    {"status": "done", "functions": […], "notOffered": […], "python": "3.13.5"}
    {"status": "done", "bytes"}
    {"status": "done", "rows", "bytes"}
    {"status": "done", "column": COLUMN}
    {"status": "failed", "error": {"code", "message", "line", "row", "traceback"}}
"""

import json

from .columns import Buffers

_ALIGNMENT = 8


def read(message: bytes | memoryview) -> tuple[dict, "Rest"]:
    """A message's JSON, and its buffers."""
    view = memoryview(message)
    end = 4 + int.from_bytes(view[:4], "little")
    return json.loads(bytes(view[4:end])), Rest(view, _aligned(end))


class Rest:
    """The buffers of a message, taken one after another."""

    def __init__(self, view: memoryview, position: int) -> None:
        self._view = view
        self._position = position

    def take(self, count: int) -> memoryview:
        start = self._position
        self._position = start + _aligned(count)
        return self._view[start : start + count]

    def column(self, described: dict) -> Buffers:
        return Buffers(
            described["type"],
            described["nulls"],
            self.take(described["validity"]),
            self.take(described["offsets"]),
            self.take(described["values"]),
        )


def write(header: dict, *buffers: bytes | memoryview) -> bytes:
    """A message of JSON and buffers."""
    text = json.dumps(header).encode()
    parts: list[bytes | memoryview] = [
        len(text).to_bytes(4, "little"), text, _filling(4 + len(text)),
    ]
    for buffer in buffers:
        parts += (buffer, _filling(len(buffer)))
    return b"".join(parts)


def column(made: Buffers) -> bytes:
    """The reply that holds a column."""
    described = {
        "type": made.type,
        "nulls": made.nulls,
        "validity": len(made.validity),
        "offsets": len(made.offsets),
        "values": len(made.values),
    }
    reply = {"status": "done", "column": described}
    return write(reply, made.validity, made.offsets, made.values)


def failed(error: bytes) -> bytes:
    """The reply that tells of an error, which is JSON."""
    return write({"status": "failed", "error": json.loads(error)})


def _aligned(count: int) -> int:
    return (count + _ALIGNMENT - 1) // _ALIGNMENT * _ALIGNMENT


def _filling(count: int) -> bytes:
    return bytes(_aligned(count) - count)
