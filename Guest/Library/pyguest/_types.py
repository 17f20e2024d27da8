"""The types a function may declare, and how they are written and stored."""

import dataclasses
import datetime
import decimal
import enum
import types
import typing
import uuid

# What `type X = int` makes; interpreters before 3.12, which messages may go to, have none.
_ALIAS: tuple[type, ...] = tuple(filter(None, [getattr(typing, "TypeAliasType", None)]))

# Ints up to here are floats without a loss.
_MOST_EXACT_INT = 1 << 53
# Names that may stand for one another; some stand for themselves.
_MOST_NAMES = 20
# Characters of a default that the description holds.
_MOST_DEFAULT_TEXT = 10_000
# Types within types, and fields of one.
_MOST_LEVELS = 16
_MOST_FIELDS = 1000

# A column type's number in the interface between host and guest.
NULL, BOOL, INT, FLOAT, STR, BYTES, DATE, TIME, DATETIME, TIMEDELTA = range(10)
DECIMAL, UUID, LIST, MAP, STRUCTURE = range(10, 15)
_WIDTHS = {
    "int8": 15, "int16": 16, "int32": 17, "int64": INT,
    "uint8": 18, "uint16": 19, "uint32": 20, "uint64": 21,
}
FLOAT32 = 22

NULLABLE = 0x100

_PLAIN = {
    type(None): NULL,
    bool: BOOL,
    int: INT,
    float: FLOAT,
    str: STR,
    bytes: BYTES,
    datetime.date: DATE,
    datetime.time: TIME,
    datetime.datetime: DATETIME,
    datetime.timedelta: TIMEDELTA,
    decimal.Decimal: DECIMAL,
    uuid.UUID: UUID,
}

SUPPORTED = (
    ", ".join("None" if t is type(None) else t.__name__ for t in _PLAIN)
    + ", list[…], dict[str, …], a dataclass, NamedTuple, TypedDict or Enum"
)


class Unsupported(Exception):
    """A type that no column holds, and why, in words that follow the type."""

    def __init__(self, annotation: object, why: str = "is not supported") -> None:
        super().__init__(annotation, why)
        self.annotation = annotation
        self.why = why


class Width(typing.NamedTuple):
    """Marks an int, or a float, as one of fewer bits: what `pyguest.int8` is annotated with."""

    name: str


class Digits(typing.NamedTuple):
    """Marks a Decimal with its digits in all and behind the point: `pyguest.decimal(10, 2)`."""

    precision: int
    scale: int


_PLAIN_DECIMAL = Digits(38, 9)


class Class(typing.NamedTuple):
    """How values with fields are made and taken apart."""

    python: type
    # Called with the fields in their order; for a TypedDict, None: a dict is filled.
    make: typing.Callable | None
    names: tuple[str, ...]
    is_tuple: bool


class Members(typing.NamedTuple):
    """The values that an Enum or a Literal has, with what Python has for each."""

    # None for a Literal, whose values stand for themselves.
    python: type | None
    by_value: dict[str | int, object]


