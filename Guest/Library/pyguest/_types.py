"""The types a function may declare, and how they are written and stored."""

import datetime
import decimal
import typing
import uuid

from ._marks import Digits

# Ints up to here are floats without a loss.
_MOST_EXACT_INT = 1 << 53
# Characters of a default that the description holds.
_MOST_DEFAULT_TEXT = 10_000
# A column type's number in the interface between host and guest.
NULL, BOOL, INT, FLOAT, STR, BYTES, DATE, TIME, DATETIME, TIMEDELTA = range(10)
DECIMAL, UUID, LIST, MAP, STRUCTURE = range(10, 15)
WIDTHS = {
    "int8": 15, "int16": 16, "int32": 17, "int64": INT,
    "uint8": 18, "uint16": 19, "uint32": 20, "uint64": 21,
}
FLOAT32 = 22
ZONED, JSON = 23, 24

NULLABLE = 0x100
# Of a result that nobody looks at.
_IGNORED = 0x200

PLAIN = {
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
    ", ".join("None" if t is type(None) else t.__name__ for t in PLAIN)
    + ", list[…], dict[str, …], a dataclass, NamedTuple, TypedDict, Enum or Any"
)


PLAIN_DECIMAL = Digits(38, 9)


class Zoned(typing.NamedTuple):
    """The zone of a datetime."""

    name: str
    tzinfo: datetime.tzinfo


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


class States(typing.NamedTuple):
    """The states of an aggregate, by the numbers of their groups, and what makes one."""

    by_group: list
    make: typing.Callable


class Ignored(typing.NamedTuple):
    """Marks what is returned as something that nobody looks at."""


class ValueType(typing.NamedTuple):
    """A type as a column has it, or that type or None."""

    column: int
    name: str
    nullable: bool = False
    children: tuple[tuple[str, "ValueType"], ...] = ()
    # Of a decimal, of a structure, of an Enum or Literal, of a tuple instead of a list, of a group.
    detail: Digits | Zoned | Class | Members | States | Ignored | bool | None = None

    @property
    def declaration(self) -> str:
        is_told = self.nullable and self.column not in (NULL, JSON)
        return f"{self.name} | None" if is_told else self.name

    @property
    def number(self) -> int:
        """The column type, plus 256 where None is accepted."""
        return self.column | (NULLABLE if self.nullable else 0)

    @property
    def loaded(self) -> int | tuple:
        """What the row loop reads: the number, or with it what else there is to know."""
        if isinstance(self.detail, Ignored):
            return self.number | _IGNORED
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
        if PLAIN.get(type(default)) != self.column:
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
        if not self.children and not isinstance(self.detail, (Digits, Zoned)):
            return self.column
        described: dict[str, object] = {"id": self.column}
        if isinstance(self.detail, Digits):
            described |= self.detail._asdict()
        if isinstance(self.detail, Zoned):
            described["zone"] = self.detail.name
        if self.children:
            described["children"] = [
                {"name": name, "nullable": child.nullable, "column": child._describe_column()}
                for name, child in self.children
            ]
        return described
