"""Reads what annotations stand for, and tells which stand for no type of a column."""

import dataclasses
import datetime
import decimal
import enum
import types
import typing

from . import _marks, _types, _zones

# What `type X = int` makes; interpreters before 3.12, which messages may go to, have none.
_ALIAS: tuple[type, ...] = tuple(filter(None, [getattr(typing, "TypeAliasType", None)]))

# Names that may stand for one another; some stand for themselves.
_MOST_NAMES = 20
# Types within types, and fields of one.
_MOST_LEVELS = 16
_MOST_FIELDS = 1000

# Types of one signature, with those that lie in others.
_MOST_TYPES = 10_000

# How an annotation that is text begins, of what only `__init__` takes.
_INIT_ONLY = ("InitVar", "dataclasses.InitVar")

# What stands around a field's type and says nothing of its values.
_WRAPPERS = tuple(
    getattr(typing, name) for name in ("Final", "Required", "ReadOnly") if hasattr(typing, name)
)

# What is annotated with one of these stands for more than its class says.
_MARKS = (_marks.Width, _marks.Digits, _marks.Zone)
_Mark = _marks.Width | _marks.Digits | _marks.Zone

# The classes whose fields are being read.
_open: list[type] = []
# How many types have been read since the outermost.
_count = 0


class Unsupported(Exception):
    """A type that no column holds, and why, in words that follow the type."""

    def __init__(self, annotation: object, why: str = "is not supported") -> None:
        super().__init__(annotation, why)
        self.annotation = annotation
        self.why = why


def read(annotation: object, levels: int = _MOST_LEVELS) -> _types.ValueType:
    """The type an annotation stands for; raises Unsupported, or what its classes raise."""
    global _count
    _count = 1 if levels == _MOST_LEVELS else _count + 1
    if levels <= 0:
        raise Unsupported(annotation, f"lies more than {_MOST_LEVELS} levels deep")
    if _count > _MOST_TYPES:
        raise Unsupported(annotation, f"lies among more than {_MOST_TYPES} types")
    annotation, mark = resolved(annotation)
    if annotation is None or annotation is type(None):
        return _types.ValueType(_types.NULL, "None", True)
    if annotation is typing.Any:
        return _types.ValueType(_types.JSON, "Any", True)
    if isinstance(annotation, type) and annotation in _types.PLAIN:
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


def resolved(annotation: object) -> tuple[object, _Mark | None]:
    """What a NewType, a `type X = …` or an Annotated stands for, with our mark on it."""
    mark = None
    for _ in range(_MOST_NAMES):
        if isinstance(annotation, typing.NewType):
            annotation = annotation.__supertype__
        elif isinstance(annotation, _ALIAS):
            alias: typing.Any = annotation
            annotation = alias.__value__
        elif typing.get_origin(annotation) in _WRAPPERS:
            annotation = typing.get_args(annotation)[0]
        elif typing.get_origin(annotation) is typing.Annotated:
            annotation, *metadata = typing.get_args(annotation)
            marks = [each for each in metadata if isinstance(each, _MARKS)]
            mark = mark or (marks[-1] if marks else None)
        else:
            break
    return annotation, mark


def _marked(python: type, mark: _Mark | None) -> _types.ValueType:
    column, name = _types.PLAIN[python], "None" if python is type(None) else python.__name__
    match mark:
        case _marks.Width(width) if python is int and width in _types.WIDTHS:
            return _types.ValueType(_types.WIDTHS[width], width)
        case _marks.Width("float32") if python is float:
            return _types.ValueType(_types.FLOAT32, "float32")
        case _marks.Digits(precision, scale) if python is decimal.Decimal:
            if not (1 <= precision <= 38 and 0 <= scale <= precision):
                raise Unsupported(python, "has 1 to 38 digits, some of them behind the point")
            return _types.ValueType(_types.DECIMAL, name, detail=mark)
        case _marks.Zone(zone) if python is datetime.datetime:
            tzinfo = _zones.find(zone)
            if tzinfo is None:
                raise Unsupported(python, f"is in {zone!r}, which is no zone; write UTC or a name")
            return _types.ValueType(_types.ZONED, name, detail=_types.Zoned(zone, tzinfo))
    if mark is not None:
        raise Unsupported(python, f"is marked as {_shown(mark)}, which is of another type")
    digits = _types.PLAIN_DECIMAL if column == _types.DECIMAL else None
    return _types.ValueType(column, name, detail=digits)


def _shown(mark: _Mark) -> str:
    if isinstance(mark, _marks.Width):
        return f"pyguest.{mark.name}"
    if isinstance(mark, _marks.Zone):
        return f"pyguest.zone({mark.name!r})"
    return f"pyguest.decimal({mark.precision}, {mark.scale})"


