"""What a function takes and returns, read from its first line."""

import inspect
import keyword
import types
import typing

from . import _annotations, _loops, _settings, _types

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


# How the row loop runs an operation: once a row; for the rows of an open table; as its end; for
# many rows at the same time.
CALL, ROWS, CLOSE, CONCURRENT = range(4)


# Arguments beyond the fewest, of a function that takes any number, for which there are loops early.
_EARLY_LOOPS = 4


class Taking(typing.NamedTuple):
    """How arguments are passed."""

    # The fewest.
    required: int
    # Of each parameter, in a tuple where there is one.
    defaults: tuple[tuple[object, ...], ...]
    # The names by which the last arguments are passed.
    keywords: tuple[str, ...] = ()
    # Whether the last parameter takes any number of them.
    is_variadic: bool = False

    def behind(self, first: int) -> "Taking":
        """The same behind some that must be there."""
        return self._replace(
            required=self.required + first, defaults=((),) * first + self.defaults
        )


def needing(count: int) -> Taking:
    """So many arguments, which must all be there."""
    return Taking(count, ((),) * count)


class Operation(typing.NamedTuple):
    """Something that the host can ask for by its number."""

    function: typing.Callable
    parameters: tuple[_types.ValueType, ...]
    returns: _types.ValueType
    taking: Taking
    # Makes the loop for a number of arguments, all by position; None for one that calls each row.
    make_loop: typing.Callable[[typing.Callable, int], typing.Callable] | None = None
    shape: int = CALL

    def loaded(self, name: str) -> tuple:
        """As the row loop takes it: see `LoadedFunction`."""
        required, defaults, keywords, is_variadic = self.taking
        most = required + _EARLY_LOOPS if is_variadic else len(self.parameters)
        loops = tuple(self._loop(count) for count in range(required, most + 1))
        kinds = tuple(parameter.loaded for parameter in self.parameters)
        more = _loops.Loops(self._loop) if is_variadic else None
        returns = self.returns.loaded
        called = _loops.caller(self.function, self._positional, keywords)
        return name, called, required, loops, kinds, returns, self.shape, defaults, more

    @property
    def _positional(self) -> int:
        return len(self.parameters) - len(self.taking.keywords)

    def _loop(self, count: int) -> typing.Callable:
        if self.make_loop is not None:
            return self.make_loop(self.function, count)
        keywords = self.taking.keywords[: max(count - self._positional, 0)]
        return _loops.make(self.function, count, keywords)


class Signature(typing.NamedTuple):
    name: str
    parameters: tuple[Parameter, ...]
    returns: _types.ValueType
    # By their names; the first is asked for by the function's own number.
    operations: dict[str, Operation]
    kind: str = "scalar"
    is_vectorized: bool = False
    is_async: bool = False
    settings: _settings.Settings = _settings.Settings()

    def describe(self, numbers: dict[str, int]) -> dict[str, object]:
        return {
            "name": self.name,
            "kind": self.kind,
            "vectorized": self.is_vectorized,
            "async": self.is_async,
            "volatility": self.settings.volatility or "volatile",
            "onNull": self.settings.on_null,
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
        """The fewest arguments: as many as there are up to the last one without a default."""
        needed = [not (each.default or each.is_variadic) for each in self.parameters]
        return len(needed) - needed[::-1].index(True) if any(needed) else 0

    @property
    def taking(self) -> "Taking":
        """How arguments are passed."""
        return Taking(
            self.required,
            tuple(each.default for each in self.parameters),
            tuple(each.name for each in self.parameters if each.is_keyword),
            bool(self.parameters) and self.parameters[-1].is_variadic,
        )

    def judging_nulls(self, name: str, on_null: str | None) -> "Lines":
        """The same with what was declared of rows that are NULL for a parameter."""
        if on_null == "skip":
            parameters = tuple(
                each._replace(type=each.type._replace(nullable=False)) for each in self.parameters
            )
            return self._replace(parameters=parameters)
        refusing = [each for each in self.parameters if not each.type.nullable]
        if on_null == "call" and refusing:
            first = refusing[0]
            raise Unsupported(
                f'{name} declares on_null="call", but its parameter {first.name} takes no None; '
                f"write {first.name}: {first.type.name} | None, or leave on_null out"
            )
        return self

    def by_position(
        self, function: typing.Callable, first: int = 0
    ) -> tuple[typing.Callable, Taking]:
        """What takes all arguments by position, behind some that must be there."""
        taking = self.taking
        positional = first + len(self.parameters) - len(taking.keywords)
        called = _loops.caller(function, positional, taking.keywords)
        return called, taking._replace(keywords=()).behind(first)


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
    names = _parameter_names(name, code)
    if sum(map(len, names)) > _MOST_PARAMETERS + skipped:
        raise Unsupported(f"{name} takes over {_MOST_PARAMETERS} parameters")
    if code.co_argcount < skipped:
        method = name.rpartition(".")[2]
        raise Unsupported(f"{name} does not take self; write def {method}(self, …)")
    try:
        hints = _hints(plain)
    except NameError as error:
        raise Unsupported(f"an annotation of {name} names what is not defined: {error}") from None
    parameters = _read_parameters(name, names, plain, hints, skipped)
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
    name: str, names: _Names, function: types.FunctionType, hints: dict[str, object], skipped: int
) -> tuple[Parameter, ...]:
    values = [(value,) for value in function.__defaults__ or ()]
    defaults = [()] * (len(names.positional) - len(values)) + values
    parameters = [
        _read_parameter(name, parameter, hints)._replace(default=default)
        for parameter, default in zip(names.positional[skipped:], defaults[skipped:])
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
    return Parameter(parameter, read_type(hints[parameter], f"parameter {parameter} of {name} is"))


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
