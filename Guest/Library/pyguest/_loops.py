"""The loops that call a function once a row.

Each is Python source compiled for a number of arguments, because a loop in bytecode
calls a Python function without a frame in C. A function gets a copy of its own, so
that the interpreter specialises it for that function alone.
"""

import functools
import types
import typing

FILE = "<pyguest>"


def make(function: typing.Callable, arguments: int) -> types.FunctionType:
    """A function of as many iterators that returns the list of results."""
    code = _code(arguments).replace()
    return types.FunctionType(code, {"zip": zip}, argdefs=(function,))


@functools.cache
def _code(arguments: int) -> types.CodeType:
    names = [f"value{number}" for number in range(arguments)]
    columns = [f"column{number}" for number in range(arguments)] or ["rows"]
    values = ", ".join(names)
    rows = columns[0] if len(columns) == 1 else f"zip({', '.join(columns)})"
    source = (
        f"def loop({', '.join(columns)}, function):\n"
        f"    return [function({values}) for {values or '_'} in {rows}]\n"
    )
    scope: dict[str, typing.Any] = {}
    exec(compile(source, FILE, "exec"), scope)
    return scope["loop"].__code__