class ValueType(typing.NamedTuple):
    """A type as a column has it, or that type or None."""

    column: int
    name: str
    nullable: bool = False
    children: tuple[tuple[str, "ValueType"], ...] = ()
    # Of a decimal, of a structure, of an Enum or Literal, of a tuple instead of a list.
    detail: Digits | Class | Members | bool | None = None

    @property
    def declaration(self) -> str:
        return f"{self.name} | None" if self.nullable and self.name != "None" else self.name

    @property
    def number(self) -> int:
        """The column type, plus 256 where None is accepted."""
        return self.column | (NULLABLE if self.nullable else 0)

    @property
    def loaded(self) -> int | tuple:
        """What the row loop reads: the number, or with it what else there is to know."""
        if self.detail is None and not self.children:
            return self.number
        detail = tuple(self.detail) if isinstance(self.detail, tuple) else self.detail
        return self.number, detail, tuple(child.loaded for _, child in self.children)

    def passed(self, default: typing.Any) -> tuple[object, ...]:
        """A default in the form of the description, or nothing where the host cannot pass it."""
        if default is None:
            return (None,) if self.nullable else ()
        if isinstance(self.detail, Members):
            return ()
        if self.column == FLOAT and type(default) is int and abs(default) <= _MOST_EXACT_INT:
            default = float(default)
        if _PLAIN.get(type(default)) != self.column:
            return ()
        match default:
            case bool():
                is_passed = True
            case int():
                is_passed = -(1 << 63) <= default < 1 << 63
            case float():
                is_passed = abs(default) < float("inf")
            case str():
                is_half = any("\ud800" <= c <= "\udfff" for c in default)
                is_passed = len(default) <= _MOST_DEFAULT_TEXT and not is_half
            case _:
                is_passed = False
        return (default,) if is_passed else ()

    def describe(self) -> dict[str, object]:
        return {"type": self.name, "nullable": self.nullable, "column": self._describe_column()}

    def _describe_column(self) -> int | dict[str, object]:
        if not self.children and not isinstance(self.detail, Digits):
            return self.column
        described: dict[str, object] = {"id": self.column}
        if isinstance(self.detail, Digits):
            described |= self.detail._asdict()
        if self.children:
            described["children"] = [
                {"name": name, "nullable": child.nullable, "column": child._describe_column()}
                for name, child in self.children
            ]
        return described


def read(annotation: object, levels: int = _MOST_LEVELS) -> ValueType:
    """The type an annotation stands for; raises Unsupported, or what its classes raise."""
    if levels == 0:
        raise Unsupported(annotation, f"lies more than {_MOST_LEVELS} levels deep")
    annotation, mark = _resolved(annotation)
    if annotation is None or annotation is type(None):
        return ValueType(NULL, "None", True)
    if isinstance(annotation, type) and annotation in _PLAIN:
        return _marked(annotation, mark)
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        return _optional(annotation, levels)
    if origin is typing.Literal:
        return _literal(annotation)
    if origin in (list, tuple, dict):
        return _container(annotation, origin, levels)
    if isinstance(annotation, type):
        return _of_class(annotation, levels)
    raise Unsupported(annotation)


def _resolved(annotation: object) -> tuple[object, Width | Digits | None]:
    """What a NewType, a `type X = …` or an Annotated stands for, with our mark on it."""
    mark = None
    for _ in range(_MOST_NAMES):
        if isinstance(annotation, typing.NewType):
            annotation = annotation.__supertype__
        elif isinstance(annotation, _ALIAS):
            alias: typing.Any = annotation
            annotation = alias.__value__
        elif typing.get_origin(annotation) is typing.Annotated:
            annotation, *metadata = typing.get_args(annotation)
            marks = [each for each in metadata if isinstance(each, (Width, Digits))]
            mark = mark or (marks[-1] if marks else None)
        else:
            break
    return annotation, mark


def _marked(python: type, mark: Width | Digits | None) -> ValueType:
    column, name = _PLAIN[python], "None" if python is type(None) else python.__name__
    match mark:
        case Width(width) if python is int and width in _WIDTHS:
            return ValueType(_WIDTHS[width], width)
        case Width("float32") if python is float:
            return ValueType(FLOAT32, "float32")
        case Digits(precision, scale) if python is decimal.Decimal:
            if not (1 <= precision <= 38 and 0 <= scale <= precision):
                raise Unsupported(python, "takes 1 to 38 digits, of them some behind the point")
            return ValueType(DECIMAL, name, detail=mark)
    return ValueType(column, name, detail=_PLAIN_DECIMAL if column == DECIMAL else None)


def _optional(annotation: object, levels: int) -> ValueType:
    members = typing.get_args(annotation)
    others = [member for member in members if member is not type(None)]
    if len(others) != 1 or len(members) != 2:
        raise Unsupported(annotation)
    return read(others[0], levels)._replace(nullable=True)


