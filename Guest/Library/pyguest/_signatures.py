"""Reads the signatures of a program's functions, and tells which cannot be called, and why."""

import importlib
import inspect
import keyword
import types
import typing

from . import _annotations, _failures, _types

_MOST_NAME_BYTES = 255
# What PostgreSQL takes, the fewest of the databases.
_MOST_PARAMETERS = 100
# Of a description, in characters; a name that is longer cannot be called by it.
_MOST_NAME, _MOST_REASON = 255, 1000


class Unsupported(Exception):
    """A function that is not offered; the message says why and what to write instead."""


class NotOffered(typing.NamedTuple):
    """A public function that cannot be called, with its line where the program's file has it."""

    name: str
    line: int | None
    reason: str

    def describe(self) -> dict[str, object]:
        fields = {"name": self.name, "line": self.line, "reason": self.reason}
        return {name: field for name, field in fields.items() if field is not None}


class Parameter(typing.NamedTuple):
    name: str
    type: _types.ValueType
    # In a tuple where there is one.
    default: tuple[object, ...] = ()
    # By which it is passed, and not by position.
    is_keyword: bool = False
    # Whether it takes any number of arguments.
    is_variadic: bool = False

    def describe(self) -> dict[str, object]:
        described = {
            "name": self.name,
            **self.type.describe(),
            "hasDefault": bool(self.default),
            "variadic": self.is_variadic,
        }
        # Where the host can pass it, too.
        passed = self.type.passed(*self.default) if self.default else ()
        if passed:
            described["default"] = passed[0]
        return described


class Signature(typing.NamedTuple):
    name: str
    parameters: tuple[Parameter, ...]
    returns: _types.ValueType
    kind: str = "scalar"

    @property
    def required(self) -> int:
        """The fewest arguments: as many as there are up to the last one without a default."""
        needed = [not (each.default or each.is_variadic) for each in self.parameters]
        return len(needed) - needed[::-1].index(True) if any(needed) else 0

    @property
    def is_variadic(self) -> bool:
        return bool(self.parameters) and self.parameters[-1].is_variadic

    @property
    def keywords(self) -> tuple[str, ...]:
        """The names by which the last arguments are passed."""
        return tuple(each.name for each in self.parameters if each.is_keyword)

    def describe(self) -> dict[str, object]:
        return {
            "name": self.name,
            "kind": self.kind,
            "parameters": [parameter.describe() for parameter in self.parameters],
            "returns": self.returns.describe(),
        }


def public_functions(module: types.ModuleType) -> dict[str, typing.Callable]:
    """The functions a program means to offer: those its source defines under a public name."""
    return {
        name: value
        for name, value in vars(module).items()
        if isinstance(name, str)
        and name.isidentifier()
        and not name.startswith("_")
        and callable(value)
        and not isinstance(value, type)
        and getattr(value, "__module__", None) == module.__name__
        and _is_function(value)
    }


def _is_function(value: typing.Callable) -> bool:
    if isinstance(value, types.FunctionType):
        return True
    try:
        return isinstance(inspect.unwrap(value), types.FunctionType)
    except ValueError:
        # It is wrapped in itself, and so no function at all.
        return False


def read(name: str, function: typing.Callable, file: str) -> Signature | NotOffered:
    """The signature of a function of the program's file, or why it has none to offer."""
    code = getattr(function, "__code__", None)
    try:
        plain = _unwrapped(name, function)
        code = plain.__code__
        return _read(name, function, plain)
    except Unsupported as why:
        reason = str(why)
    except MemoryError:
        raise
    except Exception as error:
        # Annotations and wrappers are the program's own, and raise what they like.
        reason = f"the signature of {name} cannot be read: {_failures.summary(error)}"
    own = code if isinstance(code, types.CodeType) and code.co_filename == file else None
    return NotOffered(
        _failures.one_line(name, _MOST_NAME),
        own.co_firstlineno if own else None,
        _failures.one_line(reason, _MOST_REASON),
    )


def _unwrapped(name: str, function: typing.Callable) -> types.FunctionType:
    try:
        return inspect.unwrap(function)
    except ValueError:
        raise Unsupported(f"{name} is wrapped in itself") from None


