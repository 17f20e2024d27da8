"""The loops that call a function once a row.

Each is Python source compiled for a number of arguments, because a loop in bytecode
calls a Python function without a frame in C. A function gets a copy of its own, so
that the interpreter specialises it for that function alone.
"""

import dis
import functools
import types
import typing

FILE = "<pyguest>"


def make(function: typing.Callable, arguments: int) -> types.FunctionType:
    """A function of as many iterators, and of the list that it appends its results to.

    Where the function fails for a row, the list holds what the rows before gave.
    """
    code = _code(arguments).replace()
    return types.FunctionType(code, {"zip": zip}, argdefs=(function,))


@functools.cache
def _code(arguments: int) -> types.CodeType:
    names = [f"value{number}" for number in range(arguments)]
    columns = [f"column{number}" for number in range(arguments)] or ["rows"]
    values = ", ".join(names)
    rows = columns[0] if len(columns) == 1 else f"zip({', '.join(columns)})"
    source = (
        f"def loop({', '.join(columns)}, results, function):\n"
        f"    return [function({values}) for {values or '_'} in {rows}]\n"
    )
    appending = (
        f"def loop({', '.join(columns)}, results, function):\n"
        "    append = results.append\n"
        f"    for {values or '_'} in {rows}: append(function({values}))\n"
    )
    return _filling(_compiled(source), "results") or _compiled(appending)


def _compiled(source: str) -> types.CodeType:
    scope: dict[str, typing.Any] = {}
    exec(compile(source, FILE, "exec"), scope)
    code: types.CodeType = scope["loop"].__code__
    return code


def _filling(code: types.CodeType, name: str) -> types.CodeType | None:
    """The code of one comprehension, with a variable's list in place of the new one that it makes.

    A comprehension appends faster than a statement does, but keeps its list to itself. Before
    CPython 3.12 it is a function of its own, which does not know the variable: then None.
    """
    wanted = bytes([dis.opmap["BUILD_LIST"], 0])
    found = [at for at in range(0, len(code.co_code), 2) if code.co_code[at : at + 2] == wanted]
    if len(found) != 1:
        return None
    (place,) = found
    loaded = bytes([dis.opmap["LOAD_FAST"], code.co_varnames.index(name)])
    return code.replace(co_code=code.co_code[:place] + loaded + code.co_code[place + 2 :])