def _optional(annotation: object, levels: int) -> _types.ValueType:
    members = typing.get_args(annotation)
    others = [member for member in members if member is not type(None)]
    if len(others) != 1 or len(members) != 2:
        raise Unsupported(annotation)
    return read(others[0], levels - 1)._replace(nullable=True)


def _container(annotation: object, origin: type, levels: int) -> _types.ValueType:
    arguments = typing.get_args(annotation)
    if origin is dict:
        if len(arguments) != 2 or resolved(arguments[0])[0] is not str:
            raise Unsupported(annotation, "has keys other than str; write dict[str, T]")
        value = read(arguments[1], levels - 1)
        name = f"dict[str, {value.declaration}]"
        return _types.ValueType(_types.MAP, name, children=(("value", value),))
    if origin is tuple and (len(arguments) != 2 or arguments[1] is not Ellipsis):
        raise Unsupported(annotation, "is not supported; write tuple[T, ...], or a NamedTuple")
    if not arguments:
        raise Unsupported(annotation, "does not say what it holds; write list[int], for example")
    item = read(arguments[0], levels - 1)
    is_tuple = origin is tuple
    name = f"tuple[{item.declaration}, ...]" if is_tuple else f"list[{item.declaration}]"
    return _types.ValueType(_types.LIST, name, children=(("item", item),), detail=is_tuple or None)


def _literal(annotation: object) -> _types.ValueType:
    values = typing.get_args(annotation)
    written = ", ".join(map(repr, values))
    if len({type(value) for value in values}) != 1:
        # Of 1 and True, which are equal, a dict would keep one.
        raise Unsupported(annotation, "has values of several types")
    return _members(f"Literal[{written}]", None, {value: value for value in values})


def _members(name: str, python: type | None, by_value: dict) -> _types.ValueType:
    kinds = {type(value) for value in by_value}
    if kinds == {str} and not any("\ud800" <= c <= "\udfff" for text in by_value for c in text):
        return _types.ValueType(_types.STR, name, detail=_types.Members(python, by_value))
    if kinds == {int} and all(-(1 << 63) <= value < 1 << 63 for value in by_value):
        return _types.ValueType(_types.INT, name, detail=_types.Members(python, by_value))
    raise Unsupported(python or name, "has values that are neither all str nor all int of 64 bits")


def _of_class(python: type, levels: int) -> _types.ValueType:
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
        if _takes_others(python):
            raise Unsupported(python, "has an InitVar, or no __init__ of its fields")
        if not all(field.init for field in fields):
            raise Unsupported(python, "has a field that cannot be given: one with init=False")
        make: typing.Callable = python
        if any(field.kw_only for field in fields):
            make = _by_keyword(python, names)
        return _structure(python, make, names, levels)
    if python in (list, tuple, dict):
        raise Unsupported(
            python, "does not say what it holds; write list[int] or dict[str, int], or Any for JSON"
        )
    if python is object:
        raise Unsupported(python, "holds anything; write Any for JSON of any shape")
    raise Unsupported(python)


def _takes_others(python: type) -> bool:
    """Whether a dataclass is not made of its fields alone."""
    settings: typing.Any = getattr(python, "__dataclass_params__", None)
    every: dict[str, typing.Any] = getattr(python, "__dataclass_fields__", {})
    is_init_only = any(isinstance(field.type, dataclasses.InitVar) for field in every.values())
    as_text = any(str(field.type).startswith(_INIT_ONLY) for field in every.values())
    return is_init_only or as_text or not (settings is None or settings.init)


def _enum_values(python: type[enum.Enum]) -> dict:
    """The members of an Enum by their values; of a plain kind where they are of a subclass."""
    if issubclass(python, enum.Flag):
        raise Unsupported(python, "has values that are joined; write int")
    values: dict = {}
    for member in python:
        value = member.value
        if not isinstance(value, (str, int)):
            raise Unsupported(python, "has values that are neither all str nor all int of 64 bits")
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
) -> _types.ValueType:
    if python in _open:
        raise Unsupported(python, "lies within itself")
    hints = typing.get_type_hints(python, include_extras=True)
    if not 1 <= len(names) <= _MOST_FIELDS:
        raise Unsupported(python, f"has {len(names)} fields; 1 to {_MOST_FIELDS} are possible")
    children = []
    _open.append(python)
    try:
        for name in names:
            if name not in hints:
                raise Unsupported(python, f"has the field {name} without a type")
            children.append((name, read(hints[name], levels - 1)))
    finally:
        _open.pop()
    detail = _types.Class(python, make, names, is_tuple)
    return _types.ValueType(
        _types.STRUCTURE, python.__name__, children=tuple(children), detail=detail
    )


def written(annotation: object) -> str:
    """An annotation as its author would write it."""
    if isinstance(annotation, type) and not typing.get_args(annotation):
        return annotation.__name__
    return "None" if annotation is None else str(annotation)