def _read(name: str, function: typing.Callable, plain: types.FunctionType) -> Signature:
    code = plain.__code__
    if len(name.encode()) > _MOST_NAME_BYTES:
        raise Unsupported(f"a function's name takes {_MOST_NAME_BYTES} bytes at most")
    _refuse_other_kinds(name, code)
    names = _parameter_names(name, code)
    if sum(map(len, names)) > _MOST_PARAMETERS:
        raise Unsupported(f"{name} takes over {_MOST_PARAMETERS} parameters")
    try:
        hints = _hints(plain)
    except NameError as error:
        raise Unsupported(f"an annotation of {name} names what is not defined: {error}") from None
    parameters = _read_parameters(name, names, plain, hints)
    if "return" not in hints:
        raise Unsupported(
            f"{name} does not say what it returns; "
            f"write def {name}(…) -> int: (or another of {_types.SUPPORTED})"
        )
    returns = _read_type(hints.get("return"), f"{name} returns")
    kind = "vectorized" if getattr(function, "__pyguest_vectorized__", False) else "scalar"
    if kind == "vectorized":
        _refuse_vectorized(name, parameters, returns)
    return Signature(name, parameters, returns, kind)


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


def _refuse_other_kinds(name: str, code: types.CodeType) -> None:
    if code.co_flags & (inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR):
        raise Unsupported(f"{name} is async; write it with def alone")
    if code.co_flags & inspect.CO_GENERATOR:
        raise Unsupported(f"{name} is a generator; return one value instead of yield")


class _Names(typing.NamedTuple):
    """The names of a function's parameters."""

    positional: tuple[str, ...]
    variadic: tuple[str, ...]
    keyword: tuple[str, ...]


def _parameter_names(name: str, code: types.CodeType) -> _Names:
    positional, end = code.co_argcount, code.co_argcount + code.co_kwonlyargcount
    rest = iter(code.co_varnames[end:])
    variadic = (next(rest),) if code.co_flags & inspect.CO_VARARGS else ()
    if code.co_flags & inspect.CO_VARKEYWORDS:
        raise Unsupported(
            f"{name} takes **{next(rest)}; name each parameter, as in x: int, y: int"
        )
    names = code.co_varnames[positional:end]
    for each in names:
        if not each.isidentifier() or keyword.iskeyword(each):
            raise Unsupported(f"a parameter of {name} has a name by which it cannot be passed")
    return _Names(code.co_varnames[:positional], variadic, names)


def _read_parameters(
    name: str, names: _Names, function: types.FunctionType, hints: dict[str, object]
) -> tuple[Parameter, ...]:
    values = [(value,) for value in function.__defaults__ or ()]
    defaults = [()] * (len(names.positional) - len(values)) + values
    parameters = [
        _read_parameter(name, parameter, hints)._replace(default=default)
        for parameter, default in zip(names.positional, defaults)
    ]
    for parameter in names.variadic:
        parameters.append(_read_parameter(name, parameter, hints)._replace(is_variadic=True))
    by_name = function.__kwdefaults__ or {}
    for parameter in names.keyword:
        default = (by_name[parameter],) if parameter in by_name else ()
        if not names.variadic:
            read = _read_parameter(name, parameter, hints)
            parameters.append(read._replace(default=default, is_keyword=True))
        elif not default:
            # With a default, it keeps that: behind any number of arguments none is its own.
            raise Unsupported(
                f"parameter {parameter} of {name} stands behind *{names.variadic[0]} and has no "
                f"default; give it one, or put it before *{names.variadic[0]}"
            )
    return tuple(parameters)


def _hints(function: types.FunctionType) -> dict[str, object]:
    """A function's annotations, those that are written as text evaluated."""
    annotations = function.__annotations__
    # The common case, without what `typing` touches of every instance's memory.
    usual = (type, types.UnionType, types.NoneType)
    if all(isinstance(each, usual) for each in annotations.values()):
        return annotations
    return typing.get_type_hints(function, include_extras=True)


def _read_parameter(name: str, parameter: str, hints: dict[str, object]) -> Parameter:
    if parameter not in hints:
        raise Unsupported(
            f"parameter {parameter} of {name} has no type; "
            f"write {parameter}: int (or another of {_types.SUPPORTED})"
        )
    return Parameter(parameter, _read_type(hints[parameter], f"parameter {parameter} of {name} is"))


def _read_type(annotation: object, subject: str) -> _types.ValueType:
    try:
        return _annotations.read(annotation)
    except _annotations.Unsupported as error:
        whole, part = _annotations.written(annotation), _annotations.written(error.annotation)
        where = f"{whole}, which" if part == whole else f"{whole}, of which {part}"
        end = ""
        if error.why == "is not supported":
            end = f"; write one of {_types.SUPPORTED}, or one of these with | None"
        raise Unsupported(f"{subject} {where} {error.why}{end}") from None
