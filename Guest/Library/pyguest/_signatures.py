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


class Signature(typing.NamedTuple):
    name: str
    parameters: tuple[Parameter, ...]
    returns: _types.ValueType
    kind: str = "scalar"

    def describe(self) -> dict[str, object]:
        return {
            "name": self.name,
            "kind": self.kind,
            "parameters": [
                {"name": p.name, **p.type.describe(), "hasDefault": p.has_default}
                for p in self.parameters
            ],
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
    code = inspect.unwrap(function).__code__
    where = f"{code.co_filename}:{code.co_firstlineno}"
    if len(name.encode()) > _MOST_NAME_BYTES:
        raise Refusal(f"{where}: a function's name takes {_MOST_NAME_BYTES} bytes at most")
    _refuse_other_kinds(name, code, where)
    try:
        signature = inspect.signature(function)
        hints = typing.get_type_hints(inspect.unwrap(function))
    except NameError as error:
        raise Refusal(f"{where}: an annotation of {name} names what is not defined: {error}") from None
    except (TypeError, ValueError, SyntaxError) as error:
        raise Refusal(f"{where}: the signature of {name} cannot be read: {error}") from None
    if len(signature.parameters) > _MOST_PARAMETERS:
        raise Refusal(f"{where}: {name} takes over {_MOST_PARAMETERS} parameters")
    parameters = tuple(
        _read_parameter(name, parameter, hints, where) for parameter in signature.parameters.values()
    )
    if "return" not in hints and signature.return_annotation is not None:
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


def _read_parameter(
    name: str, parameter: inspect.Parameter, hints: dict[str, object], where: str
) -> Parameter:
    match parameter.kind:
        case inspect.Parameter.VAR_POSITIONAL:
            raise Refusal(
                f"{where}: {name} takes *{parameter.name}; name each parameter, as in x: int, y: int"
            )
        case inspect.Parameter.VAR_KEYWORD:
            raise Refusal(
                f"{where}: {name} takes **{parameter.name}; name each parameter, as in x: int, y: int"
            )
        case inspect.Parameter.KEYWORD_ONLY:
            raise Refusal(
                f"{where}: parameter {parameter.name} of {name} is keyword-only, "
                f"but arguments are passed by position; remove the * before it"
            )
    if parameter.name not in hints and parameter.annotation is not None:
        raise Refusal(
            f"{where}: parameter {parameter.name} of {name} has no type; "
            f"write {parameter.name}: int (or another of {_types.SUPPORTED})"
        )
    kind = _read_type(hints.get(parameter.name), f"parameter {parameter.name} of {name} is", where)
    return Parameter(parameter.name, kind, parameter.default is not inspect.Parameter.empty)


def _read_type(annotation: object, subject: str, where: str) -> _types.ValueType:
    read = _types.read(annotation)
    if read is None:
        raise Refusal(
            f"{where}: {subject} {_types.written(annotation)}, which is not supported; "
            f"write one of {_types.SUPPORTED}, or one of these with | None"
        )
    return read
