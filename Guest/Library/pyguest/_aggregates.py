"""Aggregates: classes that take rows one by one and tell what came of them."""

import functools
import inspect
import pickle
import types
import typing

from . import _failures, _loops, _settings, _types
from ._signatures import (
    Lines,
    Operation,
    Signature,
    Unsupported,
    needing,
    read_lines,
    read_returns,
)

_GROUP = _types.ValueType(_types.WIDTHS["uint32"], "uint32")
_BYTES = _types.ValueType(_types.BYTES, "bytes")
_IGNORED = _types.ValueType(_types.NULL, "None", True, detail=_types.Ignored())


def is_one(value: type) -> bool:
    """Whether a class is meant as an aggregate."""
    missing = object()
    return all(
        inspect.getattr_static(value, name, missing) is not missing
        for name in ("accumulate", "finish")
    )


def read(name: str, python: type) -> Signature:
    """The signature of an aggregate; raises Unsupported."""
    if inspect.isabstract(python):
        raise Unsupported(f"{name} is abstract; offer a class that defines all its methods")
    _refuse_arguments(name, python)
    lines = _method(name, python, "accumulate")
    finish = _method(name, python, "finish")
    if finish.parameters:
        raise Unsupported(f"{name}.finish takes nothing but self; write def finish(self)")
    returns = read_returns(f"{name}.finish", finish, written="finish(self)")
    states = _types.States([], python)
    return Signature(
        name, lines.parameters, returns, _operations(name, python, states, lines, returns),
        kind="aggregate",
    )


def _operations(
    name: str, python: typing.Any, states: _types.States, lines: Lines, returns: _types.ValueType
) -> dict[str, Operation]:
    state = _GROUP._replace(detail=states)
    taking = state, *lines.types
    accumulate, passed = lines.by_position(python.accumulate, first=1)
    discard = functools.partial(_discard, states)
    export = functools.partial(_export, name)
    import_ = functools.partial(_import, name, states)
    operations = {
        "accumulate": Operation(accumulate, taking, _IGNORED, passed),
        "finish": Operation(python.finish, (state,), returns, needing(1)),
        "discard": Operation(discard, (_GROUP,), _IGNORED, needing(1)),
        "export": Operation(export, (state,), _BYTES, needing(1)),
        "import": Operation(import_, (_GROUP, _BYTES), _IGNORED, needing(2)),
    }
    if hasattr(python, "merge"):
        _check_merge(name, python)
        operations["merge"] = Operation(python.merge, (state, state), _IGNORED, needing(2))
    if hasattr(python, "retract"):
        retracting = _method(name, python, "retract")
        if _form(retracting) != _form(lines):
            raise Unsupported(
                f"{name}.retract takes other parameters than {name}.accumulate; "
                f"write the same types and defaults"
            )
        retract, _ = lines.by_position(python.retract, first=1)
        operations["retract"] = Operation(retract, taking, _IGNORED, passed)
        # Of any number of values, windows are computed anew.
        if not passed.is_variadic:
            operations |= _windows((accumulate, retract, python.finish), state, lines, returns)
    return operations


def _form(lines: Lines) -> tuple:
    """What accumulate and retract have alike."""
    return lines.types, lines.taking._replace(defaults=())


_Methods = tuple[typing.Callable, typing.Callable, typing.Callable]


def _windows(
    methods: _Methods, state: _types.ValueType, lines: Lines, returns: _types.ValueType
) -> dict[str, Operation]:
    """What comes of windows as rows enter, and as one enters and another leaves."""
    given = tuple(each._replace(nullable=True) for each in lines.types)
    nullable = tuple(each.nullable for each in lines.types)
    operations = {}
    for name, taking in (("grow", (state, *given)), ("slide", (state, *given, *given))):
        loop = _loops.make_windows(*methods, nullable, name == "slide")
        operations[name] = Operation(
            functools.partial(_window, loop), taking, returns, needing(len(taking)),
            make_loop=functools.partial(_same, loop),
        )
    return operations


def _same(loop: typing.Callable, *_: object) -> typing.Callable:
    return loop


def _window(loop: typing.Callable, *values: object) -> object:
    """What comes of one row."""
    made: list = []
    loop(*(iter((value,)) for value in values), made)
    return made[0]


def _refuse_arguments(name: str, python: type) -> None:
    try:
        signature = inspect.signature(python)
    except ValueError:
        # Of a class that C makes, there is nothing to be told.
        return
    variadic = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    needed = [
        each.name
        for each in signature.parameters.values()
        if each.default is each.empty and each.kind not in variadic
    ]
    if needed:
        raise Unsupported(
            f"{name} is made without arguments, one for each group, but needs "
            f"{', '.join(needed)}; give each a default"
        )


def _plain(name: str, python: type, method: str) -> types.FunctionType:
    """The function that a method is."""
    found = inspect.getattr_static(python, method)
    if isinstance(found, (staticmethod, classmethod)):
        raise Unsupported(f"{name}.{method} is no method of a state; write def {method}(self, …)")
    plain = inspect.unwrap(found) if callable(found) else found
    if not isinstance(plain, types.FunctionType):
        raise Unsupported(f"{name}.{method} is no method; write def {method}(self, …)")
    flags = plain.__code__.co_flags
    if flags & (inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR):
        raise Unsupported(f"{name}.{method} is async; write it with def alone")
    if flags & inspect.CO_GENERATOR:
        raise Unsupported(f"{name}.{method} is a generator; write it without yield")
    return plain


def _method(name: str, python: type, method: str) -> Lines:
    lines = read_lines(f"{name}.{method}", _plain(name, python, method), skipped=1)
    return lines.judging_nulls(name, _settings.declared(python).on_null)


def _check_merge(name: str, python: type) -> None:
    code = _plain(name, python, "merge").__code__
    if code.co_argcount != 2 or code.co_kwonlyargcount or code.co_flags & inspect.CO_VARARGS:
        raise Unsupported(f"{name}.merge takes one other state; write def merge(self, other)")


# MARK: States


def state_of(states: _types.States, group: int) -> object:
    """The state of a group, made where it has none; the row loop does the same by itself."""
    by_group = states.by_group
    if group >= len(by_group):
        by_group.extend([None] * (group + 1 - len(by_group)))
    if by_group[group] is None:
        by_group[group] = states.make()
    return by_group[group]


def _discard(states: _types.States, group: int) -> None:
    if group < len(states.by_group):
        states.by_group[group] = None


def _export(name: str, state: object) -> bytes:
    try:
        return pickle.dumps(state, protocol=4)
    except MemoryError:
        raise
    except Exception as error:
        raise _failures.Explained(
            f"a state of {name} cannot be exported: {_failures.summary(error)}; "
            f"keep in it what pickle takes, or write __getstate__ and __setstate__"
        ) from None


def _import(name: str, states: _types.States, group: int, data: bytes) -> None:
    try:
        # What it runs, it runs in the sandbox of who reads it.
        state = pickle.loads(data)  # noqa: S301
    except MemoryError:
        raise
    except Exception as error:
        raise _failures.InvalidArgument(
            f"was given what is no exported state: {_failures.summary(error)}"
        ) from None
    if type(state) is not states.make:
        raise _failures.InvalidArgument(
            f"was given a state of {type(state).__name__}, which is none of {name}"
        )
    _discard(states, group)
    by_group = states.by_group
    by_group.extend([None] * (group + 1 - len(by_group)))
    by_group[group] = state