def _container(annotation: object, origin: type, levels: int) -> ValueType:
    arguments = typing.get_args(annotation)
    if origin is dict:
        if len(arguments) != 2 or _resolved(arguments[0])[0] is not str:
            raise Unsupported(annotation, "has keys other than str; write dict[str, T]")
        value = read(arguments[1], levels - 1)
        return ValueType(MAP, f"dict[str, {value.declaration}]", children=(("value", value),))
    if origin is tuple and (len(arguments) != 2 or arguments[1] is not Ellipsis):
        raise Unsupported(annotation, "is not supported; write tuple[T, ...], or a NamedTuple")
    if not arguments:
        raise Unsupported(annotation, "does not say what it holds; write list[int], for example")
    item = read(arguments[0], levels - 1)
    is_tuple = origin is tuple
    name = f"tuple[{item.declaration}, ...]" if is_tuple else f"list[{item.declaration}]"
    return ValueType(LIST, name, children=(("item", item),), detail=is_tuple or None)


def _literal(annotation: object) -> ValueType:
    values = typing.get_args(annotation)
    written = ", ".join(map(repr, values))
    return _members(f"Literal[{written}]", None, {value: value for value in values})


def _members(name: str, python: type | None, by_value: dict) -> ValueType:
    kinds = {type(value) for value in by_value}
    if kinds == {str} and not any("\ud800" <= c <= "\udfff" for text in by_value for c in text):
        return ValueType(STR, name, detail=Members(python, by_value))
    if kinds == {int} and all(-(1 << 63) <= value < 1 << 63 for value in by_value):
        return ValueType(INT, name, detail=Members(python, by_value))
    raise Unsupported(python or name, "has values that are neither all str nor all int of 64 bits")


def _of_class(python: type, levels: int) -> ValueType:
    """A class of the program's: an Enum, or one with fields."""
    if issubclass(python, enum.Enum):
        return _members(python.__name__, python, _enum_values(python))
    if typing.is_typeddict(python):
        optional = getattr(python, "__optional_keys__", ())
        if optional:
            raise Unsupported(python, f"may lack {min(optional)}; write {min(optional)}: T | None")
        return _structure(python, None, tuple(python.__annotations__), levels)
    if issubclass(python, tuple) and hasattr(python, "_fields"):
        return _structure(python, python, python._fields, levels, is_tuple=True)
    if dataclasses.is_dataclass(python):
        fields = dataclasses.fields(python)
        names = tuple(field.name for field in fields)
        if not all(field.init for field in fields):
            raise Unsupported(python, "has a field that cannot be given: one with init=False")
        make: typing.Callable = python
        if any(field.kw_only for field in fields):
            make = _by_keyword(python, names)
        return _structure(python, make, names, levels)
    if python in (list, tuple, dict):
        raise Unsupported(python, "does not say what it holds; write list[int] or dict[str, int]")
    raise Unsupported(python)


def _enum_values(python: type[enum.Enum]) -> dict:
    """The members of an Enum by their values; of a plain kind where they are of a subclass."""
    values = {}
    for member in python:
        value = member.value
        for plain in (str, int):
            if isinstance(value, plain) and not isinstance(value, bool):
                value = plain(value)
                break
        values[value] = member
    return values


def _by_keyword(python: type, names: tuple[str, ...]) -> typing.Callable:
    return lambda *values: python(**dict(zip(names, values)))


def _structure(
    python: type,
    make: typing.Callable | None,
    names: tuple[str, ...],
    levels: int,
    is_tuple: bool = False,
) -> ValueType:
    hints = typing.get_type_hints(python, include_extras=True)
    if not 1 <= len(names) <= _MOST_FIELDS:
        raise Unsupported(python, f"has {len(names)} fields; 1 to {_MOST_FIELDS} are possible")
    children = []
    for name in names:
        if name not in hints:
            raise Unsupported(python, f"has the field {name} without a type")
        children.append((name, read(hints[name], levels - 1)))
    detail = Class(python, make, names, is_tuple)
    return ValueType(STRUCTURE, python.__name__, children=tuple(children), detail=detail)


def written(annotation: object) -> str:
    """An annotation as its author would write it."""
    if isinstance(annotation, type) and not typing.get_args(annotation):
        return annotation.__name__
    return "None" if annotation is None else str(annotation)
