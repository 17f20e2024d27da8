"""Reads the signatures of a program's functions, and refuses what cannot be called."""

import importlib
import inspect
import types
import typing

from . import _types
from ._failures import Refusal

_MOST_NAME_BYTES = 255
# What PostgreSQL takes, the fewest of the databases.
_MOST_PARAMETERS = 100


class Parameter(typing.NamedTuple):
    name: str
    type: _types.ValueType
    has_default: bool
    # As the description has it: in a list where the host can pass it, too.
    default: tuple[object, ...] = ()

    def describe(self) -> dict[str, object]:
        described = {"name": self.name, **self.type.describe(), "hasDefault": self.has_default}
        if self.default:
            described["default"] = self.default[0]
        return described


class Signature(typing.NamedTuple):
    name: str
    parameters: tuple[Parameter, ...]
    returns: _types.ValueType
    kind: str = "scalar"

    def describe(self) -> dict[str, object]:
        return {
            "name": self.name,
            "kind": self.kind,
            "parameters": [parameter.describe() for parameter in self.parameters],
            "returns": self.returns.describe(),
        }


def public_functions(module: types.ModuleType) -> dict[str, typing.Callable]:
    """The functions a program offers: those its source defines under a public name."""
    return {
        name: value
        for name, value in vars(module).items()
        if isinstance(name, str)
        and name.isidentifier()
        and not name.startswith("_")
        and callable(value)
        and not isinstance(value, type)
        and getattr(value, "__module__", None) == module.__name__
        and isinstance(inspect.unwrap(value), types.FunctionType)
    }


def read(name: str, function: typing.Callable) -> Signature:
    """The signature of a function; raises Refusal with the line and what to write instead."""
    plain = inspect.unwrap(function)
    code = plain.__code__
    where = f"{code.co_filename}:{code.co_firstlineno}"
    if len(name.encode()) > _MOST_NAME_BYTES:
        raise Refusal(f"{where}: a function's name takes {_MOST_NAME_BYTES} bytes at most")
    _refuse_other_kinds(name, code, where)
    _refuse_other_parameters(name, code, where)
    if code.co_argcount > _MOST_PARAMETERS:
        raise Refusal(f"{where}: {name} takes over {_MOST_PARAMETERS} parameters")
    try:
        hints = _annotations(plain)
    except NameError as error:
        what = f"an annotation of {name} names what is not defined"
        raise Refusal(f"{where}: {what}: {error}") from None
    except (TypeError, ValueError, SyntaxError) as error:
        raise Refusal(f"{where}: the signature of {name} cannot be read: {error}") from None
    values = [(value,) for value in plain.__defaults__ or ()]
    defaults = [()] * (code.co_argcount - len(values)) + values
    parameters = tuple(
        _read_parameter(name, parameter, default, hints, where)
        for parameter, default in zip(code.co_varnames[: code.co_argcount], defaults)
    )
    if "return" not in hints:
        raise Refusal(
            f"{where}: {name} does not say what it returns; "
            f"write def {name}(…) -> int: (or another of {_types.SUPPORTED})"
        )
    returns = _read_type(hints.get("return"), f"{name} returns", where)
    kind = "vectorized" if getattr(function, "__pyguest_vectorized__", False) else "scalar"
    if kind == "vectorized":
        _refuse_vectorized(name, parameters, where)
    return Signature(name, parameters, returns, kind)


def _refuse_vectorized(name: str, parameters: tuple[Parameter, ...], where: str) -> None:
    if not parameters:
        raise Refusal(f"{where}: {name} is vectorized, so it must take at least one parameter")
    try:
        importlib.import_module("numpy")
    except ImportError:
        raise Refusal(
            f"{where}: {name} is vectorized, which needs numpy; run it with --model scientific"
        ) from None


def _refuse_other_kinds(name: str, code: types.CodeType, where: str) -> None:
    if code.co_flags & (inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR):
        raise Refusal(f"{where}: {name} is async; write it with def alone")
    if code.co_flags & inspect.CO_GENERATOR:
        raise Refusal(f"{where}: {name} is a generator; return one value instead of yield")


def _refuse_other_parameters(name: str, code: types.CodeType, where: str) -> None:
    names = iter(code.co_varnames[code.co_argcount :])
    keyword_only = [next(names) for _ in range(code.co_kwonlyargcount)]
    if code.co_flags & inspect.CO_VARARGS:
        raise Refusal(
            f"{where}: {name} takes *{next(names)}; name each parameter, as in x: int, y: int"
        )
    if keyword_only:
        raise Refusal(
            f"{where}: parameter {keyword_only[0]} of {name} is keyword-only, "
            f"but arguments are passed by position; remove the * before it"
        )
    if code.co_flags & inspect.CO_VARKEYWORDS:
        raise Refusal(
            f"{where}: {name} takes **{next(names)}; name each parameter, as in x: int, y: int"
        )


def _annotations(function: types.FunctionType) -> dict[str, object]:
    """A function's annotations, those that are written as text evaluated."""
    annotations = function.__annotations__
    # The common case, without what `typing` touches of every instance's memory.
    usual = (type, types.UnionType, types.NoneType)
    if all(isinstance(each, usual) for each in annotations.values()):
        return annotations
    return typing.get_type_hints(function)


def _read_parameter(
    name: str, parameter: str, default: tuple[object, ...], hints: dict[str, object], where: str
) -> Parameter:
    if parameter not in hints:
        raise Refusal(
            f"{where}: parameter {parameter} of {name} has no type; "
            f"write {parameter}: int (or another of {_types.SUPPORTED})"
        )
    kind = _read_type(hints[parameter], f"parameter {parameter} of {name} is", where)
    return Parameter(parameter, kind, bool(default), kind.passed(*default) if default else ())


def _read_type(annotation: object, subject: str, where: str) -> _types.ValueType:
    read = _types.read(annotation)
    if read is None:
        raise Refusal(
            f"{where}: {subject} {_types.written(annotation)}, which is not supported; "
            f"write one of {_types.SUPPORTED}, or one of these with | None"
        )
    return read
