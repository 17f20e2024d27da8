"""What a function takes and returns, read from its first line."""

import inspect
import types
import typing

from . import _annotations, _loops, _types

# What PostgreSQL takes, the fewest of the databases.
_MOST_PARAMETERS = 100


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
    has_default: bool
    # As the description has it: in a list where the host can pass it, too.
    default: tuple[object, ...] = ()

    def describe(self) -> dict[str, object]:
        described = {"name": self.name, **self.type.describe(), "hasDefault": self.has_default}
        if self.default:
            described["default"] = self.default[0]
        return described


# How the row loop runs an operation: once a row; for the rows of an open table; as its end; for
# many rows at the same time.
CALL, ROWS, CLOSE, CONCURRENT = range(4)


class Operation(typing.NamedTuple):
    """Something that the host can ask for by its number."""

    function: typing.Callable
    parameters: tuple[_types.ValueType, ...]
    returns: _types.ValueType
    # How many parameters have no default.
    required: int
    # Makes the loop for a number of arguments.
    make_loop: typing.Callable[[typing.Callable, int], typing.Callable] = _loops.make
    shape: int = CALL

    def loaded(self, name: str) -> tuple:
        """As the row loop takes it."""
        counts = range(self.required, len(self.parameters) + 1)
        loops = tuple(self.make_loop(self.function, count) for count in counts)
        kinds = tuple(parameter.loaded for parameter in self.parameters)
        return name, self.function, loops, kinds, self.returns.loaded, self.shape


class Signature(typing.NamedTuple):
    name: str
    parameters: tuple[Parameter, ...]
    returns: _types.ValueType
    # By their names; the first is asked for by the function's own number.
    operations: dict[str, Operation]
    kind: str = "scalar"
    is_vectorized: bool = False
    is_async: bool = False

    def describe(self, numbers: dict[str, int]) -> dict[str, object]:
        return {
            "name": self.name,
            "kind": self.kind,
            "vectorized": self.is_vectorized,
            "async": self.is_async,
            "parameters": [parameter.describe() for parameter in self.parameters],
            "returns": self.returns.describe(),
            "columns": [{"name": name, **kind.describe()} for name, kind in self._columns],
            "operations": numbers,
        }

    @property
    def _columns(self) -> tuple[tuple[str, _types.ValueType], ...]:
        """What the rows of a table consist of."""
        if self.kind != "table":
            return ()
        is_structure = self.returns.column == _types.STRUCTURE
        return self.returns.children if is_structure else ((self.name, self.returns),)


class Lines(typing.NamedTuple):
    """What the first line of a function says."""

    parameters: tuple[Parameter, ...]
    # As it is written; nothing where it is not.
    returns: tuple[object, ...]

    @property
    def types(self) -> tuple[_types.ValueType, ...]:
        return tuple(parameter.type for parameter in self.parameters)

    @property
    def required(self) -> int:
        return sum(not parameter.has_default for parameter in self.parameters)


def unwrapped(name: str, function: typing.Callable) -> types.FunctionType:
    try:
        return inspect.unwrap(function)
    except ValueError:
        raise Unsupported(f"{name} is wrapped in itself") from None


def read_lines(name: str, plain: types.FunctionType, skipped: int = 0) -> Lines:
    """Reads a function's first line.

    :param name: what messages call it.
    :param skipped: parameters that are passed by Python, such as `self`.
    """
    code = plain.__code__
    _refuse_other_parameters(name, code)
    if code.co_argcount > _MOST_PARAMETERS + skipped:
        raise Unsupported(f"{name} takes over {_MOST_PARAMETERS} parameters")
    if code.co_argcount < skipped:
        method = name.rpartition(".")[2]
        raise Unsupported(f"{name} does not take self; write def {method}(self, …)")
    try:
        hints = _hints(plain)
    except NameError as error:
        raise Unsupported(f"an annotation of {name} names what is not defined: {error}") from None
    values = [(value,) for value in plain.__defaults__ or ()]
    defaults = [()] * (code.co_argcount - len(values)) + values
    parameters = tuple(
        _read_parameter(name, parameter, default, hints)
        for parameter, default in zip(
            code.co_varnames[skipped : code.co_argcount], defaults[skipped:]
        )
    )
    return Lines(parameters, (hints["return"],) if "return" in hints else ())


def read_returns(
    name: str, lines: Lines, example: str = "int", written: str = ""
) -> _types.ValueType:
    """The type of what is returned."""
    if not lines.returns:
        raise Unsupported(
            f"{name} does not say what it returns; "
            f"write def {written or f'{name}(…)'} -> {example}: (or another of {_types.SUPPORTED})"
        )
    return read_type(lines.returns[0], f"{name} returns")


def _refuse_other_parameters(name: str, code: types.CodeType) -> None:
    names = iter(code.co_varnames[code.co_argcount :])
    keyword_only = [next(names) for _ in range(code.co_kwonlyargcount)]
    if code.co_flags & inspect.CO_VARARGS:
        raise Unsupported(f"{name} takes *{next(names)}; name each parameter, as in x: int, y: int")
    if keyword_only:
        raise Unsupported(
            f"parameter {keyword_only[0]} of {name} is keyword-only, "
            f"but arguments are passed by position; remove the * before it"
        )
    if code.co_flags & inspect.CO_VARKEYWORDS:
        rest = next(names)
        raise Unsupported(f"{name} takes **{rest}; name each parameter, as in x: int, y: int")


def _hints(function: types.FunctionType) -> dict[str, object]:
    """A function's annotations, those that are written as text evaluated."""
    annotations = function.__annotations__
    # The common case, without what `typing` touches of every instance's memory.
    usual = (type, types.UnionType, types.NoneType)
    if all(isinstance(each, usual) for each in annotations.values()):
        return annotations
    return typing.get_type_hints(function, include_extras=True)


def _read_parameter(
    name: str, parameter: str, default: tuple[object, ...], hints: dict[str, object]
) -> Parameter:
    if parameter not in hints:
        raise Unsupported(
            f"parameter {parameter} of {name} has no type; "
            f"write {parameter}: int (or another of {_types.SUPPORTED})"
        )
    kind = read_type(hints[parameter], f"parameter {parameter} of {name} is")
    return Parameter(parameter, kind, bool(default), kind.passed(*default) if default else ())


def read_type(annotation: object, subject: str) -> _types.ValueType:
    try:
        return _annotations.read(annotation)
    except _annotations.Unsupported as error:
        whole, part = _annotations.written(annotation), _annotations.written(error.annotation)
        where = f"{whole}, which" if part == whole else f"{whole}, of which {part}"
        end = ""
        if error.why == "is not supported":
            end = f"; write one of {_types.SUPPORTED}, or one of these with | None"
        raise Unsupported(f"{subject} {where} {error.why}{end}") from None
