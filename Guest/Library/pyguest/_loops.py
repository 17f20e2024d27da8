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

# Arguments of a call that are passed as they are; of more, a call makes a list first.
_MOST_PLAIN = 30


def make(
    function: typing.Callable, arguments: int, keywords: tuple[str, ...] = ()
) -> types.FunctionType:
    """A function of as many iterators, and of the list that it appends its results to.

    Where the function fails for a row, the list holds what the rows before gave. The last arguments
    are passed by `keywords`.
    """
    code = _code(arguments, keywords).replace()
    return types.FunctionType(code, {"zip": zip}, argdefs=(function,))


def caller(
    function: typing.Callable, positional: int, keywords: tuple[str, ...]
) -> typing.Callable:
    """What calls a function with all arguments by position."""
    if not keywords:
        return function

    def call(*values: object) -> object:
        return function(*values[:positional], **dict(zip(keywords, values[positional:])))

    return call


class Loops:
    """The loops of a function that takes any number of arguments, made when they are wanted."""

    def __init__(self, make: typing.Callable[[int], typing.Callable]) -> None:
        self._make = make
        self._made: dict[int, typing.Callable] = {}

    def __call__(self, arguments: int) -> typing.Callable:
        if arguments not in self._made:
            self._made[arguments] = self._make(arguments)
        return self._made[arguments]


def make_rows(rows: typing.Iterator) -> types.FunctionType:
    """A function of an iterator over as many things as rows are wanted, and of the list that it
    appends them to. It ends early where there are no more."""
    return types.FunctionType(_rows_code().replace(), {"zip": zip}, argdefs=(rows,))


@functools.cache
def _rows_code() -> types.CodeType:
    source = (
        "def loop(wanted, results, rows):\n"
        "    return [row for _, row in zip(wanted, rows)]\n"
    )
    appending = (
        "def loop(wanted, results, rows):\n"
        "    append = results.append\n"
        "    for _, row in zip(wanted, rows): append(row)\n"
        "    return results\n"
    )
    return _filling(_compiled(source), "results") or _compiled(appending)


def make_windows(
    accumulate: typing.Callable, retract: typing.Callable, finish: typing.Callable,
    nullable: tuple[bool, ...], slides: bool,
) -> types.FunctionType:
    """A function of iterators over states, over the values that enter, where windows slide over
    those that leave, and of the list that it appends what comes of each window to.

    :param nullable: for each value, whether None is one; else a row that has it is left out.
    """
    code = _windows_code(nullable, slides).replace()
    return types.FunctionType(code, {"zip": zip}, argdefs=(accumulate, retract, finish))


@functools.cache
def _windows_code(nullable: tuple[bool, ...], slides: bool) -> types.CodeType:
    def given(method: str, letter: str) -> str:
        values = [f"{letter}{number}" for number in range(len(nullable))]
        needed = [f"{value} is not None" for value, free in zip(values, nullable) if not free]
        condition = f"if {' and '.join(needed)}: " if needed else ""
        return f"        {condition}{method}({', '.join(['state', *values])})\n"

    letters = ("x", "y") if slides else ("x",)
    names = ["state", *(f"{each}{number}" for each in letters for number in range(len(nullable)))]
    columns = [f"column{number}" for number in range(len(names))]
    rows = columns[0] if len(columns) == 1 else f"zip({', '.join(columns)})"
    source = (
        f"def loop({', '.join(columns)}, results, accumulate, retract, finish):\n"
        "    append = results.append\n"
        f"    for {', '.join(names)} in {rows}:\n"
        + given("accumulate", "x")
        + (given("retract", "y") if slides else "")
        + "        append(finish(state))\n"
        "    return results\n"
    )
    return _compiled(source)


@functools.cache
def _code(arguments: int, keywords: tuple[str, ...]) -> types.CodeType:
    names = [f"value{number}" for number in range(arguments)]
    columns = [f"column{number}" for number in range(arguments)] or ["rows"]
    values = ", ".join(names)
    by_name = [f"{name}=" for name in keywords]
    passed = ", ".join(
        name + value for name, value in zip([""] * (arguments - len(by_name)) + by_name, names)
    )
    rows = columns[0] if len(columns) == 1 else f"zip({', '.join(columns)})"
    source = (
        f"def loop({', '.join(columns)}, results, function):\n"
        f"    return [function({passed}) for {values or '_'} in {rows}]\n"
    )
    appending = (
        f"def loop({', '.join(columns)}, results, function):\n"
        "    append = results.append\n"
        f"    for {values or '_'} in {rows}: append(function({passed}))\n"
        "    return results\n"
    )
    filling = _filling(_compiled(source), "results") if arguments <= _MOST_PLAIN else None
    return filling or _compiled(appending)


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
