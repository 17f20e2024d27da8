"""Table functions: generators whose rows are taken piece by piece."""

import collections.abc
import functools
import importlib
import inspect
import itertools
import types
import typing

from . import _annotations, _failures, _loops, _settings, _types
from ._signatures import (
    CLOSE,
    ROWS,
    Operation,
    Signature,
    Unsupported,
    needing,
    read_lines,
    read_returns,
    read_type,
)

_HANDLE = _types.ValueType(_types.WIDTHS["uint32"], "uint32")
_NONE = _types.ValueType(_types.NULL, "None", True, detail=_types.Ignored())

_ITERATORS = (
    collections.abc.Iterator, collections.abc.Iterable, collections.abc.Generator,
)
_ASYNC_ITERATORS = (
    collections.abc.AsyncIterator, collections.abc.AsyncIterable, collections.abc.AsyncGenerator,
)

# The tables that are open, by their numbers: the loop that takes rows, and what gives them.
_open: dict[int, tuple[typing.Callable, typing.Any]] = {}


def is_iterator(annotation: object, is_async: bool = False) -> bool:
    """Whether what is declared to be returned is an iterator of rows."""
    annotation, _ = _annotations.resolved(annotation)
    kinds = _ASYNC_ITERATORS if is_async else _ITERATORS
    return (typing.get_origin(annotation) or annotation) in kinds


def read(name: str, function: typing.Callable, plain: types.FunctionType) -> Signature:
    """The signature of a table function; raises Unsupported."""
    lines = read_lines(name, plain).judging_nulls(name, _settings.declared(function).on_null)
    flags = plain.__code__.co_flags
    is_async = bool(flags & inspect.CO_ASYNC_GENERATOR)
    iterator = "AsyncIterator" if is_async else "Iterator"
    if not lines.returns:
        read_returns(name, lines, f"{iterator}[int]")
    annotation, _ = _annotations.resolved(lines.returns[0])
    if flags & inspect.CO_COROUTINE:
        raise Unsupported(
            f"{name} is a coroutine that returns an iterator; write it with yield, and "
            f"-> AsyncIterator[…]"
        )
    if not is_iterator(annotation, is_async):
        given = typing.get_args(annotation) if is_iterator(annotation, not is_async) else ()
        written = _annotations.written(given[0] if given else lines.returns[0])
        raise Unsupported(
            f"{name} is a generator, but is declared to return {written}; "
            f"write -> {iterator}[{written}], or return one value instead of yield"
        )
    given = typing.get_args(annotation)
    if not given:
        raise Unsupported(
            f"{name} does not say what its rows are; write -> {iterator}[int], for example"
        )
    row = _row(name, given[0])
    opened, taking = lines.by_position(_async_opener(name, function) if is_async else function)
    operations = {
        "open": Operation(
            functools.partial(_open_table, name, opened), lines.types, _HANDLE, taking
        ),
        "next": Operation(_loop, (_HANDLE,), row, needing(1), shape=ROWS),
        "close": Operation(_close, (_HANDLE,), _NONE, needing(1), shape=CLOSE),
    }
    return Signature(
        name, lines.parameters, row, operations, kind="table", is_async=is_async
    )


def _async_opener(name: str, function: typing.Callable) -> typing.Callable:
    """What gives the rows of an asynchronous generator one after another."""
    coroutines = import_coroutines(name)
    return lambda *values, **named: coroutines.rows(function(*values, **named))


def import_coroutines(name: str) -> typing.Any:
    """What runs coroutines, with the event loop, which most programs do without."""
    try:
        coroutines: typing.Any = importlib.import_module("pyguest._coroutines")
        coroutines.try_loop()
    except (ImportError, OSError, NotImplementedError, AttributeError):
        raise Unsupported(
            f"{name} is async, for which this interpreter has no event loop; "
            f"run it with --model embedded"
        ) from None
    return coroutines


def _row(name: str, annotation: object) -> _types.ValueType:
    """The type of rows: of one column, or a structure of several."""
    annotation, _ = _annotations.resolved(annotation)
    fields = typing.get_args(annotation)
    is_tuple = typing.get_origin(annotation) is tuple
    if annotation == tuple[()]:
        raise Unsupported(f"{name} has rows without columns; write tuple[int, str], for example")
    if not is_tuple or Ellipsis in fields:
        row = read_type(annotation, f"a row of {name} is")
        if row.nullable and row.children:
            raise Unsupported(f"a row of {name} may be None; leave it out, and declare {row.name}")
        return row
    names = tuple(f"c{number}" for number in range(len(fields)))
    children = tuple(
        (each, read_type(field, f"column {each} of {name} is"))
        for each, field in zip(names, fields)
    )
    written = ", ".join(child.declaration for _, child in children)
    detail = _types.Class(tuple, _as_tuple, names, True)
    return _types.ValueType(
        _types.STRUCTURE, f"tuple[{written}]", children=children, detail=detail
    )


def _as_tuple(*values: object) -> tuple:
    return values


# MARK: Open tables


def _open_table(name: str, function: typing.Callable, *values: object) -> int:
    given: typing.Any = function(*values)
    if not hasattr(type(given), "__iter__"):
        raise _failures.Explained(
            f"{name} returned a value of type {type(given).__name__}, which has no rows; "
            f"return an iterator, or write yield"
        )
    rows = iter(given)
    number = next(each for each in itertools.count() if each not in _open)
    _open[number] = _loops.make_rows(rows), rows
    return number


def _loop(number: int) -> typing.Callable:
    """What takes the rows of an open table."""
    return _open[number][0]


def _close(number: int) -> None:
    """Ends a table, whether or not all its rows were taken."""
    _, rows = _open.pop(number, (None, None))
    close = getattr(rows, "close", None)
    if inspect.isgenerator(rows) and close is not None:
        close()
