"""Tells what a program offers, of which kind each is, and what cannot be called, and why."""

import contextlib
import functools
import importlib
import inspect
import types
import typing

from . import _aggregates, _failures, _settings, _tables, _types
from ._signatures import (
    CONCURRENT,
    NotOffered,
    Operation,
    Parameter,
    Signature,
    Unsupported,
    read_lines,
    read_returns,
    unwrapped,
)

_MOST_NAME_BYTES = 255
# Of a description, in characters; a name that is longer cannot be called by it.
_MOST_NAME, _MOST_REASON = 255, 1000


def offered(module: types.ModuleType) -> dict[str, typing.Any]:
    """What a program means to offer: functions and aggregates that its source defines under a
    public name, or declares a name for; by their names in Python."""
    return {
        name: value
        for name, value in vars(module).items()
        if isinstance(name, str)
        and name.isidentifier()
        and callable(value)
        and getattr(value, "__module__", None) == module.__name__
        and (_aggregates.is_one(value) if isinstance(value, type) else _is_function(value))
        and (not name.startswith("_") or _settings.declared(value).name is not None)
    }


def _is_function(value: typing.Callable) -> bool:
    if isinstance(value, types.FunctionType):
        return True
    try:
        return isinstance(inspect.unwrap(value), types.FunctionType)
    except ValueError:
        # It is wrapped in itself, and so no function at all.
        return False


def read_all(
    functions: dict[str, typing.Any], file: str
) -> tuple[list[Signature], list[NotOffered]]:
    """What of a program can be called, and what cannot."""
    signatures: dict[str, Signature] = {}
    not_offered: list[NotOffered] = []
    # By the names they are offered by, those that they have in Python.
    owns: dict[str, str] = {}
    for own, value in functions.items():
        read = _read(own, value, file)
        if isinstance(read, NotOffered):
            not_offered.append(read)
        elif read.name not in owns:
            owns[read.name] = own
            signatures[read.name] = read
        # Another name for the same function is no other function.
        elif functions[owns[read.name]] is not value:
            why = (
                f"{own} would be offered as {read.name}, as {owns[read.name]} is already; "
                f"declare another name for one of them"
            )
            not_offered.append(_not_offered(own, value, file, why))
    return list(signatures.values()), not_offered


def _read(own: str, value: typing.Any, file: str) -> Signature | NotOffered:
    """The signature of what a program's file offers, or why it has none to offer."""
    name = _settings.declared(value).name or own
    try:
        if len(name.encode()) > _MOST_NAME_BYTES:
            raise Unsupported(f"a function's name takes {_MOST_NAME_BYTES} bytes at most")
        if isinstance(value, type):
            signature = _read_aggregate(name, value)
        else:
            signature = _read_function(name, value, unwrapped(name, value))
        return signature._replace(settings=_settings.declared(value))
    except Unsupported as why:
        reason = str(why)
    except MemoryError:
        raise
    except Exception as error:
        # Annotations and wrappers are the program's own, and raise what they like.
        reason = f"the signature of {name} cannot be read: {_failures.summary(error)}"
    return _not_offered(name, value, file, reason)


def _not_offered(name: str, value: typing.Any, file: str, reason: str) -> NotOffered:
    line = None
    # Wrappers are the program's own, and raise what they like.
    with contextlib.suppress(Exception):
        line = _line(value, file)
    return NotOffered(
        _failures.one_line(name, _MOST_NAME), line, _failures.one_line(reason, _MOST_REASON)
    )


def _line(value: typing.Any, file: str) -> int | None:
    """Where the file defines it; None where another text does."""
    if isinstance(value, type):
        first = vars(value).get("__firstlineno__")
        return first if type(first) is int else None
    code = getattr(value, "__code__", None)
    with contextlib.suppress(ValueError):
        code = getattr(inspect.unwrap(value), "__code__", code)
    is_own = isinstance(code, types.CodeType) and code.co_filename == file
    return code.co_firstlineno if code is not None and is_own else None


def _read_aggregate(name: str, python: type) -> Signature:
    if _settings.declared(python).concurrency is not None:
        raise Unsupported(f"{name} declares concurrency, but is no coroutine; leave it out")
    return _aggregates.read(name, python)


def _read_function(name: str, function: typing.Callable, plain: types.FunctionType) -> Signature:
    settings = _settings.declared(function)
    flags = plain.__code__.co_flags
    if settings.concurrency is not None and not flags & inspect.CO_COROUTINE:
        raise Unsupported(
            f"{name} declares concurrency, but its rows do not wait for anything; "
            f"write async def, or leave it out"
        )
    if flags & (inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR):
        return _tables.read(name, function, plain)
    lines = read_lines(name, plain)
    if lines.returns and _tables.is_iterator(lines.returns[0]):
        return _tables.read(name, function, plain)
    lines = lines.judging_nulls(name, settings.on_null)
    returns = read_returns(name, lines)
    is_vectorized = bool(getattr(function, "__pyguest_vectorized__", False))
    is_async = bool(flags & inspect.CO_COROUTINE)
    if is_vectorized:
        if is_async:
            raise Unsupported(f"{name} is async and vectorized; write one of both")
        _refuse_vectorized(name, lines.parameters, returns)
    call = Operation(function, lines.types, returns, lines.taking)
    if is_async:
        function, taking = lines.by_position(function)
        call = call._replace(function=function, taking=taking)
        call = _concurrent(name, call, settings.rows_at_once)
    return Signature(
        name, lines.parameters, returns, {"call": call}, is_vectorized=is_vectorized,
        is_async=is_async,
    )


def _concurrent(name: str, call: Operation, rows_at_once: int) -> Operation:
    coroutines = _tables.import_coroutines(name)
    return call._replace(
        function=functools.partial(coroutines.once, call.function),
        make_loop=lambda _, count: coroutines.make(rows_at_once, call.function, count),
        shape=CONCURRENT,
    )


def _refuse_vectorized(
    name: str, parameters: tuple[Parameter, ...], returns: _types.ValueType
) -> None:
    other = [each for each in parameters if each.is_keyword or each.is_variadic]
    if other:
        raise Unsupported(
            f"{name} is vectorized, so it takes arguments by position: "
            f"{other[0].name} must be neither keyword-only nor *{other[0].name}"
        )
    if not parameters:
        raise Unsupported(f"{name} is vectorized, so it must take at least one parameter")
    subjects = [(f"parameter {each.name} of {name} is", each.type) for each in parameters]
    for subject, kind in [*subjects, (f"{name} returns", returns)]:
        # Of numbers, texts, bytes and times there are arrays.
        if kind.children or kind.detail is not None or kind.column in (_types.UUID, _types.JSON):
            raise Unsupported(
                f"{subject} {kind.name}, of which there are no arrays; "
                f"write {name} without vectorized"
            )
    try:
        importlib.import_module("numpy")
    except ImportError:
        raise Unsupported(
            f"{name} is vectorized, which needs numpy; run it with --model scientific"
        ) from None
