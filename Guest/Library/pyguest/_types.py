"""The types a function may declare, and how they are written and stored."""

import datetime
import types
import typing

# A column type's number in the interface between host and guest, and its Arrow name.
_COLUMNS = {
    type(None): (0, "null"),
    bool: (1, "bool"),
    int: (2, "int64"),
    float: (3, "float64"),
    str: (4, "utf8"),
    bytes: (5, "binary"),
    datetime.date: (6, "date32"),
    datetime.time: (7, "time64[us]"),
    datetime.datetime: (8, "timestamp[us]"),
    datetime.timedelta: (9, "duration[us]"),
}

_NULLABLE = 0x100

# What `type X = int` makes; interpreters before 3.12, which messages may go to, have none.
_ALIAS: tuple[type, ...] = tuple(filter(None, [getattr(typing, "TypeAliasType", None)]))

# Ints up to here are floats without a loss.
_MOST_EXACT_INT = 1 << 53
# Names that may stand for one another; some stand for themselves.
_MOST_NAMES = 20
# Characters of a default that the description holds.
_MOST_DEFAULT_TEXT = 10_000

SUPPORTED = ", ".join("None" if t is type(None) else t.__name__ for t in _COLUMNS)


class ValueType(typing.NamedTuple):
    """One of the supported types, or that type or None."""

    python: type
    nullable: bool

    @property
    def name(self) -> str:
        return "None" if self.python is type(None) else self.python.__name__

    @property
    def declaration(self) -> str:
        return f"{self.name} | None" if self.nullable and self.name != "None" else self.name

    @property
    def number(self) -> int:
        """What the row loop reads: the column type, plus 256 where None is accepted."""
        return _COLUMNS[self.python][0] | (_NULLABLE if self.nullable else 0)

    def passed(self, default: typing.Any) -> tuple[object, ...]:
        """A default in the form of the description, or nothing where the host cannot pass it."""
        if default is None:
            return (None,) if self.nullable else ()
        if self.python is float and type(default) is int and abs(default) <= _MOST_EXACT_INT:
            default = float(default)
        if type(default) is not self.python:
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
        number, arrow = _COLUMNS[self.python]
        return {"type": self.name, "column": number, "nullable": self.nullable, "arrow": arrow}


def read(annotation: object) -> ValueType | None:
    """The type an annotation stands for, or None where it is not supported."""
    annotation = _resolved(annotation)
    if annotation is None or annotation is type(None):
        return ValueType(type(None), True)
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        members = typing.get_args(annotation)
        others = [member for member in members if member is not type(None)]
        other = read(others[0]) if len(others) == 1 and len(members) == 2 else None
        return other and ValueType(other.python, True)
    return ValueType(annotation, False) if _is_supported(annotation) else None


def _resolved(annotation: object) -> object:
    """What a NewType, a `type X = …` or an Annotated stands for."""
    for _ in range(_MOST_NAMES):
        if isinstance(annotation, typing.NewType):
            annotation = annotation.__supertype__
        elif isinstance(annotation, _ALIAS):
            alias: typing.Any = annotation
            annotation = alias.__value__
        elif typing.get_origin(annotation) is typing.Annotated:
            annotation = typing.get_args(annotation)[0]
        else:
            break
    return annotation


def _is_supported(annotation: object) -> typing.TypeGuard[type]:
    return isinstance(annotation, type) and annotation in _COLUMNS


def written(annotation: object) -> str:
    """An annotation as its author would write it."""
    if isinstance(annotation, type) and not typing.get_args(annotation):
        return annotation.__name__
    return str(annotation)
